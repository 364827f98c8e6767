import { caseRefusals } from "../cases/index.js";
import type { Refusal } from "../platform/http/problem.js";

export const refusals = {
  case_not_found: caseRefusals.case_not_found,
  case_takes_no_call: {
    status: 409,
    zh: "专家接诊后才能开启会诊室；已结束的会诊不能再开启",
    en: "A call needs an expert who has accepted, and a case that has not ended",
  },
  room_not_open: {
    status: 409,
    zh: "会诊室尚未开启或已结束",
    en: "The room is not open yet, or has ended",
  },
  room_closed_to_case: {
    status: 409,
    zh: "该会诊已结束或已改派，会诊室不再开放",
    en: "The case has ended or was given to someone else: its room is closed",
  },
  removed_from_room: {
    status: 409,
    zh: "您已被移出会诊室；如有误，请联系主持人重新允许",
    en: "You were removed from the room; ask a moderator to let you in again",
  },
  qualified_missing: {
    status: 409,
    zh: "请先登记邀请方在场的执业医师，再进入会诊室",
    en: "First record the inviter's qualified person who is present",
  },
  rescue_not_confirmed: {
    status: 422,
    zh: "I、II 级患者请先救治：确认抢救未因会诊延误后再登记",
    en: "Level I or II: confirm that treatment goes on and is not held up by the call",
  },
  not_moderator: {
    status: 409,
    zh: "只有主持人（邀请方医师或首位受邀专家）可以进行此操作",
    en: "Only a moderator may do this: the inviting doctor or the first expert",
  },
  participant_not_found: {
    status: 404,
    zh: "会诊室中没有此人，或状态已改变",
    en: "Nobody like this is in the room, or it has changed",
  },
  provider_unreachable: {
    status: 503,
    zh: "通话服务暂时无法连接，请稍后重试；如持续出现，请联系信息科",
    en: "The call service does not answer; try again, or tell your IT department",
  },
  guest_link_unknown: {
    status: 404,
    zh: "链接无效，请向医生索取新的链接",
    en: "The link is not valid; ask the doctor for a new one",
  },
  guest_link_used: {
    status: 409,
    zh: "此链接已在另一台设备上使用，请向医生索取新的链接",
    en: "The link was used on another device; ask the doctor for a new one",
  },
  guest_link_over: {
    status: 409,
    zh: "链接已过期或已撤回，请向医生索取新的链接",
    en: "The link has expired or was taken back; ask the doctor for a new one",
  },
  too_many_attempts: {
    status: 429,
    zh: "尝试过多，请 15 分钟后再试",
    en: "Too many attempts; try again in fifteen minutes",
  },
  too_many_guests: {
    status: 409,
    zh: "每次会诊最多 6 个患者家属链接，请先撤回不用的",
    en: "A room takes at most 6 links for guests; take back those not needed",
  },
  expert_not_found: {
    status: 404,
    zh: "专家库中没有此人，或其岗位已停用",
    en: "There is no such expert, or the post is not active",
  },
  expert_has_no_account: {
    status: 409,
    zh: "该专家还没有平台账号，无法入会",
    en: "The expert has no account yet and cannot come in",
  },
  already_asked: {
    status: 409,
    zh: "已邀请过该专家，或他已在会诊中",
    en: "This expert was asked already, or takes part",
  },
  invitation_not_open: {
    status: 409,
    zh: "该邀请已处理",
    en: "This invitation has been decided",
  },
  attachments_closed: caseRefusals.attachments_closed,
  too_many_attachments: caseRefusals.too_many_attachments,
  file_empty: caseRefusals.file_empty,
  file_type_refused: caseRefusals.file_type_refused,
} as const satisfies Record<string, Refusal>;

export type RoomRefusal = keyof typeof refusals;
