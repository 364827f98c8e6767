import { randomUUID } from "node:crypto";
import { addTimelineEntry, listDiagnoses, lockCase, moveCase, systemActor } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import { audit } from "../platform/audit.js";
import type { Tx } from "../platform/database/database.js";
import type { Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { publish } from "../platform/outbox.js";
import { assess } from "./assess.js";
import { addAssessment } from "./store.js";

const reasonsOnTimeline = 3;

/** 分诊: judges a request that was just sent. A case that has moved on since is left alone, so telling it twice does nothing. */
async function assessSubmitted(tx: Tx, job: Job): Promise<void> {
  const found = await lockCase(tx, job.subjectId);
  if (found?.status !== "submitted") return;
  const { view, inputs } = assess({ ...found, diagnoses: await listDiagnoses(tx, found.id) }, tx.now);
  const { level, clocks } = view;
  const dueAt = addMinutes(found.submittedAt ?? tx.now, clocks.acceptMinutes);
  const hasMoved = await moveCase(tx, found.id, "triaged", {
    from: ["submitted"],
    nextActor: "system",
    dueAt,
    urgencyLevel: level,
  });
  if (!hasMoved) return;
  const id = randomUUID();
  await addAssessment(tx, found.id, { ...view, id, personId: null, inputs });
  await addTimelineEntry(tx, found.id, {
    kind: "triage.assessed",
    actor: systemActor,
    details: { level, reasons: view.reasons.slice(0, reasonsOnTimeline).map(({ zh, en }) => ({ zh, en })) },
  });
  await publish(tx, { topic: "triage.assessed", subjectId: found.id, payload: { level } });
  await audit(tx, {
    institutionId: found.institutionId,
    actor: { kind: "system", id: null, label: systemActor.label },
    action: "triage.assess",
    subjectKind: "assessment",
    subjectId: id,
    caseId: found.id,
    caseInstitutionId: found.institutionId,
    outcome: "done",
    details: { level, modelVersion: view.modelVersion },
  });
}

export const triageWork: ModuleWork = { subscribers: { "cases.submitted": assessSubmitted } };
