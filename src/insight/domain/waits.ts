/** Upper bounds in minutes of the classes that waits are counted in; the last class has none. */
export const waitBounds = [5, 15, 60, 240, 1440] as const;

/**
 * The wait that `share` of the accepted requests did not exceed, in minutes, read off counts by class (one more than there are
 * bounds) and drawn straight within a class. Null without any. A wait in the open class is answered with its lower bound:
 * "at least so long".
 */
export function waitQuantile(classes: readonly number[], share: number): number | null {
  const total = classes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [n, count] of classes.entries()) {
    const from = n === 0 ? 0 : (waitBounds[n - 1] ?? 0);
    const to = waitBounds[n];
    if (count > 0 && below + count >= share * total)
      return to === undefined ? from : Math.round(from + ((share * total - below) / count) * (to - from));
    below += count;
  }
  return waitBounds[waitBounds.length - 1] ?? null;
}
