import { randomUUID } from "node:crypto";
import { addTimelineEntries, listDiagnosesOf, lockCases, moveCases, systemActor } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import { auditAll } from "../platform/audit.js";
import type { Tx } from "../platform/database/database.js";
import { ahead, inPortions, type Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { publishAll } from "../platform/outbox.js";
import { assess } from "./assess.js";
import { addAssessments } from "./store.js";

const reasonsOnTimeline = 3;

/** 分诊: judges requests that were just sent. A case that has moved on since is left alone, so telling it twice does nothing. */
async function assessSubmitted(tx: Tx, jobs: readonly Job[]): Promise<void> {
  const caseIds = jobs.map(({ subjectId }) => subjectId);
  const [held, diagnoses] = await Promise.all([lockCases(tx, caseIds), listDiagnosesOf(tx, caseIds)]);
  const sent = [...held.values()].filter(({ status }) => status === "submitted");
  const judged = sent.map((found) => ({
    found,
    id: randomUUID(),
    ...assess({ ...found, diagnoses: diagnoses.get(found.id) ?? [] }, tx.now),
  }));
  const moved = await moveCases(
    tx,
    "triaged",
    ["submitted"],
    judged.map(({ found, view: { level, clocks } }) => ({
      caseId: found.id,
      nextActor: "system",
      dueAt: addMinutes(found.submittedAt ?? tx.now, clocks.acceptMinutes),
      urgencyLevel: level,
    })),
  );
  const made = judged.filter(({ found }) => moved.has(found.id));
  await addAssessments(
    tx,
    made.map(({ found, id, view, inputs }) => ({ ...view, id, caseId: found.id, personId: null, inputs })),
  );
  await addTimelineEntries(
    tx,
    made.map(({ found, view: { level, reasons } }) => ({
      caseId: found.id,
      kind: "triage.assessed",
      actor: systemActor,
      details: { level, reasons: reasons.slice(0, reasonsOnTimeline).map(({ zh, en }) => ({ zh, en })) },
    })),
  );
  await publishAll(
    tx,
    made.map(({ found, view: { level } }) => ({
      topic: "triage.assessed",
      subjectId: found.id,
      payload: { level },
    })),
  );
  await auditAll(
    tx,
    made.map(({ found, id, view: { level, modelVersion } }) => ({
      institutionId: found.institutionId,
      actor: { kind: "system", id: null, label: systemActor.label },
      action: "triage.assess",
      subjectKind: "assessment",
      subjectId: id,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
      outcome: "done",
      details: { level, modelVersion },
    })),
  );
}

export const triageWork: ModuleWork = {
  subscribers: { "cases.submitted": ahead(inPortions(assessSubmitted)) },
};
