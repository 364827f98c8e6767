import { type CaseRecord, listConsents } from "../cases/index.js";
import { listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import { regionIndex } from "../terminology/index.js";
import type { KnownNames } from "./domain/deidentify.js";

let regionNames: ReadonlySet<string> | undefined;
/** Names of divisions; 市辖区 and 县 alone name no place. */
const regions = (): ReadonlySet<string> =>
  (regionNames ??= new Set(
    [...regionIndex().byCode.values()]
      .map(({ name }) => name)
      .filter((name) => name.length >= 3 && name !== "市辖区"),
  ));

/** What the platform knows to be a name in the texts of this case. */
export async function knownNamesOf(tx: Tx, found: CaseRecord): Promise<KnownNames> {
  const signers = (await listConsents(tx, found.id)).map(({ signerName }) => signerName);
  const institutions = (await listOrganizations(tx)).flatMap(({ name, shortName, aliases }) => [
    name,
    shortName,
    ...aliases,
  ]);
  return {
    people: [found.patientName, found.requesterName, ...signers],
    // Longest first is not needed: overlapping finds are joined. One or two characters would match anything.
    institutions: institutions.filter((name) => name.length >= 3),
    regions: regions(),
  };
}
