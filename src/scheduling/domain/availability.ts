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

/** What a person is at, at each of these minutes; the weightiest where several overlap. Ascending, within some days. */
export function standingsAt(
  calendar: CompiledCalendar,
  minutes: readonly number[],
  swaps: SwappedDays,
): { readonly state: AvailabilityState; readonly isOnCall: boolean }[] {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [from, to] = [first - aDay, last + aDay];
  const busy = busyKinds.map((kind) => ({ kind, time: busyTime(calendar, kind, from, to, swaps) }));
  const [open, free] = [openTime(calendar, from, to, swaps), freeTime(calendar, from, to, swaps)];
  return minutes.map((at) => ({
    state:
      busy.find(({ time }) => covers(time, at))?.kind ??
      // Open and nothing in the way but the pause around an appointment, which is part of the consultation.
      (!covers(open, at) ? "off_hours" : covers(free, at) ? "free" : "consultation"),
    isOnCall: isOnCallAt(calendar, at),
  }));
}

const isOnCallAt = ({ always, blocks, zone }: CompiledCalendar, at: number): boolean =>
  (always.on_call !== undefined && covers(weeklyTime(always.on_call, zone, at, at + 1), at)) ||
  (blocks.on_call !== undefined && covers(blocks.on_call, at));

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
  const base = {
    isOnCall: isOnCallAt(calendar, at),
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
