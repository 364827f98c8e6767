import type { Refusal } from "../../platform/http/problem.js";
import type { AddressRefusal } from "../domain/subscription.js";
import { icsLimits, type IcsRefusal } from "../ics/read-ics.js";
import { icsRefusals } from "../refusals.js";
import type { FetchFault } from "./fetch-calendar.js";

export type SubscriptionRefusal =
  | AddressRefusal
  | "subscribed_already"
  | "too_many_subscriptions"
  | "subscription_not_found";

export const mostSubscriptions = 10;

export const subscriptionRefusals: Record<SubscriptionRefusal, Refusal> = {
  address_not_understood: {
    status: 422,
    zh: "这不是日历地址：请从日历软件的“共享”或“发布”中复制以 https:// 或 webcal:// 开头的地址",
    en: "This is no calendar address: copy the one that begins with https:// or webcal:// from your calendar's sharing settings",
  },
  address_with_password: {
    status: 422,
    zh: "地址中不能含账号和密码，请改用日历软件给出的私密地址",
    en: "The address may not hold a user name and password; use the secret address your calendar gives",
  },
  subscribed_already: {
    status: 409,
    zh: "已订阅这个地址",
    en: "This address is subscribed to already",
  },
  too_many_subscriptions: {
    status: 409,
    zh: `最多订阅 ${mostSubscriptions} 个日历，请先移除一个`,
    en: `At most ${mostSubscriptions} calendars can be subscribed to; remove one first`,
  },
  subscription_not_found: {
    status: 404,
    zh: "没有这个订阅，可能已移除",
    en: "There is no such subscription; perhaps it was removed",
  },
};

interface Words {
  readonly zh: string;
  readonly en: string;
}

const megabytes = icsLimits.bytes / 1_048_576;

/** What became of an attempt, and what mends it. */
export const outcomeWords: Record<
  FetchFault | IcsRefusal | "fetched" | "not_changed" | "too_many_blocks" | "failed",
  Words
> = {
  fetched: { zh: "已更新", en: "Brought up to date" },
  not_changed: { zh: "没有变化", en: "Nothing has changed" },
  address_refused: {
    zh: "不允许访问该地址：公网地址须用 https；院内地址需平台管理员在 CALENDAR_NETWORKS 中放行",
    en: "This address may not be asked: public ones need https, those inside a hospital are allowed by the platform's administrator in CALENDAR_NETWORKS",
  },
  unreachable: {
    zh: "连不上，请检查地址；稍后自动再试",
    en: "It cannot be reached; check the address. It is tried again",
  },
  timed_out: { zh: "20 秒内没有答复，稍后自动再试", en: "No answer within 20 seconds; it is tried again" },
  cut_off: { zh: "传输中断，稍后自动再试", en: "The answer broke off; it is tried again" },
  too_large: {
    zh: `日历超过 ${megabytes} MB，请只共享最近一年或另建一个日历`,
    en: `The calendar exceeds ${megabytes} MB; share the last year only, or another calendar`,
  },
  too_many_redirects: {
    zh: "地址一再转向，请填写最终地址",
    en: "The address leads from one to the next; write the final one",
  },
  redirected_away: {
    zh: "地址转向了不安全的位置，未跟随；请填写最终的 https 地址",
    en: "The address leads to an unsafe place, which is not followed; write the final https address",
  },
  needs_sign_in: {
    zh: "对方要求登录：请改用日历软件给出的公开或私密共享地址",
    en: "The server asks for a sign-in: use the public or secret sharing address of your calendar",
  },
  gone: {
    zh: "日历已不在该地址：共享可能已关闭，请重新复制地址",
    en: "The calendar is no longer there: sharing may have been switched off; copy the address again",
  },
  refused: { zh: "对方拒绝了请求，稍后自动再试", en: "The server refused; it is tried again" },
  packed: { zh: "对方以压缩格式发送，读不了", en: "The server sent a packed form that cannot be read" },
  ics_too_large: icsRefusals.ics_too_large,
  ics_not_a_calendar: {
    zh: "该地址给出的不是日历（可能是登录页），请核对地址",
    en: "What the address gives is no calendar (perhaps a sign-in page); check the address",
  },
  ics_too_many_events: icsRefusals.ics_too_many_events,
  ics_took_too_long: icsRefusals.ics_took_too_long,
  too_many_blocks: {
    zh: "日程中的占用过多，请先移除不用的订阅",
    en: "The calendar holds too many entries; remove subscriptions that are not used",
  },
  failed: { zh: "读取时出错，稍后自动再试", en: "Reading it failed; it is tried again" },
};

export type OutcomeCode = keyof typeof outcomeWords;
