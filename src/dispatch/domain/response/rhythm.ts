import { hourOfWeek, longestWaitMinutes, walkWait } from "./hours.js";
import { chinaOffset, minuteOf, type ResponseModel } from "./model.js";
import { ratesOf } from "./refit.js";
import type { Instant } from "../../../kernel/types.js";
import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";

/** One hour of the week of an expert. */
export interface RhythmCell {
  /** Monday 0 … Sunday 6. */
  readonly weekday: number;
  readonly hour: number;
  /** Chance of an answer within the given minutes to an offer of the given level sent at the beginning of that hour. */
  readonly answers: number;
  /** Own offers that ended, sent in that hour; of the last ones kept. */
  readonly offers: number;
}

/** The expert's week, Monday 00:00 first: how likely an answer within so many minutes is, hour by hour. */
export function rhythmOf(
  model: ResponseModel,
  expert: { readonly expertId: string; readonly groupId: string | null; readonly utcOffsetMinutes?: number },
  now: Instant,
  level: UrgencyLevel,
  minutes: number,
): RhythmCell[] {
  const minute = minuteOf(now);
  const local = minute + (expert.utcOffsetMinutes ?? chinaOffset);
  const tally = model.experts.get(expert.expertId);
  const rates = ratesOf(model, tally, expert.groupId, minute);
  const hazards = model.fitted.hazards[urgencyLevels.indexOf(level)] ?? new Float64Array();
  const { weekday, hour } = hourOfWeek(local);
  const monday = Math.floor(local / 60) * 60 - (weekday * 24 + hour) * 60;
  const offers = new Uint16Array(7 * 24);
  if (tally)
    for (let i = 0; i < Math.min(tally.recent.count, tally.recent.at.length); i++) {
      const at = hourOfWeek(tally.recent.at[i] ?? 0);
      const cell = at.weekday * 24 + at.hour;
      offers[cell] = (offers[cell] ?? 0) + 1;
    }
  return Array.from({ length: 7 * 24 }, (_, cell) => {
    let sum = 0;
    walkWait(monday + cell * 60, Math.min(minutes, longestWaitMinutes), (stretch, at, length) => {
      sum += length * (hazards[stretch] ?? 0) * (rates[at] ?? 1);
      return true;
    });
    return {
      weekday: Math.floor(cell / 24),
      hour: cell % 24,
      answers: -Math.expm1(-sum),
      offers: offers[cell] ?? 0,
    };
  });
}
