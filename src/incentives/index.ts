import type { ModuleWork } from "../platform/module.js";
import { shownTopic, tellThanked } from "./actions/appreciation.js";
import { settleClosedCases } from "./actions/settle.js";

export { settleCases } from "./actions/settle.js";
export { replayLedger, type ReplayReport } from "./actions/replay.js";
export { incentivesRoutes } from "./routes.js";
export { type LedgerFault, verifyLedger } from "./store/verify.js";

export const incentivesWork: ModuleWork = {
  subscribers: { "consultation.closed": settleClosedCases, [shownTopic]: tellThanked },
};
