import { byNameThenId } from "./order.js";
import type { Pieces } from "../../kernel/pieces.js";
import type { PoolMember } from "./pool-member.js";

/** Sorted in one piece: some 10 ms. */
const run = 8192;

/** Slots in order of name and role id. Those that came after the whole was sorted are sorted among themselves, and walked along with it. */
export class NameOrder {
  private sorted = new Uint32Array(0);
  private readonly late: number[] = [];

  /** Takes in all members there are, with a pause now and then: runs that are sorted one by one, and merged two by two. */
  *sorting(members: readonly PoolMember[]): Pieces<void> {
    let order = Uint32Array.from(members.keys());
    for (let from = 0; from < order.length; from += run) {
      order.subarray(from, from + run).sort((a, b) => compare(members, a, b));
      yield;
    }
    let merged = new Uint32Array(order.length);
    for (let width = run; width < order.length; width *= 2) {
      for (let from = 0; from < order.length; from += 2 * width) {
        const middle = Math.min(from + width, order.length);
        const end = Math.min(from + 2 * width, order.length);
        let [a, b] = [from, middle];
        for (let at = from; at < end; at++) {
          const isFirst = b >= end || (a < middle && compare(members, order[a] ?? 0, order[b] ?? 0) <= 0);
          merged[at] = (isFirst ? order[a++] : order[b++]) ?? 0;
          if (at % (4 * run) === 0) yield;
        }
      }
      [order, merged] = [merged, order];
    }
    this.sorted = order;
    this.late.length = 0;
  }

  /** Takes in the member that came last. */
  add(members: readonly PoolMember[], slot: number): void {
    let [low, high] = [0, this.late.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(members, this.late[middle] ?? 0, slot) < 0) low = middle + 1;
      else high = middle;
    }
    this.late.splice(low, 0, slot);
  }

  /** The first `count` slots that `isIn` finds, struck ones among them if it does. */
  first(members: readonly PoolMember[], count: number, isIn: (slot: number) => boolean): number[] {
    const found: number[] = [];
    let [s, l] = [0, 0];
    while (found.length < count && (s < this.sorted.length || l < this.late.length)) {
      const [early, late] = [this.sorted[s], this.late[l]];
      const isEarly = late === undefined || (early !== undefined && compare(members, early, late) <= 0);
      const slot = (isEarly ? early : late) ?? 0;
      if (isEarly) s++;
      else l++;
      if (isIn(slot)) found.push(slot);
    }
    return found;
  }
}

function compare(members: readonly PoolMember[], a: number, b: number): number {
  const [one, other] = [members[a], members[b]];
  return one && other ? byNameThenId(one, other) : 0;
}
