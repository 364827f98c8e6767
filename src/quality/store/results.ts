import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import type { FollowUpStatus, PatientOutcome, PatientPlace } from "../domain/follow-up.js";
import { qualityTables, type QualityTables } from "../tables.js";

export type Evaluation = QualityTables["quality.evaluation"];
export type FollowUp = QualityTables["quality.follow_up"];

/** Undefined: not given yet, or out of sight. */
export const findEvaluation = (tx: Tx, caseId: string): Promise<Evaluation | undefined> =>
  qualityTables(tx)
    .selectFrom("quality.evaluation")
    .selectAll()
    .where("case_id", "=", caseId)
    .executeTakeFirst();

/** False: it was given before. */
export async function addEvaluation(tx: Tx, evaluation: Evaluation): Promise<boolean> {
  const rows = await qualityTables(tx)
    .insertInto("quality.evaluation")
    .values(evaluation)
    .onConflict((conflict) => conflict.doNothing())
    .returning("case_id")
    .execute();
  return rows.length === 1;
}

/** A new link in the place of one that is open. */
export async function addLink(
  tx: Tx,
  link: Omit<QualityTables["quality.patient_link"], "status">,
): Promise<void> {
  const db = qualityTables(tx);
  await db
    .updateTable("quality.patient_link")
    .set({ status: "replaced" })
    .where("case_id", "=", link.case_id)
    .where("status", "=", "open")
    .execute();
  await db
    .insertInto("quality.patient_link")
    .values({ ...link, status: "open" })
    .execute();
}

export const findLinkByHash = (tx: Tx, hash: string, lock?: "lock") => {
  const query = qualityTables(tx)
    .selectFrom("quality.patient_link")
    .selectAll()
    .where("token_hash", "=", hash);
  return (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
};

export const findOpenLink = (tx: Tx, caseId: string) =>
  qualityTables(tx)
    .selectFrom("quality.patient_link")
    .select(["id", "expires_at", "made_at"])
    .where("case_id", "=", caseId)
    .where("status", "=", "open")
    .executeTakeFirst();

export const useLink = (tx: Tx, id: string) =>
  qualityTables(tx)
    .updateTable("quality.patient_link")
    .set({ status: "used" })
    .where("id", "=", id)
    .execute();

/** False: the patient has rated this consultation before, by an earlier link. */
export async function addPatientRating(
  tx: Tx,
  rating: QualityTables["quality.patient_rating"],
): Promise<boolean> {
  const rows = await qualityTables(tx)
    .insertInto("quality.patient_rating")
    .values(rating)
    .onConflict((conflict) => conflict.columns(["case_id"]).doNothing())
    .returning("case_id")
    .execute();
  return rows.length === 1;
}

export const findPatientRating = (tx: Tx, caseId: string) =>
  qualityTables(tx)
    .selectFrom("quality.patient_rating")
    .select(["satisfaction", "clarity", "comment", "rated_at"])
    .where("case_id", "=", caseId)
    .executeTakeFirst();

/** Follow-ups of a case that was closed; those that exist stay as they are. */
export async function addFollowUps(
  tx: Tx,
  rows: readonly Pick<
    FollowUp,
    "id" | "case_id" | "institution_id" | "performer_institution_id" | "plan" | "day" | "due_on"
  >[],
): Promise<void> {
  if (rows.length === 0) return;
  await qualityTables(tx)
    .insertInto("quality.follow_up")
    .values(
      rows.map((row) => ({
        ...row,
        status: "waiting" as const,
        reminders: 0,
        outcome: null,
        place: null,
        note: "",
        filled_by: null,
        filled_at: null,
      })),
    )
    .onConflict((conflict) => conflict.columns(["case_id", "day"]).doNothing())
    .execute();
}

export const followUpsOfCase = (tx: Tx, caseId: string): Promise<FollowUp[]> =>
  qualityTables(tx)
    .selectFrom("quality.follow_up")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("day")
    .execute();

export const findFollowUp = (tx: Tx, id: string, lock?: "lock"): Promise<FollowUp | undefined> => {
  const query = qualityTables(tx).selectFrom("quality.follow_up").selectAll().where("id", "=", id);
  return (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
};

/** Not answered and due by `today`, the oldest first: what a night looks at. At most `limit`. */
export const dueFollowUps = (tx: Tx, today: string, limit: number): Promise<FollowUp[]> =>
  qualityTables(tx)
    .selectFrom("quality.follow_up")
    .selectAll()
    .where("status", "in", ["waiting", "asked"])
    .where("due_on", "<=", sql<string>`${today}::date`)
    .orderBy("due_on")
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();

export async function changeFollowUp(
  tx: Tx,
  id: string,
  from: readonly FollowUpStatus[],
  change: {
    readonly status?: FollowUpStatus;
    readonly reminders?: number;
    readonly outcome?: PatientOutcome;
    readonly place?: PatientPlace;
    readonly note?: string;
    readonly filled_by?: string;
    readonly filled_at?: string;
  },
): Promise<boolean> {
  const rows = await qualityTables(tx)
    .updateTable("quality.follow_up")
    .set(change)
    .where("id", "=", id)
    .where("status", "in", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** What the person still has to answer, and what the office has to chase: the most overdue first. */
export async function openFollowUps(
  tx: Tx,
  wanted: {
    readonly requesterId?: string;
    readonly institutionId?: string;
    readonly today: string;
    readonly limit: number;
  },
) {
  let query = qualityTables(tx)
    .selectFrom("quality.follow_up as f")
    .innerJoin("quality.case_fact as c", "c.case_id", "f.case_id")
    .select([
      "f.id",
      "f.case_id",
      "f.day",
      "f.due_on",
      "f.status",
      "c.institution_id",
      "c.category",
      "c.closed_at",
    ])
    .where("f.status", "in", ["waiting", "asked", "escalated"])
    .where("f.due_on", "<=", sql<string>`${wanted.today}::date`)
    .orderBy("f.due_on")
    .orderBy("f.id")
    .limit(wanted.limit);
  if (wanted.requesterId !== undefined) query = query.where("c.requester_person_id", "=", wanted.requesterId);
  if (wanted.institutionId !== undefined) query = query.where("f.institution_id", "=", wanted.institutionId);
  return query.execute();
}
