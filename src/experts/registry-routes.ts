import { z } from "zod";
import { ok } from "../kernel/result.js";
import { defineRoute, type Route } from "../identity/index.js";
import type { Database, TxContext } from "../platform/database/database.js";
import * as claims from "./actions/claims.js";
import * as conflicts from "./actions/conflicts.js";
import * as duplicates from "./actions/duplicates.js";
import { exportExpert } from "./actions/export-expert.js";
import * as objections from "./actions/objections.js";
import { PractitionerParams } from "./api.js";
import * as api from "./api/claims.js";
import * as registry from "./api/registry.js";
import {
  claimRefusals,
  duplicateRefusals,
  evidenceRefusals,
  objectionRefusals,
  settleRefusals,
} from "./registry-refusals.js";
import { findOwners } from "./store/profile.js";
import { ownersOfConflict, ownersOfObjection } from "./store/owners.js";

const loadExpert = (database: Database, context: TxContext, { practitionerId }: { practitionerId: string }) =>
  database.withTx(context, (tx) => findOwners(tx, practitionerId));

const exportRoute = (format: "json" | "xlsx", mediaType: string): Route =>
  defineRoute({
    method: "GET",
    url: `/api/experts/:practitionerId/export.${format}`,
    action: "expert.export",
    summary: {
      zh: `导出专家资料（${format}）`,
      en: `An expert's data with provenance and history, as ${format}`,
    },
    params: PractitionerParams,
    reply: "stream",
    load: loadExpert,
    refusals: claimRefusals,
    handle: async (ctx, { params, reply }) => {
      const file = await exportExpert(ctx, params.practitionerId, format);
      if (!file.ok) return file;
      await reply
        .type(mediaType)
        .header("content-disposition", `attachment; filename="expert-record.${format}"`)
        .send(file.value);
      return ok(null);
    },
  });

