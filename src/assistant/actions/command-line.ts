import { refuse, type Result } from "../../kernel/result.js";
import { listOrganizations, type Organization } from "../../organizations/index.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { AssistantState, AssistantTest } from "../api.js";
import type { AssistantHost } from "../host.js";
import { findSetting, unset } from "../store/settings.js";
import { stateIn } from "./read.js";
import { testInstitution } from "./test-connection.js";

/** Hospitals by id, name or short name; all of them for an empty word. */
async function hospitalsBy(tx: Tx, word: string): Promise<Organization[]> {
  return (await listOrganizations(tx)).filter(
    ({ kind, id, name, shortName }) =>
      kind === "hospital" && (word === "" || [id as string, name, shortName].includes(word)),
  );
}

/** The assistant of each hospital the word names. */
export const assistantStatuses = (host: AssistantHost, word: string): Promise<AssistantState[]> =>
  host.database.withTx(systemContext, async (tx) => {
    const states: AssistantState[] = [];
    for (const hospital of await hospitalsBy(tx, word))
      states.push(await stateIn(tx, { fieldCipher: host.cipher }, host, hospital));
    return states;
  });

/** Tries the endpoint of the hospital the word names; an empty word means the only hospital there is. */
export async function testAssistantOf(
  host: AssistantHost,
  word: string,
): Promise<Result<AssistantTest, "not_configured" | "institution_not_found">> {
  const setting = await host.database.withTx(systemContext, async (tx) => {
    const [hospital, ...others] = await hospitalsBy(tx, word);
    if (hospital === undefined || others.length > 0) return undefined;
    return (await findSetting(tx, hospital.id)) ?? unset(hospital.id);
  });
  return setting === undefined ? refuse("institution_not_found") : testInstitution(host, setting, null);
}
