import { type AssistantNode, assistantRoutes, assistantWork } from "./assistant/index.js";
import { casesRoutes } from "./cases/index.js";
import { consultationRoutes, consultationWork } from "./consultation/index.js";
import {
  dispatchRoutes,
  dispatchWork,
  oneTapRoutes,
  policyLabRoutes,
  responseRoutes,
} from "./dispatch/index.js";
import {
  conflictsWork,
  expertsRoutes,
  expertsWork,
  freshnessRoutes,
  freshnessWork,
  membershipRoutes,
  membershipWork,
} from "./experts/index.js";
import { incentivesRoutes, incentivesWork } from "./incentives/index.js";
import { insightRoutes, insightWork } from "./insight/index.js";
import { interopRoutes, type InteropSettings, interopWork } from "./interop/index.js";
import type { IdentitySettings, Route } from "./identity/index.js";
import { auditRoutes, identityRoutes } from "./identity/index.js";
import { imagingRoutes, imagingWork } from "./imaging/index.js";
import { matchingRoutes } from "./matching/index.js";
import { notificationsRoutes, notificationsWork, type NotifyNode } from "./notifications/index.js";
import { organizationsRoutes } from "./organizations/index.js";
import type { ModuleWork } from "./platform/module.js";
import { pilotRoutes } from "./pilot/index.js";
import { profileRoutes, profileWork } from "./profile/index.js";
import { qualityRoutes, qualityWork } from "./quality/index.js";
import { providerRoutes, type RoomNode, roomRoutes, roomWork, type RtcNode } from "./room/index.js";
import { signingRoutes } from "./signing/index.js";
import { schedulingRoutes, schedulingWork } from "./scheduling/index.js";
import { type TranscriptNode, transcriptRoutes, transcriptWork } from "./transcript/index.js";
import { terminologyRoutes } from "./terminology/index.js";
import { triageRoutes, triageWork } from "./triage/index.js";
import { systemRoutes } from "./system-routes.js";
import type { WorkRegistry } from "./platform/worker.js";

/** Every route of the server, in the order of the modules. */
export const allRoutes = (
  settings: IdentitySettings & {
    readonly interop: InteropSettings;
    readonly assistant: AssistantNode;
    readonly notify: NotifyNode;
    readonly rtc: RtcNode;
    readonly room: RoomNode;
    readonly transcript: TranscriptNode;
  },
): Route[] => [
  ...identityRoutes(settings),
  ...auditRoutes,
  ...signingRoutes({ networks: settings.interop.networks }),
  ...organizationsRoutes({ networks: settings.interop.networks }),
  ...notificationsRoutes(settings.notify),
  ...terminologyRoutes,
  ...pilotRoutes,
  ...expertsRoutes,
  ...profileRoutes,
  ...membershipRoutes,
  ...freshnessRoutes,
  ...casesRoutes,
  ...triageRoutes,
  ...assistantRoutes(settings.assistant),
  ...schedulingRoutes,
  ...matchingRoutes,
  ...dispatchRoutes,
  ...oneTapRoutes(settings),
  ...responseRoutes,
  ...policyLabRoutes,
  ...providerRoutes(settings.rtc),
  ...roomRoutes(settings.room),
  ...transcriptRoutes(settings.transcript, settings.room),
  ...imagingRoutes(settings.interop),
  ...consultationRoutes({ networks: settings.interop.networks }),
  ...qualityRoutes,
  ...incentivesRoutes,
  ...insightRoutes,
  ...interopRoutes(settings.interop),
  ...systemRoutes,
];

/** Background work by module; the name tells one subscriber of a topic from another. */
const work: Readonly<Record<string, ModuleWork>> = {
  notifications: notificationsWork,
  experts: expertsWork,
  profile: profileWork,
  membership: membershipWork,
  freshness: freshnessWork,
  conflicts: conflictsWork,
  triage: triageWork,
  assistant: assistantWork,
  scheduling: schedulingWork,
  dispatch: dispatchWork,
  room: roomWork,
  transcript: transcriptWork,
  imaging: imagingWork,
  consultation: consultationWork,
  insight: insightWork,
  quality: qualityWork,
  incentives: incentivesWork,
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
