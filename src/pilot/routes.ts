import { defineRoute, type Route } from "../identity/index.js";
import { setScope, viewScope } from "./actions.js";
import { PilotScope, SetPilotScope } from "./api.js";
import { refusals } from "./refusals.js";

export const pilotRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/pilot",
    action: "pilot.read",
    summary: { zh: "试点范围", en: "Which requests the platform takes now" },
    reply: PilotScope,
    refusals: {},
    handle: (ctx) => viewScope(ctx),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/pilot",
    action: "pilot.change",
    summary: { zh: "改变试点范围", en: "Decide which requests are taken from now on" },
    body: SetPilotScope,
    reply: PilotScope,
    refusals,
    handle: (ctx, { body }) => setScope(ctx, body),
  }),
];
