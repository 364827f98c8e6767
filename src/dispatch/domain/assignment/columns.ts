import type { Columns, Side } from "./market.js";
import type { AssignmentProblem } from "./problem.js";

/** The edges of each request, as the problem has them. */
export const rowsOf = ({ requests, rowStart, expert, value }: AssignmentProblem): Side => ({
  start: rowStart.subarray(0, requests),
  end: rowStart.subarray(1),
  other: expert,
  value,
});

/** The edges of each expert, by request ascending. */
export function columnsOf({ requests, experts, rowStart, expert, value }: AssignmentProblem): Columns {
  const edges = expert.length;
  const bounds = new Int32Array(experts + 1);
  for (let e = 0; e < edges; e++) {
    const j = expert[e] ?? 0;
    bounds[j + 1] = (bounds[j + 1] ?? 0) + 1;
  }
  for (let j = 0; j < experts; j++) bounds[j + 1] = (bounds[j + 1] ?? 0) + (bounds[j] ?? 0);
  const filled = bounds.slice(0, experts);
  const columns = {
    start: bounds.subarray(0, experts),
    end: bounds.subarray(1),
    other: new Int32Array(edges),
    value: new Int32Array(edges),
    edge: new Int32Array(edges),
  };
  for (let i = 0; i < requests; i++)
    for (let e = rowStart[i] ?? 0, to = rowStart[i + 1] ?? 0; e < to; e++) {
      const j = expert[e] ?? 0;
      const x = filled[j] ?? 0;
      filled[j] = x + 1;
      columns.other[x] = i;
      columns.value[x] = value[e] ?? 0;
      columns.edge[x] = e;
    }
  return columns;
}
