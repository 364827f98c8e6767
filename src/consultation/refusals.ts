import type { Refusal } from "../platform/http/problem.js";
import type { ConversationRefusal } from "./actions/conversation.js";
import type { PanelRefusal } from "./actions/panel.js";
import { type SignBytesRefusal, signBytesRefusals } from "../signing/index.js";
import type { TemplateRefusal } from "./actions/templates.js";
import type { DispositionRefusal } from "./domain/disposition.js";
import type { SigningRefusal } from "./domain/opinion.js";

export type ConsultationRefusal =
  | SigningRefusal
  | DispositionRefusal
  | ConversationRefusal
  | PanelRefusal
  | TemplateRefusal
  | SignBytesRefusal
  | "panel_quorum_missing"
  | "opinion_code_unknown"
  | "opinion_not_begun"
  | "archive_not_found"
  | "archive_file_damaged";

export const refusals: Record<ConsultationRefusal, Refusal> = {
  ...signBytesRefusals,
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
  opinion_code_unknown: {
    status: 422,
    zh: "有编码在术语库中不存在，请重新选择后签署",
    en: "A code is not in the terminology; choose it again, then sign",
  },
  conversation_not_found: {
    status: 404,
    zh: "没有这例会诊，或您不是其当事人",
    en: "There is no such consultation, or you are no party to it",
  },
  conversation_closed: {
    status: 409,
    zh: "会诊尚未接诊或已结束，不能追问或答复",
    en: "The consultation has not begun or has ended; nothing can be asked or answered",
  },
  question_not_found: {
    status: 404,
    zh: "没有找到所答复的问题，请刷新后重试",
    en: "The question is not there; reload and try again",
  },
  answer_needs_question: {
    status: 422,
    zh: "请选择要答复的问题",
    en: "Choose the question you answer",
  },
  own_question: {
    status: 409,
    zh: "这是本方提出的问题，请等待对方答复；补充请另提问题",
    en: "This question is your own side's; wait for the answer, or ask a further question",
  },
  message_attachment_unknown: {
    status: 422,
    zh: "有附件不在本例会诊中，请重新上传",
    en: "A file is not among this case's attachments; add it again",
  },
  upgrade_not_open: {
    status: 409,
    zh: "会诊未在进行中，不能改为视频会诊",
    en: "The consultation is not under way; it cannot go on by video",
  },
  already_video: {
    status: 409,
    zh: "已是视频会诊，请直接进入会诊室",
    en: "It is by video already; enter the room",
  },
  upgrade_pending: {
    status: 409,
    zh: "已有一份改为视频会诊的提议待答复",
    en: "A proposal to go on by video is waiting for its answer",
  },
  upgrade_none: {
    status: 409,
    zh: "没有待答复的提议，可能已被答复或撤回，请刷新",
    en: "No proposal waits; it may have been answered or taken back. Reload",
  },
  upgrade_own: {
    status: 409,
    zh: "提议由对方答复；本方只能撤回自己的提议",
    en: "The other side answers a proposal; your side can only take its own back",
  },
  panel_not_found: {
    status: 404,
    zh: "本例没有多学科专家组，或您无权安排",
    en: "This case has no panel, or it is not yours to arrange",
  },
  panel_not_member: {
    status: 409,
    zh: "您不是本例专家组成员",
    en: "You are not a member of this panel",
  },
  panel_lead_has_signed: {
    status: 409,
    zh: "首席专家已签署联合意见，无需会签",
    en: "The lead has signed the joint opinion and needs no co-signature",
  },
  panel_version_not_newest: {
    status: 409,
    zh: "联合意见已有新版本，请阅读后再会签",
    en: "There is a newer version of the joint opinion; read it, then co-sign",
  },
  panel_stand_taken: {
    status: 409,
    zh: "您已对这一版表态，不能更改",
    en: "You have taken your stand on this version; it cannot be changed",
  },
  panel_members_differ: {
    status: 422,
    zh: "发言顺序须包含每位成员各一次，首席须为成员",
    en: "The order names every member once, and the lead is a member",
  },
  panel_agenda_unknown_person: {
    status: 422,
    zh: "议程中有人不是专家组成员",
    en: "The agenda names somebody who is not a member",
  },
  panel_lead_fixed: {
    status: 409,
    zh: "联合意见已签署，不能更换首席",
    en: "The joint opinion is signed; the lead cannot be changed",
  },
  panel_changed_meanwhile: {
    status: 409,
    zh: "安排刚被他人修改，请刷新后重试",
    en: "Somebody else has just changed the arrangement; reload and try again",
  },
  panel_quorum_missing: {
    status: 409,
    zh: "会签人数不足：须过半数成员会签或提出不同意见后才能结案",
    en: "Too few have taken a stand: more than half of the panel must co-sign or dissent before it can be closed",
  },
  dissent_empty: {
    status: 422,
    zh: "请写明不同意见（至少 2 个字）",
    en: "State your own opinion (at least two characters)",
  },
  template_not_found: {
    status: 409,
    zh: "没有这个模板，或刚被他人修改，请刷新",
    en: "There is no such template, or somebody has just changed it; reload",
  },
  template_name_taken: {
    status: 409,
    zh: "本院已有同名模板，请换一个名称",
    en: "Your institution has a template of this name; choose another",
  },
  template_specialty_unknown: {
    status: 422,
    zh: "没有这个诊疗科目，请重新选择",
    en: "There is no such specialty; choose again",
  },
};
