import type { Config } from "../platform/config.js";
import { type Database, systemContext } from "../platform/database/database.js";
import { newFieldCipher } from "../platform/field-cipher.js";
import { loadFieldKey } from "../platform/field-key.js";
import { openFiles } from "../platform/files/open-files.js";
import type { Ctx } from "./context.js";
import { type Action, cellsOf } from "./domain/policy.js";
import * as store from "./store/sign-in.js";

/**
 * The act of a person at the server's command line, who names himself by his user name: his roles are asked as for a request, and the
 * audit trail has his name. That he is who he says the machine vouches for: who may run the command can read the database anyway.
 * Undefined: nobody active has the name, or no role of his may do this.
 */
export async function asCommandActor(
  database: Database,
  config: Config,
  username: string,
  action: Action,
): Promise<Ctx | undefined> {
  const actor = await database.withTx(systemContext, (tx) => store.findNamedActor(tx, username));
  if (!actor || cellsOf(action, actor.roles).size === 0) return undefined;
  return {
    actor,
    database,
    files: openFiles(config),
    fieldCipher: newFieldCipher(loadFieldKey(config)),
    requestId: "command-line",
    idempotency: undefined,
  } as Ctx;
}
