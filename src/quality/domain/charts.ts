/** One point of a control chart; `n` is what the value rests on (cases, exposure). */
export interface ChartPoint {
  readonly label: string;
  readonly value: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}
/** A control chart as it is drawn: points with their own limits around one centre line. */
export interface ChartData {
  readonly type: "p" | "u" | "xmr" | "funnel";
  readonly points: readonly ChartPoint[];
  readonly centre: number;
  /** Places in `points` that broke a rule. */
  readonly signals: readonly number[];
  readonly rule: RuleName;
}
/** `beyond`: outside the limits · `run`: eight in a row on one side · `fallen`, `below_rest`: exact tests of counts. */
export type RuleName = "none" | "beyond" | "run" | "fallen" | "below_rest";

export interface Tally {
  readonly label: string;
  readonly count: number;
  readonly n: number;
}

/** Points in a row on one side of the centre that are a signal. Source: L. S. Nelson, J. Quality Technology 16 (1984), test 2, with eight. */
export const runLength = 8;

/**
 * p-chart: shares of `count` in `n`, limits three standard errors around the share of all, within 0 and 1. A point with
 * nothing in it has the whole range as its limits. The centre of no observations at all is 0.
 * Source: W. A. Shewhart, Economic Control of Quality (1931); D. C. Montgomery, Introduction to Statistical Quality Control, 7.2.
 */
export function pChart(tallies: readonly Tally[]): ChartData {
  const n = sum(tallies.map((one) => one.n));
  const centre = n === 0 ? 0 : sum(tallies.map(({ count }) => count)) / n;
  const points = tallies.map((one): ChartPoint => {
    const reach = one.n === 0 ? 1 : 3 * Math.sqrt((centre * (1 - centre)) / one.n);
    return {
      label: one.label,
      n: one.n,
      value: one.n === 0 ? centre : one.count / one.n,
      low: Math.max(0, centre - reach),
      high: Math.min(1, centre + reach),
    };
  });
  return withRules("p", points, centre);
}

/**
 * u-chart: counts per unit of exposure `n`, limits three standard errors of a Poisson rate, not below 0.
 * Source: as for {@link pChart}, 7.3.
 */
export function uChart(tallies: readonly Tally[]): ChartData {
  const n = sum(tallies.map((one) => one.n));
  const centre = n === 0 ? 0 : sum(tallies.map(({ count }) => count)) / n;
  const points = tallies.map((one): ChartPoint => {
    const reach = one.n === 0 ? centre : 3 * Math.sqrt(centre / one.n);
    return {
      label: one.label,
      n: one.n,
      value: one.n === 0 ? centre : one.count / one.n,
      low: Math.max(0, centre - reach),
      high: centre + reach,
    };
  });
  return withRules("u", points, centre);
}

/**
 * XmR-chart of single values: limits 2.66 mean moving ranges around the mean. With fewer than two values the limits are the
 * values themselves.
 * Source: D. J. Wheeler, Understanding Variation (1993); 2.66 = 3 / d2 with d2 = 1.128.
 */
export function xmrChart(
  values: readonly { readonly label: string; readonly value: number; readonly n: number }[],
): ChartData {
  const centre = values.length === 0 ? 0 : sum(values.map(({ value }) => value)) / values.length;
  const ranges = values.slice(1).map(({ value }, i) => Math.abs(value - (values[i]?.value ?? value)));
  const reach = ranges.length === 0 ? 0 : 2.66 * (sum(ranges) / ranges.length);
  return withRules(
    "xmr",
    values.map((one) => ({ ...one, low: centre - reach, high: centre + reach })),
    centre,
  );
}

/** Rounding must not make a point that lies on its limit a signal. */
const slack = 1e-9;

function withRules(type: ChartData["type"], points: readonly ChartPoint[], centre: number): ChartData {
  const beyond = points.flatMap(({ value, low, high }, i) =>
    value < low - slack || value > high + slack ? [i] : [],
  );
  if (beyond.length > 0) return { type, points, centre, signals: beyond, rule: "beyond" };
  const run = firstRun(points, centre);
  return run.length > 0
    ? { type, points, centre, signals: run, rule: "run" }
    : { type, points, centre, signals: [], rule: "none" };
}

/** The last run of at least {@link runLength} on one side; a point on the centre line ends a run. */
function firstRun(points: readonly ChartPoint[], centre: number): number[] {
  let best: number[] = [];
  let run: number[] = [];
  let side = 0;
  points.forEach(({ value, n }, i) => {
    const now = n === 0 || Math.abs(value - centre) < slack ? 0 : Math.sign(value - centre);
    run = now !== 0 && now === side ? [...run, i] : now === 0 ? [] : [i];
    side = now;
    if (run.length >= runLength) best = run;
  });
  return best;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
