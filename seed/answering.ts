import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { UrgencyLevel } from "../src/kernel/urgency.js";
import { slowness } from "./calendar.js";
import { drawDecline } from "./decline.js";
import type { SeedExpert } from "./experts.js";
import type { PlannedOffer } from "./planned-case.js";
import type { Random } from "./random.js";

/** How much faster than usual an offer of this level is answered. */
const haste: Readonly<Record<UrgencyLevel, number>> = { I: 0.08, II: 0.16, III: 0.55, IV: 3 };

type Answer = Pick<PlannedOffer, "seenAt" | "outcome">;

/** When and how the expert answers an offer; past `expiresAt` it has lapsed, seen or not. */
export function drawAnswer(
  expert: SeedExpert,
  level: UrgencyLevel,
  sentAt: Instant,
  expiresAt: Instant,
  random: Random,
): Answer {
  const minutes = random.around(expert.answerMinutes * haste[level] * slowness(sentAt, level), 0.75);
  const at = addMinutes(sentAt, Math.max(0.15, minutes));
  const seenAt = addMinutes(sentAt, Math.max(0.1, minutes) * random.between(0.35, 0.9, 2));
  if (at >= expiresAt) return { seenAt: seenAt < expiresAt ? seenAt : null, outcome: { status: "expired" } };
  const isUrgent = level === "I" || level === "II";
  const willing = isUrgent ? Math.min(0.97, expert.willingness + 0.1) : expert.willingness;
  if (random.chance(willing)) return { seenAt, outcome: { status: "accepted", at } };
  return { seenAt, outcome: { status: "declined", at, ...drawDecline(expert, random) } };
}

/** An expert whom the dispatcher has telephoned first: he says yes, and soon. */
export function answerAfterCall(sentAt: Instant, expiresAt: Instant, random: Random): Answer {
  const open = (Date.parse(expiresAt) - Date.parse(sentAt)) / 60_000;
  const minutes = Math.min(open * 0.6, random.around(Math.min(4, open * 0.3), 0.4));
  return {
    seenAt: addMinutes(sentAt, minutes * 0.5),
    outcome: { status: "accepted", at: addMinutes(sentAt, minutes) },
  };
}
