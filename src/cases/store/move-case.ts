import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { Tx } from "../../platform/database/database.js";
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
export async function moveCase(
  tx: Tx,
  caseId: string,
  to: CaseStatus,
  step: NextStep & { readonly from?: readonly CaseStatus[] },
): Promise<boolean> {
  const from = (step.from ?? caseStatuses).filter((status) => mayBecome(status, to));
  if (from.length === 0) return false;
  const rows = await casesTables(tx)
    .updateTable("cases.consult_request")
    .set((value) => ({
      ...columns(tx, step),
      status: to,
      closed_at: to === "closed" ? tx.now : null,
      version: value("version", "+", 1),
    }))
    .where("id", "=", caseId)
    .where("status", "in", from)
    .returning("id")
    .execute();
  return rows.length === 1;
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
