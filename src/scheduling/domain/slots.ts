import type { CompiledCalendar } from "./calendar.js";
import { bookableTime, commonFreeTime } from "./free-time.js";
import { coversAll, type Intervals, intersectionOf, noTime, toIntervals, unionOf } from "./intervals.js";
import { type SwappedDays, weeklyTime } from "./weekly.js";

/** Meetings begin at full quarters of an hour. */
export const slotStep = 15;

/** A time for a meeting, UTC minutes. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  /** Everyone who named fragments of time he prefers has it within one. */
  readonly isPreferred: boolean;
  /** It follows or precedes another appointment of one of them closely, so that nobody walks twice. */
  readonly joinsSitting: boolean;
}

export interface PanelSlot extends Slot {
  /** One person a seat, in the order of the seats. */
  readonly personIds: readonly string[];
}

/** Appointments at most this far apart are one sitting: the expert stays in the consultation room. */
export const sittingGapMinutes = 30;

function marksOf(
  people: readonly CompiledCalendar[],
  start: number,
  end: number,
): { isPreferred: boolean; joinsSitting: boolean } {
  const choosers = people.filter((one) => one.always.preferred);
  const isPreferred =
    choosers.length > 0 &&
    choosers.every((one) =>
      coversAll(weeklyTime(one.always.preferred ?? [], one.zone, start, end), start, end),
    );
  const joinsSitting = people.some((one) => {
    for (let i = 0; i < one.booked.length; i += 2) {
      const [from, to] = [one.booked[i] ?? 0, one.booked[i + 1] ?? 0];
      if (Math.abs(from - end) <= sittingGapMinutes || Math.abs(start - to) <= sittingGapMinutes) return true;
    }
    return false;
  });
  return { isPreferred, joinsSitting };
}

/**
 * Times at which all of them can meet for `minutes`, ascending, at most `limit`: quarters of an hour, one after another
 * without overlap within each free stretch.
 */
export function commonSlots(
  people: readonly CompiledCalendar[],
  ask: { readonly minutes: number; readonly from: number; readonly to: number; readonly limit: number },
  swaps: SwappedDays,
): readonly Slot[] {
  const common = commonFreeTime(people, ask.from, ask.to, ask.minutes, swaps);
  const slots: Slot[] = [];
  for (let i = 0; i < common.length && slots.length < ask.limit; i += 2) {
    let start = Math.ceil((common[i] ?? 0) / slotStep) * slotStep;
    const stop = common[i + 1] ?? 0;
    while (start + ask.minutes <= stop && slots.length < ask.limit) {
      const end = start + ask.minutes;
      slots.push({ start, end, ...marksOf(people, start, end) });
      start = Math.ceil(end / slotStep) * slotStep;
    }
  }
  return slots;
}

/** The minutes at which a meeting of that length may begin. */
const startsIn = (free: Intervals, minutes: number): Intervals =>
  toIntervals(Array.from(free, (minute, i) => (i % 2 === 0 ? minute : minute - minutes + 1)));

/**
 * Times at which one person of each seat can meet, ascending, at most `limit`. Who sits is the first of each seat's list that
 * can, nobody on two seats. No seats, or a seat without people: none.
 */
export function panelSlots(
  seats: readonly (readonly CompiledCalendar[])[],
  ask: { readonly minutes: number; readonly from: number; readonly to: number; readonly limit: number },
  swaps: SwappedDays,
): readonly PanelSlot[] {
  if (seats.length === 0) return [];
  const freeOf = new Map<string, Intervals>();
  for (const one of seats.flat())
    if (!freeOf.has(one.source.personId))
      freeOf.set(
        one.source.personId,
        startsIn(bookableTime(one, ask.from, ask.to, ask.minutes, swaps), ask.minutes),
      );
  const startsOf = (one: CompiledCalendar): Intervals => freeOf.get(one.source.personId) ?? noTime;
  let starts: Intervals | undefined;
  for (const seat of seats) {
    const some = unionOf(...seat.map(startsOf));
    starts = starts === undefined ? some : intersectionOf(starts, some);
  }
  const slots: PanelSlot[] = [];
  for (let i = 0; starts && i < starts.length && slots.length < ask.limit; i += 2) {
    let start = Math.ceil((starts[i] ?? 0) / slotStep) * slotStep;
    while (start < (starts[i + 1] ?? 0) && slots.length < ask.limit) {
      const seated = seatPeople(
        seats.map((seat) => seat.filter((one) => coversAll(startsOf(one), start, start + 1))),
      );
      if (!seated) {
        start += slotStep;
        continue;
      }
      const end = start + ask.minutes;
      slots.push({
        start,
        end,
        personIds: seated.map((one) => one.source.personId),
        ...marksOf(seated, start, end),
      });
      start = Math.ceil(end / slotStep) * slotStep;
    }
  }
  return slots;
}

/** One person a seat, earlier ones of each list first, nobody twice; undefined when the seats cannot all be filled. */
export function seatPeople<P extends { readonly source: { readonly personId: string } }>(
  seats: readonly (readonly P[])[],
): readonly P[] | undefined {
  const seatOf = new Map<string, number>();
  const chosen: P[] = [];
  // Augmenting paths: a seat without a free person asks the holder of one of its people to move to another.
  const place = (seat: number, asked: Set<string>): boolean => {
    for (const person of seats[seat] ?? []) {
      const id = person.source.personId;
      if (asked.has(id)) continue;
      asked.add(id);
      const holder = seatOf.get(id);
      if (holder === undefined || place(holder, asked)) {
        seatOf.set(id, seat);
        chosen[seat] = person;
        return true;
      }
    }
    return false;
  };
  for (let seat = 0; seat < seats.length; seat++) if (!place(seat, new Set())) return undefined;
  return chosen;
}
