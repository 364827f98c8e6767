import { caseAudience } from "../../cases/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";

/** The case's pages hear that something of it has changed. */
export const tellPages = async (tx: Tx, caseId: string): Promise<void> =>
  announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
