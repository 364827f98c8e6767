/** Which column rows are ordered by; null leaves the order the server gave. */
export interface TableOrder {
  readonly key: string;
  readonly direction: "ascending" | "descending";
}

/** What a press on a column's head does: up, down, then back to the server's order. */
export function nextOrder(order: TableOrder | null, key: string): TableOrder | null {
  if (order?.key !== key) return { key, direction: "ascending" };
  return order.direction === "ascending" ? { key, direction: "descending" } : null;
}

/** The rows in that order; rows that compare equal keep the server's order in both directions. */
export function orderRows<T>(
  rows: readonly T[],
  order: TableOrder | null,
  compare: ((a: T, b: T) => number) | undefined,
): readonly T[] {
  if (order === null || compare === undefined) return rows;
  const sign = order.direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => sign * compare(a, b));
}
