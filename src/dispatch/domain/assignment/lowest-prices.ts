import { Frontier } from "./frontier.js";
import type { Assignment, AssignmentProblem } from "./problem.js";

/**
 * The same best assignment with the lowest prices that prove it. They are unique whatever way the solver took, and exact: with
 * one more unit of an expert, free of cost, the total would rise by just his price. Margins by them are the widest.
 *
 * One search from wherever a unit could be given back or a request is with nobody, outwards over all experts.
 * Needs an assignment whose gap is 0. Source: shortest paths as the least of the dual optima, Schrijver, Combinatorial
 * Optimization (2003), §17.5.
 */
export function lowestPrices(problem: AssignmentProblem, assignment: Assignment): Assignment {
  const { requests, experts, rowStart, expert, value } = problem;
  const { price, edgeOf, expertOf } = assignment;
  const first = new Int32Array(experts).fill(-1);
  const next = new Int32Array(requests);
  /** Of each expert: by how much his price can fall, as far as is known. */
  const fall = lastUnitsAbove(problem, assignment);
  const frontier = new Frontier(experts);
  const settled: number[] = [];

  const relax = (i: number, offset: number): void => {
    for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++) {
      const j = expert[e] ?? 0;
      const d = offset - (value[e] ?? 0) + (price[j] ?? 0);
      if (d >= (fall[j] ?? 0) || edgeOf[i] === e) continue;
      fall[j] = d;
      frontier.reach(j, d, i, e);
    }
  };
  for (let i = requests - 1; i >= 0; i--) {
    const j = expertOf[i] ?? -1;
    if (j < 0) continue;
    next[i] = first[j] ?? -1;
    first[j] = i;
  }
  for (let j = 0; j < experts; j++)
    if ((fall[j] ?? 0) > 0) frontier.reach(j, fall[j] ?? 0, -1, -1);
    else settled.push(j);
  for (let i = 0; i < requests; i++) if (edgeOf[i] === -1) relax(i, 0);

  const spread = (j: number): void => {
    const d = (fall[j] ?? 0) - (price[j] ?? 0);
    for (let k = first[j] ?? -1; k >= 0; k = next[k] ?? -1) relax(k, d + (value[edgeOf[k] ?? 0] ?? 0));
  };
  for (const j of settled) spread(j);
  while (!frontier.isEmpty()) spread(frontier.settle());
  return { ...assignment, price: price.map((asked, j) => asked - (fall[j] ?? 0)) };
}

/** Of each expert: how much his price lies above the cost of his last unit in use; above 0 where none is. */
function lastUnitsAbove(
  { experts, unitCosts }: AssignmentProblem,
  { price, expertOf }: Assignment,
): Int32Array {
  const above = price.slice();
  if (unitCosts === undefined) return above;
  const used = new Int32Array(experts);
  for (const j of expertOf) if (j >= 0) used[j] = (used[j] ?? 0) + 1;
  for (const [j, units] of used.entries()) {
    const from = unitCosts.start[j] ?? -1;
    if (from >= 0 && units > 0) above[j] = (above[j] ?? 0) - (unitCosts.cost[from + units - 1] ?? 0);
  }
  return above;
}
