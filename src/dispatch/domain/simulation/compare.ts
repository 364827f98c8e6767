/** A mean with the half-width of its 95 % confidence interval; half-width null with fewer than two values. */
export interface Interval {
  readonly mean: number;
  readonly half: number | null;
}

/**
 * 97.5 % quantiles of Student's t by degrees of freedom 1 to 30; beyond, the normal one.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
 */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Mean and confidence interval over independent runs, one value a seed. */
export function intervalOf(values: readonly number[]): Interval {
  const n = values.length;
  const mean = n === 0 ? 0 : values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, half: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, half: (studentT[n - 2] ?? 1.96) * Math.sqrt(variance / n) };
}

/**
 * The difference of two policies seed by seed. The same seed is the same world with the same answers, so that what both
 * share falls out and the interval is narrow.
 */
export const pairedDifference = (values: readonly number[], baseline: readonly number[]): Interval =>
  intervalOf(values.map((value, i) => value - (baseline[i] ?? 0)));

/** Every number of a nested object under the path of its keys, e.g. `levels.I.breach`. */
export function flatten(value: unknown, path = ""): Record<string, number> {
  if (typeof value === "number") return { [path]: value };
  if (typeof value !== "object" || value === null) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner, path === "" ? key : `${path}.${key}`)),
  ) as Record<string, number>;
}
