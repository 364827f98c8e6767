import { CaseParams } from "../cases/api.js";
import { loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { overrideLevel, previewTriage, viewAssessments } from "./actions.js";
import { AssessmentList, AssessmentView, OverrideLevel, PreviewRequest } from "./api.js";
import {
  CompletenessGroups,
  CompletenessGroupView,
  CompletenessHistory,
  CompletenessRequest,
  CompletenessView,
  EditGroup,
  GroupParams,
} from "./api/completeness.js";
import {
  editCompletenessGroup,
  listCompletenessGroups,
  previewCompleteness,
  viewCompleteness,
  viewCompletenessHistory,
} from "./completeness.js";
import { completenessRefusals, refusals } from "./refusals.js";

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
  defineRoute({
    method: "POST",
    url: "/api/triage/completeness",
    action: "triage.preview",
    summary: {
      zh: "完整性预览",
      en: "What a request carries and lacks for its disease group; nothing is kept",
    },
    body: CompletenessRequest,
    reply: CompletenessView,
    refusals: {},
    handle: (ctx, { body }) => previewCompleteness(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/completeness",
    action: "case.read",
    summary: { zh: "病例资料完整性", en: "What a case carries and lacks for its disease group" },
    params: CaseParams,
    reply: CompletenessView,
    load: loadCaseResource,
    refusals: { case_not_found: refusals.case_not_found },
    handle: (ctx, { params }) => viewCompleteness(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/completeness/groups",
    action: "completeness.edit",
    summary: { zh: "病种资料清单", en: "What a good request carries, by disease group" },
    reply: CompletenessGroups,
    refusals: {},
    handle: (ctx) => listCompletenessGroups(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/completeness/groups/:groupId/versions",
    action: "completeness.edit",
    summary: { zh: "清单的历次修改", en: "Every version of a group this office wrote, newest first" },
    params: GroupParams,
    reply: CompletenessHistory,
    refusals: {},
    handle: (ctx, { params }) => viewCompletenessHistory(ctx, params.groupId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/completeness/groups/:groupId/versions",
    action: "completeness.edit",
    summary: { zh: "修改病种资料清单", en: "Write the next version of a group, or go back to the default" },
    params: GroupParams,
    body: EditGroup,
    reply: CompletenessGroupView.nullable(),
    idempotency: "required",
    refusals: completenessRefusals,
    handle: (ctx, { params, body }) => editCompletenessGroup(ctx, params.groupId, body),
  }),
];
