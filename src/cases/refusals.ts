import type { Refusal } from "../platform/http/problem.js";

export const refusals = {
  case_not_found: { status: 404, zh: "没有这份会诊申请", en: "There is no such request" },
  incomplete: {
    status: 422,
    zh: "还有必填内容未完成，请按提示补充后再提交",
    en: "Some required items are missing or wrong; complete them and submit again",
  },
  draft_changed_elsewhere: {
    status: 409,
    zh: "这份申请已在别处修改，请刷新后再继续，以免覆盖新的内容",
    en: "The request was changed elsewhere; reload it so that nothing newer is overwritten",
  },
  not_editable: {
    status: 409,
    zh: "申请已提交或已结束，不能再修改",
    en: "The request has been submitted or has ended; it can no longer be changed",
  },
  cannot_cancel: {
    status: 409,
    zh: "会诊已开始或已结束，不能撤销",
    en: "The consultation has begun or ended; it can no longer be cancelled",
  },
  attachment_not_found: { status: 404, zh: "没有这份附件", en: "There is no such attachment" },
  attachment_unreadable: {
    status: 503,
    zh: "附件暂时无法读取，请稍后重试；如持续出现，请联系管理员",
    en: "The attachment cannot be read now; try again later, or tell the administrator",
  },
  attachments_closed: {
    status: 409,
    zh: "意见已签发或申请已结束，不能再添加附件",
    en: "The opinion is signed or the request has ended; no more attachments",
  },
  too_many_attachments: {
    status: 409,
    zh: "每份申请最多 50 个附件",
    en: "A request takes at most 50 attachments",
  },
  file_empty: { status: 422, zh: "文件是空的，请重新选择", en: "The file is empty; choose another" },
  file_type_refused: {
    status: 415,
    zh: "只接受 PDF、PNG、JPEG、WebP、DICOM 和纯文本文件；网页、SVG、压缩包、程序和 Office 文档不能上传，请转为 PDF",
    en: "Only PDF, PNG, JPEG, WebP, DICOM and plain text are taken; no web pages, SVG, archives, programs or Office files: convert to PDF",
  },
} as const satisfies Record<string, Refusal>;
