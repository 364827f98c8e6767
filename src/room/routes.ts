import { z } from "zod";
import { CaseParams } from "../cases/api.js";
import { loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { makeGuestLink, revokeLink } from "./actions/guests.js";
import { decideInvitation, inviteExpert, viewOpenInvitations } from "./actions/invitations.js";
import { joinRoom } from "./actions/join-room.js";
import { readMessages, sendFile, writeMessage } from "./actions/messages.js";
import { admit, endCall, mute, remove } from "./actions/moderate.js";
import { openRoom, recordQualified } from "./actions/open-room.js";
import { viewQuality, viewRoom } from "./actions/view-room.js";
import * as api from "./api.js";
import { guestRoutes } from "./guest-routes.js";
import type { RoomNode } from "./host.js";
import { refusals } from "./refusals.js";

const callRoutes = (node: RoomNode): Route[] => [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/room",
    action: "room.read",
    summary: { zh: "会诊室", en: "The room of a case: who is in it, and what the reader may do" },
    params: CaseParams,
    reply: api.RoomView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewRoom(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/open",
    action: "room.open",
    summary: { zh: "开启会诊室", en: "Open the room; a written case becomes a call" },
    params: CaseParams,
    reply: api.RoomOpened,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => openRoom(ctx, node, params.caseId),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/cases/:caseId/room/qualified",
    action: "room.record-qualified",
    summary: {
      zh: "登记邀请方在场的执业医师",
      en: "Record the inviter's qualified person who is present",
    },
    params: CaseParams,
    body: api.RecordQualified,
    reply: z.null(),
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => recordQualified(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/join",
    action: "room.enter",
    summary: { zh: "进入会诊室", en: "A pass for two minutes, one room, one use" },
    params: CaseParams,
    reply: api.JoinView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => joinRoom(ctx, node, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/room/messages",
    action: "room.enter",
    summary: { zh: "会诊室消息", en: "What was written in the room" },
    params: CaseParams,
    query: api.MessageQuery,
    reply: api.MessageList,
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params, query }) => readMessages(ctx, params.caseId, query.after),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/messages",
    action: "room.enter",
    summary: { zh: "在会诊室发消息", en: "Write to everyone in the room; kept with the case" },
    params: CaseParams,
    body: api.WriteMessage,
    reply: api.MessageSent,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => writeMessage(ctx, params.caseId, body.text),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/files",
    action: "room.enter",
    summary: {
      zh: "在会诊室发送文件或截取的图像",
      en: "Put a file or a still picture into the case, and tell the room",
    },
    params: CaseParams,
    accepts: "file",
    reply: api.MessageSent,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, file }) => {
      if (!file) throw new Error("a route that accepts a file has one");
      return sendFile(ctx, params.caseId, file);
    },
  }),
];

const moderation = (node: RoomNode): Route[] => [
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/admit",
    action: "room.moderate",
    summary: { zh: "允许进入", en: "Let somebody in from the waiting room" },
    params: CaseParams,
    body: api.ParticipantChoice,
    reply: z.null(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => admit(ctx, params.caseId, body.participantId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/remove",
    action: "room.moderate",
    summary: { zh: "移出会诊室", en: "Show somebody out" },
    params: CaseParams,
    body: api.ParticipantChoice,
    reply: z.null(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => remove(ctx, node, params.caseId, body.participantId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/mute",
    action: "room.moderate",
    summary: { zh: "静音或关闭摄像头", en: "Switch somebody's microphone or camera off" },
    params: CaseParams,
    body: api.MuteChoice,
    reply: z.null(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => mute(ctx, node, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/end",
    action: "room.moderate",
    summary: { zh: "结束通话", en: "End the call for everyone" },
    params: CaseParams,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => endCall(ctx, node, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/guest-links",
    action: "room.moderate",
    summary: { zh: "邀请患者或家属", en: "A one-time link for the patient or a relative" },
    params: CaseParams,
    body: api.MakeGuestLink,
    reply: api.GuestLinkMade,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => makeGuestLink(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/cases/:caseId/room/guest-links/:linkId",
    action: "room.moderate",
    summary: { zh: "撤回患者家属链接", en: "Take a guest's link back" },
    params: api.GuestLinkParams,
    reply: z.null(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => revokeLink(ctx, params.caseId, params.linkId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/room/invitations",
    action: "room.moderate",
    summary: { zh: "会诊中加请专家", en: "Ask for a further expert in mid-call" },
    params: CaseParams,
    body: api.InviteExpert,
    reply: api.InvitationView,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => inviteExpert(ctx, params.caseId, body),
  }),
];

const overview: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/room-invitations",
    action: "room.confirm-invitation",
    summary: { zh: "待确认的加请专家", en: "Experts asked for in mid-call, waiting for the dispatcher" },
    reply: api.InvitationList,
    refusals: {},
    handle: (ctx) => viewOpenInvitations(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/room-invitations/:invitationId/decide",
    action: "room.confirm-invitation",
    summary: { zh: "确认或谢绝加请专家", en: "Confirm or refuse an expert asked for in mid-call" },
    params: api.InvitationParams,
    body: api.DecideInvitation,
    reply: api.InvitationView,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => decideInvitation(ctx, params.invitationId, body.isConfirmed),
  }),
  defineRoute({
    method: "GET",
    url: "/api/room-quality",
    action: "room.quality",
    summary: { zh: "通话质量", en: "Measured quality of calls, by room and in sum" },
    query: api.QualityQuery,
    reply: api.QualityOverview,
    refusals: {},
    handle: (ctx, { query }) => viewQuality(ctx, query.days),
  }),
];

export const roomRoutes = (node: RoomNode): Route[] => [
  ...callRoutes(node),
  ...moderation(node),
  ...overview,
  ...guestRoutes(node),
];
