import { randomUUID } from "node:crypto";
import { findReader } from "../identity/index.js";
import type { Instant } from "../kernel/types.js";
import { type UrgencyLevel, urgencyLevels } from "../kernel/urgency.js";
import type { Tx } from "../platform/database/database.js";
import { ahead, type Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { byHabit } from "./domain/channel-habit.js";
import type { Channel } from "./domain/channels.js";
import { tellSigned, tellToSign } from "./agreement-notices.js";
import { mayBreakQuiet, type PersonRules, planDeliveries, type Reach, weightOf } from "./domain/plan.js";
import { addDeliveries } from "./store/deliveries.js";
import { findNotice, planJob } from "./store/notices.js";
import { type Address, findSetting, listAddresses } from "./store/settings.js";

const levelIn = (details: Readonly<Record<string, unknown>>): UrgencyLevel | null =>
  urgencyLevels.find((level) => level === details.level) ?? null;

const reachBy =
  (addresses: readonly Address[]) =>
  (channel: Channel): Reach => {
    const own = addresses.filter((address) => address.channel === channel);
    if (own.length === 0) return "no_address";
    return own.some((address) => address.verifiedAt !== null) ? "ready" : "address_unverified";
  };

/** The person's own order, the channels that a notice says he reads soonest first. */
function orderFor(
  order: PersonRules["order"],
  { channelOrder }: Readonly<Record<string, unknown>>,
): PersonRules["order"] {
  if (!Array.isArray(channelOrder)) return order;
  const soonest = channelOrder.map(String);
  return {
    urgent: byHabit(order.urgent, soonest),
    work: byHabit(order.work, soonest),
    news: byHabit(order.news, soonest),
  };
}

/** Decides by which channels a notice goes out and when, by its person's rules. Planned once, however often it is told. */
async function planNotice(tx: Tx, job: Job): Promise<void> {
  const notice = await findNotice(tx, job.subjectId);
  const reader = notice && (await findReader(tx, notice.personId));
  if (!notice || !reader || notice.readAt !== null || !reader.isActive) return;
  const setting = await findSetting(tx, notice.personId);
  const level = levelIn(notice.details);
  const weight = weightOf(notice.kind, level);
  const expiresAt =
    typeof notice.details.expiresAt === "string" ? (notice.details.expiresAt as Instant) : null;
  const planned = planDeliveries(
    { weight, level, expiresAt },
    {
      order: orderFor(setting.order, notice.details),
      quiet: setting.quiet,
      timeZone: setting.timeZone ?? reader.timeZone,
    },
    reachBy(await listAddresses(tx, notice.personId)),
    { inCallUntil: setting.inCallUntil },
    tx.now,
  );
  // Where one channel works, those the person has no address for need no line in the log.
  const isReached = planned.some((one) => "dueAt" in one);
  const kept = planned.filter(
    (one) => !isReached || !("suppressed" in one) || one.suppressed !== "no_address",
  );
  await addDeliveries(
    tx,
    kept.map((one) => ({
      id: randomUUID(),
      personId: notice.personId,
      noticeId: notice.id,
      purpose: "notice",
      kind: notice.kind,
      channel: one.channel,
      step: one.step,
      isHeld: "isHeld" in one && one.isHeld,
      breaksQuiet: mayBreakQuiet(weight, level),
      addressId: null,
      dueAt: "dueAt" in one ? one.dueAt : tx.now,
      notAfter: expiresAt,
      suppressed: "suppressed" in one ? one.suppressed : null,
    })),
  );
}

export const notificationsWork: ModuleWork = {
  jobs: { [planJob]: ahead(planNotice) },
  subscribers: {
    "organizations.agreement-drafted": tellToSign,
    "organizations.agreement-signed": tellSigned,
  },
};
