import type { FastifyReply } from "fastify";
import {
  attachFile,
  caseRefusals,
  loadCaseForExpert,
  loadCaseForRequester,
  loadCaseResource,
} from "../cases/index.js";
import { CaseParams } from "../cases/api.js";
import { defineRoute, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import { RefusedError } from "../platform/http/problem.js";
import * as conversation from "./actions/conversation.js";
import { draftKey } from "./actions/draft-key.js";
import { giveDisposition } from "./actions/give-disposition.js";
import * as panel from "./actions/panel.js";
import { saveOpinion } from "./actions/save-opinion.js";
import { signOpinion } from "./actions/sign-opinion.js";
import { loadArchive, viewArchiveList, viewArchivePdf, viewArchiveRecord } from "./actions/view-archive.js";
import { printSignedOpinion, viewDisposition, viewOpinion } from "./actions/view-opinion.js";
import {
  AnswerUpgrade,
  ArrangePanel,
  ConversationView,
  FileAdded,
  PanelView,
  ProposeUpgrade,
  TakeStand,
  WriteMessage,
  ArchiveList,
  ArchiveParams,
  ArchiveQuery,
  ArchiveRecordView,
  DispositionView,
  DraftKey,
  GiveDisposition,
  OpinionSaved,
  OpinionSigned,
  OpinionView,
  SaveOpinion,
  SignOpinion,
} from "./api.js";
import { refusals } from "./refusals.js";
import type { SigningNode } from "../signing/index.js";
import { templateRoutes } from "./template-routes.js";

async function sendPdf(reply: FastifyReply, fileName: string, pdf: Uint8Array): Promise<void> {
  await reply
    .type("application/pdf")
    .header("content-disposition", `inline; filename="${fileName}"`)
    .send(Buffer.from(pdf));
}

const opinionRoutes = (node: SigningNode): Route[] => [
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
    method: "GET",
    url: "/api/cases/:caseId/opinion/draft-key",
    action: "opinion.write",
    summary: {
      zh: "作者浏览器封存未保存文字的密钥",
      en: "The key with which the author's browser seals text that is not saved yet",
    },
    params: CaseParams,
    reply: DraftKey,
    load: loadCaseForExpert,
    refusals,
    handle: (ctx, { params }) => draftKey(ctx, params.caseId),
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
    action: "opinion.sign",
    summary: { zh: "签署会诊意见", en: "Sign the opinion, or an amendment of it" },
    params: CaseParams,
    body: SignOpinion,
    reply: OpinionSigned,
    idempotency: "required",
    load: loadCaseForExpert,
    refusals,
    handle: (ctx, { params, body }) => signOpinion(ctx, node, params.caseId, body.revision),
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

const fileMissing = () =>
  new RefusedError("file_missing", {
    status: 400,
    zh: "请选择要上传的文件",
    en: "Send one file as multipart form data",
  });

/** Questions and answers on a written consultation, and the wish to go on by video. */
const conversationRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/conversation",
    action: "conversation.read",
    summary: { zh: "追问与答复", en: "Questions and answers on the case, and proposals to go on by video" },
    params: CaseParams,
    reply: ConversationView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => conversation.viewConversation(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/conversation",
    action: "conversation.write",
    summary: { zh: "追问或答复", en: "Ask a question, or answer one" },
    params: CaseParams,
    body: WriteMessage,
    reply: ConversationView,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => conversation.writeMessage(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/conversation/files",
    action: "conversation.write",
    summary: { zh: "为追问或答复上传附件", en: "Add a file for a message; the message names it" },
    params: CaseParams,
    accepts: "file",
    reply: FileAdded,
    load: loadCaseResource,
    refusals: caseRefusals,
    handle: async (ctx, { params, file }) => {
      if (file === undefined) throw fileMissing();
      const added = await attachFile(ctx, params.caseId, file);
      return added.ok ? ok({ attachmentId: added.value.id, title: added.value.title }) : added;
    },
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/upgrade",
    action: "consultation.upgrade",
    summary: { zh: "提议改为视频会诊", en: "Propose to go on by video" },
    params: CaseParams,
    body: ProposeUpgrade,
    reply: ConversationView,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => conversation.proposeUpgrade(ctx, params.caseId, body.reason),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/upgrade/answer",
    action: "consultation.upgrade",
    summary: {
      zh: "答复或撤回改为视频会诊的提议",
      en: "Accept or decline the proposal, or take one's own back",
    },
    params: CaseParams,
    body: AnswerUpgrade,
    reply: ConversationView,
    idempotency: "required",
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => conversation.answerUpgrade(ctx, params.caseId, body),
  }),
];

const panelRoutes = (node: SigningNode): Route[] => [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/panel",
    action: "panel.read",
    summary: {
      zh: "多学科专家组：首席、议程与会签",
      en: "The panel: lead, agenda, co-signatures; null for one expert",
    },
    params: CaseParams,
    reply: PanelView.nullable(),
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params }) => panel.viewPanel(ctx, params.caseId),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/cases/:caseId/panel",
    action: "panel.arrange",
    summary: { zh: "设定首席、发言顺序与议程", en: "Set lead, order of speaking and agenda" },
    params: CaseParams,
    body: ArrangePanel,
    reply: PanelView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params, body }) => panel.arrangePanel(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/opinion/stand",
    action: "panel.co-sign",
    summary: { zh: "会签联合意见，或提出不同意见", en: "Co-sign the joint opinion, or dissent" },
    params: CaseParams,
    body: TakeStand,
    reply: PanelView,
    idempotency: "required",
    load: loadCaseForExpert,
    refusals,
    handle: (ctx, { params, body }) => panel.takeStand(ctx, node, params.caseId, body),
  }),
];

/** `node`: what this server allows its signing services. */
export const consultationRoutes = (node: SigningNode): Route[] => [
  ...opinionRoutes(node),
  ...conversationRoutes,
  ...panelRoutes(node),
  ...templateRoutes,
];
