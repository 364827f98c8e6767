import type { Assignment, AssignmentProblem } from "./problem.js";

/** Proof of how good an assignment is, in millionths. */
export interface Certificate {
  /** No assignment whatever is worth more: what all requests gain by these prices, and all units earn by them. */
  readonly bound: number;
  /** bound − total, never negative; 0: nothing better exists. */
  readonly gap: number;
}

/**
 * Bounds the problem's optimum by the assignment's prices, in one pass over the edges; whoever mistrusts the solver needs to
 * trust only these lines. Source: weak duality of linear programming.
 */
export function certify(problem: AssignmentProblem, { price, total }: Assignment): Certificate {
  const { requests, experts, rowStart, expert, value, capacity, unitCosts } = problem;
  let bound = 0;
  for (let i = 0; i < requests; i++) {
    let best = 0;
    for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++) {
      const gain = (value[e] ?? 0) - (price[expert[e] ?? 0] ?? 0);
      if (gain > best) best = gain;
    }
    bound += best;
  }
  for (let j = 0; j < experts; j++) {
    const asked = price[j] ?? 0;
    const from = unitCosts?.start[j] ?? -1;
    if (unitCosts === undefined || from < 0) bound += asked * (capacity[j] ?? 0);
    else
      for (let u = 0; u < (capacity[j] ?? 0); u++) {
        const earned = asked - (unitCosts.cost[from + u] ?? 0);
        if (earned <= 0) break;
        bound += earned;
      }
  }
  return { bound, gap: bound - total };
}

/** Why a request goes where it goes; values in millionths. */
export interface RequestReason {
  /** −1: nobody. */
  readonly expert: number;
  /** What the request gains over going to nobody, by the prices. */
  readonly profit: number;
  /** The next best place by the prices; −1: nobody. */
  readonly runnerUp: number;
  /** Whatever else were done with this request, the whole would be worth less by at least this; 0 is a tie. */
  readonly margin: number;
}

/**
 * Reasons for request i, by the prices of an assignment whose gap is 0; by the lowest prices the margin is widest.
 * Of equally good runners-up the first edge counts.
 */
export function reasonOf(problem: AssignmentProblem, assignment: Assignment, i: number): RequestReason {
  const { rowStart, expert, value } = problem;
  const chosen = assignment.edgeOf[i] ?? -1;
  const gainOf = (e: number): number => (value[e] ?? 0) - (assignment.price[expert[e] ?? 0] ?? 0);
  const profit = chosen < 0 ? 0 : gainOf(chosen);
  let runnerUp = -1;
  let next = chosen < 0 ? Number.NEGATIVE_INFINITY : 0;
  for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++)
    if (e !== chosen && gainOf(e) > next) {
      next = gainOf(e);
      runnerUp = expert[e] ?? -1;
    }
  const margin = Number.isFinite(next) ? Math.max(0, profit - next) : 0;
  return { expert: assignment.expertOf[i] ?? -1, profit, runnerUp, margin };
}
