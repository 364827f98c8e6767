import { randomUUID } from "node:crypto";
import { addTimelineEntry } from "../cases/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { audit } from "../platform/audit.js";
import type { Tx } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import type { AssessmentView } from "./api.js";
import { isMoreSevere } from "./domain/level.js";
import { lockForLevel, putLevel } from "./set-level.js";
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
  const open = await lockForLevel(tx, caseId);
  if (!open.ok) return open;
  const { found, from } = open.value;
  const inForce = await findLevelInForce(tx, caseId);
  if (inForce?.madeBy !== "machine") return refuse("person_decided");
  const { level, label } = raise;
  if (!isMoreSevere(level, from)) return refuse("not_higher");
  const put = await putLevel(tx, found, level);
  if (!put) return refuse("level_is_settled");
  const assessmentId = randomUUID();
  await store.addAssessment(tx, caseId, {
    ...put,
    id: assessmentId,
    madeBy: "assistant",
    personId: null,
    personName: null,
    overrideReason: null,
    modelVersion: raise.modelVersion,
    reasons: raise.reasons,
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
