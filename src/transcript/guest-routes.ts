import { defineRoute, type Route } from "../identity/index.js";
import { issueGuestTicket } from "./actions/guest-captions.js";
import { guestRecording } from "./actions/guest-recording.js";
import { GuestRecording, GuestRecordingAsk, GuestTicket, GuestTicketAsk } from "./api.js";

/** For a patient's or relative's phone: no account, the key of its link instead. */
export const guestRoutes: Route[] = [
  defineRoute({
    method: "POST",
    url: "/api/guest/caption-ticket",
    action: "nobody",
    summary: {
      zh: "患者端打开字幕的一次性凭证",
      en: "A ticket for captions on a guest's phone: one minute, one use",
    },
    body: GuestTicketAsk,
    reply: GuestTicket,
    refusals: {},
    handle: (ctx, { body, request }) => issueGuestTicket(ctx, body.key, request.ip),
  }),
  defineRoute({
    method: "POST",
    url: "/api/guest/recording",
    action: "nobody",
    summary: {
      zh: "患者端的录像提示与同意",
      en: "Recording as a guest's phone is told of it, and his answer",
    },
    body: GuestRecordingAsk,
    reply: GuestRecording,
    refusals: {},
    handle: (ctx, { body, request }) => guestRecording(ctx, body.key, body.answer, request.ip),
  }),
];
