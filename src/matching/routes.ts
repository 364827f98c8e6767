import { z } from "zod";
import { loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { previewPanel, readRanking } from "./actions.js";
import {
  FeedbackPage,
  FeedbackQuery,
  MarkUnsuitable,
  PanelProposal,
  RankingParams,
  RankModelList,
  RankingPreviewRequest,
  RankingView,
  SeatQuery,
  UseRankModel,
  WhyNotParams,
} from "./api.js";
import { markUnsuitable, readFeedback, withdrawUnsuitable } from "./give-feedback.js";
import { changeRankModel, viewRankModels } from "./rank-models.js";
import { rankModelRefusals, refusals } from "./refusals.js";

export const matchingRoutes: Route[] = [
  defineRoute({
    method: "POST",
    url: "/api/ranking/panel",
    action: "match.preview",
    summary: { zh: "建议的多学科会诊科目", en: "Who should sit at the table of an MDT; nothing is kept" },
    body: RankingPreviewRequest,
    reply: PanelProposal,
    refusals: {},
    handle: (_ctx, { body }) => Promise.resolve(previewPanel(body)),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/ranking",
    action: "match.read",
    summary: { zh: "专家匹配结果", en: "The latest ranking of experts" },
    params: RankingParams,
    query: SeatQuery,
    reply: RankingView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, query }) => readRanking(ctx, params.caseId, query.seat),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/ranking/unsuitable",
    action: "match.feedback",
    summary: { zh: "标为不合适", en: "An expert does not fit this case: not to be asked for it" },
    params: RankingParams,
    body: MarkUnsuitable,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => markUnsuitable(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/ranking/unsuitable/:practitionerRoleId/withdraw",
    action: "match.feedback",
    summary: { zh: "撤销不合适", en: "Take it back: the expert may be asked" },
    params: WhyNotParams,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params }) => withdrawUnsuitable(ctx, params.caseId, params.practitionerRoleId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/matching/feedback",
    action: "match.learn",
    summary: {
      zh: "匹配反馈",
      en: "What people found unsuitable, with the ranking's features, oldest first",
    },
    query: FeedbackQuery,
    reply: FeedbackPage,
    refusals: {},
    handle: (ctx, { query }) => readFeedback(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/ranking/models",
    action: "match.model-read",
    summary: { zh: "排序模型", en: "What the ranking learned from outcomes, what is in use and why" },
    reply: RankModelList,
    refusals: {},
    handle: (ctx) => viewRankModels(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/ranking/models/use",
    action: "match.model-change",
    summary: {
      zh: "启用或停用排序模型",
      en: "Bring a learned order into use, or go back to the hand-set one",
    },
    body: UseRankModel,
    reply: z.null(),
    idempotency: "required",
    refusals: rankModelRefusals,
    handle: (ctx, { body }) => changeRankModel(ctx, body),
  }),
];
