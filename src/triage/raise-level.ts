import { randomUUID } from "node:crypto";
import { addTimelineEntry, isOpenFor, lockCase, setNextStep, statusesFor } from "../cases/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { addMinutes } from "../kernel/time.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { audit } from "../platform/audit.js";
import type { Tx } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import type { AssessmentView } from "./api.js";
import { clockFor } from "./domain/clocks.js";
import { isMoreSevere } from "./domain/level.js";
import * as store from "./store.js";

/** What raises a level without a person: its name, its version, its grounds. */
export interface Raise {
  readonly level: UrgencyLevel;
  readonly reasons: AssessmentView["reasons"];
  readonly label: string;
  readonly modelVersion: string;
  /** Everything the judgment was made from. */
  readonly inputs: unknown;
}

export type RaiseRefusal = "case_not_found" | "level_is_settled" | "person_decided" | "not_higher";

/** The level in force and who gave it; undefined before triage or when the case is out of sight. */
export async function findLevelInForce(
  tx: Tx,
  caseId: string,
): Promise<Pick<AssessmentView, "id" | "level" | "madeBy"> | undefined> {
  return (await store.listAssessments(tx, caseId))[0];
}

/**
 * A machine that is not the rules makes the case more urgent; it can do nothing else. Clock, timeline and audit follow as
 * after a person's override, and a person may override it back. Refused once a person has decided (`person_decided`), for
 * a level that is not more severe than the one in force (`not_higher`), and when the opinion is being given or the case
 * has ended (`level_is_settled`).
 */
export async function raiseLevel(
  tx: Tx,
  caseId: string,
  raise: Raise,
): Promise<Result<{ readonly assessmentId: string; readonly from: UrgencyLevel }, RaiseRefusal>> {
  const found = await lockCase(tx, caseId);
  if (!found) return refuse("case_not_found");
  const from = found.urgencyLevel;
  if (!isOpenFor("overrideTriage", found.status) || from === null) return refuse("level_is_settled");
  const inForce = await findLevelInForce(tx, caseId);
  if (inForce?.madeBy !== "machine") return refuse("person_decided");
  const { level, label } = raise;
  if (!isMoreSevere(level, from)) return refuse("not_higher");
  const clocks = clockFor(level);
  const limit = found.status === "accepted" ? clocks.opinionMinutes : clocks.acceptMinutes;
  const isSet = await setNextStep(tx, caseId, {
    statuses: statusesFor.overrideTriage,
    nextActor: found.nextActor,
    dueAt: addMinutes(found.submittedAt ?? tx.now, limit),
    urgencyLevel: level,
  });
  if (!isSet) return refuse("level_is_settled");
  const assessmentId = randomUUID();
  await store.addAssessment(tx, caseId, {
    id: assessmentId,
    level,
    madeBy: "assistant",
    personId: null,
    personName: null,
    overrideReason: null,
    modelVersion: raise.modelVersion,
    reasons: raise.reasons,
    missing: [],
    problems: [],
    vitalsFromText: [],
    scores: { news2: null, mews: null },
    estimate: null,
    clocks,
    rescueFirst: level === "I" || level === "II",
    madeAt: tx.now,
    inputs: raise.inputs,
  });
  await addTimelineEntry(tx, caseId, {
    kind: "triage.raised",
    actor: { personId: null, label },
    details: { from, to: level },
  });
  // Whoever set the clocks by the level does so again, as after a person's override.
  await publish(tx, { topic: "triage.overridden", subjectId: caseId, payload: { from, to: level } });
  await audit(tx, {
    institutionId: found.institutionId,
    actor: { kind: "system", id: null, label },
    action: "triage.raise",
    subjectKind: "assessment",
    subjectId: assessmentId,
    caseId,
    caseInstitutionId: found.institutionId,
    outcome: "done",
    details: { from, to: level, modelVersion: raise.modelVersion },
  });
  return ok({ assessmentId, from });
}
