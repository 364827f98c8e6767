import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { type NewJob, schedule } from "../platform/jobs.js";

/** A plan that looks at this case at `at`, with all others that wait then. */
export const planJob = (caseId: string, at: Instant): NewJob => ({
  kind: "dispatch.plan",
  subjectId: caseId,
  dueAt: at,
});

/** A plan of the panels that wait, this case's among them. */
export const panelPlanJob = (caseId: string, at: Instant): NewJob => ({
  kind: "dispatch.plan-panel",
  subjectId: caseId,
  dueAt: at,
});

/** Asks for {@link planJob}. */
export const requestPlan = (tx: Tx, caseId: string, at = tx.now): Promise<void> =>
  schedule(tx, planJob(caseId, at));

/** Asks for {@link panelPlanJob}. */
export const requestPanelPlan = (tx: Tx, caseId: string, at = tx.now): Promise<void> =>
  schedule(tx, panelPlanJob(caseId, at));
