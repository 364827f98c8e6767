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

/** An expert's open conflicts, each with the post it is about (null: the person). */
export async function openConflictsOf(tx: Tx, practitionerId: string) {
  return expertsTables(tx)
    .selectFrom("experts.claim_conflict as c")
    .innerJoin("experts.claim as s", "s.id", "c.standing_claim_id")
    .select(["c.id", "c.kind", "s.practitioner_role_id"])
    .where("c.practitioner_id", "=", practitionerId)
    .where("c.status", "=", "open")
    .orderBy("c.opened_at")
    .orderBy("c.id")
    .execute();
}

/** Open conflicts in the asker's sight, oldest first, each with the expert and one of his posts. */
export async function listOpenConflicts(tx: Tx, limit: number) {
  const open = expertsTables(tx)
    .selectFrom("experts.claim_conflict as c")
    .innerJoin("experts.practitioner as p", "p.id", "c.practitioner_id")
    .where("c.status", "=", "open");
  const { total } = await open.select((e) => e.fn.countAll<string>().as("total")).executeTakeFirstOrThrow();
  const rows = await open
    .select([
      "c.id",
      "c.practitioner_id",
      "c.kind",
      "c.standing_claim_id",
      "c.challenger_claim_id",
      "c.opened_at",
      "p.name",
    ])
    .select((e) => [
      e
        .selectFrom("experts.practitioner_role as r")
        .select("r.organization_id")
        .whereRef("r.practitioner_id", "=", "p.id")
        .where("r.merged_into", "is", null)
        .orderBy("r.id")
        .limit(1)
        .as("organization_id"),
      e
        .selectFrom("experts.practitioner_role as r")
        .select("r.department_name")
        .whereRef("r.practitioner_id", "=", "p.id")
        .where("r.merged_into", "is", null)
        .orderBy("r.id")
        .limit(1)
        .as("department_name"),
    ])
    .orderBy("c.opened_at")
    .orderBy("c.id")
    .limit(limit)
    .execute();
  return { rows, total: Number(total) };
}
