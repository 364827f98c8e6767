import type { Tx } from "../../platform/database/database.js";
import { expertsTables } from "../tables.js";

/** One conflict, locked until the transaction ends; undefined: none, or of an expert who is not this person's. */
export async function lockConflict(tx: Tx, conflictId: string) {
  return expertsTables(tx)
    .selectFrom("experts.claim_conflict")
    .selectAll()
    .where("id", "=", conflictId)
    .forUpdate()
    .executeTakeFirst();
}

/** Ends an open conflict with a person's decision. */
export async function closeConflict(
  tx: Tx,
  conflictId: string,
  decision: { readonly chosenClaimId: string; readonly reason: string; readonly byPersonId: string },
): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.claim_conflict")
    .set({
      status: "settled",
      chosen_claim_id: decision.chosenClaimId,
      reason: decision.reason,
      closed_at: tx.now,
      closed_by: decision.byPersonId,
    })
    .where("id", "=", conflictId)
    .where("status", "=", "open")
    .execute();
}
