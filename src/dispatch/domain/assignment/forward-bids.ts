import type { Market, Side } from "./market.js";

/** How long bidders go on. */
export interface Patience {
  /** How often each bids. */
  readonly tries: number;
  /** By how much a bid goes beyond the point where the second best would be as good; 0 is exact. */
  readonly step: number;
  /** Asked now and then; true ends the bidding. */
  readonly isLate?: (() => boolean) | undefined;
}

/**
 * Lets requests bid for experts: each with its best expert, up to where its second best would be as good. Whoever holds the
 * cheapest unit there gives way and bids anew. Without a step every bid is exact, so what is placed needs no search; with one
 * everybody is placed without a search, and the total is short of the best by at most requests × step.
 * @returns the requests that are still with nobody and may gain, in the order in which they gave up.
 * Source: augmenting row reduction, Jonker & Volgenant, Computing 38 (1987); the auction algorithm, Bertsekas 1979.
 */
export function bidForward(market: Market, rows: Side, { tries, step, isLate }: Patience): number[] {
  const { start, end, other, value } = rows;
  const { price, entry, profit, first, next } = market;
  const requests = market.edgeOf.length;
  const experts = price.length;
  const bid = new Int32Array(requests);
  const tried = new Int32Array(requests);
  const waiting = new Int32Array(requests);
  let count = 0;
  for (let i = requests - 1; i >= 0; i--) waiting[count++] = i;
  for (let j = 0; j < experts; j++) price[j] = entry[j] ?? 0;
  const left: number[] = [];
  let untilAsked = 1024;

  while (count > 0) {
    if (isLate !== undefined && --untilAsked === 0) {
      untilAsked = 1024;
      if (isLate()) break;
    }
    const i = waiting[--count] ?? 0;
    const turn = tried[i] ?? 0;
    if (turn >= tries) {
      left.push(i);
      continue;
    }
    tried[i] = turn + 1;
    let best = 0;
    let second = 0;
    let chosen = -1;
    for (let e = start[i] ?? 0, to = end[i] ?? 0; e < to; e++) {
      const gain = (value[e] ?? 0) - (price[other[e] ?? 0] ?? 0);
      if (gain > second) {
        if (gain > best) {
          second = best;
          best = gain;
          chosen = e;
        } else second = gain;
      }
    }
    // Prices only rise here: who gains nothing now never will.
    if (chosen < 0) continue;
    const j = other[chosen] ?? 0;
    const asked = price[j] ?? 0;
    if ((entry[j] ?? 0) > asked) {
      // A tie moves no price; left to the search, or two requests would take turns for ever.
      if (step === 0 && best === second && turn > 0) {
        left.push(i);
        continue;
      }
      let loser = first[j] ?? 0;
      for (let k = next[loser] ?? -1; k >= 0; k = next[k] ?? -1)
        if ((bid[k] ?? 0) < (bid[loser] ?? 0)) loser = k;
      market.detach(loser);
      waiting[count++] = loser;
    }
    market.attach(i, j, chosen);
    bid[i] = asked + best - second + step;
    let least = entry[j] ?? 0;
    for (let k = i; k >= 0; k = next[k] ?? -1) {
      const offered = bid[k] ?? 0;
      if (offered < least) least = offered;
    }
    price[j] = least;
  }
  for (let i = 0; i < requests; i++) {
    const e = market.edgeOf[i] ?? -1;
    if (e >= 0) profit[i] = (value[e] ?? 0) - (price[other[e] ?? 0] ?? 0);
  }
  while (count > 0) left.push(waiting[--count] ?? 0);
  return left;
}
