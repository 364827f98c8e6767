import type { Frontier } from "./frontier.js";
import type { Columns, Market, Side } from "./market.js";

/**
 * The mirror of the forward search: an expert has a unit free that is worth more than it costs. Finds who gains most by it,
 * through any number of requests that change their expert, and walks the way. It ends at a request with nobody, at an expert
 * who gives a unit back, or where it began.
 */
export class ReverseSearch {
  private readonly market: Market;
  private readonly rows: Side;
  private readonly columns: Columns;
  private readonly frontier: Frontier;
  private bound = 0;
  private endExpert = -1;
  /** The request that is taken up at the end; −1 when a unit is given back there. */
  private endRequest = -1;
  private endEdge = -1;

  constructor(market: Market, rows: Side, columns: Columns, frontier: Frontier) {
    this.market = market;
    this.rows = rows;
    this.columns = columns;
    this.frontier = frontier;
  }

  /** Fills units of expert j until none that is free is worth more than it costs. */
  fill(j: number): void {
    while (this.market.isHungry(j)) this.fillOne(j);
  }

  /** By how much the total would rise if expert j had one unit more that costs `cost`. Nothing changes. */
  gain(j: number, cost: number): number {
    const { price, exit } = this.market;
    const worth = (price[j] ?? 0) - cost;
    if (worth <= 0) return 0;
    // A unit that is cheaper than the last one in use replaces it at the least.
    this.search(j, Math.min(worth, (price[j] ?? 0) - (exit[j] ?? 0)));
    this.frontier.clear();
    return worth - this.bound;
  }

  private fillOne(j: number): void {
    const { market, frontier } = this;
    this.search(j, (market.price[j] ?? 0) - (market.entry[j] ?? 0));
    this.lowerPrices();
    this.walk(j);
    frontier.clear();
  }

  /** `bound`: what it costs by the prices to leave the unit of expert `from` free. */
  private search(from: number, bound: number): void {
    const { market, frontier } = this;
    const { start, end, other, value, edge } = this.columns;
    const { price, profit, exit, edgeOf, expertOf } = market;
    const { distance } = frontier;
    this.endExpert = from;
    this.endRequest = -1;
    frontier.reach(from, 0, -1, -1);
    while (frontier.nearest() < bound) {
      const j = frontier.settle();
      const offset = (distance[j] ?? 0) + (price[j] ?? 0);
      for (let x = start[j] ?? 0, to = end[j] ?? 0; x < to; x++) {
        const i = other[x] ?? 0;
        const d = offset + (profit[i] ?? 0) - (value[x] ?? 0);
        if (d >= bound) continue;
        const e = edge[x] ?? 0;
        const holder = expertOf[i] ?? -1;
        if (holder < 0) {
          bound = d;
          this.endExpert = j;
          this.endRequest = i;
          this.endEdge = e;
          continue;
        }
        if (d >= (distance[holder] ?? 0) || edgeOf[i] === e) continue;
        frontier.reach(holder, d, i, e);
        const givenBack = d + (price[holder] ?? 0) - (exit[holder] ?? 0);
        if (givenBack < bound) {
          bound = givenBack;
          this.endExpert = holder;
          this.endRequest = -1;
        }
      }
    }
    this.bound = bound;
  }

  private lowerPrices(): void {
    const { market, frontier } = this;
    for (let t = 0; t < frontier.settledCount; t++) {
      const j = frontier.settled[t] ?? 0;
      const fall = this.bound - (frontier.distance[j] ?? 0);
      if (fall === 0) continue;
      market.price[j] = (market.price[j] ?? 0) - fall;
      for (let k = market.first[j] ?? -1; k >= 0; k = market.next[k] ?? -1)
        market.profit[k] = (market.profit[k] ?? 0) + fall;
    }
  }

  private walk(from: number): void {
    const { market, frontier } = this;
    if (this.endRequest >= 0) this.give(this.endRequest, this.endExpert, this.endEdge);
    // The request of each step leaves the expert reached for the one he was reached from.
    for (let j = this.endExpert; j !== from;) {
      const i = frontier.viaRequest[j] ?? 0;
      const e = frontier.viaEdge[j] ?? 0;
      const to = this.rows.other[e] ?? 0;
      market.detach(i);
      this.give(i, to, e);
      j = to;
    }
  }

  private give(i: number, j: number, edge: number): void {
    const { market } = this;
    market.attach(i, j, edge);
    market.profit[i] = (this.rows.value[edge] ?? 0) - (market.price[j] ?? 0);
  }
}
