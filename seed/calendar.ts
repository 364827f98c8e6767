import { addMinutes, civilDate, instant } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { UrgencyLevel } from "../src/kernel/urgency.js";
import type { Random } from "./random.js";

const minutesOfDay = 24 * 60;
/** Chinese hospitals keep one legal time, without summer time. */
const legalOffsetMinutes = 8 * 60;

/** Minutes since the legal midnight, and the weekday (0 Sunday … 6 Saturday). */
export function legalTime(at: Instant): { readonly minute: number; readonly weekday: number } {
  const local = Math.floor(Date.parse(at) / 60_000) + legalOffsetMinutes;
  const minute = ((local % minutesOfDay) + minutesOfDay) % minutesOfDay;
  return { minute, weekday: (Math.floor(local / minutesOfDay) + 4) % 7 };
}

const weekdayWeights = [0.45, 1.25, 1.15, 1.1, 1.05, 1.1, 0.55];
/** Requests by hour of the day: wards ask after the morning round and before they leave; emergencies at any time. */
const hourWeights: Readonly<Record<"planned" | "urgent", readonly number[]>> = {
  planned: [
    0.02, 0, 0, 0, 0, 0, 0.05, 0.3, 1.6, 3, 3.2, 2, 0.5, 0.6, 2, 2.7, 2.4, 1.2, 0.4, 0.5, 0.5, 0.3, 0.1, 0.05,
  ],
  urgent: [
    0.7, 0.6, 0.5, 0.5, 0.5, 0.6, 0.8, 1, 1.5, 1.7, 1.7, 1.5, 1.2, 1.1, 1.3, 1.5, 1.6, 1.5, 1.4, 1.5, 1.5,
    1.3, 1.1, 0.9,
  ],
};

const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** Days a case of the level may take until it is closed: none of the past cases may end in the future. */
const longestCourseDays: Readonly<Record<UrgencyLevel, number>> = { I: 2, II: 2, III: 4, IV: 7 };

const historyDays = 547;

/**
 * When a case of the past was sent: over the last 18 months, growing, fewer at weekends, at the hours of the level.
 * @param laterHours how much later the wards of that hospital work, by Beijing time.
 */
export function drawSubmission(
  now: Instant,
  level: UrgencyLevel,
  laterHours: number,
  random: Random,
): Instant {
  const midnight = instant(`${civilDate(now)}T00:00:00+08:00`);
  const isUrgent = level === "I" || level === "II";
  for (;;) {
    const day = random.whole(longestCourseDays[level], historyDays);
    const at = addMinutes(midnight, -day * minutesOfDay);
    const growth = 1 - (0.55 * day) / historyDays;
    if (!random.chance((growth * (weekdayWeights[legalTime(at).weekday] ?? 1)) / 1.25)) continue;
    const weights = hourWeights[isUrgent ? "urgent" : "planned"];
    const hour = random.weighted(hours, (one) => weights[one] ?? 0);
    return addMinutes(at, (hour + (isUrgent ? 0 : laterHours)) * 60 + random.between(0, 59, 2));
  }
}

/** The instant itself by day; during the night the next morning from half past seven. */
export function byDay(at: Instant, random: Random): Instant {
  const { minute } = legalTime(at);
  const [morning, night] = [7.5 * 60, 22 * 60];
  if (minute >= morning && minute < night) return at;
  const wait = minute < morning ? morning - minute : minutesOfDay - minute + morning;
  return addMinutes(at, wait + random.whole(5, 150));
}

/** How much slower people answer at this hour than on a working morning. */
export function slowness(at: Instant, level: UrgencyLevel): number {
  const { minute, weekday } = legalTime(at);
  const hour = minute / 60;
  const byHour =
    hour < 6.5 || hour >= 23 ? 6 : hour < 8 ? 2 : hour < 12 ? 1 : hour < 14 ? 1.5 : hour < 18 ? 1.1 : 1.9;
  const isWeekend = weekday === 0 || weekday === 6;
  const factor = byHour * (isWeekend ? 1.6 : 1);
  // For an emergency the telephone rings: nights and weekends matter less.
  return level === "I" || level === "II" ? Math.sqrt(factor) : factor;
}
