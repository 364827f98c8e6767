import type { Refusal } from "../platform/http/problem.js";
import type { DispatchRefusal } from "./across-tenants.js";
import type { OneTapRefusal } from "./one-tap.js";

export const previewRefusals = {
  unknown_specialty: { status: 422, zh: "没有这个诊疗科目", en: "There is no such specialty" },
} as const satisfies Record<string, Refusal>;

export const refusals: Record<DispatchRefusal, Refusal> = {
  offer_not_found: { status: 404, zh: "派单不存在", en: "There is no such offer" },
  offer_not_addressed_to_you: { status: 404, zh: "派单不存在", en: "There is no such offer" },
  offer_already_accepted: { status: 409, zh: "该派单已被接诊", en: "This offer has been accepted already" },
  offer_already_declined: { status: 409, zh: "该派单已谢绝", en: "This offer has been declined already" },
  offer_withdrawn: {
    status: 409,
    zh: "该派单已撤回，无需再处理",
    en: "This offer was withdrawn; nothing is left to do",
  },
  offer_expired: {
    status: 409,
    zh: "该派单已超时，已转给下一位专家",
    en: "The time of this offer is up; it has gone to the next expert",
  },
  expert_suspended: {
    status: 409,
    zh: "您的该执业岗位已停止接单，派单已撤回；请联系本院医务部",
    en: "Your post takes no cases at present, so the offer was withdrawn; ask your medical affairs office",
  },
  agreement_ended: {
    status: 409,
    zh: "两院协作协议已到期、暂停或不再包含这类会诊，派单已撤回；请联系本院医务部",
    en: "The agreement between the two hospitals is no longer in force or no longer covers this kind of consultation, so the offer was withdrawn; ask your medical affairs office",
  },
  case_not_open: { status: 409, zh: "该会诊不在派单中", en: "This case is not looking for an expert now" },
  expert_not_found: {
    status: 404,
    zh: "没有这位专家，或其已停用",
    en: "There is no such expert, or he is not active",
  },
  expert_has_no_account: {
    status: 409,
    zh: "该专家尚无登录账号，无法接收派单",
    en: "This expert has no account yet and cannot receive offers",
  },
  no_agreement: {
    status: 409,
    zh: "两院之间没有生效的协作协议，不能派单",
    en: "No agreement is in force between the two institutions",
  },
  already_asked: {
    status: 409,
    zh: "该专家已有待答派单",
    en: "This expert has an open offer for the case already",
  },
  not_accepted: {
    status: 409,
    zh: "只有已接诊、尚未开始书写的会诊可以收回",
    en: "Only an accepted case whose opinion has not been begun can be taken back",
  },
  cannot_return: {
    status: 409,
    zh: "已有专家接诊或会诊已结束，不能退回；如需更换专家请用“收回派单”",
    en: "An expert has accepted, or the case has ended: it cannot be returned. To change the expert, take it back",
  },
};

export const oneTapRefusals: Record<OneTapRefusal | "idempotency_key_required", Refusal> = {
  ...refusals,
  link_unknown: {
    status: 404,
    zh: "链接无效或不完整，请从消息中重新打开，或登录后在“接诊”中应答",
    en: "This link is not valid or not complete; open it from the message again, or sign in and answer under Offers",
  },
  link_expired: {
    status: 409,
    zh: "链接已过应答时限，派单已转给下一位专家",
    en: "The time of this link is up; the offer has gone to the next expert",
  },
  link_used: {
    status: 409,
    zh: "链接已使用过；如已接诊，请登录后继续",
    en: "This link was used before; if you have accepted, sign in to go on",
  },
  too_many_attempts: {
    status: 429,
    zh: "无效链接尝试过多，请 15 分钟后再试，或直接登录应答",
    en: "Too many invalid links; wait 15 minutes, or sign in and answer there",
  },
  expert_not_active: {
    status: 403,
    zh: "您的账号已停用或不再是专家，不能接诊；请联系本院医务部",
    en: "Your account is disabled or no longer an expert's; ask your medical-affairs office",
  },
  idempotency_key_required: {
    status: 400,
    zh: "缺少 Idempotency-Key 请求头（8–128 个可见字符），用于防止重复操作",
    en: "Send an Idempotency-Key header of 8 to 128 visible characters, so that a retry cannot act twice",
  },
};

export const sittingRefusals = {
  not_found: { status: 404, zh: "没有这个会诊", en: "There is no such case" },
} as const satisfies Record<string, Refusal>;
