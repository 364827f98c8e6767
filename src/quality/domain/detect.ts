import { binomialAtLeast, binomialAtMost } from "./binomial.js";
import { type ChartData, pChart, runLength, type Tally, uChart, xmrChart } from "./charts.js";

/**
 * When an alert is raised, as data. The levels are set so that a year of pure noise in an alliance of the usual size raises
 * less than one false alert a year in all; measured in `simulate.test.ts`, stated in docs/indicators.md.
 */
export const detectionRule = {
  /** Weeks of one point. */
  pointWeeks: 4,
  /** Points a chart looks back over. */
  points: 18,
  fallen: { recentPoints: 4, level: 0.0005, mostRatio: 0.5 },
  groupLow: { level: 0.0002, leastCases: 12, leastGap: 0.15 },
  bounces: { level: 0.00005, leastOffers: 12, leastGap: 0.25 },
  dropped: { level: 0.0001, leastCases: 15, leastGap: 0.12, recentPoints: 3 },
  slower: { leastPoints: 10, leastAnswers: 5, leastRatio: 1.75 },
} as const;

export interface Signal {
  readonly chart: ChartData;
  /** The figure now, and what was usual. */
  readonly now: number;
  readonly usual: number;
  /** Chance of so much or more by luck alone; null where the rule is a chart's limit. */
  readonly chance: number | null;
}

const total = (tallies: readonly Tally[], of: "count" | "n"): number =>
  tallies.reduce((a, one) => a + one[of], 0);

/**
 * One expert's share of the work has fallen: his counts of the last points against those before, by the exact binomial test of
 * two Poisson rates. `n` is what there was to be had in all at that time (the consultations of everybody), so that a quiet
 * season is no fall.
 * Source: J. Przyborowski, H. Wilenski, Biometrika 31 (1940) 313–323.
 */
export function fallen(tallies: readonly Tally[]): Signal | null {
  const { recentPoints, level, mostRatio } = detectionRule.fallen;
  const recent = tallies.slice(-recentPoints);
  const before = tallies.slice(0, -recentPoints);
  const [k, all] = [total(recent, "count"), total(tallies, "count")];
  const [here, exposure] = [total(recent, "n"), total(tallies, "n")];
  if (before.length === 0 || all === 0 || here === 0 || here === exposure) return null;
  const chance = binomialAtMost(k, all, here / exposure);
  const now = k / here;
  const usual = total(before, "count") / total(before, "n");
  if (chance >= level || now > usual * mostRatio) return null;
  const chart = uChart(tallies);
  const places = tallies.map((_, i) => i).slice(-recentPoints);
  return { chart: { ...chart, centre: usual, signals: places, rule: "fallen" }, now, usual, chance };
}

/** One group among others lies below the rest, by the exact binomial test against the rest's share. */
function belowRest(
  group: Tally,
  others: readonly Tally[],
  rule: { readonly level: number; readonly least: number; readonly leastGap: number },
): Signal | null {
  const rest = { count: total(others, "count"), n: total(others, "n") };
  if (group.n < rule.least || rest.n < rule.least) return null;
  const usual = rest.count / rest.n;
  const now = group.count / group.n;
  const chance = binomialAtMost(group.count, group.n, usual);
  if (chance >= rule.level || usual - now < rule.leastGap) return null;
  const chart = pChart([group, ...others.filter(({ n }) => n >= rule.least)]);
  return {
    chart: { ...chart, type: "funnel", centre: usual, signals: [0], rule: "below_rest" },
    now,
    usual,
    chance,
  };
}

/** Satisfied judgments on one disease group against all others. */
export const groupLow = (group: Tally, others: readonly Tally[]): Signal | null =>
  belowRest(group, others, { ...detectionRule.groupLow, least: detectionRule.groupLow.leastCases });

/** Offers a department took against all other departments. */
export const bounces = (department: Tally, others: readonly Tally[]): Signal | null =>
  belowRest(department, others, { ...detectionRule.bounces, least: detectionRule.bounces.leastOffers });

/** The share of adopted advice of one hospital has dropped: the last points against those before, exact binomial test. */
export function dropped(tallies: readonly Tally[]): Signal | null {
  const { level, leastCases, leastGap, recentPoints } = detectionRule.dropped;
  const recent = tallies.slice(-recentPoints);
  const before = tallies.slice(0, -recentPoints);
  if (total(recent, "n") < leastCases || total(before, "n") < 2 * leastCases) return null;
  const usual = total(before, "count") / total(before, "n");
  const now = total(recent, "count") / total(recent, "n");
  // The usual share is itself an estimate: half a case is given to luck.
  const known = (total(before, "count") + 0.5) / (total(before, "n") + 1);
  const chance = binomialAtMost(total(recent, "count"), total(recent, "n"), known);
  if (chance >= level || usual - now < leastGap) return null;
  const chart = pChart(tallies);
  const places = tallies.map((_, i) => i).slice(-recentPoints);
  return { chart: { ...chart, centre: usual, signals: places, rule: "fallen" }, now, usual, chance };
}

/**
 * Answers of one hospital have become slower: XmR-chart of the logarithm of the median share of the allowed time, its warning
 * limit (two of the three standard errors) drawn from the points before. Signal when the last two points lie above it, or the
 * last eight above the centre, and it takes three quarters more than usual. Points of fewer than five answers are left out: a
 * median of two is an anecdote.
 * Source: Western Electric, Statistical Quality Control Handbook (1956), zone A, with two of two.
 */
export function slower(
  values: readonly { readonly label: string; readonly value: number; readonly n: number }[],
): Signal | null {
  const { leastPoints, leastAnswers, leastRatio } = detectionRule.slower;
  const known = values.filter(({ value, n }) => n >= leastAnswers && value > 0);
  if (known.length < leastPoints) return null;
  const logs = known.map((one) => ({ ...one, value: Math.log(one.value) }));
  const past = xmrChart(logs.slice(0, -2));
  const reach = (2 / 3) * ((past.points[0]?.high ?? past.centre) - past.centre);
  const usual = Math.exp(past.centre);
  const meanOf = (tail: readonly { readonly value: number }[]) =>
    Math.exp(tail.reduce((a, { value }) => a + value, 0) / tail.length);
  const isBeyond = logs.slice(-2).every(({ value }) => value > past.centre + reach);
  const tail = logs.slice(-runLength);
  const isRun = tail.length === runLength && tail.every(({ value }) => value > past.centre);
  const now = meanOf(isBeyond ? logs.slice(-2) : tail);
  if (!(isBeyond || isRun) || now <= usual * leastRatio) return null;
  const places = known.map((_, i) => i);
  return {
    chart: {
      type: "xmr",
      centre: usual,
      points: known.map((one) => ({
        ...one,
        low: Math.exp(past.centre - reach),
        high: Math.exp(past.centre + reach),
      })),
      signals: places.slice(isBeyond ? -2 : -runLength),
      rule: isBeyond ? "beyond" : "run",
    },
    now,
    usual,
    chance: null,
  };
}

/** More of something than chance would give: used by what is only looked at, never punished. */
export const tooMany = (count: number, n: number, share: number): number => binomialAtLeast(count, n, share);
