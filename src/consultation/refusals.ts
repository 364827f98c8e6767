import type { Refusal } from "../platform/http/problem.js";
import type { DispositionRefusal } from "./domain/disposition.js";
import type { SigningRefusal } from "./domain/opinion.js";

export type ConsultationRefusal =
  | SigningRefusal
  | DispositionRefusal
  | "opinion_not_begun"
  | "signing_unavailable"
  | "archive_not_found"
  | "archive_file_damaged";

export const refusals: Record<ConsultationRefusal, Refusal> = {
  opinion_not_begun: {
    status: 404,
    zh: "还没有专家接诊，会诊意见尚未开始",
    en: "No expert has taken the case yet: there is no opinion",
  },
  opinion_not_open: {
    status: 409,
    zh: "该会诊已结束或已改派，不能再修改会诊意见",
    en: "The case is closed or was given to someone else: the opinion cannot be changed",
  },
  opinion_changed_elsewhere: {
    status: 409,
    zh: "会诊意见已在另一窗口修改，请刷新后核对再试",
    en: "The opinion was changed in another window; reload, check and try again",
  },
  opinion_incomplete: {
    status: 422,
    zh: "会诊意见未填写完整，不能签署",
    en: "The opinion is incomplete and cannot be signed",
  },
  nothing_to_amend: {
    status: 409,
    zh: "内容与已签署的版本相同，无需再次签署",
    en: "The text is the same as the signed version; there is nothing to sign",
  },
  signing_unavailable: {
    status: 503,
    zh: "签名密钥暂不可用，意见已保存但未签署；请联系管理员",
    en: "The signing key cannot be used now. The text is saved but not signed; ask the administrator",
  },
  opinion_not_signed: {
    status: 409,
    zh: "专家尚未签署会诊意见",
    en: "The expert has not signed the opinion yet",
  },
  disposition_given: {
    status: 409,
    zh: "已记录处置，会诊已结束",
    en: "The disposition has been recorded and the case is closed",
  },
  reason_missing: {
    status: 422,
    zh: "部分采纳或未采纳时请写明理由",
    en: "Give the reason when the advice is not fully adopted",
  },
  archive_not_found: {
    status: 404,
    zh: "没有这份存档，或您无权查看",
    en: "There is no such filed copy, or you may not see it",
  },
  archive_file_damaged: {
    status: 503,
    zh: "存档文件缺失或已损坏，请联系管理员从备份恢复",
    en: "The filed document is missing or damaged; ask the administrator to restore it from backup",
  },
};
