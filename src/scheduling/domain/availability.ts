import { type BusyKind, busyKinds, type CompiledCalendar } from "./calendar.js";
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
  const busy = new Map(busyKinds.map((kind) => [kind, busyTime(calendar, kind, from, to, swaps)]));
  const [open, free] = [openTime(calendar, from, to, swaps), freeTime(calendar, from, to, swaps)];
  const times: Times = { busy: (kind) => busy.get(kind) ?? noTime, open: () => open, free: () => free };
  return minutes.map((at) => ({
    state: stateIn(times, at).state,
    isOnCall: isOnCallAt(calendar, at),
  }));
}

const noTime: Intervals = new Int32Array();

/** What a person does when; each is worked out when it is asked for. */
interface Times {
  readonly busy: (kind: BusyKind) => Intervals;
  readonly open: () => Intervals;
  readonly free: () => Intervals;
}

/** The state at a minute, and the time it was seen by: the state holds within it, or until it begins. */
function stateIn(
  times: Times,
  at: number,
): { readonly state: AvailabilityState; readonly time: Intervals; readonly isWithin: boolean } {
  for (const kind of busyKinds) {
    const time = times.busy(kind);
    if (covers(time, at)) return { state: kind, time, isWithin: true };
  }
  const open = times.open();
  if (!covers(open, at)) return { state: "off_hours", time: open, isWithin: false };
  // Open and nothing in the way but perhaps the pause around an appointment, which is part of the consultation.
  const free = times.free();
  const isWithin = covers(free, at);
  return { state: isWithin ? "free" : "consultation", time: free, isWithin };
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
  const { state, time, isWithin } = stateIn(
    {
      busy: (kind) => busyTime(calendar, kind, from, to, swaps),
      open: () => openTime(calendar, from, to, swaps),
      free: () => freeTime(calendar, from, to, swaps),
    },
    at,
  );
  return {
    state,
    until: isWithin ? endOf(time, at, to) : (time[firstEndingAfter(time, at)] ?? null),
    nextFree: bookableTime(calendar, at, to, 1, swaps)[0] ?? null,
    isOnCall: isOnCallAt(calendar, at),
    bookedToday: loadIn(calendar, ...dayBounds(calendar.zone, at)).count,
    bookedThisWeek: loadIn(calendar, ...weekBounds(calendar.zone, at)).count,
  };
}
