import { withRoomFor } from "./growing.js";
import type { UnitCosts } from "./problem.js";

/** Entry cost of an expert who has no unit left: more than any request is worth. */
export const full = 2 ** 30;

/** One side of the edges: those of node n lie from start[n] up to end[n]. */
export interface Side {
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Node at the other end. */
  readonly other: Int32Array;
  readonly value: Int32Array;
}

/** The edges by expert; `edge` is the place of the same edge among the rows. */
export interface Columns extends Side {
  readonly edge: Int32Array;
}

/**
 * Who is with whom, and the prices. The rest of the solver keeps, between two searches, for every expert j and edge (i, j):
 *
 * - exit[j] ≤ price[j] ≤ entry[j]: units in use cost no more than the price, the next one no less;
 * - profit[i] ≥ value(i, j) − price[j], equal on the edge that is chosen; profit[i] ≥ 0, and 0 for a request with nobody.
 *
 * With these the assignment is best, by complementary slackness. Lists of an expert's requests are linked through the
 * requests, so that capacity may be of any size and change.
 */
export class Market {
  edgeOf: Int32Array;
  expertOf: Int32Array;
  profit: Int32Array;
  next: Int32Array;
  previous: Int32Array;

  capacity: Int32Array;
  used: Int32Array;
  price: Int32Array;
  /** Cost of the next unit; {@link full} when there is none. */
  entry: Int32Array;
  /** Cost of the last unit in use; 0 when none is. */
  exit: Int32Array;
  first: Int32Array;
  costStart: Int32Array | undefined;
  cost: Int32Array;
  /** Requests whose expert changed, the same one perhaps several times; kept when somebody wants to know. */
  moved: number[] | undefined;

  constructor(requests: number, capacity: Int32Array, unitCosts: UnitCosts | undefined) {
    const experts = capacity.length;
    this.edgeOf = new Int32Array(requests).fill(-1);
    this.expertOf = new Int32Array(requests).fill(-1);
    this.profit = new Int32Array(requests);
    this.next = new Int32Array(requests).fill(-1);
    this.previous = new Int32Array(requests).fill(-1);
    this.capacity = capacity;
    this.used = new Int32Array(experts);
    this.price = new Int32Array(experts);
    this.entry = new Int32Array(experts);
    this.exit = new Int32Array(experts);
    this.first = new Int32Array(experts).fill(-1);
    this.costStart = unitCosts?.start;
    this.cost = unitCosts?.cost ?? new Int32Array(0);
    this.moved = undefined;
    for (let j = 0; j < experts; j++) this.setUsed(j, 0);
  }

  /** What expert j's unit u costs. */
  unitCost(j: number, u: number): number {
    const from = this.costStart === undefined ? -1 : (this.costStart[j] ?? -1);
    return from < 0 ? 0 : (this.cost[from + u] ?? 0);
  }

  /** Has expert j use so many units; keeps entry and exit with it. */
  setUsed(j: number, units: number): void {
    this.used[j] = units;
    const isFull = units >= (this.capacity[j] ?? 0);
    if (this.costStart === undefined) {
      this.entry[j] = isFull ? full : 0;
      return;
    }
    this.entry[j] = isFull ? full : this.unitCost(j, units);
    this.exit[j] = units === 0 ? 0 : this.unitCost(j, units - 1);
  }

  /** Puts request i, which is with nobody, with expert j by the edge. Prices and profits stay as they are. */
  attach(i: number, j: number, edge: number): void {
    const head = this.first[j] ?? -1;
    this.edgeOf[i] = edge;
    this.expertOf[i] = j;
    this.next[i] = head;
    this.previous[i] = -1;
    if (head >= 0) this.previous[head] = i;
    this.first[j] = i;
    this.moved?.push(i);
    this.setUsed(j, (this.used[j] ?? 0) + 1);
  }

  /** Takes request i from the expert it is with. */
  detach(i: number): void {
    const j = this.expertOf[i] ?? -1;
    const [next, previous] = [this.next[i] ?? -1, this.previous[i] ?? -1];
    if (next >= 0) this.previous[next] = previous;
    if (previous >= 0) this.next[previous] = next;
    else this.first[j] = next;
    this.edgeOf[i] = -1;
    this.expertOf[i] = -1;
    this.moved?.push(i);
    this.setUsed(j, (this.used[j] ?? 0) - 1);
  }

  /** Makes room for that many requests and experts; new experts have capacity 0. */
  grow(requests: number, experts: number): void {
    this.edgeOf = withRoomFor(this.edgeOf, requests, -1);
    this.expertOf = withRoomFor(this.expertOf, requests, -1);
    this.profit = withRoomFor(this.profit, requests, 0);
    this.next = withRoomFor(this.next, requests, -1);
    this.previous = withRoomFor(this.previous, requests, -1);
    this.capacity = withRoomFor(this.capacity, experts, 0);
    this.used = withRoomFor(this.used, experts, 0);
    this.price = withRoomFor(this.price, experts, 0);
    this.entry = withRoomFor(this.entry, experts, full);
    this.exit = withRoomFor(this.exit, experts, 0);
    this.first = withRoomFor(this.first, experts, -1);
    if (this.costStart !== undefined) this.costStart = withRoomFor(this.costStart, experts, -1);
  }

  /** Whether expert j has a unit free that is worth more to someone than it costs, by the prices. */
  isHungry(j: number): boolean {
    return (this.entry[j] ?? 0) < (this.price[j] ?? 0);
  }

  /** What expert j's units in use cost together. */
  costInUse(j: number): number {
    if (this.costStart === undefined || (this.costStart[j] ?? -1) < 0) return 0;
    let sum = 0;
    for (let u = 0; u < (this.used[j] ?? 0); u++) sum += this.unitCost(j, u);
    return sum;
  }
}
