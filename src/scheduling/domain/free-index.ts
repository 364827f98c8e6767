import type { CompiledCalendar } from "./calendar.js";
import { freeTime, nextFreeOf } from "./free-time.js";
import { firstFit, type Intervals } from "./intervals.js";
import type { SwappedDays } from "./weekly.js";

/** When one of many people is free next. */
export interface NextFree {
  readonly personId: string;
  /** UTC minute. */
  readonly at: number;
}

const horizon = 14 * 1440;

/**
 * Free time of many people kept laid out, so that "who is free soonest" looks at ten thousand of them in a moment. Laid out once
 * from `from` on; a question at `at` sees what the layout reaches, so it is laid out anew when a day has passed. Caps are
 * not in the layout: they are looked at for those who come up.
 */
export class FreeTimeIndex {
  readonly from: number;
  private readonly to: number;
  private readonly swaps: SwappedDays;
  private readonly calendars: CompiledCalendar[] = [];
  private readonly free: Intervals[] = [];
  private readonly place = new Map<string, number>();

  /** @param from UTC minute from which on it answers; it reaches 15 days further. */
  constructor(calendars: readonly CompiledCalendar[], from: number, swaps: SwappedDays) {
    this.from = from;
    this.to = from + horizon + 1440;
    this.swaps = swaps;
    for (const calendar of calendars) this.put(calendar);
  }

  get size(): number {
    return this.calendars.length;
  }

  /** Adds a person, or puts his changed calendar in the place of the one before. */
  put(calendar: CompiledCalendar): void {
    const { personId } = calendar.source;
    const n = this.place.get(personId) ?? this.calendars.length;
    this.place.set(personId, n);
    this.calendars[n] = calendar;
    this.free[n] = freeTime(calendar, this.from, this.to, this.swaps).slice();
  }

  /**
   * Who is free soonest for `minutes`, from `at` on: ascending by minute, then in the order they were added, at most `limit`.
   * Whoever is not free within 14 days is left out. Throws RangeError for an `at` more than a day off the layout.
   */
  nextFree(at: number, minutes: number, limit: number): readonly NextFree[] {
    if (at < this.from || at > this.from + 1440)
      throw new RangeError("the layout does not reach this minute");
    // Nobody is free earlier than this: caps only make it later.
    const soonest = new Int32Array(this.free.length);
    const order: number[] = [];
    for (let n = 0; n < soonest.length; n++) {
      const fit = firstFit(this.free[n] as Intervals, at, minutes);
      if (fit === undefined || fit + minutes > at + horizon) continue;
      soonest[n] = fit;
      order.push(n);
    }
    const minuteOf = (n: number): number => soonest[n] as number;
    const isBefore = (a: number, b: number): boolean =>
      minuteOf(a) - minuteOf(b) < 0 || (minuteOf(a) === minuteOf(b) && a < b);
    const heap = new Heap(order, isBefore);
    const found: NextFree[] = [];
    const sure = new Uint8Array(soonest.length);
    while (found.length < limit) {
      const n = heap.top();
      if (n === undefined) break;
      const calendar = this.calendars[n] as CompiledCalendar;
      if (sure[n] === 1) {
        found.push({ personId: calendar.source.personId, at: minuteOf(n) });
        heap.pop();
        continue;
      }
      // The bound may be too early when a cap is reached: what is true takes its place in the queue.
      const exact = isCapped(calendar) ? nextFreeOf(calendar, at, minutes, this.swaps) : minuteOf(n);
      sure[n] = 1;
      if (exact === undefined) heap.pop();
      else {
        soonest[n] = exact;
        heap.sink();
      }
    }
    return found;
  }
}

const isCapped = ({ source: { caps } }: CompiledCalendar): boolean =>
  caps.dayCount !== null || caps.weekCount !== null || caps.dayMinutes !== null || caps.weekMinutes !== null;

/** The first of a set by an order that may only move the first one back. */
class Heap {
  private readonly items: number[];
  private readonly isBefore: (a: number, b: number) => boolean;

  constructor(items: number[], isBefore: (a: number, b: number) => boolean) {
    this.items = items;
    this.isBefore = isBefore;
    for (let i = (items.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  top(): number | undefined {
    return this.items[0];
  }

  pop(): void {
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return;
    this.items[0] = last;
    this.sink();
  }

  /** Puts the item at `i` where it belongs, after it has become later. */
  sink(i = 0): void {
    const { items, isBefore } = this;
    const item = items[i];
    if (item === undefined) return;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      const right = items[child + 1];
      if (right !== undefined && isBefore(right, items[child] as number)) child++;
      const other = items[child] as number;
      if (!isBefore(other, item)) break;
      items[i] = other;
      i = child;
    }
    items[i] = item;
  }
}
