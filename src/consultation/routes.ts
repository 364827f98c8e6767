import type { FastifyReply } from "fastify";
import { loadCaseForExpert, loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { CaseParams } from "../cases/api.js";
import { defineRoute, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import { giveDisposition } from "./actions/give-disposition.js";
import { saveOpinion } from "./actions/save-opinion.js";
import { signOpinion } from "./actions/sign-opinion.js";
import { loadArchive, viewArchiveList, viewArchivePdf, viewArchiveRecord } from "./actions/view-archive.js";
import { printSignedOpinion, viewDisposition, viewOpinion } from "./actions/view-opinion.js";
import {
  ArchiveList,
  ArchiveParams,
  ArchiveQuery,
  ArchiveRecordView,
  DispositionView,
  GiveDisposition,
  OpinionSaved,
  OpinionSigned,
  OpinionView,
  SaveOpinion,
  SignOpinion,
} from "./api.js";
import { refusals } from "./refusals.js";

async function sendPdf(reply: FastifyReply, fileName: string, pdf: Uint8Array): Promise<void> {
  await reply
    .type("application/pdf")
    .header("content-disposition", `inline; filename="${fileName}"`)
    .send(Buffer.from(pdf));
}

export const consultationRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/opinion",
    action: "opinion.read",
    summary: {
      zh: "会诊意见",
      en: "The opinion: working text for its author, signed versions for all parties",
    },
    params: CaseParams,
    reply: OpinionView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewOpinion(ctx, params.caseId),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/cases/:caseId/opinion",
    action: "opinion.write",
    summary: { zh: "保存会诊意见草稿", en: "Autosave the opinion" },
    params: CaseParams,
    body: SaveOpinion,
    reply: OpinionSaved,
    load: loadCaseForExpert,
    refusals,
    handle: (ctx, { params, body }) => saveOpinion(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/opinion/sign",
    action: "opinion.write",
    summary: { zh: "签署会诊意见", en: "Sign the opinion, or an amendment of it" },
    params: CaseParams,
    body: SignOpinion,
    reply: OpinionSigned,
    idempotency: "required",
    load: loadCaseForExpert,
    refusals,
    handle: (ctx, { params, body }) => signOpinion(ctx, params.caseId, body.revision),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/opinion.pdf",
    action: "opinion.read",
    summary: { zh: "远程会诊意见书（PDF）", en: "The signed opinion as a printed document" },
    params: CaseParams,
    reply: "stream",
    load: loadCaseResource,
    refusals,
    handle: async (ctx, { params, reply }) => {
      const printed = await printSignedOpinion(ctx, params.caseId);
      if (!printed.ok) return printed;
      await sendPdf(reply, printed.value.fileName, printed.value.pdf);
      return ok(null);
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/disposition",
    action: "opinion.read",
    summary: { zh: "邀请方处置", en: "What the inviter did with the opinion; null before" },
    params: CaseParams,
    reply: DispositionView.nullable(),
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params }) => viewDisposition(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/disposition",
    action: "disposition.give",
    summary: {
      zh: "记录处置并结束会诊",
      en: "Record the disposition; the case is closed and filed by both sides",
    },
    params: CaseParams,
    body: GiveDisposition,
    reply: DispositionView,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => giveDisposition(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/archive",
    action: "archive.read",
    summary: { zh: "会诊存档", en: "Filed consultations: one's own, or the institution's" },
    query: ArchiveQuery,
    reply: ArchiveList,
    // The list is the asker's own; how far it reaches is decided by the same cells.
    load: (_database, { personId = "", institutionId = "" }) =>
      Promise.resolve({ personIds: [personId], institutionIds: [institutionId] }),
    refusals: {},
    handle: (ctx, { query }) => viewArchiveList(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/archive/:archiveId/record",
    action: "archive.read",
    summary: { zh: "存档记录（JSON）", en: "One filed copy as data" },
    params: ArchiveParams,
    reply: ArchiveRecordView,
    load: loadArchive,
    refusals,
    handle: (ctx, { params }) => viewArchiveRecord(ctx, params.archiveId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/archive/:archiveId/pdf",
    action: "archive.read",
    summary: { zh: "存档意见书（PDF）", en: "One filed copy as the document that was filed" },
    params: ArchiveParams,
    reply: "stream",
    load: loadArchive,
    refusals,
    handle: async (ctx, { params, reply }) => {
      const filed = await viewArchivePdf(ctx, params.archiveId);
      if (!filed.ok) return filed;
      await sendPdf(reply, filed.value.fileName, filed.value.pdf);
      return ok(null);
    },
  }),
];
