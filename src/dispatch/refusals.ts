import type { Refusal } from "../platform/http/problem.js";
import type { DispatchRefusal } from "./actions.js";

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
