import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import { among } from "../../platform/database/among.js";
import { json, type Tx } from "../../platform/database/database.js";
import { type CaseStatus, caseStatuses, mayBecome, type NextActor } from "../domain/case-status.js";
import { casesTables } from "../tables.js";

export interface NextStep {
  /** Who must act now; null when nobody, because the case has ended. */
  readonly nextActor: NextActor | null;
  /** When the step must be done; null when nothing is awaited. */
  readonly dueAt: Instant | null;
  /** Left as it is when not given. */
  readonly urgencyLevel?: UrgencyLevel;
}

const columns = (tx: Tx, step: NextStep) => ({
  next_actor: step.nextActor,
  due_at: step.dueAt,
  ...(step.urgencyLevel && { urgency_level: step.urgencyLevel }),
  updated_at: tx.now,
});

/**
 * Moves the case to `to` if it is still in one of `from` (default: every state the transition table allows `to` from).
 * False: it had moved, or is out of sight; nothing was changed. Write the timeline entry yourself.
 */
export const moveCase = async (
  tx: Tx,
  caseId: string,
  to: CaseStatus,
  { from, ...step }: NextStep & { readonly from?: readonly CaseStatus[] },
): Promise<boolean> => (await moveCases(tx, to, from, [{ ...step, caseId }])).has(caseId);

/** {@link moveCase} for many cases, each once, with one statement. Which of them moved. */
export async function moveCases(
  tx: Tx,
  to: CaseStatus,
  from: readonly CaseStatus[] | undefined,
  steps: readonly (NextStep & { readonly caseId: string })[],
): Promise<ReadonlySet<string>> {
  const mayMove = (from ?? caseStatuses).filter((status) => mayBecome(status, to));
  if (mayMove.length === 0 || steps.length === 0) return new Set();
  const rows = steps.map((step) => ({
    id: step.caseId,
    next_actor: step.nextActor,
    due_at: step.dueAt,
    urgency_level: step.urgencyLevel ?? null,
  }));
  const moved = await sql<{ id: string }>`
    update cases.consult_request r set status = ${to}, next_actor = m.next_actor, due_at = m.due_at,
      urgency_level = coalesce(m.urgency_level, r.urgency_level), updated_at = ${tx.now}::timestamptz,
      closed_at = ${to === "closed" ? tx.now : null}::timestamptz, version = r.version + 1
    from jsonb_to_recordset(${json(rows)}) as m (id uuid, next_actor text, due_at timestamptz, urgency_level text)
    where r.id = m.id and ${among(
      "r.id",
      steps.map(({ caseId }) => caseId),
    )} and r.status = any(${mayMove}::text[])
    returning r.id`.execute(casesTables(tx));
  return new Set(moved.rows.map(({ id }) => id));
}

/**
 * Keeps the state and changes who acts next, the clock and (when given) the level: the dispatcher takes over, a person
 * overrides the triage. False: the case is not in one of `statuses` any more, or is out of sight.
 */
export async function setNextStep(
  tx: Tx,
  caseId: string,
  step: NextStep & { readonly statuses: readonly CaseStatus[] },
): Promise<boolean> {
  if (step.statuses.length === 0) return false;
  const rows = await casesTables(tx)
    .updateTable("cases.consult_request")
    .set((value) => ({ ...columns(tx, step), version: value("version", "+", 1) }))
    .where("id", "=", caseId)
    .where("status", "in", step.statuses)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/**
 * Goes on by video instead of in writing. False: it is by video already, or not in one of `statuses` any more. The caller
 * holds the case's row.
 */
export async function changeToVideo(
  tx: Tx,
  caseId: string,
  statuses: readonly CaseStatus[],
): Promise<boolean> {
  const rows = await casesTables(tx)
    .updateTable("cases.consult_request")
    .set((value) => ({ mode: "video", updated_at: tx.now, version: value("version", "+", 1) }))
    .where("id", "=", caseId)
    .where("mode", "=", "written")
    .where("status", "in", statuses)
    .returning("id")
    .execute();
  return rows.length === 1;
}
