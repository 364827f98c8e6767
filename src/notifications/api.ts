import { z } from "zod";
import { channels, weights } from "./domain/channels.js";
import { deliveryStatuses } from "./domain/delivery.js";
import { noticeKindNames } from "./domain/notice-kinds.js";

export {
  type Channel,
  channelNames,
  channels,
  isShared,
  type Weight,
  weightNames,
  weights,
} from "./domain/channels.js";
export { type DeliveryStatus, deliveryStatuses, sendFaults } from "./domain/delivery.js";
export { defaultQuiet, deliveryPolicy } from "./domain/plan.js";

export { noticePlace } from "./domain/notice-place.js";
export { type NoticeKind, noticeKinds, noticeSentence } from "./domain/notice-kinds.js";

export const NoticeView = z.strictObject({
  id: z.uuid(),
  kind: z.enum(noticeKindNames),
  caseId: z.uuid().nullable(),
  /** The offer, opinion or case it is about. */
  subjectId: z.uuid().nullable(),
  /** Codes, names of experts and institutions, instants: what `noticeSentence` puts into words. */
  details: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
export type NoticeView = z.infer<typeof NoticeView>;

/** Unread first, then newest first; at most `limit`. `unread` counts all of them. */
export const NoticeList = z.strictObject({ items: z.array(NoticeView), unread: z.number().int() });
export const NoticeQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50) });

/** Without ids every notice of the person is read. Ids of others change nothing. */
export const ReadNotices = z.strictObject({ ids: z.array(z.uuid()).min(1).max(200).optional() });
export const NoticesRead = z.strictObject({ unread: z.number().int() });

const ChannelName = z.enum(channels);
const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "时刻如 22:30  A time such as 22:30");
const QuietHours = z
  .strictObject({ from: Clock, to: Clock })
  .refine(({ from, to }) => from !== to, "起止时刻不能相同 The two times must differ");
const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};
const TimeZone = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_+\-/]*$/)
  .refine(isZone, "没有这个时区 There is no such time zone");
const ChannelOrder = z
  .array(ChannelName)
  .max(channels.length)
  .refine((order) => new Set(order).size === order.length, "同一通道只能出现一次 Each channel once");
const Order = z.strictObject(
  Object.fromEntries(weights.map((weight) => [weight, ChannelOrder])) as Record<
    (typeof weights)[number],
    typeof ChannelOrder
  >,
);

export const AddressView = z.strictObject({
  id: z.uuid(),
  channel: ChannelName,
  /** Enough to tell it by: c***@hospital.example, 138****5678. */
  hint: z.string(),
  isVerified: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type AddressView = z.infer<typeof AddressView>;

/** One message through one channel; never its text or address. `reason`: why it was suppressed or did not arrive. */
export const DeliveryView = z.strictObject({
  id: z.uuid(),
  purpose: z.enum(["notice", "test", "code"]),
  kind: z.enum(noticeKindNames).nullable(),
  channel: ChannelName,
  step: z.number().int(),
  status: z.enum(deliveryStatuses),
  reason: z.string().nullable(),
  attempts: z.number().int(),
  isHeld: z.boolean(),
  dueAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** For the operator's log: whom it is for; empty in one's own. */
  personName: z.string(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

/** 通知设置 of the person who asks. */
export const NotificationSettings = z.strictObject({
  /** Counts up with each change; 0 before the first. */
  version: z.number().int(),
  order: Order,
  quiet: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  /** Null: the institution's zone. */
  timeZone: z.string().nullable(),
  institutionTimeZone: z.string(),
  channels: z.array(z.strictObject({ channel: ChannelName, isConfigured: z.boolean() })),
  addresses: z.array(AddressView),
  /** Messages stay in the operator's local box instead of going out. */
  isSink: z.boolean(),
  /** What a browser subscribes with; null: push is off on this installation. */
  pushKey: z.string().nullable(),
  /** The last ten. */
  deliveries: z.array(DeliveryView),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

export const SaveSettings = z.strictObject({
  version: z.number().int().min(0).max(1_000_000),
  order: Order,
  quiet: QuietHours.nullable(),
  timeZone: TimeZone.nullable(),
});

/** Mainland mobile numbers as the carriers give them out, with or without +86. Source: YD/T 工信部号段, 11 digits from 1[3-9]. */
export const Mobile = z
  .string()
  .trim()
  .transform((text) => text.replace(/[\s-]/gu, "").replace(/^\+?86(?=1)/u, ""))
  .pipe(z.string().regex(/^1[3-9]\d{9}$/u, "请填写 11 位手机号 Enter an 11-digit mobile number"));
export const NewAddress = z.discriminatedUnion("channel", [
  z.strictObject({
    channel: z.literal("email"),
    address: z.string().trim().max(200).pipe(z.email("请填写电子邮件地址 Enter an e-mail address")),
  }),
  z.strictObject({ channel: z.enum(["sms", "wecom", "dingtalk"]), address: Mobile }),
]);
export type NewAddress = z.infer<typeof NewAddress>;

/** What a browser gives when it subscribes. Source: W3C Push API, PushSubscription.toJSON. */
export const PushSubscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({
    p256dh: z.string().regex(/^[A-Za-z0-9_-]{80,100}={0,2}$/u),
    auth: z.string().regex(/^[A-Za-z0-9_-]{20,30}={0,2}$/u),
  }),
});
export const NewPushAddress = z.strictObject({
  endpoint: PushSubscription.shape.endpoint,
  keys: z.strictObject(PushSubscription.shape.keys.shape),
  /** What the browser calls itself, for the list. */
  label: z.string().trim().min(1).max(60),
});
export const AddressParams = z.strictObject({ addressId: z.uuid() });
export const ConfirmAddress = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/u, "确认码为 6 位数字 The code has six digits"),
});
export const TestMessage = z.strictObject({ channel: ChannelName });

/** 通知渠道, as the operator watches them. Counts are of the last 24 hours. */
export const ChannelStates = z.strictObject({
  isSink: z.boolean(),
  channels: z.array(
    z.strictObject({
      channel: ChannelName,
      isConfigured: z.boolean(),
      circuit: z.enum(["closed", "half_open", "open"]).nullable(),
      sent: z.number().int(),
      failed: z.number().int(),
      suppressed: z.number().int(),
      waiting: z.number().int(),
      lastSentAt: z.iso.datetime().nullable(),
      lastFault: z.string().nullable(),
      lastFaultAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type ChannelStates = z.infer<typeof ChannelStates>;
export const DeliveryQuery = z.strictObject({
  channel: ChannelName.optional(),
  status: z.enum(deliveryStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** Newest first. */
export const DeliveryList = z.strictObject({ items: z.array(DeliveryView) });
export const TestChannel = z.discriminatedUnion("channel", [
  z.strictObject({ channel: z.literal("email"), address: z.email().max(200) }),
  z.strictObject({ channel: z.enum(["sms", "wecom", "dingtalk"]), address: Mobile }),
]);
export type TestChannel = z.infer<typeof TestChannel>;
export const ChannelTested = z.strictObject({ isGood: z.boolean(), zh: z.string(), en: z.string() });

/** 本地信箱: what would have gone out. Newest first. */
export const LocalBox = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      channel: ChannelName,
      personName: z.string(),
      recipient: z.string(),
      subject: z.string(),
      body: z.string(),
      link: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
});
