import { addMinutes, minutesBetween } from "../../../kernel/time.js";
import type { Instant } from "../../../kernel/types.js";
import type { UrgencyLevel } from "../../../kernel/urgency.js";
import type { PersonState } from "../policy/dispatch-policy.js";
import { type Evidence, forecast, type ResponseModel, remindedChances } from "../response/exports.js";
import type { ReminderRule } from "./reminder-rule.js";

/** Why somebody is not to be reminded at a minute: what he is doing, his quiet hours, or a call he is in. */
export type ReminderBar = Exclude<PersonState, "free"> | "quiet_hours" | "in_call";

/** An open offer without an answer, as it is looked at. */
export interface ReminderAsk {
  readonly expertId: string;
  /** His specialty: whom he is compared with. */
  readonly groupId: string | null;
  readonly level: UrgencyLevel;
  readonly sentAt: Instant;
  readonly expiresAt: Instant;
  readonly now: Instant;
  /** Of his own clock from UTC. */
  readonly utcOffsetMinutes: number;
  /** Of each instant of {@link reminderInstants}, why he may not be reminded then; null: he may. */
  readonly barredBy: readonly (ReminderBar | null)[];
}

/** When to remind, and from what it was decided. Kept as it is. */
export interface ReminderChoice {
  /** Null: at no minute that leaves him time to answer may he be reminded. */
  readonly remindAt: Instant | null;
  /** learned: by his own answers · fixed: nothing is known of them. */
  readonly basis: "learned" | "fixed";
  /** What is known of answers at that time of his week; of now when there is no time. */
  readonly evidence: Evidence;
  /** Chance of an answer before the offer lapses, silent so far: without a reminder, and with it. */
  readonly chanceWithout: number;
  readonly chanceWith: number;
  readonly silentMinutes: number;
  /** What kept minutes from being chosen. */
  readonly avoided: readonly ReminderBar[];
  /** Offers the model had learned from. */
  readonly learnedFrom: number;
}

/** Reminders fall on whole minutes of a short offer, on every fifth of a long one. */
const stepOf = (openMinutes: number): number => (openMinutes <= 5 ? 0.25 : openMinutes <= 60 ? 1 : 5);

/**
 * The instants at which a reminder could go out: from the rule's earliest, or now, until the last that leaves the least time
 * to answer. Empty: it is too late.
 */
export function reminderInstants(
  offer: { readonly sentAt: Instant; readonly expiresAt: Instant; readonly now: Instant },
  rule: ReminderRule,
): Instant[] {
  const open = minutesBetween(offer.sentAt, offer.expiresAt);
  const silent = Math.max(0, minutesBetween(offer.sentAt, offer.now));
  const [first, last] = [Math.max(silent, rule.earliestShare * open), open * (1 - rule.leastLeftShare)];
  const step = stepOf(open);
  const found: Instant[] = [];
  for (let at = first; at <= last + 1e-6; at += step) found.push(addMinutes(offer.sentAt, at));
  return found;
}

/**
 * The minute at which a reminder makes an answer before the offer lapses most likely. A reminder is taken to work as a new
 * offer does: what is learned of answers by minutes waited and hour of the week is counted from it once more. Whoever has
 * not answered lately is reminded by the fixed rule. His usual time to answer, up to half of the offer's, is left to him.
 */
export function chooseReminder(model: ResponseModel, ask: ReminderAsk, rule: ReminderRule): ReminderChoice {
  const { sentAt, expiresAt, now } = ask;
  const open = minutesBetween(sentAt, expiresAt);
  const silentMinutes = Math.max(0, minutesBetween(sentAt, now));
  const instants = reminderInstants(ask, rule);
  const query = (at: Instant) => ({ ...ask, sentAt: at });
  const evidence = forecast(model, query(now)).evidence;
  const isLearned = evidence.basis.startsWith("own") && evidence.answered > 0;
  const { without, withReminder } = remindedChances(model, query(sentAt), {
    silentMinutes,
    untilMinutes: open,
    atMinutes: instants.map((at) => minutesBetween(sentAt, at)),
  });
  const usual = isLearned ? (evidence.medianMinutes ?? 0) : 0;
  const latest = open - Math.max(rule.leastLeftShare * open, Math.min(usual, open / 2));
  const fixedAt = rule.fixedShare * open;
  let [best, most] = [-1, -Infinity];
  for (const [i, at] of instants.entries()) {
    const minute = minutesBetween(sentAt, at);
    const isFirst = i === 0;
    // The first minute stands even when little is left: it is within the rule's least.
    if (ask.barredBy[i] !== null || (minute > latest + 1e-6 && !isFirst)) continue;
    const worth = isLearned ? (withReminder[i] ?? 0) : -Math.abs(minute - fixedAt);
    if (worth > most + 1e-9) [best, most] = [i, worth];
  }
  const remindAt = instants[best] ?? null;
  return {
    remindAt,
    basis: isLearned ? "learned" : "fixed",
    evidence: remindAt === null ? evidence : forecast(model, query(remindAt)).evidence,
    chanceWithout: without,
    chanceWith: remindAt === null ? without : (withReminder[best] ?? without),
    silentMinutes,
    avoided: [...new Set(ask.barredBy.flatMap((bar) => bar ?? []))],
    learnedFrom: model.outcomes,
  };
}
