import { groupBy } from "../../kernel/collections.js";
import { among } from "../../platform/database/among.js";
import type { Tx } from "../../platform/database/database.js";
import type { UnsuitableReason } from "../domain/unsuitable.js";
import type { Candidate } from "../domain/rank.js";
import { matchingTables } from "../tables.js";

/** Notes that the expert's post does not fit the case. False: that is said already. */
export async function addFeedback(
  tx: Tx,
  feedback: {
    readonly id: string;
    readonly caseId: string;
    readonly decisionId: string;
    readonly practitionerRoleId: string;
    readonly personId: string;
    readonly reason: UnsuitableReason;
    readonly note: string;
  },
): Promise<boolean> {
  const rows = await matchingTables(tx)
    .insertInto("matching.feedback")
    .values({
      id: feedback.id,
      case_id: feedback.caseId,
      decision_id: feedback.decisionId,
      practitioner_role_id: feedback.practitionerRoleId,
      person_id: feedback.personId,
      reason: feedback.reason,
      note: feedback.note,
      given_at: tx.now,
      withdrawn_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Takes it back. False: nothing stands. */
export async function withdrawFeedback(tx: Tx, caseId: string, practitionerRoleId: string): Promise<boolean> {
  const rows = await matchingTables(tx)
    .updateTable("matching.feedback")
    .set({ withdrawn_at: tx.now })
    .where("case_id", "=", caseId)
    .where("practitioner_role_id", "=", practitionerRoleId)
    .where("withdrawn_at", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** The posts that somebody finds unsuitable, by case; a case without any is not among them. */
export async function listStandingFeedback(
  tx: Tx,
  caseIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  if (caseIds.length === 0) return new Map();
  const rows = await matchingTables(tx)
    .selectFrom("matching.feedback")
    .select(["case_id", "practitioner_role_id"])
    .where(among("case_id", caseIds))
    .where("withdrawn_at", "is", null)
    .execute();
  return new Map(
    [...groupBy(rows, (row) => row.case_id)].map(([caseId, ones]) => [
      caseId,
      new Set(ones.map((one) => one.practitioner_role_id)),
    ]),
  );
}

/** The posts that somebody finds unsuitable for the case, with the reason, by post. */
export async function standingFeedback(tx: Tx, caseId: string): Promise<Map<string, UnsuitableReason>> {
  const rows = await matchingTables(tx)
    .selectFrom("matching.feedback")
    .select(["practitioner_role_id", "reason"])
    .where("case_id", "=", caseId)
    .where("withdrawn_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.practitioner_role_id, row.reason]));
}

export interface TrainingRow {
  readonly id: string;
  readonly practitionerRoleId: string;
  readonly modelVersion: string;
  readonly reason: UnsuitableReason;
  readonly givenAt: string;
  /** Place in the ranking it speaks of, 1 the best; null: he was not among those shown. */
  readonly place: number | null;
  /** Points by factor, as the ranking gave them; empty when he was not shown. */
  readonly points: Readonly<Record<string, number>>;
}

/**
 * What stands, oldest first, with the features of the ranking it speaks of: no case, no words of a doctor. `after`: the
 * id of the last row already read.
 */
export async function trainingRows(tx: Tx, after: string | undefined, limit: number): Promise<TrainingRow[]> {
  const db = matchingTables(tx);
  let query = db
    .selectFrom("matching.feedback as f")
    .innerJoin("matching.decision as d", "d.id", "f.decision_id")
    .select(["f.id", "f.practitioner_role_id", "f.reason", "f.given_at", "d.model_version", "d.candidates"])
    .where("f.withdrawn_at", "is", null)
    .orderBy("f.given_at")
    .orderBy("f.id")
    .limit(limit);
  if (after !== undefined)
    query = query.where((eb) =>
      eb(
        eb.refTuple("f.given_at", "f.id"),
        ">",
        eb
          .selectFrom("matching.feedback")
          .select(["given_at", "id"])
          .where("id", "=", after)
          .$asTuple("given_at", "id"),
      ),
    );
  return (await query.execute()).map((row) => {
    const place = row.candidates.findIndex(
      (one: Candidate) => one.practitionerRoleId === row.practitioner_role_id,
    );
    return {
      id: row.id,
      practitionerRoleId: row.practitioner_role_id,
      modelVersion: row.model_version,
      reason: row.reason,
      givenAt: row.given_at,
      place: place < 0 ? null : place + 1,
      points: Object.fromEntries(
        (row.candidates[place]?.factors ?? []).map(({ key, points }) => [key, points]),
      ),
    };
  });
}
