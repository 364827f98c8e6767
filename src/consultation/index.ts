import type { ModuleWork } from "../platform/module.js";
import { openOnAcceptance } from "./actions/open-opinion.js";

export { consultationRoutes } from "./routes.js";

export const consultationWork: ModuleWork = { subscribers: { "dispatch.accepted": openOnAcceptance } };
