import { defineRoute, type Route, sessionFinder, setSessionCookie } from "../identity/index.js";
import { ok, refuse } from "../kernel/result.js";
import type { Database } from "../platform/database/database.js";
import { OfferAccepted, OneTapToken, OneTapView } from "./api.js";
import { acceptByLink, lookAtLink } from "./one-tap.js";
import { oneTapRefusals } from "./refusals.js";

export interface OneTapSettings {
  readonly database: Database;
  readonly isDemo: boolean;
  readonly isHttps: boolean;
}

const keyPattern = /^[\x21-\x7e]{8,128}$/u;

/**
 * What the page of a message's link asks. The token travels in the body: an address is written into logs on its way. Both
 * are POSTs, and only the second changes anything.
 */
export function oneTapRoutes(settings: OneTapSettings): Route[] {
  const findActor = sessionFinder(settings.database, settings.isHttps);
  return [
    defineRoute({
      method: "POST",
      url: "/api/one-tap/look",
      action: "nobody",
      summary: { zh: "查看一键接诊链接", en: "What the link of a message is about; changes nothing" },
      body: OneTapToken,
      reply: OneTapView,
      refusals: oneTapRefusals,
      handle: (ctx, { body, request }) => lookAtLink(ctx, body.token, request.ip),
    }),
    defineRoute({
      method: "POST",
      url: "/api/one-tap/accept",
      action: "nobody",
      summary: { zh: "一键接诊", en: "Accept the offer of a message's link, once" },
      idempotency: "required",
      body: OneTapToken,
      reply: OfferAccepted,
      refusals: oneTapRefusals,
      handle: async (ctx, { body, request, reply }) => {
        const key = request.headers["idempotency-key"];
        if (typeof key !== "string" || !keyPattern.test(key)) return refuse("idempotency_key_required");
        const { isDemo, isHttps } = settings;
        const entered = await acceptByLink(ctx, body.token, key, { address: request.ip, isDemo });
        if (!entered.ok) return entered;
        const { caseId, personId, session } = entered.value;
        // Whoever is signed in as this person already keeps the wider session.
        const present = await findActor(request);
        if (present?.personId !== personId || present.limitedToCase !== null)
          setSessionCookie(reply, session, isHttps);
        return ok({ caseId });
      },
    }),
  ];
}
