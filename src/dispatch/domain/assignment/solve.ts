import { columnsOf, rowsOf } from "./columns.js";
import { bidForward } from "./forward-bids.js";
import { ForwardSearch } from "./forward-search.js";
import { Frontier } from "./frontier.js";
import { Market } from "./market.js";
import type { Assignment, AssignmentProblem } from "./problem.js";
import { bidReverse } from "./reverse-bids.js";
import { ReverseSearch } from "./reverse-search.js";

/** How a solution is sought; the answer is worth the same whatever is chosen. */
export interface SolveOptions {
  /** Who bids: the side that is scarce when not given. */
  readonly bidders?: "requests" | "experts" | undefined;
  /** How often one bidder bids before it is left to the search. */
  readonly tries?: number | undefined;
}

/**
 * The assignment that is worth most, exactly. The problem must have no {@link problemFaults}.
 * The same problem gives the same assignment; among equally good ones the choice is arbitrary but fixed.
 * Grows about linearly with the edges where experts are plenty; at worst with requests × edges × log(experts).
 */
export function solve(problem: AssignmentProblem, options: SolveOptions = {}): Assignment {
  return readOut(problem, solveMarket(problem, options));
}

/** The solved market itself, for what goes on from it. */
export function solveMarket(problem: AssignmentProblem, options: SolveOptions = {}): Market {
  const market = new Market(problem.requests, problem.capacity, problem.unitCosts);
  const bidders = options.bidders ?? scarceSide(problem);
  const rows = rowsOf(problem);
  const frontier = new Frontier(problem.experts);
  if (bidders === "requests") {
    const left = bidForward(market, rows, { tries: options.tries ?? 30, step: 0 });
    const search = new ForwardSearch(market, rows, frontier);
    for (const i of left) if (market.edgeOf[i] === -1) search.place(i);
  } else {
    const columns = columnsOf(problem);
    const left = bidReverse(market, rows, columns, { tries: options.tries ?? 30 });
    const search = new ReverseSearch(market, rows, columns, frontier);
    for (const j of left) search.fill(j);
  }
  priceTheClosed(market, problem);
  return market;
}

/** Whichever side cannot all be served: its members bid against fewer of their own kind. */
export function scarceSide({ requests, rowStart, capacity }: AssignmentProblem): "requests" | "experts" {
  let asking = 0;
  for (let i = 0; i < requests; i++) if ((rowStart[i] ?? 0) < (rowStart[i + 1] ?? 0)) asking++;
  let units = 0;
  for (const most of capacity) units += Math.min(most, requests);
  return units < asking ? "experts" : "requests";
}

/** An expert of capacity 0 has no price by trade; it is the least that keeps every request where it is. */
function priceTheClosed(market: Market, { requests, rowStart, expert, value }: AssignmentProblem): void {
  const { capacity, price, profit } = market;
  if (!capacity.includes(0)) return;
  for (const [j, most] of capacity.entries()) if (most === 0) price[j] = 0;
  for (let i = 0; i < requests; i++)
    for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++) {
      const j = expert[e] ?? 0;
      if (capacity[j] !== 0) continue;
      const worth = (value[e] ?? 0) - (profit[i] ?? 0);
      if (worth > (price[j] ?? 0)) price[j] = worth;
    }
}

/** What a market holds, as the answer to its problem; `edgeOf` where the problem's edges are not the market's. */
export function readOut(problem: AssignmentProblem, market: Market, edgeOf = market.edgeOf): Assignment {
  let total = 0;
  let assigned = 0;
  const expertOf = edgeOf.map((e) => {
    if (e < 0) return -1;
    total += problem.value[e] ?? 0;
    assigned++;
    return problem.expert[e] ?? -1;
  });
  for (let j = 0; j < problem.experts; j++) total -= market.costInUse(j);
  return { edgeOf, expertOf, price: market.price.slice(0, problem.experts), total, assigned };
}
