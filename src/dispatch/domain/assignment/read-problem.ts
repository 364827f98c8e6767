import { ok, type Result } from "../../../kernel/result.js";
import { type AssignmentProblem, costsInOrder, mostValue, type ProblemFault } from "./problem.js";

/** An expert who may take so many requests; without unit costs his units cost nothing. */
export interface ExpertOffer {
  readonly capacity: number;
  /** Millionths, whole, never falling, one for each unit. */
  readonly unitCosts?: readonly number[] | undefined;
}

export interface Edge {
  readonly expert: number;
  /** Millionths, whole. */
  readonly value: number;
}

/**
 * Lays lists of experts and of each request's edges out as a problem; edges keep their order.
 * @returns every fault when there is any, in order of experts, then requests: a problem is solved whole or not at all.
 */
export function readProblem(
  experts: readonly ExpertOffer[],
  requests: readonly (readonly Edge[])[],
): Result<AssignmentProblem, readonly ProblemFault[]> {
  const faults: ProblemFault[] = [];
  for (const [j, { capacity, unitCosts }] of experts.entries())
    faults.push(...offerFaults(capacity, unitCosts, j));
  const seenBy = new Int32Array(experts.length).fill(-1);
  for (const [i, edges] of requests.entries()) faults.push(...edgeFaults(edges, experts.length, seenBy, i));
  if (faults.length > 0) return { ok: false, error: faults };

  const rowStart = new Int32Array(requests.length + 1);
  for (const [i, edges] of requests.entries()) rowStart[i + 1] = (rowStart[i] ?? 0) + edges.length;
  const edges = requests.flat();
  const costs = experts.flatMap(({ unitCosts }) => unitCosts ?? []);
  const start = new Int32Array(experts.length).fill(-1);
  let next = 0;
  for (const [j, { unitCosts }] of experts.entries())
    if (unitCosts !== undefined) {
      start[j] = next;
      next += unitCosts.length;
    }
  return ok({
    requests: requests.length,
    experts: experts.length,
    rowStart,
    expert: Int32Array.from(edges, (edge) => edge.expert),
    value: Int32Array.from(edges, (edge) => edge.value),
    capacity: Int32Array.from(experts, ({ capacity }) => capacity),
    unitCosts: costs.length === 0 ? undefined : { start, cost: Int32Array.from(costs) },
  });
}

/** What is wrong with the capacity and the unit costs of expert j. */
export function offerFaults(
  capacity: number,
  unitCosts: readonly number[] | undefined,
  j: number,
): ProblemFault[] {
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > mostValue)
    return [{ code: "capacity_not_countable", expert: j, found: capacity }];
  if (unitCosts === undefined) return [];
  if (unitCosts.length !== capacity) return [{ code: "costs_not_as_many_as_capacity", expert: j }];
  return costsInOrder(unitCosts, j);
}

/** What is wrong with the edges of request i. `seenBy`, of each expert: the last request that named him; kept up here. */
export function edgeFaults(
  edges: readonly Edge[],
  experts: number,
  seenBy: Int32Array,
  i: number,
): ProblemFault[] {
  const faults: ProblemFault[] = [];
  for (const [at, { expert, value }] of edges.entries()) {
    const place = { request: i, expert, at };
    if (!Number.isInteger(expert) || expert < 0 || expert >= experts)
      faults.push({ code: "expert_unknown", ...place });
    else if (seenBy[expert] === i) faults.push({ code: "expert_twice", ...place });
    else seenBy[expert] = i;
    if (!Number.isInteger(value) || Math.abs(value) > mostValue)
      faults.push({ code: "value_out_of_range", ...place, found: value });
  }
  return faults;
}
