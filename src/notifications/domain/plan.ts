import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { Channel, Weight } from "./channels.js";
import type { NoticeKind } from "./notice-kinds.js";
import { type QuietHours, quietEndsAt } from "./quiet-hours.js";

/** How one person wants to be told. */
export interface PersonRules {
  /** Channels in the order they are tried; none: inside the application only. */
  readonly order: Readonly<Record<Weight, readonly Channel[]>>;
  readonly quiet: QuietHours | null;
  /** IANA zone the quiet hours are read in. */
  readonly timeZone: string;
}

/** What the person does just now, as the caller knows it. */
export interface PersonState {
  /** In a call until then; null: in none. An unknown end is a far one, taken back when the call is over. */
  readonly inCallUntil: Instant | null;
}

/** Why a message does not go out by a channel. */
export const suppressReasons = [
  "not_configured",
  "no_address",
  "address_unverified",
  "too_late",
  "seen",
  "subject_ended",
  "in_digest",
  "person_inactive",
] as const;
export type SuppressReason = (typeof suppressReasons)[number];

export type Reach = "ready" | Extract<SuppressReason, "not_configured" | "no_address" | "address_unverified">;

export type Planned =
  | { readonly channel: Channel; readonly step: number; readonly dueAt: Instant; readonly isHeld: boolean }
  | { readonly channel: Channel; readonly step: number; readonly suppressed: SuppressReason };

/** Numbers a hospital may want to know; changed only together with the version. */
export const deliveryPolicy = {
  version: "notify/1",
  /** Minutes a message may stay unseen before the next channel is tried; null: one channel is enough. */
  escalateMinutes: { I: 1, II: 2, work: 15, news: null },
  /** Only these levels may wake a person. A call is never broken into. */
  breaksQuiet: ["I"] as readonly UrgencyLevel[],
} as const;

export const defaultOrder: PersonRules["order"] = {
  urgent: ["push", "sms", "email"],
  work: ["push", "email"],
  news: ["email"],
};
export const defaultQuiet: QuietHours = { from: "22:30", to: "07:00" };

const workKinds: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  "agreement_to_sign",
  "case_accepted",
  "case_returned",
  "opinion_signed",
  "consult_question",
  "consult_answer",
  "upgrade_proposed",
  "upgrade_answered",
  "stand_wanted",
  "offer_sent",
  "offer_expiring",
]);

/** Somebody waits for the reader just now. */
const pressing: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  "case_with_dispatcher",
  "room_opened",
  "room_invited",
  "room_invitation_asked",
]);

/** How much a notice presses. `level`: of the case an offer is about, null when it is about none. */
export function weightOf(kind: NoticeKind, level: UrgencyLevel | null): Weight {
  if (pressing.has(kind)) return "urgent";
  if (!workKinds.has(kind)) return "news";
  const isOffer = kind === "offer_sent" || kind === "offer_expiring";
  return isOffer && (level === "I" || level === "II") ? "urgent" : "work";
}

export const mayBreakQuiet = (weight: Weight, level: UrgencyLevel | null): boolean =>
  weight === "urgent" && level !== null && deliveryPolicy.breaksQuiet.includes(level);

const escalateAfter = (weight: Weight, level: UrgencyLevel | null): number | null =>
  weight === "urgent"
    ? deliveryPolicy.escalateMinutes[level === "I" ? "I" : "II"]
    : deliveryPolicy.escalateMinutes[weight];

/** The first instant from `at` on at which this person may be disturbed with a message of this kind. */
export function freeAt(
  at: Instant,
  rules: Pick<PersonRules, "quiet" | "timeZone">,
  state: PersonState,
  breaksQuiet: boolean,
): Instant {
  const afterCall = state.inCallUntil !== null && state.inCallUntil > at ? state.inCallUntil : at;
  return breaksQuiet ? afterCall : quietEndsAt(afterCall, rules.quiet, rules.timeZone);
}

/**
 * By which channels a notice goes out, and when: the first that can be used now, each further one if the notice is
 * still unseen some minutes later. What falls into quiet hours or a call is held until they end, by one channel only,
 * and is then told together with whatever else was held. Nothing is due at or after `expiresAt`.
 * @returns at most one entry a channel, in the order of trying; an empty list: inside the application only.
 */
export function planDeliveries(
  notice: {
    readonly weight: Weight;
    readonly level: UrgencyLevel | null;
    readonly expiresAt: Instant | null;
  },
  rules: PersonRules,
  reach: (channel: Channel) => Reach,
  state: PersonState,
  now: Instant,
): Planned[] {
  const { weight, level, expiresAt } = notice;
  const breaksQuiet = mayBreakQuiet(weight, level);
  const escalate = escalateAfter(weight, level);
  const planned: Planned[] = [];
  let step = 0;
  let isHeld = false;
  for (const channel of new Set(rules.order[weight])) {
    const reached = reach(channel);
    if (reached !== "ready") {
      planned.push({ channel, step, suppressed: reached });
      continue;
    }
    // One channel is enough for what does not press and for what was held back.
    if (step > 0 && (escalate === null || isHeld)) break;
    const wanted = addMinutes(now, step * (escalate ?? 0));
    const dueAt = freeAt(wanted, rules, state, breaksQuiet);
    if (expiresAt !== null && dueAt >= expiresAt) planned.push({ channel, step, suppressed: "too_late" });
    else {
      isHeld ||= dueAt > wanted;
      planned.push({ channel, step, dueAt, isHeld: dueAt > wanted });
    }
    step++;
  }
  return planned;
}
