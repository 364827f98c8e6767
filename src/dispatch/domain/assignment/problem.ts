/**
 * Waiting requests × experts as a sparse matrix, and how many requests each expert may take. Everything is a whole number,
 * so that a total is exact and two machines agree to the last digit: values and costs are millionths.
 *
 * Sought is the assignment that is worth most: each request goes to one expert at most, going to nobody is worth 0, and the
 * u-th request that an expert takes (u from 0) costs his u-th unit cost.
 */
export interface AssignmentProblem {
  readonly requests: number;
  readonly experts: number;
  /** The edges of request i are those from rowStart[i] up to rowStart[i + 1]; requests + 1 long. */
  readonly rowStart: Int32Array;
  /** Of each edge: the expert, from 0. Each expert once a request. */
  readonly expert: Int32Array;
  /** Of each edge: what the request is worth with that expert, in millionths. What is worth 0 or less is never chosen. */
  readonly value: Int32Array;
  /** Of each expert; 0 takes nobody. */
  readonly capacity: Int32Array;
  readonly unitCosts?: UnitCosts | undefined;
}

/**
 * What an expert's units cost, in millionths, whole and never falling: the fifth case of a day weighs at least as much as the
 * fourth. That makes load fair without giving up exactness.
 */
export interface UnitCosts {
  /** Of each expert: where his costs begin, as many as his capacity; −1 when his units cost nothing. */
  readonly start: Int32Array;
  readonly cost: Int32Array;
}

/** An assignment with the prices that prove it best. */
export interface Assignment {
  /** Of each request: its edge, an index into the problem's edges; −1 when it goes to nobody. */
  readonly edgeOf: Int32Array;
  /** Of each request: its expert; −1 nobody. */
  readonly expertOf: Int32Array;
  /** Of each expert, in millionths: no further unit of him could raise the total by more. */
  readonly price: Int32Array;
  /** Value of all edges chosen less the unit costs, in millionths. */
  readonly total: number;
  readonly assigned: number;
}

/** Values and costs stay within ±this, so that sums of a few of them fit into 32 bits. 536.87 as a utility. */
export const mostValue = 2 ** 29 - 1;

/** A utility as the whole number of millionths that the solver counts in; half a millionth is rounded up. */
export const toMillionths = (utility: number): number => Math.round(utility * 1e6);

export type FaultCode =
  | "capacity_not_countable"
  | "costs_not_as_many_as_capacity"
  | "cost_out_of_range"
  | "cost_falls"
  | "expert_unknown"
  | "expert_twice"
  | "value_out_of_range"
  | "rows_out_of_order"
  | "lengths_differ";

/** What is wrong with a problem, and where; numbers from 0. */
export interface ProblemFault {
  readonly code: FaultCode;
  readonly request?: number;
  readonly expert?: number;
  /** Which of the request's edges, or of the expert's units. */
  readonly at?: number;
  readonly found?: number;
}

const range = `±${mostValue} millionths`;

/** What each fault means and how it is mended. */
export const faultTexts: Readonly<Record<FaultCode, { readonly zh: string; readonly en: string }>> = {
  capacity_not_countable: {
    zh: "专家容量必须是不小于 0 的整数；今天不接诊请填 0。",
    en: "A capacity is a whole number from 0; give 0 to an expert who takes nobody.",
  },
  costs_not_as_many_as_capacity: {
    zh: "单位成本的个数必须与容量相同，每接一例一个。",
    en: "Give as many unit costs as the expert has capacity, one for each request taken.",
  },
  cost_out_of_range: {
    zh: `单位成本必须是 0 至 ${mostValue} 的整数（百万分之一）。`,
    en: `A unit cost is a whole number from 0 to ${mostValue} millionths; put a bonus into the values instead.`,
  },
  cost_falls: {
    zh: "后一例的成本不能低于前一例，请按不降的次序给出。",
    en: "A later unit may not cost less than an earlier one; give costs that never fall.",
  },
  expert_unknown: {
    zh: "候选专家的编号超出专家名单。",
    en: "The edge names an expert who is not in the list; experts are numbered from 0.",
  },
  expert_twice: {
    zh: "同一申请中同一专家出现两次，请只保留一条。",
    en: "The request names the same expert twice; keep one of the two edges.",
  },
  value_out_of_range: {
    zh: `匹配价值必须是 ${range} 以内的整数，不能是 NaN 或无穷大。`,
    en: `A value is a whole number within ${range}; NaN and infinity have no place in it.`,
  },
  rows_out_of_order: {
    zh: "rowStart 必须从 0 开始、逐行不降，并以边数结束。",
    en: "rowStart begins at 0, never falls, and ends at the number of edges.",
  },
  lengths_differ: {
    zh: "数组长度与申请数、专家数或边数不符。",
    en: "An array is not as long as there are requests, experts or edges.",
  },
};