export const registryRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/experts/:practitionerId/claims",
    action: "expert.read",
    summary: { zh: "专家的主张与来源", en: "What is said about an expert, with source, check and clock" },
    params: PractitionerParams,
    query: api.ClaimQuery,
    reply: api.ClaimList,
    refusals: claimRefusals,
    handle: (ctx, { params, query }) =>
      claims.listClaims(ctx, params.practitionerId, query.history === "true", query.as),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/claims",
    action: "claim.state",
    summary: {
      zh: "陈述事实：专家自报，或医院背书",
      en: "State facts: as the expert himself, or as his hospital or the operator",
    },
    params: PractitionerParams,
    body: api.StateClaims,
    reply: api.ClaimsStated,
    load: loadExpert,
    idempotency: "required",
    refusals: claimRefusals,
    handle: (ctx, { params, body }) => claims.stateClaims(ctx, params.practitionerId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/claims/:claimId/verify",
    action: "claim.check",
    summary: { zh: "核实一项主张", en: "Say that a fact was checked" },
    params: api.ClaimParams,
    body: api.VerifyClaim,
    reply: z.null(),
    load: loadExpert,
    idempotency: "required",
    refusals: claimRefusals,
    handle: (ctx, { params, body }) =>
      claims.changeClaim(ctx, params.practitionerId, params.claimId, {
        kind: "verify",
        evidence: {
          ...(body.reference !== undefined && body.reference !== "" && { reference: body.reference }),
          ...(body.note !== undefined && body.note !== "" && { note: body.note }),
        },
      }),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/claims/:claimId/dispute",
    action: "claim.check",
    summary: { zh: "标为存疑", en: "Doubt a fact, with a reason" },
    params: api.ClaimParams,
    body: api.ReasonedAct,
    reply: z.null(),
    load: loadExpert,
    idempotency: "required",
    refusals: claimRefusals,
    handle: (ctx, { params, body }) =>
      claims.changeClaim(ctx, params.practitionerId, params.claimId, { kind: "dispute", ...body }),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/claims/:claimId/withdraw",
    action: "claim.state",
    summary: { zh: "撤回一项主张", en: "Take a fact back; it stays in the history" },
    params: api.ClaimParams,
    body: api.ReasonedAct,
    reply: z.null(),
    load: loadExpert,
    idempotency: "required",
    refusals: claimRefusals,
    handle: (ctx, { params, body }) =>
      claims.changeClaim(ctx, params.practitionerId, params.claimId, { kind: "withdraw", ...body }),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/claims/:claimId/evidence",
    action: "claim.state",
    summary: { zh: "上传依据（PDF、JPG、PNG）", en: "Add the paper behind a fact: PDF, JPEG or PNG" },
    accepts: "file",
    params: api.ClaimParams,
    reply: z.strictObject({ fileId: z.uuid() }),
    load: loadExpert,
    refusals: evidenceRefusals,
    handle: async (ctx, { params, file }) => {
      if (file === undefined) throw new Error("an upload route was called without its file");
      return claims.attachEvidence(ctx, params.practitionerId, params.claimId, file);
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/:practitionerId/claims/:claimId/evidence",
    action: "claim.evidence",
    summary: { zh: "查看依据文件", en: "The paper behind a fact" },
    params: api.ClaimParams,
    reply: "stream",
    load: loadExpert,
    refusals: evidenceRefusals,
    handle: async (ctx, { params, reply }) => {
      const found = await claims.readEvidence(ctx, params.practitionerId, params.claimId);
      if (!found.ok) return found;
      await reply
        .type(found.value.mediaType)
        .header("content-disposition", "inline")
        .header("cache-control", "private, no-store")
        .send(Buffer.from(found.value.content));
      return ok(null);
    },
  }),
  exportRoute("json", "application/json; charset=utf-8"),
  exportRoute("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  defineRoute({
    method: "GET",
    url: "/api/experts/conflicts",
    action: "claim.review",
    summary: { zh: "待裁定的冲突", en: "Facts on which sources contradict each other, oldest first" },
    reply: api.ConflictList,
    refusals: {},
    handle: (ctx) => conflicts.listConflicts(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/conflicts/:conflictId/settle",
    action: "claim.check",
    summary: { zh: "裁定冲突", en: "Decide which of two contradicting facts holds, with a reason" },
    params: api.ConflictParams,
    body: api.SettleConflict,
    reply: z.null(),
    load: (database, context, { conflictId }) =>
      database.withTx(context, (tx) => ownersOfConflict(tx, conflictId)),
    idempotency: "required",
    refusals: settleRefusals,
    handle: (ctx, { params, body }) => conflicts.settle(ctx, params.conflictId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/:practitionerId/objections",
    action: "objection.file",
    summary: { zh: "提出异议", en: "Contest a fact or a score of one's own" },
    params: PractitionerParams,
    body: api.FileObjection,
    reply: api.ObjectionFiled,
    load: loadExpert,
    idempotency: "required",
    refusals: objectionRefusals,
    handle: (ctx, { params, body }) => objections.fileObjection(ctx, params.practitionerId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/objections",
    action: "objection.list",
    summary: { zh: "异议", en: "Objections: one's own, one's hospital's, or all" },
    reply: api.ObjectionList,
    refusals: {},
    handle: (ctx) => objections.viewObjections(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/objections/:objectionId/answer",
    action: "objection.answer",
    summary: { zh: "答复异议", en: "Answer an objection with grounds" },
    params: api.ObjectionParams,
    body: api.AnswerObjection,
    reply: z.null(),
    load: (database, context, { objectionId }) =>
      database.withTx(context, (tx) => ownersOfObjection(tx, objectionId)),
    idempotency: "required",
    refusals: objectionRefusals,
    handle: (ctx, { params, body }) => objections.decideObjection(ctx, params.objectionId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/duplicates",
    action: "expert.merge",
    summary: { zh: "疑似重复的专家", en: "Records that may be one person, likeliest first" },
    reply: registry.DuplicateList,
    refusals: {},
    handle: (ctx) => duplicates.listDuplicates(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/duplicates/keep-apart",
    action: "expert.merge",
    summary: { zh: "确认是两个人", en: "Say that two records are two people" },
    body: registry.KeepApart,
    reply: z.null(),
    idempotency: "required",
    refusals: duplicateRefusals,
    handle: (ctx, { body }) => duplicates.dismissDuplicate(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/merges",
    action: "expert.merge",
    summary: { zh: "合并两份专家档案", en: "Make two records one; it can be undone" },
    body: registry.MergeRecords,
    reply: registry.Merged,
    idempotency: "required",
    refusals: duplicateRefusals,
    handle: (ctx, { body }) => duplicates.mergeRecords(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/merges",
    action: "expert.merge",
    summary: { zh: "合并记录", en: "Merges, newest first" },
    reply: registry.MergeList,
    refusals: {},
    handle: (ctx) => duplicates.listMergeHistory(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/experts/merges/:mergeId/undo",
    action: "expert.merge",
    summary: { zh: "撤销合并", en: "Part two merged records again" },
    params: registry.MergeParams,
    body: registry.UndoMerge,
    reply: z.null(),
    idempotency: "required",
    refusals: duplicateRefusals,
    handle: (ctx, { params, body }) => duplicates.undoMerge(ctx, params.mergeId, body.reason),
  }),
];
