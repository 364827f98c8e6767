import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";
import { type AssignmentProblem, solve, toMillionths } from "../assignment/index.js";
import { type BundlingRule, noBundling } from "../bundling.js";
import { bookAccepted, type BookingFigures } from "./bookings.js";
import type { SimRun } from "./engine.js";
import { type PanelFigures, panelFigures } from "./panel-figures.js";
import { mean, quantile } from "./spread.js";
import type { SimWorld } from "./world.js";

/** Figures of one level, or of all of them. */
export interface LevelFigures {
  readonly requests: number;
  /** Minutes from submission to acceptance; whoever is still waiting counts until the end. */
  readonly waitMean: number;
  readonly waitP50: number;
  readonly waitP95: number;
  /** Share that nobody had accepted when the level's clock ran out. */
  readonly breach: number;
  /** Mean true quality of those that were accepted. */
  readonly quality: number;
  /** Share that nobody accepted at all. */
  readonly unserved: number;
  /** Share that a person had to take over, at least once. */
  readonly handedOver: number;
}

export interface RunFigures {
  readonly levels: Readonly<Record<UrgencyLevel | "all", LevelFigures>>;
  /** Inequality of load: cases taken as a share of what an expert may take, Gini 0 (all alike) to 1. */
  readonly gini: number;
  readonly offersPerRequest: number;
  readonly offersPerExpertDay: number;
  readonly withdrawalsPerExpertDay: number;
  /** Share of the offers that were withdrawn because another expert was faster. */
  readonly withdrawnShare: number;
  /** What was lost against who would have been best to ask, had everything been known beforehand. */
  readonly regret: number;
  readonly meetings: BookingFigures;
  readonly panels: PanelFigures;
}

/** Gini coefficient of values that are not negative; 0 for none. */
export function giniOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  return (
    sorted.reduce((sum, value, i) => sum + (2 * (i + 1) - sorted.length - 1) * value, 0) /
    (sorted.length * total)
  );
}

const measuredOf = (world: SimWorld): number[] =>
  world.requests.flatMap(({ at }, r) => (at >= world.measuredFrom && at < world.measuredTo ? [r] : []));

/**
 * The most true quality that the measured requests could have got under everybody's daily caps, had every answer been a
 * yes and everything been known: an upper bound that no policy reaches. Exact, over all of them at once.
 */
export function hindsightOf(world: SimWorld): number {
  const measured = measuredOf(world);
  const days = Math.ceil(world.endsAt / 1440);
  const rowStart = new Int32Array(measured.length + 1);
  const experts: number[] = [];
  const values: number[] = [];
  for (const [i, r] of measured.entries()) {
    const request = world.requests[r];
    const day = Math.floor((request?.at ?? 0) / 1440);
    for (const { expert } of request?.candidates ?? []) {
      experts.push(day * world.experts.length + expert);
      values.push(toMillionths(world.truth.quality(r, expert)));
    }
    rowStart[i + 1] = experts.length;
  }
  const problem: AssignmentProblem = {
    requests: measured.length,
    experts: days * world.experts.length,
    rowStart,
    expert: Int32Array.from(experts),
    value: Int32Array.from(values),
    capacity: Int32Array.from(
      { length: days * world.experts.length },
      (_, i) => world.experts[i % world.experts.length]?.dayCap ?? 0,
    ),
  };
  return solve(problem).total / 1e6;
}

/**
 * The figures of a run.
 * @param hindsight `hindsightOf` the same world; 0 leaves regret at 0
 * @param bundling how its meetings are booked
 */
export function figuresOf(
  world: SimWorld,
  run: SimRun,
  hindsight: number,
  bundling: BundlingRule = noBundling,
): RunFigures {
  const measured = measuredOf(world);
  let reached = 0;
  const rows = measured.map((r) => {
    const request = world.requests[r];
    const { acceptedAt, acceptedBy, handedOver } = run.state.requests[r] ?? {
      acceptedAt: null,
      acceptedBy: null,
      handedOver: 0,
    };
    const at = request?.at ?? 0;
    const level = request?.level ?? "IV";
    const quality = acceptedBy === null ? null : world.truth.quality(r, acceptedBy);
    reached += quality ?? 0;
    const waited = (acceptedAt ?? world.endsAt) - at;
    return { level, waited, quality, handedOver, isLate: waited > world.clocks[level].acceptMinutes };
  });
  const of = (level: UrgencyLevel | "all"): LevelFigures => {
    const some = level === "all" ? rows : rows.filter((row) => row.level === level);
    const waits = some.map((row) => row.waited).sort((a, b) => a - b);
    const qualities = some.flatMap(({ quality }) => (quality === null ? [] : [quality]));
    return {
      requests: some.length,
      waitMean: mean(waits),
      waitP50: quantile(waits, 0.5),
      waitP95: quantile(waits, 0.95),
      breach: mean(some.map((row) => Number(row.isLate))),
      quality: mean(qualities),
      unserved: 1 - (some.length === 0 ? 1 : qualities.length / some.length),
      handedOver: mean(some.map((row) => Number(row.handedOver > 0))),
    };
  };
  const [first, second, third, fourth] = urgencyLevels.map(of) as [
    LevelFigures,
    LevelFigures,
    LevelFigures,
    LevelFigures,
  ];
  const days = world.endsAt / 1440;
  const withdrawn = run.state.experts.reduce((sum, expert) => sum + expert.withdrawn, 0);
  const perExpertDay = (count: number): number => count / Math.max(1, world.experts.length) / days;
  return {
    levels: { I: first, II: second, III: third, IV: fourth, all: of("all") },
    gini: giniOf(
      run.state.experts.map((expert, e) => expert.taken / Math.max(1, world.experts[e]?.dayCap ?? 1)),
    ),
    offersPerRequest: run.offers.length / Math.max(1, world.requests.length),
    offersPerExpertDay: perExpertDay(run.offers.length),
    withdrawalsPerExpertDay: perExpertDay(withdrawn),
    withdrawnShare: withdrawn / Math.max(1, run.offers.length),
    regret: hindsight === 0 ? 0 : 1 - reached / hindsight,
    meetings: bookAccepted(world, run, bundling),
    panels: panelFigures(world, run),
  };
}
