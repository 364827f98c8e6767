import { type Frontier, nowhere } from "./frontier.js";
import type { Market, Side } from "./market.js";

/**
 * Finds the cheapest way for one more request to find a place, through any number of others that change theirs, and walks it:
 * Dijkstra's search over experts with reduced costs. It ends at an expert with a unit free (and worth its cost), at a request
 * that goes to nobody, or where it began.
 * Source: Jonker & Volgenant, Computing 38 (1987); capacities as in the transportation problem.
 */
export class ForwardSearch {
  private readonly market: Market;
  private readonly rows: Side;
  private readonly frontier: Frontier;
  /** Length of the shortest way known to an end; everything farther is of no use. */
  private bound = 0;
  private endExpert = -1;
  /** The request that goes to nobody at that end; −1 when the end is a free unit. */
  private endRequest = -1;

  constructor(market: Market, rows: Side, frontier: Frontier) {
    this.market = market;
    this.rows = rows;
    this.frontier = frontier;
  }

  /** Places request i, which is with nobody and not yet held by the prices; it may stay with nobody. */
  place(i: number): void {
    const { market } = this;
    const { start, end, other, value } = this.rows;
    let best = 0;
    for (let e = start[i] ?? 0, to = end[i] ?? 0; e < to; e++) {
      const profit = (value[e] ?? 0) - (market.price[other[e] ?? 0] ?? 0);
      if (profit > best) best = profit;
    }
    market.profit[i] = best;
    if (best === 0) return;
    this.bound = best;
    this.endExpert = -1;
    this.endRequest = i;
    this.relax(i, best);
    this.settleAll();
    this.raisePrices();
    if (this.endExpert < 0) market.profit[i] = 0;
    else this.walk(-1, i);
    this.frontier.clear();
  }

  /**
   * Expert j uses a unit that is no longer his, or no longer worth its cost: the cheapest way to have one request fewer with
   * him, or, where the unit may be kept, to raise his price to its cost.
   */
  eject(j: number, mayKeep: boolean): void {
    const { market, frontier } = this;
    this.bound = mayKeep ? (market.exit[j] ?? 0) - (market.price[j] ?? 0) : nowhere;
    this.endExpert = -1;
    this.endRequest = -1;
    frontier.reach(j, 0, -1, -1);
    this.settleAll();
    this.raisePrices();
    if (this.endExpert >= 0) this.walk(j, -1);
    frontier.clear();
  }

  /** Looks along the edges of request i, which is `offset` − profit away. */
  private relax(i: number, offset: number): void {
    const { start, end, other, value } = this.rows;
    const { price, entry } = this.market;
    const { distance } = this.frontier;
    let bound = this.bound;
    for (let e = start[i] ?? 0, to = end[i] ?? 0; e < to; e++) {
      const j = other[e] ?? 0;
      const p = price[j] ?? 0;
      const d = offset - (value[e] ?? 0) + p;
      if (d >= bound || d >= (distance[j] ?? 0)) continue;
      this.frontier.reach(j, d, i, e);
      const toUnit = d + (entry[j] ?? 0) - p;
      if (toUnit < bound) {
        bound = toUnit;
        this.endExpert = j;
        this.endRequest = -1;
      }
    }
    this.bound = bound;
  }

  private settleAll(): void {
    const { market, frontier } = this;
    const { value } = this.rows;
    while (frontier.nearest() < this.bound) {
      const j = frontier.settle();
      const d = frontier.distance[j] ?? 0;
      const p = market.price[j] ?? 0;
      for (let k = market.first[j] ?? -1; k >= 0; k = market.next[k] ?? -1) {
        const offset = d + (value[market.edgeOf[k] ?? 0] ?? 0) - p;
        if (offset < this.bound) {
          this.bound = offset;
          this.endExpert = j;
          this.endRequest = k;
        }
        this.relax(k, offset);
      }
    }
  }

  /** Raises prices so that the way found costs nothing by them. */
  private raisePrices(): void {
    const { market, frontier } = this;
    for (let t = 0; t < frontier.settledCount; t++) {
      const j = frontier.settled[t] ?? 0;
      const rise = this.bound - (frontier.distance[j] ?? 0);
      if (rise === 0) continue;
      market.price[j] = (market.price[j] ?? 0) + rise;
      for (let k = market.first[j] ?? -1; k >= 0; k = market.next[k] ?? -1)
        market.profit[k] = (market.profit[k] ?? 0) - rise;
    }
  }

  /** Walks the way back from its end to expert `fromExpert` (who loses a unit) or to request `fromRequest` (which gains one). */
  private walk(fromExpert: number, fromRequest: number): void {
    const { market, frontier } = this;
    const { value } = this.rows;
    if (this.endRequest >= 0) market.detach(this.endRequest);
    for (let j = this.endExpert; j !== fromExpert;) {
      const i = frontier.viaRequest[j] ?? 0;
      const e = frontier.viaEdge[j] ?? 0;
      const before = market.expertOf[i] ?? -1;
      if (before >= 0) market.detach(i);
      market.attach(i, j, e);
      market.profit[i] = (value[e] ?? 0) - (market.price[j] ?? 0);
      if (i === fromRequest) return;
      j = before;
    }
  }
}
