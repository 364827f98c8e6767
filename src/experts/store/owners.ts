import type { Tx } from "../../platform/database/database.js";
import { expertsTables } from "../tables.js";
import { findOwners } from "./profile.js";

/** To whom the expert of a conflict belongs; undefined: no such conflict in sight. */
export async function ownersOfConflict(tx: Tx, conflictId: string) {
  const row = await expertsTables(tx)
    .selectFrom("experts.claim_conflict")
    .select("practitioner_id")
    .where("id", "=", conflictId)
    .executeTakeFirst();
  return row && findOwners(tx, row.practitioner_id);
}

/** To whom the expert of an objection belongs; undefined: no such objection in sight. */
export async function ownersOfObjection(tx: Tx, objectionId: string) {
  const row = await expertsTables(tx)
    .selectFrom("experts.objection")
    .select("practitioner_id")
    .where("id", "=", objectionId)
    .executeTakeFirst();
  return row && findOwners(tx, row.practitioner_id);
}
