import type { ChannelRefusal } from "./come-in.js";

export type FaultCode =
  | ChannelRefusal
  | "malformed"
  | "too_fast"
  | "too_slow"
  | "hello_missing"
  | "busy"
  | "internal";

/** What a page is told before its connection is ended. */
export const faultWords: Readonly<Record<FaultCode, { readonly zh: string; readonly en: string }>> = {
  token_invalid: {
    zh: "进入凭证无效、已使用或已过期，请重新进入会诊室",
    en: "The pass is not valid, was used or has expired; please enter the room again",
  },
  room_not_open: { zh: "会诊室未开启或已结束", en: "The room is not open, or has ended" },
  room_closed_to_case: {
    zh: "该会诊已结束或已改派，会诊室不再开放",
    en: "The case has ended or was given to someone else",
  },
  removed_from_room: { zh: "您已被主持人移出会诊室", en: "A moderator has removed you from the room" },
  qualified_missing: {
    zh: "请先登记邀请方在场的执业医师",
    en: "First record the inviter's qualified person who is present",
  },
  access_ended: { zh: "您对该会诊的访问已结束", en: "Your access to this case has ended" },
  room_full: { zh: "会诊室已满（最多 8 人）", en: "The room is full (8 people at most)" },
  resume_over: { zh: "连接中断过久，请重新进入", en: "The connection was lost too long; please enter again" },
  malformed: {
    zh: "收到无法识别的消息，连接已断开",
    en: "A message was malformed; the connection was ended",
  },
  too_fast: {
    zh: "消息过于频繁，连接已断开，请稍后重新进入",
    en: "Too many messages; the connection was ended",
  },
  too_slow: { zh: "网络过慢，连接已断开", en: "The connection is too slow and was ended" },
  hello_missing: { zh: "未在规定时间内出示进入凭证", en: "No pass was shown in time" },
  busy: { zh: "系统繁忙，请稍后重试", en: "The system is busy; try again shortly" },
  internal: { zh: "系统出现异常，请重新进入", en: "Something went wrong; please enter again" },
};
