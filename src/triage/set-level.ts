import { type CaseRecord, isOpenFor, lockCase, setNextStep, statusesFor } from "../cases/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { addMinutes } from "../kernel/time.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import type { Tx } from "../platform/database/database.js";
import type { AssessmentView } from "./api.js";
import { clockFor } from "./domain/clocks.js";

/** The case, locked, while its level may still change, with the level in force. */
export async function lockForLevel(
  tx: Tx,
  caseId: string,
): Promise<
  Result<{ readonly found: CaseRecord; readonly from: UrgencyLevel }, "case_not_found" | "level_is_settled">
> {
  const found = await lockCase(tx, caseId);
  if (!found) return refuse("case_not_found");
  const from = found.urgencyLevel;
  if (!isOpenFor("overrideTriage", found.status) || from === null) return refuse("level_is_settled");
  return ok({ found, from });
}

/**
 * Puts the level on the locked case; the clock of its present step is counted anew from submission. Undefined: the level
 * may not change any more. The answer is what an assessment says that judged nothing itself.
 */
export async function putLevel(tx: Tx, found: CaseRecord, level: UrgencyLevel) {
  const clocks = clockFor(level);
  const limit = found.status === "accepted" ? clocks.opinionMinutes : clocks.acceptMinutes;
  const isSet = await setNextStep(tx, found.id, {
    statuses: statusesFor.overrideTriage,
    nextActor: found.nextActor,
    dueAt: addMinutes(found.submittedAt ?? tx.now, limit),
    urgencyLevel: level,
  });
  if (!isSet) return undefined;
  return {
    level,
    missing: [],
    problems: [],
    vitalsFromText: [],
    scores: { news2: null, mews: null },
    department: null,
    estimate: null,
    clocks,
    rescueFirst: level === "I" || level === "II",
    madeAt: tx.now,
  } satisfies Partial<AssessmentView>;
}
