import type { Patience } from "./forward-bids.js";
import type { Columns, Market, Side } from "./market.js";

/** Units that an expert bids for in one look at his edges. */
const atOnce = 16;

/**
 * The mirror of the forward bids, for when requests are many and units few: prices start so high that nobody comes, and experts
 * lower theirs, each as often as `tries`, to win those requests that gain most, up to where the next request would be as good.
 * @returns the experts who may still have a unit free that is worth more than it costs.
 * Source: reverse auction, Bertsekas, Castañón & Tsaknakis, SIAM J. Optimization 3 (1993); here with exact second-best bids.
 */
export function bidReverse(
  market: Market,
  rows: Side,
  columns: Columns,
  { tries, isLate }: Omit<Patience, "step">,
): number[] {
  const { start, end, other, value, edge } = columns;
  const { price, profit, capacity, used, edgeOf, expertOf, first, next } = market;
  const experts = price.length;
  const tried = new Int32Array(experts);
  const isWaiting = new Uint8Array(experts).fill(1);
  const waiting = new Int32Array(experts);
  let count = 0;
  for (let j = experts - 1; j >= 0; j--) {
    waiting[count++] = j;
    let most = 0;
    for (let x = start[j] ?? 0, to = end[j] ?? 0; x < to; x++) most = Math.max(most, value[x] ?? 0);
    price[j] = most;
  }
  const left: number[] = [];
  /** The best gains of the look in hand, descending, with their places in the column. */
  const gains = new Int32Array(atOnce + 1);
  const places = new Int32Array(atOnce + 1);

  let untilAsked = 64;

  while (count > 0) {
    if (isLate !== undefined && --untilAsked === 0) {
      untilAsked = 64;
      if (isLate()) break;
    }
    const j = waiting[--count] ?? 0;
    isWaiting[j] = 0;
    if (!market.isHungry(j)) continue;
    const turn = tried[j] ?? 0;
    if (turn >= tries) {
      left.push(j);
      continue;
    }
    tried[j] = turn + 1;
    const wanted = Math.min((capacity[j] ?? 0) - (used[j] ?? 0), atOnce);
    let found = 0;
    let least = 0;
    for (let x = start[j] ?? 0, to = end[j] ?? 0; x < to; x++) {
      const gain = (value[x] ?? 0) - (profit[other[x] ?? 0] ?? 0);
      if (gain <= least || edgeOf[other[x] ?? 0] === edge[x]) continue;
      let at = found <= wanted ? found++ : wanted;
      for (; at > 0 && (gains[at - 1] ?? 0) < gain; at--) {
        gains[at] = gains[at - 1] ?? 0;
        places[at] = places[at - 1] ?? 0;
      }
      gains[at] = gain;
      places[at] = x;
      if (found > wanted) least = gains[wanted] ?? 0;
    }
    let taken = 0;
    for (; taken < Math.min(wanted, found); taken++) {
      if ((gains[taken] ?? 0) <= (market.entry[j] ?? 0)) break;
      const x = places[taken] ?? 0;
      const i = other[x] ?? 0;
      const holder = expertOf[i] ?? -1;
      if (holder >= 0) {
        market.detach(i);
        if (isWaiting[holder] === 0) {
          isWaiting[holder] = 1;
          waiting[count++] = holder;
        }
      }
      market.attach(i, j, edge[x] ?? 0);
    }
    price[j] = Math.max(market.exit[j] ?? 0, taken < found ? (gains[taken] ?? 0) : 0);
    const asked = price[j] ?? 0;
    for (let k = first[j] ?? -1; k >= 0; k = next[k] ?? -1)
      profit[k] = (rows.value[edgeOf[k] ?? 0] ?? 0) - asked;
    if (market.isHungry(j)) {
      isWaiting[j] = 1;
      waiting[count++] = j;
    }
  }
  while (count > 0) left.push(waiting[--count] ?? 0);
  return left;
}
