import type { ModuleWork } from "../platform/module.js";
import { openOnAcceptance } from "./actions/open-opinion.js";
import { tellExpert, tellRequester } from "./actions/tell-parties.js";

export { consultationRoutes } from "./routes.js";

export const consultationWork: ModuleWork = {
  subscribers: {
    "dispatch.accepted": openOnAcceptance,
    "consultation.opinion-signed": tellRequester,
    "consultation.closed": tellExpert,
  },
};
