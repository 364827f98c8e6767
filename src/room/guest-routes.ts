import { defineRoute, type Route } from "../identity/index.js";
import { enterAsGuest, joinAsGuest, lookAtGuestLink } from "./actions/guests.js";
import { GuestEnter, GuestEntered, GuestJoin, GuestLook, GuestLookView, JoinView } from "./api.js";
import type { RoomNode } from "./host.js";
import { refusals } from "./refusals.js";

/** For the patient and relatives, who have no account: the link's secret comes in the body, never in an address. */
export const guestRoutes = (node: RoomNode): Route[] => [
  defineRoute({
    method: "POST",
    url: "/api/guest/look",
    action: "nobody",
    summary: { zh: "查看患者端链接", en: "What a guest's link is for, before it is used" },
    body: GuestLook,
    reply: GuestLookView,
    refusals,
    handle: (ctx, { body, request }) => lookAtGuestLink(ctx, body.token, request.ip),
  }),
  defineRoute({
    method: "POST",
    url: "/api/guest/enter",
    action: "nobody",
    summary: {
      zh: "患者端同意并使用链接（一次有效）",
      en: "Consent, and exchange the link for this phone's key",
    },
    body: GuestEnter,
    reply: GuestEntered,
    refusals,
    handle: (ctx, { body, request }) => enterAsGuest(ctx, body.token, request.ip),
  }),
  defineRoute({
    method: "POST",
    url: "/api/guest/join",
    action: "nobody",
    summary: { zh: "患者端进入等候", en: "Come in as a guest, into the waiting room first" },
    body: GuestJoin,
    reply: JoinView,
    refusals,
    handle: (ctx, { body, request }) => joinAsGuest(ctx, node, body.key, request.ip),
  }),
];
