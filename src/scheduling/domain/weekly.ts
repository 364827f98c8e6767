import { type Intervals, noTime, toIntervals } from "./intervals.js";
import { dayOf, minutesOfDay, type Regime, regimesOf, weekdayOf, type Zone } from "./zone.js";

/** One stretch of a week as a person writes it, on the wall clock of his calendar. */
export interface WeeklyStretch {
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** HH:MM; `to` not after `from` runs over midnight, and 24:00 is the day's end. */
  readonly from: string;
  readonly to: string;
  /** First and last civil day it holds; null: always. */
  readonly validFrom?: string | null | undefined;
  readonly validTo?: string | null | undefined;
  /** Every second week only (单双周), counted from the Monday of `validFrom`. */
  readonly everyWeeks?: 1 | 2 | undefined;
}

/** A stretch as numbers: minutes of the day, days since 1970. */
export interface CompiledStretch {
  readonly from: number;
  /** May pass 1440 when the stretch runs over midnight. */
  readonly to: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly everyWeeks: number;
  readonly anchorWeek: number;
}

/** The stretches of each weekday, index 1 … 7. */
export type CompiledWeek = readonly (readonly CompiledStretch[])[];

/** Days on which another weekday's hours hold: 1 … 7, or 0 for a day of rest. Keys are days since 1970-01-01. */
export type SwappedDays = ReadonlyMap<number, number>;

const noSwaps: SwappedDays = new Map();

export const minutesOfClock = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const weekOf = (day: number): number => Math.floor((day + 3) / 7);

/** Lays the stretches out by weekday. */
export function compileWeek(stretches: readonly WeeklyStretch[]): CompiledWeek {
  const week: CompiledStretch[][] = Array.from({ length: 8 }, () => []);
  for (const one of stretches) {
    const from = minutesOfClock(one.from);
    const to = minutesOfClock(one.to);
    const firstDay = one.validFrom ? dayNumber(one.validFrom) : Number.NEGATIVE_INFINITY;
    week[one.weekday]?.push({
      from,
      to: to > from ? to : to + minutesOfDay,
      firstDay,
      lastDay: one.validTo ? dayNumber(one.validTo) : Number.POSITIVE_INFINITY,
      everyWeeks: one.everyWeeks ?? 1,
      anchorWeek: one.validFrom ? weekOf(firstDay) : 0,
    });
  }
  return week;
}

/**
 * When the wall clock shows a time of the week's stretches, within [from, to) UTC minutes. An hour the clock skips is not
 * there, one it shows twice is there twice.
 * @param swaps days that rest or follow another weekday; a day of rest has none of the stretches.
 */
export function weeklyTime(
  week: CompiledWeek,
  zone: Zone,
  from: number,
  to: number,
  swaps: SwappedDays = noSwaps,
): Intervals {
  if (week.every((day) => day.length === 0)) return noTime;
  const pairs: number[] = [];
  for (const regime of regimesOf(zone, from, to)) addRegime(pairs, week, regime, swaps);
  return toIntervals(pairs);
}

function addRegime(pairs: number[], week: CompiledWeek, regime: Regime, swaps: SwappedDays): void {
  const { from, to, offset } = regime;
  // The day before may run over midnight into this stretch.
  const first = dayOf(from + offset) - 1;
  const last = dayOf(to - 1 + offset);
  for (let day = first; day <= last; day++) {
    const weekday = swaps.size === 0 ? weekdayOf(day) : (swaps.get(day) ?? weekdayOf(day));
    const stretches = week[weekday];
    if (stretches === undefined) continue;
    const midnight = day * minutesOfDay - offset;
    for (const one of stretches) {
      if (day < one.firstDay || day > one.lastDay) continue;
      if (one.everyWeeks !== 1 && (weekOf(day) - one.anchorWeek) % one.everyWeeks !== 0) continue;
      const start = Math.max(midnight + one.from, from);
      const end = Math.min(midnight + one.to, to);
      if (end > start) pairs.push(start, end);
    }
  }
}
