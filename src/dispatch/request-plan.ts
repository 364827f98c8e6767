import type { Tx } from "../platform/database/database.js";
import { schedule } from "../platform/jobs.js";

/** Asks for a plan that looks at this case at `at`, with all others that wait then. */
export const requestPlan = (tx: Tx, caseId: string, at = tx.now): Promise<void> =>
  schedule(tx, { kind: "dispatch.plan", subjectId: caseId, dueAt: at });

/** Asks for a plan of the panels that wait, this case's among them. */
export const requestPanelPlan = (tx: Tx, caseId: string, at = tx.now): Promise<void> =>
  schedule(tx, { kind: "dispatch.plan-panel", subjectId: caseId, dueAt: at });
