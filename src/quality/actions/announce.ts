import { caseAudience } from "../../cases/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";

/** Hints the open pages of a case that something about its result changed. */
export const announceCase = async (tx: Tx, caseId: string): Promise<void> =>
  announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
