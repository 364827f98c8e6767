import type { AssignmentProblem } from "./problem.js";

/** What a rule of thumb does with a problem: no prices, no proof. */
export interface GreedyAssignment {
  readonly edgeOf: Int32Array;
  readonly expertOf: Int32Array;
  /** Millionths, unit costs taken off. */
  readonly total: number;
  readonly assigned: number;
}

/** Each request in its turn takes the expert who is worth most to it, unit cost taken off, of those with a unit left. */
export function firstComeFirstServed(problem: AssignmentProblem): GreedyAssignment {
  const taken = new Taken(problem);
  for (let i = 0; i < problem.requests; i++) taken.takeBest(i);
  return taken;
}

/** Always the edge that is worth most of all that are left, unit cost taken off; ties in the order of requests, then of edges. */
export function bestEdgeFirst(problem: AssignmentProblem): GreedyAssignment {
  const { requests, rowStart, value } = problem;
  const taken = new Taken(problem);
  const requestOf = new Int32Array(value.length);
  for (let i = 0; i < requests; i++) requestOf.fill(i, rowStart[i] ?? 0, rowStart[i + 1] ?? 0);
  const worth = Int32Array.from(value, (_, e) => taken.worthNow(e));
  const heap = Int32Array.from(value.keys());
  let size = heap.length;
  for (let at = size >> 1; at >= 0; at--) sink(at);
  while (size > 0) {
    const e = heap[0] ?? 0;
    const i = requestOf[e] ?? 0;
    const now = taken.edgeOf[i] === -1 ? taken.worthNow(e) : 0;
    // Worth less than when it was last looked at, as his cheaper units are gone: back into the heap at what it is worth now.
    if (now > 0 && now < (worth[e] ?? 0)) worth[e] = now;
    else {
      if (now > 0) taken.take(i, e);
      size--;
      heap[0] = heap[size] ?? 0;
    }
    sink(0);
  }
  return taken;

  function isBefore(a: number, b: number): boolean {
    const difference = (worth[a] ?? 0) - (worth[b] ?? 0);
    return difference === 0 ? a < b : difference > 0;
  }

  function sink(from: number): void {
    const e = heap[from] ?? 0;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
      if (!isBefore(heap[child] ?? 0, e)) break;
      heap[at] = heap[child] ?? 0;
      at = child;
    }
    heap[at] = e;
  }
}

/** An assignment that grows edge by edge. */
export class Taken implements GreedyAssignment {
  readonly edgeOf: Int32Array;
  readonly expertOf: Int32Array;
  total = 0;
  assigned = 0;
  private readonly problem: AssignmentProblem;
  private readonly used: Int32Array;

  constructor(problem: AssignmentProblem) {
    this.problem = problem;
    this.edgeOf = new Int32Array(problem.requests).fill(-1);
    this.expertOf = new Int32Array(problem.requests).fill(-1);
    this.used = new Int32Array(problem.experts);
  }

  /** What edge e is worth as things stand; 0 or less where it is of no use or its expert has no unit left. */
  worthNow(e: number): number {
    const { expert, value, capacity, unitCosts } = this.problem;
    const j = expert[e] ?? 0;
    const units = this.used[j] ?? 0;
    if (units >= (capacity[j] ?? 0)) return 0;
    const from = unitCosts?.start[j] ?? -1;
    return (value[e] ?? 0) - (from < 0 ? 0 : (unitCosts?.cost[from + units] ?? 0));
  }

  /** Gives request i, which has none, the edge e. */
  take(i: number, e: number): void {
    const j = this.problem.expert[e] ?? 0;
    this.total += this.worthNow(e);
    this.assigned++;
    this.used[j] = (this.used[j] ?? 0) + 1;
    this.edgeOf[i] = e;
    this.expertOf[i] = j;
  }

  /** Gives request i the best of what is left to it; of equal ones the first edge. */
  takeBest(i: number): void {
    const { rowStart } = this.problem;
    let best = 0;
    let chosen = -1;
    for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++) {
      const worth = this.worthNow(e);
      if (worth > best) {
        best = worth;
        chosen = e;
      }
    }
    if (chosen >= 0) this.take(i, chosen);
  }
}
