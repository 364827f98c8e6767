import { z } from "zod";
import { loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { changeMark, drawMark, removeMark, viewMarks } from "./actions/marks.js";
import * as api from "./api.js";
import { refusals } from "./refusals.js";

const series = "/api/cases/:caseId/imaging/series/:seriesId/marks";
const one = "/api/cases/:caseId/imaging/marks/:markId";

/** What is drawn on images. */
export const markRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    url: series,
    action: "imaging.read",
    summary: { zh: "影像标注", en: "What was measured and marked on a series" },
    params: api.SeriesParams,
    reply: api.MarksView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewMarks(ctx, params.caseId, params.seriesId),
  }),
  defineRoute({
    method: "POST",
    url: series,
    action: "imaging.mark",
    summary: { zh: "添加标注", en: "Keep a measurement or mark with the case" },
    params: api.SeriesParams,
    body: api.DrawMark,
    reply: api.MarkView,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => drawMark(ctx, params, body),
  }),
  defineRoute({
    method: "PUT",
    url: one,
    action: "imaging.mark",
    summary: { zh: "修改本人的标注", en: "Change a mark of one's own" },
    params: api.MarkParams,
    body: api.ChangeMark,
    reply: z.null(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => changeMark(ctx, params, body),
  }),
  defineRoute({
    method: "DELETE",
    url: one,
    action: "imaging.mark",
    summary: { zh: "删除本人的标注", en: "Take away a mark of one's own" },
    params: api.MarkParams,
    reply: z.null(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => removeMark(ctx, params),
  }),
];
