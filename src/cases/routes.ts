import { z } from "zod";
import { defineRoute, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import { attachFile, detachFile, openAttachment } from "./actions/attachments.js";
import { listCases, readAccessLog, readCase, readTimeline, toAttachmentView } from "./actions/read-case.js";
import { cancelRequest, createRequest, saveDraft, submitRequest } from "./actions/write-request.js";
import {
  AccessLog,
  AttachmentParams,
  AttachmentView,
  CancelCase,
  CaseList,
  CaseParams,
  CaseQuery,
  CaseStep,
  CaseView,
  DraftSaved,
  SaveDraft,
  Submit,
  Timeline,
} from "./api.js";
import { contentTypeOf } from "./attachment-type.js";
import { contentDisposition } from "./domain/attachment-name.js";
import { loadCaseForRequester, loadCaseResource } from "./load-resource.js";
import { refusals } from "./refusals.js";

/** Nothing in an attachment runs, loads or leaves, whatever it holds; our own pages may frame it. */
const attachmentPolicy =
  "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

const writing: Route[] = [
  defineRoute({
    method: "POST",
    url: "/api/cases",
    action: "case.create",
    summary: { zh: "新建会诊申请（草稿）", en: "Start a consult request" },
    reply: CaseStep,
    idempotency: "required",
    refusals: {},
    handle: (ctx) => createRequest(ctx),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/cases/:caseId/draft",
    action: "case.edit",
    summary: { zh: "保存草稿", en: "Save the draft" },
    params: CaseParams,
    body: SaveDraft,
    reply: DraftSaved,
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => saveDraft(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/submit",
    action: "case.edit",
    summary: { zh: "提交会诊申请", en: "Submit the request" },
    params: CaseParams,
    body: Submit,
    reply: CaseStep,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => submitRequest(ctx, params.caseId, body.version),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/cancel",
    action: "case.cancel",
    summary: { zh: "撤销会诊申请", en: "Cancel the request" },
    params: CaseParams,
    body: CancelCase,
    reply: CaseStep,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => cancelRequest(ctx, params.caseId, body),
  }),
];

const reading: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/cases",
    action: "case.list",
    summary: { zh: "会诊申请列表", en: "Cases this person may open" },
    query: CaseQuery,
    reply: CaseList,
    refusals: {},
    handle: (ctx, { query }) => listCases(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId",
    action: "case.read",
    summary: { zh: "查看会诊申请", en: "One whole case" },
    params: CaseParams,
    reply: CaseView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => readCase(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/timeline",
    action: "case.read",
    summary: { zh: "时间线", en: "Every step of the case" },
    params: CaseParams,
    reply: Timeline,
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params }) => readTimeline(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/access-log",
    action: "case.access-log",
    summary: { zh: "查阅记录", en: "Who looked at the case" },
    params: CaseParams,
    reply: AccessLog,
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params }) => readAccessLog(ctx, params.caseId),
  }),
];

const attachments: Route[] = [
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/attachments",
    action: "case.edit",
    summary: { zh: "上传附件", en: "Add an attachment" },
    params: CaseParams,
    accepts: "file",
    reply: AttachmentView,
    load: loadCaseForRequester,
    refusals,
    handle: async (ctx, { params, file }) => {
      if (!file) throw new Error("a route that accepts a file has one");
      const added = await attachFile(ctx, params.caseId, file);
      return added.ok ? ok(toAttachmentView(added.value)) : added;
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/attachments/:attachmentId",
    action: "case.read",
    summary: { zh: "查看附件", en: "Open an attachment" },
    params: AttachmentParams,
    reply: "stream",
    load: loadCaseResource,
    refusals,
    handle: async (ctx, { params, reply }) => {
      const opened = await openAttachment(ctx, params.caseId, params.attachmentId);
      if (!opened.ok) return opened;
      const { attachment, content } = opened.value;
      await reply
        .header("content-security-policy", attachmentPolicy)
        .header("content-disposition", contentDisposition(attachment.title, attachment.mediaType))
        .type(contentTypeOf(attachment.mediaType, content))
        .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
      return ok(null);
    },
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/cases/:caseId/attachments/:attachmentId",
    action: "case.edit",
    summary: { zh: "移除附件", en: "Take an attachment out" },
    params: AttachmentParams,
    reply: z.null(),
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params }) => detachFile(ctx, params.caseId, params.attachmentId),
  }),
];

export const casesRoutes: Route[] = [...writing, ...reading, ...attachments];
