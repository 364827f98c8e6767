/** The `count` calendar months up to `last` (YYYY-MM), oldest first. */
export function monthsUpTo(last: string, count: number): string[] {
  const [year = 0, month = 1] = last.split("-").map(Number);
  return Array.from({ length: count }, (_, n) => {
    const index = year * 12 + (month - 1) - (count - 1 - n);
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
  });
}

/** Standard deviations of counting by which the last months have to exceed those before. */
const surely = 2;

/**
 * Sum of the last three of `counts` over the sum of the three before; 1 with fewer than six, with none before, and when the
 * difference is no more than the chance of counting (Poisson) does by itself.
 */
export function growthOf(counts: readonly number[]): number {
  if (counts.length < 6) return 1;
  const sum = (part: readonly number[]) => part.reduce((total, count) => total + count, 0);
  const [before, after] = [sum(counts.slice(-6, -3)), sum(counts.slice(-3))];
  if (before === 0 || Math.abs(after - before) < surely * Math.sqrt(after + before)) return 1;
  return after / before;
}
