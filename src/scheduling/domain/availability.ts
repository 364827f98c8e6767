import { busyKinds, type CompiledCalendar } from "./calendar.js";
import { bookableTime, busyTime, freeTime, loadIn, openTime } from "./free-time.js";
import { covers, firstEndingAfter, type Intervals } from "./intervals.js";
import { type SwappedDays, weeklyTime } from "./weekly.js";
import { dayBounds, weekBounds } from "./zone.js";

/** What a person is at, at one minute; the weightiest where several overlap, see `busyKinds`. */
export const availabilityStates = ["free", ...busyKinds, "off_hours"] as const;
export type AvailabilityState = (typeof availabilityStates)[number];

/** A person at one minute; minutes are UTC minutes. */
export interface AvailabilityAt {
  readonly state: AvailabilityState;
  /** When this state ends; null: not within the next 14 days. */
  readonly until: number | null;
  /** The first minute he can be booked, caps looked at; now when he is free and under his caps. Null: not in 14 days. */
  readonly nextFree: number | null;
  readonly isOnCall: boolean;
  readonly bookedToday: number;
  readonly bookedThisWeek: number;
}

const horizon = 14 * 1440;
const aDay = 1440;

const endOf = (time: Intervals, at: number, edge: number): number | null => {
  const end = time[firstEndingAfter(time, at) + 1];
  return end === undefined || end >= edge ? null : end;
};

/** How he stands at that minute. Looks one day back and 14 days ahead. */
export function availabilityAt(calendar: CompiledCalendar, at: number, swaps: SwappedDays): AvailabilityAt {
  const from = at - aDay;
  const to = at + horizon;
  const onCall = calendar.always.on_call;
  const onCallOnce = calendar.blocks.on_call;
  const base = {
    isOnCall:
      (onCall !== undefined && covers(weeklyTime(onCall, calendar.zone, at, at + 1), at)) ||
      (onCallOnce !== undefined && covers(onCallOnce, at)),
    bookedToday: loadIn(calendar, ...dayBounds(calendar.zone, at)).count,
    bookedThisWeek: loadIn(calendar, ...weekBounds(calendar.zone, at)).count,
  };
  const bookable = bookableTime(calendar, at, to, 1, swaps);
  const nextFree = bookable[0] ?? null;
  for (const kind of busyKinds) {
    const busy = busyTime(calendar, kind, from, to, swaps);
    if (covers(busy, at)) return { state: kind, until: endOf(busy, at, to), nextFree, ...base };
  }
  const open = openTime(calendar, from, to, swaps);
  if (!covers(open, at)) {
    const next = open[firstEndingAfter(open, at)];
    return { state: "off_hours", until: next ?? null, nextFree, ...base };
  }
  // Open and nothing in the way but perhaps the pause around an appointment, which is part of the consultation.
  const free = freeTime(calendar, from, to, swaps);
  if (covers(free, at)) return { state: "free", until: endOf(free, at, to), nextFree, ...base };
  return { state: "consultation", until: free[firstEndingAfter(free, at)] ?? null, nextFree, ...base };
}
