import { busyKinds, type BusyKind, type CompiledCalendar } from "./calendar.js";
import {
  clip,
  differenceOf,
  firstFit,
  intersectionOf,
  type Intervals,
  noTime,
  oneInterval,
  padded,
  toIntervals,
  unionOf,
} from "./intervals.js";
import { type SwappedDays, weeklyTime } from "./weekly.js";
import { dayBounds, weekBounds } from "./zone.js";

const noSwaps: SwappedDays = new Map();

const swapsOf = (calendar: CompiledCalendar, swaps: SwappedDays): SwappedDays =>
  calendar.source.followsHolidays ? swaps : noSwaps;

/**
 * When he takes consultations at all: his own hours within those his posts consent to, and what he opened in addition.
 * All of the window when neither he nor a post names hours.
 */
export function openTime(
  calendar: CompiledCalendar,
  from: number,
  to: number,
  swaps: SwappedDays = noSwaps,
): Intervals {
  const days = swapsOf(calendar, swaps);
  let open = calendar.hours
    ? weeklyTime(calendar.hours, calendar.zone, from, to, days)
    : oneInterval(from, to);
  if (calendar.posts) {
    const [first, ...others] = calendar.posts.map((post) => weeklyTime(post.week, post.zone, from, to, days));
    open = intersectionOf(
      open,
      others.length === 0 ? (first ?? noTime) : unionOf(first ?? noTime, ...others),
    );
  }
  const added = calendar.blocks.available;
  return added ? unionOf(open, clip(added, from, to)) : open;
}

/** What one kind takes from the window, weekly and once together; appointments count as consultations. */
export function busyTime(
  calendar: CompiledCalendar,
  kind: BusyKind,
  from: number,
  to: number,
  swaps: SwappedDays = noSwaps,
): Intervals {
  const parts: Intervals[] = [];
  const work = calendar.work[kind];
  if (work) parts.push(weeklyTime(work, calendar.zone, from, to, swapsOf(calendar, swaps)));
  const always = kind === "do_not_disturb" ? calendar.always.do_not_disturb : undefined;
  if (always) parts.push(weeklyTime(always, calendar.zone, from, to));
  const once = calendar.blocks[kind];
  if (once) parts.push(clip(once, from, to));
  if (kind === "consultation" && calendar.booked.length > 0) parts.push(clip(calendar.booked, from, to));
  return parts.length === 0 ? noTime : unionOf(...parts);
}

/**
 * Free time of one person in [from, to) UTC minutes: open, and nothing in the way. Caps are not looked at here:
 * {@link bookableTime} does.
 */
export function freeTime(
  calendar: CompiledCalendar,
  from: number,
  to: number,
  swaps: SwappedDays = noSwaps,
): Intervals {
  let free = openTime(calendar, from, to, swaps);
  for (const kind of busyKinds) {
    if (free.length === 0) return free;
    if (kind !== "consultation") free = differenceOf(free, busyTime(calendar, kind, from, to, swaps));
  }
  const { bufferMinutes } = calendar.source;
  const sessions = busyTime(calendar, "consultation", from - bufferMinutes, to + bufferMinutes, swaps);
  return differenceOf(free, padded(sessions, bufferMinutes, bufferMinutes));
}

/** Booked consultations and minutes in [from, to), by where they begin. */
export function loadIn(
  calendar: CompiledCalendar,
  from: number,
  to: number,
): { count: number; minutes: number } {
  let count = 0;
  let minutes = 0;
  for (const booking of calendar.source.bookings)
    if (booking.start >= from && booking.start < to) {
      count++;
      minutes += booking.end - booking.start;
    }
  return { count, minutes };
}

/** True when one more consultation of that length fits under the caps of the day and week that hold the minute. */
export function fitsCaps(calendar: CompiledCalendar, start: number, minutes: number): boolean {
  const { dayCount, weekCount, dayMinutes, weekMinutes } = calendar.source.caps;
  const day = loadIn(calendar, ...dayBounds(calendar.zone, start));
  const week = loadIn(calendar, ...weekBounds(calendar.zone, start));
  return (
    day.count < (dayCount ?? Infinity) &&
    week.count < (weekCount ?? Infinity) &&
    day.minutes + minutes <= (dayMinutes ?? Infinity) &&
    week.minutes + minutes <= (weekMinutes ?? Infinity)
  );
}

/** {@link freeTime} without the days and weeks in which one more consultation of that length would pass a cap. */
export function bookableTime(
  calendar: CompiledCalendar,
  from: number,
  to: number,
  minutes: number,
  swaps: SwappedDays = noSwaps,
): Intervals {
  const free = freeTime(calendar, from, to, swaps);
  if (free.length === 0) return free;
  const { dayCount, weekCount, dayMinutes, weekMinutes } = calendar.source.caps;
  const isClosed =
    Math.min(dayCount ?? 1, weekCount ?? 1) <= 0 ||
    minutes > Math.min(dayMinutes ?? Infinity, weekMinutes ?? Infinity);
  if (isClosed) return noTime;
  const isUncapped = dayCount === null && weekCount === null && dayMinutes === null && weekMinutes === null;
  if (isUncapped || calendar.source.bookings.length === 0) return free;
  // Only days and weeks that hold a booking can be full.
  const full: number[] = [];
  const seen = new Set<number>();
  for (const { start } of calendar.source.bookings)
    for (const [bounds, count, most] of [
      [dayBounds(calendar.zone, start), dayCount, dayMinutes],
      [weekBounds(calendar.zone, start), weekCount, weekMinutes],
    ] as const) {
      const key = bounds[0] * 2 + (bounds[1] - bounds[0] > 3000 ? 1 : 0);
      if (seen.has(key) || bounds[1] <= from || bounds[0] >= to) continue;
      seen.add(key);
      const load = loadIn(calendar, ...bounds);
      if (load.count >= (count ?? Infinity) || load.minutes + minutes > (most ?? Infinity))
        full.push(...bounds);
    }
  return full.length === 0 ? free : differenceOf(free, toIntervals(full));
}

/** Time in which all of them are free, for meetings of that length, their caps looked at. Nobody: no time. */
export function commonFreeTime(
  calendars: readonly CompiledCalendar[],
  from: number,
  to: number,
  minutes: number,
  swaps: SwappedDays = noSwaps,
): Intervals {
  let common: Intervals | undefined;
  for (const calendar of calendars) {
    const free = bookableTime(calendar, from, to, minutes, swaps);
    common = common === undefined ? free : intersectionOf(common, free);
    if (common.length === 0) return noTime;
  }
  return common ?? noTime;
}

/** He is looked for in steps that grow, for most people are free within two days. */
const searchSteps = [2 * 1440, 14 * 1440] as const;

/** The first minute from `at` on from which he is free for `minutes`, within 14 days. Undefined: not in that time. */
export function nextFreeOf(
  calendar: CompiledCalendar,
  at: number,
  minutes: number,
  swaps: SwappedDays = noSwaps,
): number | undefined {
  for (const step of searchSteps) {
    const fit = firstFit(bookableTime(calendar, at, at + step, minutes, swaps), at, minutes);
    if (fit !== undefined) return fit;
  }
  return undefined;
}