const isWhole = (n: number, least: number, most: number): boolean =>
  Number.isInteger(n) && n >= least && n <= most;

/** Everything that is wrong with a problem, in order of experts, then requests; none for one that can be solved. */
export function problemFaults(problem: AssignmentProblem): ProblemFault[] {
  const { requests, experts, rowStart, expert, value, capacity, unitCosts } = problem;
  const edges = expert.length;
  if (
    !isWhole(requests, 0, 2 ** 31 - 2) ||
    !isWhole(experts, 0, 2 ** 31 - 2) ||
    rowStart.length !== requests + 1 ||
    capacity.length !== experts ||
    value.length !== edges ||
    (unitCosts !== undefined && unitCosts.start.length !== experts)
  )
    return [{ code: "lengths_differ" }];
  const faults: ProblemFault[] = [];
  for (let j = 0; j < experts; j++) {
    const most = capacity[j] ?? 0;
    if (most < 0) faults.push({ code: "capacity_not_countable", expert: j, found: most });
    else if (unitCosts !== undefined) faults.push(...costFaults(unitCosts, j, most));
  }
  if (rowStart[0] !== 0 || rowStart[requests] !== edges) return [...faults, { code: "rows_out_of_order" }];
  const seenBy = new Int32Array(experts).fill(-1);
  for (let i = 0; i < requests; i++) {
    const [from, to] = [rowStart[i] ?? 0, rowStart[i + 1] ?? 0];
    if (to < from || to > edges) return [...faults, { code: "rows_out_of_order", request: i }];
    for (let e = from; e < to; e++) {
      const j = expert[e] ?? 0;
      const found = value[e] ?? 0;
      const place = { request: i, expert: j, at: e - from };
      if (j < 0 || j >= experts) faults.push({ code: "expert_unknown", ...place });
      else if (seenBy[j] === i) faults.push({ code: "expert_twice", ...place });
      else seenBy[j] = i;
      if (Math.abs(found) > mostValue) faults.push({ code: "value_out_of_range", ...place, found });
    }
  }
  return faults;
}

function costFaults({ start, cost }: UnitCosts, j: number, capacity: number): ProblemFault[] {
  const from = start[j] ?? -1;
  if (from < 0) return [];
  if (from + capacity > cost.length) return [{ code: "costs_not_as_many_as_capacity", expert: j }];
  return costsInOrder(cost.subarray(from, from + capacity), j);
}

/** What is wrong with one expert's unit costs. */
export function costsInOrder(costs: ArrayLike<number>, expert: number): ProblemFault[] {
  const faults: ProblemFault[] = [];
  for (let u = 0; u < costs.length; u++) {
    const found = costs[u] ?? 0;
    if (!isWhole(found, 0, mostValue)) faults.push({ code: "cost_out_of_range", expert, at: u, found });
    else if (u > 0 && found < (costs[u - 1] ?? 0)) faults.push({ code: "cost_falls", expert, at: u, found });
  }
  return faults;
}
