import { CaseParams } from "../cases/api.js";
import { loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { overrideLevel, previewTriage, viewAssessments } from "./actions.js";
import { AssessmentList, AssessmentView, OverrideLevel, PreviewRequest } from "./api.js";
import { refusals } from "./refusals.js";

export const triageRoutes: Route[] = [
  defineRoute({
    method: "POST",
    url: "/api/triage/preview",
    action: "triage.preview",
    summary: { zh: "分诊预览", en: "How urgent a request would be as it stands; nothing is kept" },
    body: PreviewRequest,
    reply: AssessmentView,
    refusals: {},
    handle: (ctx, { body }) => previewTriage(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/assessments",
    action: "case.read",
    summary: { zh: "分诊记录", en: "Every judgment of urgency, newest first" },
    params: CaseParams,
    reply: AssessmentList,
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params }) => viewAssessments(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/assessments/override",
    action: "triage.override",
    summary: { zh: "调整紧急程度", en: "Set another level, with a reason" },
    params: CaseParams,
    body: OverrideLevel,
    reply: AssessmentView,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => overrideLevel(ctx, params.caseId, body),
  }),
];
