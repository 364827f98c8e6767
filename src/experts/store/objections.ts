import type { Tx } from "../../platform/database/database.js";
import { expertsTables } from "../tables.js";

export async function addObjection(
  tx: Tx,
  objection: {
    readonly id: string;
    readonly practitionerId: string;
    readonly about: "claim" | "score";
    readonly claimId: string | null;
    readonly scoreKey: string | null;
    readonly text: string;
    readonly by: string;
  },
): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.objection")
    .values({
      id: objection.id,
      practitioner_id: objection.practitionerId,
      about: objection.about,
      claim_id: objection.claimId,
      score_key: objection.scoreKey,
      text: objection.text,
      status: "open",
      answer: null,
      filed_by: objection.by,
      filed_at: tx.now,
      answered_by: null,
      answered_at: null,
    })
    .execute();
}

export const findObjection = async (tx: Tx, objectionId: string) =>
  expertsTables(tx)
    .selectFrom("experts.objection")
    .selectAll()
    .where("id", "=", objectionId)
    .executeTakeFirst();

/** Open ones first, then newest first. @param filedBy only this person's. */
export async function listObjections(tx: Tx, filedBy: string | undefined, limit: number) {
  let query = expertsTables(tx)
    .selectFrom("experts.objection as o")
    .innerJoin("experts.practitioner as p", "p.id", "o.practitioner_id")
    .leftJoin("experts.claim as c", "c.id", "o.claim_id");
  if (filedBy !== undefined) query = query.where("o.filed_by", "=", filedBy);
  return query
    .select([
      "o.id",
      "o.practitioner_id",
      "p.name",
      "o.about",
      "o.claim_id",
      "c.label",
      "c.kind",
      "o.score_key",
      "o.text",
      "o.status",
      "o.answer",
      "o.filed_at",
      "o.answered_at",
    ])
    .orderBy((e) => e("o.status", "=", "open"), "desc")
    .orderBy("o.filed_at", "desc")
    .orderBy("o.id")
    .limit(limit)
    .execute();
}

/** Answers an objection that is still open. False: somebody was faster. */
export async function answerObjection(
  tx: Tx,
  objectionId: string,
  answer: { readonly decision: "accepted" | "rejected"; readonly answer: string; readonly by: string },
): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.objection")
    .set({
      status: answer.decision,
      answer: answer.answer,
      answered_by: answer.by,
      answered_at: tx.now,
    })
    .where("id", "=", objectionId)
    .where("status", "=", "open")
    .returning("id")
    .execute();
  return rows.length === 1;
}
