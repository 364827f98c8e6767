import { type Certificate, certify } from "./certificate.js";
import { columnsOf, rowsOf } from "./columns.js";
import { bidForward } from "./forward-bids.js";
import { Frontier } from "./frontier.js";
import { Taken } from "./greedy.js";
import { Market } from "./market.js";
import type { Assignment, AssignmentProblem } from "./problem.js";
import { bidReverse } from "./reverse-bids.js";
import { ReverseSearch } from "./reverse-search.js";
import { scarceSide } from "./solve.js";

/** What may be spent on an answer that need not be the best. */
export interface Deadline {
  /** Asked now and then; true: answer with what there is. */
  readonly isLate?: (() => boolean) | undefined;
  /** Share of the highest value by which a bid goes too far: the larger, the sooner done and the farther from the best. */
  readonly coarseness?: number | undefined;
}

/**
 * A good assignment soon, with the proof of how good. Where requests are the scarce side they bid in coarse steps from the lowest
 * prices; where units are, experts bid exactly, which is faster there. When time is up, whoever is without a place takes the best of
 * what is left. The gap of the certificate is at most requests × coarseness × highest value unless time was up.
 */
export function solveByDeadline(
  problem: AssignmentProblem,
  { isLate, coarseness = 0.001 }: Deadline = {},
): Assignment & { readonly certificate: Certificate } {
  const market = new Market(problem.requests, problem.capacity, problem.unitCosts);
  if (scarceSide(problem) === "requests") bidCoarsely(problem, market, coarseness, isLate);
  else bidExactly(problem, market, isLate);
  const taken = new Taken(problem);
  for (const [i, e] of market.edgeOf.entries()) if (e >= 0) taken.take(i, e);
  for (const [i, e] of market.edgeOf.entries()) if (e < 0) taken.takeBest(i);
  const { edgeOf, expertOf, total, assigned } = taken;
  // An expert of capacity 0 has a price that keeps all away.
  const assignment = { edgeOf, expertOf, price: market.price, total, assigned };
  return { ...assignment, certificate: certify(problem, assignment) };
}

type IsLate = (() => boolean) | undefined;

function bidCoarsely(problem: AssignmentProblem, market: Market, coarseness: number, isLate: IsLate): void {
  let most = 0;
  for (const worth of problem.value) if (worth > most) most = worth;
  const step = Math.max(1, Math.round(most * coarseness));
  bidForward(market, rowsOf(problem), { tries: 2 ** 31 - 1, step, isLate });
}

function bidExactly(problem: AssignmentProblem, market: Market, isLate: IsLate): void {
  const rows = rowsOf(problem);
  const columns = columnsOf(problem);
  const search = new ReverseSearch(market, rows, columns, new Frontier(problem.experts));
  for (const j of bidReverse(market, rows, columns, { tries: 30, isLate })) {
    if (isLate?.() === true) return;
    search.fill(j);
  }
}
