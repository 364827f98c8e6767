import { type AssistantNode, assistantRoutes, assistantWork } from "./assistant/index.js";
import { casesRoutes } from "./cases/index.js";
import { consultationRoutes, consultationWork } from "./consultation/index.js";
import { dispatchRoutes, dispatchWork } from "./dispatch/index.js";
import {
  expertsRoutes,
  expertsWork,
  freshnessRoutes,
  freshnessWork,
  membershipRoutes,
  membershipWork,
} from "./experts/index.js";
import { interopRoutes, type InteropSettings, interopWork } from "./interop/index.js";
import type { IdentitySettings, Route } from "./identity/index.js";
import { auditRoutes, identityRoutes } from "./identity/index.js";
import { matchingRoutes } from "./matching/index.js";
import { notificationsRoutes } from "./notifications/index.js";
import { organizationsRoutes } from "./organizations/index.js";
import type { ModuleWork } from "./platform/module.js";
import { profileRoutes, profileWork } from "./profile/index.js";
import { qualityRoutes } from "./quality/index.js";
import { terminologyRoutes } from "./terminology/index.js";
import { triageRoutes, triageWork } from "./triage/index.js";
import { systemRoutes } from "./system-routes.js";
import type { WorkRegistry } from "./platform/worker.js";

/** Every route of the server, in the order of the modules. */
export const allRoutes = (
  settings: IdentitySettings & { readonly interop: InteropSettings; readonly assistant: AssistantNode },
): Route[] => [
  ...identityRoutes(settings),
  ...auditRoutes,
  ...organizationsRoutes,
  ...notificationsRoutes,
  ...terminologyRoutes,
  ...expertsRoutes,
  ...profileRoutes,
  ...membershipRoutes,
  ...freshnessRoutes,
  ...casesRoutes,
  ...triageRoutes,
  ...assistantRoutes(settings.assistant),
  ...matchingRoutes,
  ...dispatchRoutes,
  ...consultationRoutes,
  ...qualityRoutes,
  ...interopRoutes(settings.interop),
  ...systemRoutes,
];

/** Background work by module; the name tells one subscriber of a topic from another. */
const work: Readonly<Record<string, ModuleWork>> = {
  experts: expertsWork,
  profile: profileWork,
  membership: membershipWork,
  freshness: freshnessWork,
  triage: triageWork,
  assistant: assistantWork,
  dispatch: dispatchWork,
  consultation: consultationWork,
  interop: interopWork,
};

/** The work of all modules as the worker wants it: who hears which topic, who does which job. */
export function workRegistry(): WorkRegistry {
  const jobs: Record<string, NonNullable<ModuleWork["jobs"]>[string]> = {};
  const subscribers: Record<string, Record<string, NonNullable<ModuleWork["subscribers"]>[string]>> = {};
  for (const [module, parts] of Object.entries(work)) {
    Object.assign(jobs, parts.jobs);
    for (const [topic, hear] of Object.entries(parts.subscribers ?? {}))
      (subscribers[topic] ??= {})[module] = hear;
  }
  return { jobs, subscribers };
}
