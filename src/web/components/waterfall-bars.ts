/**
 * Where each bar of a waterfall lies, in percent of the span all running totals cover (0 always within it).
 * Every bar begins where the one before ended. All zero: every bar has no width.
 */
export function waterfallBars(
  values: readonly number[],
  start: number,
): { readonly fromPercent: number; readonly widthPercent: number }[] {
  const totals = values.reduce<number[]>((sums, value) => [...sums, (sums.at(-1) ?? start) + value], [start]);
  const low = Math.min(0, ...totals);
  const span = Math.max(0, ...totals) - low;
  return values.map((value, index) => {
    if (span === 0) return { fromPercent: 0, widthPercent: 0 };
    const before = totals[index] ?? start;
    const after = totals[index + 1] ?? before;
    return {
      fromPercent: ((Math.min(before, after) - low) / span) * 100,
      widthPercent: (Math.abs(value) / span) * 100,
    };
  });
}
