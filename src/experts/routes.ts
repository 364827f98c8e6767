import { z } from "zod";
import { ok, refuse, type Result } from "../kernel/result.js";
import { defineRoute, Page, type Route, type UploadedFile } from "../identity/index.js";
import type { Database, TxContext } from "../platform/database/database.js";
import { RefusedError } from "../platform/http/problem.js";
import * as directory from "./actions/directory.js";
import { findExperts } from "./actions/find-experts.js";
import { openAccount } from "./actions/open-account.js";
import * as imports from "./actions/imports.js";
import type { OptionRefusal, PreviewRefusal, RunRefusal } from "./actions/preview-import.js";
import {
  Availability,
  ChooseMapping,
  ExpertList,
  ExpertProfile,
  ExpertQuery,
  ExpertViewQuery,
  ImportParams,
  ImportRunDetail,
  ImportRunList,
  ImportRunView,
  OpenAccount,
  OpenedAccount,
  PractitionerParams,
  UploadFields,
} from "./api.js";
import { accountRefusals, expertRefusals, importRefusals } from "./refusals.js";
import { registryRoutes } from "./registry-routes.js";
import { findOwners } from "./store/profile.js";

const loadExpert = (database: Database, context: TxContext, { practitionerId }: { practitionerId: string }) =>
  database.withTx(context, (tx) => findOwners(tx, practitionerId));

/** A refusal that quotes the file carries its own texts; every other one is looked up in the table. */
function tabled<T>(result: Result<T, RunRefusal | PreviewRefusal>): Result<T, RunRefusal | OptionRefusal> {
  if (result.ok) return result;
  const { error } = result;
  if (imports.isListRefusal(error))
    throw new RefusedError(error.code, { status: error.status, zh: error.zh, en: error.en });
  return refuse(error);
}

/** The form fields sent with a list. */
function uploadOf(file: UploadedFile | undefined) {
  const fields = UploadFields.safeParse(file?.fields ?? {});
  if (file === undefined || !fields.success)
    throw new RefusedError("invalid_request", {
      status: 400,
      zh: "上传的表单字段有误",
      en: "The form fields of the upload are wrong",
    });
  return { file, options: fields.data };
}

const rejectedRoute = (format: "xlsx" | "csv", mediaType: string): Route =>
  defineRoute({
    method: "GET",
    url: `/api/experts/imports/:importId/rejected.${format}`,
    action: "expert.import",
    summary: { zh: `下载退回的行（${format}）`, en: `Rejected rows with reasons and remedies, as ${format}` },
    params: ImportParams,
    reply: "stream",
    refusals: importRefusals,
    handle: async (ctx, { params, reply }) => {
      const file = tabled(await imports.downloadRejected(ctx, params.importId, format));
      if (!file.ok) return file;
      await reply
        .type(mediaType)
        .header("content-disposition", `attachment; filename="rejected-rows.${format}"`)
        .send(file.value);
      return ok(null);
    },
  });

export const expertsRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/experts",
    action: "expert.search",
    summary: { zh: "查找专家", en: "Find experts" },
    query: ExpertQuery,
    reply: ExpertList,
    refusals: {},
    handle: (ctx, { query }) => findExperts(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/mine",
    action: "expert.read",
    summary: { zh: "我的专家档案", en: "My own record as an expert" },
    reply: ExpertProfile,
    refusals: expertRefusals,
    handle: (ctx) => directory.viewMyself(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/:practitionerId",
    action: "expert.read",
    summary: { zh: "专家档案", en: "An expert's record" },
    params: PractitionerParams,
    query: ExpertViewQuery,
    reply: ExpertProfile,
    refusals: expertRefusals,
    handle: (ctx, { params, query }) => directory.viewExpert(ctx, params.practitionerId, query.as),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/experts/:practitionerId/availability",
    action: "expert.set-availability",
    summary: { zh: "设置可会诊时间与上限", en: "Set duty hours, caps, modes, pause or resume" },
    params: PractitionerParams,
    body: Availability,
    reply: z.null(),
    load: loadExpert,
    refusals: expertRefusals,
    handle: (ctx, { params, body }) => directory.setAvailability(ctx, params.practitionerId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/imports",
    action: "expert.import",
    summary: {
      zh: "上传专家名单，生成预览",
      en: "Send an expert list; nothing is stored in the pool before it is applied. Form fields come before the file",
    },
    accepts: "file",
    reply: ImportRunDetail,
    refusals: importRefusals,
    handle: async (ctx, input) => {
      const { file, options } = uploadOf(input.file);
      return tabled(await imports.uploadList(ctx, file, options));
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/imports",
    action: "expert.import",
    summary: { zh: "导入记录", en: "Imports, newest first" },
    query: Page,
    reply: ImportRunList,
    refusals: {},
    handle: (ctx, { query }) => imports.listImports(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/imports/:importId",
    action: "expert.import",
    summary: { zh: "导入预览与进度", en: "An import's preview and progress" },
    params: ImportParams,
    reply: ImportRunDetail,
    refusals: importRefusals,
    handle: (ctx, { params }) => imports.viewImport(ctx, params.importId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/imports/:importId/mapping",
    action: "expert.import",
    summary: { zh: "指定各列含义，重新预览", en: "Say what the columns hold and preview again" },
    params: ImportParams,
    body: ChooseMapping,
    reply: ImportRunDetail,
    refusals: importRefusals,
    handle: async (ctx, { params, body }) => tabled(await imports.chooseMapping(ctx, params.importId, body)),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/imports/:importId/apply",
    action: "expert.import",
    summary: {
      zh: "导入合格的行",
      en: "Land the good rows. May be called again after an interruption: it goes on where it stopped",
    },
    params: ImportParams,
    reply: ImportRunView,
    idempotency: "required",
    refusals: importRefusals,
    handle: async (ctx, { params }) => tabled(await imports.applyList(ctx, params.importId)),
  }),
  defineRoute({
    method: "DELETE",
    url: "/api/experts/imports/:importId",
    action: "expert.import",
    summary: { zh: "放弃预览", en: "Discard a preview and its file" },
    params: ImportParams,
    reply: z.null(),
    refusals: importRefusals,
    handle: (ctx, { params }) => imports.discardImport(ctx, params.importId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/account",
    action: "expert.open-account",
    summary: {
      zh: "为专家开通账号",
      en: "Open an account for an expert; the initial password is shown once",
    },
    params: PractitionerParams,
    body: OpenAccount,
    reply: OpenedAccount,
    load: loadExpert,
    refusals: accountRefusals,
    handle: (ctx, { params, body }) => openAccount(ctx, params.practitionerId, body.username),
  }),
  rejectedRoute("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  rejectedRoute("csv", "text/csv; charset=utf-8"),
  ...registryRoutes,
];
