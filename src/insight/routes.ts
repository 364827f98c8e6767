import { z } from "zod";
import { defineRoute, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import { writeCsv, writeXlsx } from "../platform/tabular/index.js";
import * as actions from "./actions.js";
import {
  AnswerRecruitment,
  AskRecruit,
  CellDetail,
  CellParams,
  ExportQuery,
  Months,
  PeakQuery,
  PeakView,
  PilotProgress,
  Recruited,
  RecruitmentList,
  RecruitmentParams,
  SupplyView,
} from "./api.js";
import { viewPilot } from "./pilot-progress.js";
import { refusals } from "./refusals.js";

const mediaTypes = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

export const insightRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/insight/supply",
    action: "insight.read",
    summary: { zh: "供需与短缺", en: "Demand and capacity, region by specialty" },
    query: Months,
    reply: SupplyView,
    refusals: {},
    handle: (ctx, { query }) => actions.viewSupply(ctx, query.months),
  }),
  defineRoute({
    method: "GET",
    url: "/api/insight/peaks",
    action: "insight.read",
    summary: { zh: "申请时段", en: "Requests by weekday and hour" },
    query: PeakQuery,
    reply: PeakView,
    refusals: {},
    handle: (ctx, { query }) => actions.viewPeaks(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/insight/pilot",
    action: "insight.read",
    summary: { zh: "试点进展", en: "What became of the requests of the pilot, line by line" },
    reply: PilotProgress,
    refusals: {},
    handle: (ctx) => viewPilot(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/insight/supply/export",
    action: "insight.read",
    summary: { zh: "导出供需表", en: "The table of demand and capacity as a spreadsheet" },
    query: ExportQuery,
    reply: "stream",
    refusals: {},
    handle: async (ctx, { query, reply }) => {
      const value = await actions.tableOfSupply(ctx, query.months);
      await reply
        .type(mediaTypes[query.format])
        .header("content-disposition", `attachment; filename="supply.${query.format}"`)
        .send(query.format === "csv" ? writeCsv(value) : await writeXlsx(value));
      return ok(null);
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/insight/supply/:regionCode/:specialtyCode",
    action: "insight.read",
    summary: { zh: "一个地区一个科目的短缺", en: "One field in one region: months, forecast, whom to ask" },
    params: CellParams,
    query: Months,
    reply: CellDetail,
    refusals: { cell_not_found: refusals.cell_not_found },
    handle: (ctx, { params, query }) => actions.viewCell(ctx, params, query.months),
  }),
  defineRoute({
    method: "POST",
    url: "/api/insight/recruitments",
    action: "insight.recruit",
    summary: { zh: "邀请专家承担短缺方向", en: "Ask an expert to take on a field a region lacks" },
    idempotency: "required",
    body: AskRecruit,
    reply: Recruited,
    refusals: {
      cell_not_found: refusals.cell_not_found,
      expert_not_found: refusals.expert_not_found,
      already_asked: refusals.already_asked,
    },
    handle: (ctx, { body }) => actions.askRecruit(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/my-recruitments",
    action: "insight.answer",
    summary: { zh: "邀请我承担的方向", en: "What I am asked to take on" },
    reply: RecruitmentList,
    refusals: {},
    handle: (ctx) => actions.listMyRecruitments(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/my-recruitments/:recruitmentId/answer",
    action: "insight.answer",
    summary: { zh: "答复邀请", en: "Answer an invitation" },
    idempotency: "required",
    params: RecruitmentParams,
    body: AnswerRecruitment,
    reply: z.null(),
    refusals: {
      recruitment_not_found: refusals.recruitment_not_found,
      recruitment_answered: refusals.recruitment_answered,
    },
    handle: (ctx, { params, body }) => actions.answerRecruitment(ctx, params.recruitmentId, body),
  }),
];
