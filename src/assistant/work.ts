import { randomUUID } from "node:crypto";
import { findCase } from "../cases/index.js";
import type { Tx } from "../platform/database/database.js";
import type { Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { queueCall } from "./store/calls.js";
import { findSetting } from "./store/settings.js";

/** The rules have judged a case: where its institution uses a model, a question to it waits for a runner. */
async function queueForCase(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  if (!found || (await findSetting(tx, found.institutionId))?.isEnabled !== true) return;
  await queueCall(tx, {
    id: randomUUID(),
    institutionId: found.institutionId,
    caseId: found.id,
    askedBy: found.requesterPersonId,
  });
}

export const assistantWork: ModuleWork = { subscribers: { "triage.assessed": queueForCase } };
