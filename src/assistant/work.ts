import { randomUUID } from "node:crypto";
import { findCases } from "../cases/index.js";
import type { Tx } from "../platform/database/database.js";
import { inPortions, type Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { queueCall } from "./store/calls.js";
import { listEnabled } from "./store/settings.js";

/** The rules have judged cases: where their institution uses a model, a question to it waits for a runner. */
async function queueForCases(tx: Tx, jobs: readonly Job[]): Promise<void> {
  const enabled = await listEnabled(tx);
  if (enabled.size === 0) return;
  const cases = await findCases(
    tx,
    jobs.map(({ subjectId }) => subjectId),
  );
  for (const found of cases)
    if (enabled.has(found.institutionId))
      await queueCall(tx, {
        id: randomUUID(),
        institutionId: found.institutionId,
        caseId: found.id,
        askedBy: found.requesterPersonId,
      });
}

export const assistantWork: ModuleWork = { subscribers: { "triage.assessed": inPortions(queueForCases) } };
