import { z } from "zod";
import { CaseParams } from "../cases/api.js";
import { loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { RankingPreviewRequest, RankingView, SeatQuery, WhyNotParams, WhyNotView } from "../matching/api.js";
import { rankingRefusals } from "../matching/index.js";
import type { Database, TxContext } from "../platform/database/database.js";
import { acceptOffer, declineOffer, seeOffer } from "./answer-offer.js";
import {
  Assign,
  Assigned,
  Board,
  Decline,
  DispatchDecisions,
  OfferAccepted,
  OfferList,
  OfferParams,
  ReturnRequest,
  SearchView,
  SittingProposal,
  TakeBack,
} from "./api.js";
import { assignByHand, takeBack } from "./by-hand.js";
import { viewDecisions } from "./view-decisions.js";
import { explainRankingAbsence, previewExperts } from "./preview-ranking.js";
import { previewRefusals, refusals, sittingRefusals } from "./refusals.js";
import { returnRequest } from "./return-request.js";
import { viewSitting } from "./sitting.js";
import { findAsked } from "./store/index.js";
import { listMyOffers, viewBoard, viewSearch } from "./views.js";

const loadOffer = async (database: Database, context: TxContext, { offerId }: { offerId: string }) => {
  const offer = await findAsked(database, context, offerId);
  return offer && { personIds: [offer.personId], institutionIds: [offer.institutionId] };
};

const none = z.null();

export const dispatchRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/offers",
    action: "offer.list",
    summary: { zh: "我的派单", en: "My offers, open ones and those of the last two days" },
    reply: OfferList,
    refusals: {},
    handle: (ctx) => listMyOffers(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/offers/:offerId/seen",
    action: "offer.answer",
    summary: { zh: "已查看派单", en: "Note that the offer was opened" },
    params: OfferParams,
    reply: none,
    load: loadOffer,
    refusals,
    handle: (ctx, { params }) => seeOffer(ctx, params.offerId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/offers/:offerId/accept",
    action: "offer.answer",
    summary: { zh: "接诊", en: "Accept the case" },
    params: OfferParams,
    reply: OfferAccepted,
    idempotency: "required",
    load: loadOffer,
    refusals,
    handle: (ctx, { params }) => acceptOffer(ctx, params.offerId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/offers/:offerId/decline",
    action: "offer.answer",
    summary: { zh: "谢绝", en: "Decline with a coded reason" },
    params: OfferParams,
    body: Decline,
    reply: none,
    idempotency: "required",
    load: loadOffer,
    refusals,
    handle: (ctx, { params, body }) => declineOffer(ctx, params.offerId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/ranking/preview",
    action: "match.preview",
    summary: { zh: "专家匹配预览", en: "Whom a request would reach as it stands; nothing is kept" },
    body: RankingPreviewRequest,
    reply: RankingView,
    refusals: previewRefusals,
    handle: (ctx, { body }) => previewExperts(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/ranking/why-not/:practitionerRoleId",
    action: "match.read",
    summary: { zh: "为什么没有某位专家", en: "Why an expert is not among those shown" },
    params: WhyNotParams,
    query: SeatQuery,
    reply: WhyNotView,
    load: loadCaseResource,
    refusals: rankingRefusals,
    handle: (ctx, { params, query }) => explainRankingAbsence(ctx, { ...params, ...query }),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/search",
    action: "match.read",
    summary: { zh: "派单进展", en: "Where the search for an expert stands" },
    params: CaseParams,
    reply: SearchView.nullable(),
    load: loadCaseForRequester,
    refusals: {},
    handle: (ctx, { params }) => viewSearch(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/dispatch-decisions",
    action: "match.read",
    summary: { zh: "派单决策依据", en: "Why these experts were asked, and why the others were not" },
    params: CaseParams,
    reply: DispatchDecisions,
    load: loadCaseForRequester,
    refusals: {},
    handle: (ctx, { params }) => viewDecisions(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/dispatch/board",
    action: "dispatch.board",
    summary: { zh: "调度台", en: "The dispatcher's live board" },
    reply: Board,
    refusals: {},
    handle: (ctx) => viewBoard(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/assign",
    action: "dispatch.assign",
    summary: { zh: "人工派单", en: "Send the case to one expert by hand, with a reason" },
    params: CaseParams,
    body: Assign,
    reply: Assigned,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => assignByHand(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/take-back",
    action: "dispatch.assign",
    summary: { zh: "收回派单", en: "Take an accepted case back before the opinion is begun" },
    params: CaseParams,
    body: TakeBack,
    reply: none,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => takeBack(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/sitting",
    action: "appointment.book",
    summary: {
      zh: "建议会诊时间（与专家的其他会诊连着开）",
      en: "A time that joins a sitting of the expert, where the policy finds it worth the wait",
    },
    params: CaseParams,
    reply: SittingProposal,
    load: loadCaseResource,
    refusals: sittingRefusals,
    handle: (ctx, { params }) => viewSitting(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/return",
    action: "dispatch.return",
    summary: { zh: "退回补充", en: "Return the request to its author to be completed" },
    params: CaseParams,
    body: ReturnRequest,
    reply: none,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => returnRequest(ctx, params.caseId, body),
  }),
];
