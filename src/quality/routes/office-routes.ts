import { z } from "zod";
import { defineRoute, inTx, type Route } from "../../identity/index.js";
import { ok } from "../../kernel/result.js";
import { stepAlert, viewAlert, viewAlerts } from "../actions/alerts.js";
import { fileComplaint, stepComplaint, viewComplaints } from "../actions/complaints.js";
import {
  exportIndicators,
  setServiceLevel,
  viewDrill,
  viewIndicators,
  viewServiceLevels,
  viewStrata,
} from "../actions/indicators.js";
import { giveReview, listReviews, readReview, viewReviewReport } from "../actions/reviews.js";
import { AlertList, AlertParams, AlertQuery, AlertStepForm, AlertView } from "../api/alerts.js";
import { ComplaintList, ComplaintParams, ComplaintStep, FileComplaint } from "../api/complaints.js";
import {
  DrillQuery,
  DrillView,
  ExportQuery,
  IndicatorList,
  IndicatorQuery,
  ServiceLevelList,
  SetServiceLevel,
  StrataParams,
  StrataQuery,
  StrataView,
} from "../api/indicators.js";
import { OverviewView } from "../api/overview.js";
import { BlindReview, GiveReview, OwnReviews, ReviewParams, ReviewReport } from "../api/reviews.js";
import { refusals } from "../refusals.js";
import { readOverview } from "../store/overview.js";

/** The quality office's work: figures, alerts, reviews, complaints. */
export const officeRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/quality/overview",
    action: "quality.overview",
    summary: { zh: "会诊质量概览", en: "What came of the consultations" },
    query: z.strictObject({ months: z.coerce.number().int().min(1).max(36).default(18) }),
    reply: OverviewView,
    refusals: {},
    handle: (ctx, { query }) => inTx(ctx, async (tx) => ok(await readOverview(tx, query.months))),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/indicators",
    action: "quality.indicators",
    summary: { zh: "质量指标", en: "All indicators with definition, denominator and what is not completed" },
    query: IndicatorQuery,
    reply: IndicatorList,
    refusals: {},
    handle: (ctx, { query }) => viewIndicators(ctx, query.months),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/indicators-export",
    action: "quality.indicators",
    summary: { zh: "导出质量指标", en: "The indicators as CSV or a workbook" },
    query: ExportQuery,
    reply: "stream",
    refusals: {},
    handle: async (ctx, { query, reply }) => {
      const file = await exportIndicators(ctx, query);
      await reply
        .type(file.type)
        .header("content-disposition", `attachment; filename="${file.name}"`)
        .send(file.bytes);
      return ok(null);
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/indicators/:code/strata",
    action: "quality.indicators",
    summary: { zh: "指标分层", en: "One indicator by hospital, specialty, level, month or kind" },
    params: StrataParams,
    query: StrataQuery,
    reply: StrataView,
    refusals,
    handle: (ctx, { params, query }) => viewStrata(ctx, params.code, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/indicators/:code/cases",
    action: "quality.indicators",
    summary: { zh: "指标下的病例", en: "The cases behind a figure" },
    params: StrataParams,
    query: DrillQuery,
    reply: DrillView,
    refusals,
    handle: (ctx, { params, query }) => viewDrill(ctx, params.code, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/service-levels",
    action: "service-level.read",
    summary: { zh: "服务时限表", en: "Service levels by level, service and agreement" },
    reply: ServiceLevelList,
    refusals: {},
    handle: (ctx) => viewServiceLevels(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/quality/service-levels",
    action: "service-level.set",
    summary: { zh: "设定服务时限", en: "A new limit from now on" },
    body: SetServiceLevel,
    reply: z.strictObject({ id: z.uuid() }),
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => setServiceLevel(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/alerts",
    action: "alert.read",
    summary: { zh: "质量警示与核查线索", en: "Alerts, the live ones first" },
    query: AlertQuery,
    reply: AlertList,
    refusals: {},
    handle: (ctx, { query }) => viewAlerts(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/alerts/:alertId",
    action: "alert.read",
    summary: { zh: "一条警示", en: "One alert with its chart and steps" },
    params: AlertParams,
    reply: AlertView,
    refusals,
    handle: (ctx, { params }) => viewAlert(ctx, params.alertId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/quality/alerts/:alertId/step",
    action: "alert.work",
    summary: { zh: "处理警示", en: "The next step: taken, cause, action, effect, or dismissed" },
    params: AlertParams,
    body: AlertStepForm,
    reply: z.null(),
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => stepAlert(ctx, params.alertId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/reviews",
    action: "review.rate",
    summary: { zh: "请我评议的意见", en: "Opinions one is asked to review" },
    reply: OwnReviews,
    refusals: {},
    handle: (ctx) => listReviews(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/reviews/:reviewId",
    action: "review.rate",
    summary: { zh: "盲评材料", en: "What is to be judged, without names" },
    params: ReviewParams,
    reply: BlindReview,
    refusals,
    handle: (ctx, { params }) => readReview(ctx, params.reviewId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/reviews/:reviewId/rating",
    action: "review.rate",
    summary: { zh: "盲评", en: "Ten items, once" },
    params: ReviewParams,
    body: GiveReview,
    reply: z.null(),
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => giveReview(ctx, params.reviewId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/review-report",
    action: "review.read",
    summary: { zh: "同行评议报告", en: "How reviews go, and how far raters agree" },
    reply: ReviewReport,
    refusals: {},
    handle: (ctx) => viewReviewReport(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/complaints",
    action: "complaint.read",
    summary: { zh: "投诉", en: "Complaints, the most pressing first" },
    reply: ComplaintList,
    refusals: {},
    handle: (ctx) => viewComplaints(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/complaints",
    action: "complaint.file",
    summary: { zh: "登记投诉", en: "File a complaint" },
    body: FileComplaint,
    reply: z.strictObject({ id: z.uuid() }),
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => fileComplaint(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/complaints/:complaintId/step",
    action: "complaint.handle",
    summary: { zh: "处理投诉", en: "Take, answer or close a complaint" },
    params: ComplaintParams,
    body: ComplaintStep,
    reply: z.null(),
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => stepComplaint(ctx, params.complaintId, body),
  }),
];
