import { loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { explainAbsence, readRanking } from "./actions.js";
import { RankingParams, RankingView, WhyNotParams, WhyNotView } from "./api.js";
import { refusals } from "./refusals.js";

export const matchingRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/ranking",
    action: "match.read",
    summary: { zh: "专家匹配结果", en: "The latest ranking of experts" },
    params: RankingParams,
    reply: RankingView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => readRanking(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/ranking/why-not/:practitionerRoleId",
    action: "match.read",
    summary: { zh: "为什么没有某位专家", en: "Why an expert is not among those shown" },
    params: WhyNotParams,
    reply: WhyNotView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => explainAbsence(ctx, params.caseId, params.practitionerRoleId),
  }),
];
