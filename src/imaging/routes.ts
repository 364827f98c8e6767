import { z } from "zod";
import { loadCaseForRequester, loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import { confirmStudy, withdrawStudy } from "./actions/decide-study.js";
import { abandonIntake, beginIntake, finishIntake, takePart, viewIntake } from "./actions/intakes.js";
import * as pacs from "./actions/pacs.js";
import { openImage, viewImaging, viewSeries, viewThumbnails } from "./actions/read-images.js";
import * as api from "./api.js";
import type { ImagingNode } from "./host.js";
import { markRoutes } from "./mark-routes.js";
import { refusals } from "./refusals.js";

const base = "/api/cases/:caseId/imaging";

const intakes: Route[] = [
  defineRoute({
    method: "POST",
    url: `${base}/intakes`,
    action: "imaging.add",
    summary: { zh: "开始上传影像", en: "Announce files; their bytes follow in parts" },
    params: api.CaseParams,
    body: api.BeginIntake,
    reply: api.IntakeDetail,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => beginIntake(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "GET",
    url: `${base}/intakes/:intakeId`,
    action: "imaging.add",
    summary: { zh: "上传进度", en: "How far an intake has come, and what was refused" },
    params: api.IntakeParams,
    reply: api.IntakeDetail,
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params }) => viewIntake(ctx, params.caseId, params.intakeId),
  }),
  defineRoute({
    method: "POST",
    url: `${base}/intakes/:intakeId/files/:fileId/parts`,
    action: "imaging.add",
    summary: {
      zh: "上传一段（表单字段 offset、sha256，文件字段 file）",
      en: "One part of a file: form fields offset and sha256, then the bytes as file",
    },
    params: api.IntakeFileParams,
    accepts: "file",
    reply: api.PartTaken,
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, file }) => {
      if (!file) throw new Error("a route that accepts a file has one");
      return takePart(ctx, params, file);
    },
  }),
  defineRoute({
    method: "POST",
    url: `${base}/intakes/:intakeId/finish`,
    action: "imaging.add",
    summary: { zh: "上传完毕，开始检查", en: "All is sent: have the files judged" },
    params: api.IntakeParams,
    reply: api.IntakeDetail,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params }) => finishIntake(ctx, params.caseId, params.intakeId),
  }),
  defineRoute({
    method: "DELETE",
    url: `${base}/intakes/:intakeId`,
    action: "imaging.add",
    summary: { zh: "放弃上传", en: "Give up an upload" },
    params: api.IntakeParams,
    reply: z.null(),
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params }) => abandonIntake(ctx, params.caseId, params.intakeId),
  }),
];

const images: Route[] = [
  defineRoute({
    method: "GET",
    url: base,
    action: "imaging.read",
    summary: { zh: "影像资料", en: "Studies and series of the case" },
    params: api.CaseParams,
    reply: api.ImagingView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewImaging(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: `${base}/thumbnails`,
    action: "imaging.read",
    summary: { zh: "序列缩略图", en: "Small pictures of the case's series" },
    params: api.CaseParams,
    reply: api.Thumbnails,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewThumbnails(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: `${base}/series/:seriesId`,
    action: "imaging.read",
    summary: { zh: "打开序列", en: "A series with its images in reading order" },
    params: api.SeriesParams,
    reply: api.SeriesView,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewSeries(ctx, params.caseId, params.seriesId),
  }),
  defineRoute({
    method: "GET",
    url: `${base}/instances/:instanceId`,
    action: "imaging.read",
    summary: { zh: "DICOM 图像文件", en: "The DICOM file of one image" },
    params: api.InstanceParams,
    reply: "stream",
    load: loadCaseResource,
    refusals,
    handle: async (ctx, { params, reply }) => {
      const opened = await openImage(ctx, params.caseId, params.instanceId);
      if (!opened.ok) return opened;
      const content = opened.value;
      await reply
        .header("content-security-policy", "sandbox; default-src 'none'")
        .header("content-disposition", `attachment; filename="${params.instanceId}.dcm"`)
        .type("application/dicom")
        .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
      return ok(null);
    },
  }),
  defineRoute({
    method: "POST",
    url: `${base}/studies/:studyId/confirm`,
    action: "imaging.add",
    summary: { zh: "确认检查属于本例患者", en: "Say why a study that names somebody else is this patient's" },
    params: api.StudyParams,
    body: api.Decide,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => confirmStudy(ctx, params, body.reason),
  }),
  defineRoute({
    method: "POST",
    url: `${base}/studies/:studyId/withdraw`,
    action: "imaging.add",
    summary: { zh: "撤下检查", en: "Take a study out of the case" },
    params: api.StudyParams,
    body: api.Decide,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => withdrawStudy(ctx, params, body.reason),
  }),
];

const fromPacs = (node: ImagingNode): Route[] => [
  defineRoute({
    method: "POST",
    url: `${base}/pacs/:pacsId/search`,
    action: "imaging.add",
    summary: { zh: "在 PACS 中查找检查", en: "Find studies in the hospital's PACS (QIDO-RS)" },
    params: api.CasePacsParams,
    body: api.SearchPacs,
    reply: api.PacsStudies,
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => pacs.searchPacs(ctx, node, params, body),
  }),
  defineRoute({
    method: "POST",
    url: `${base}/pacs/:pacsId/fetch`,
    action: "imaging.add",
    summary: { zh: "从 PACS 调取检查", en: "Fetch a study into the case (WADO-RS)" },
    params: api.CasePacsParams,
    body: api.FetchStudy,
    reply: api.IntakeDetail,
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => pacs.fetchFromPacs(ctx, params, body.studyInstanceUid),
  }),
  defineRoute({
    method: "POST",
    url: `${base}/studies/:studyId/send`,
    action: "imaging.add",
    summary: { zh: "把检查发送到本院 PACS", en: "Send a chosen study to the hospital's PACS (STOW-RS)" },
    params: api.StudyParams,
    body: api.SendStudy,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => pacs.sendToPacs(ctx, params, body.pacsId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/pacs",
    action: "pacs.manage",
    summary: { zh: "影像系统列表", en: "PACS that are set up" },
    reply: api.PacsList,
    refusals: {},
    handle: (ctx) => pacs.listAllPacs(ctx, node),
  }),
  defineRoute({
    method: "POST",
    url: "/api/pacs",
    action: "pacs.manage",
    summary: { zh: "添加影像系统", en: "Set up a PACS" },
    body: api.NewPacs,
    reply: api.PacsView,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => pacs.createPacs(ctx, body),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/pacs/:pacsId",
    action: "pacs.manage",
    summary: { zh: "修改影像系统", en: "Change a PACS" },
    params: api.PacsParams,
    body: api.ChangePacs,
    reply: api.PacsView,
    refusals,
    handle: (ctx, { params, body }) => pacs.changePacs(ctx, params.pacsId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/pacs/:pacsId/test",
    action: "pacs.manage",
    summary: { zh: "测试影像系统连接", en: "Test the connection of a PACS" },
    params: api.PacsParams,
    reply: api.PacsTested,
    refusals,
    handle: (ctx, { params }) => pacs.testPacs(ctx, node, params.pacsId),
  }),
];

export const imagingRoutes = (node: ImagingNode): Route[] => [
  ...intakes,
  ...images,
  ...markRoutes,
  ...fromPacs(node),
];
