import { mostWeight } from "./observations.js";

/** One choice of the past and what another order would have chosen instead. */
export interface Logged {
  /** The odds of what was done; null: not on record, and then it is taken as certain. */
  readonly chance: number | null;
  /** What it came to, 0 to 1. */
  readonly reward: number;
  /** The other order asks the same one first. */
  readonly isSame: boolean;
  /** What the reward model expects of the one who was asked, and of the one the other order asks; 0 to 1. */
  readonly expectedOfDone: number;
  readonly expectedOfWanted: number;
}

export interface Estimate {
  readonly value: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

export interface OffPolicy {
  /** Inverse propensity weighted; the same over the sum of weights; doubly robust. */
  readonly ips: Estimate;
  readonly snips: Estimate;
  readonly doublyRobust: Estimate;
  /** So many choices of equal weight would say as much (Kish). */
  readonly effective: number;
}

const weightOf = ({ chance, isSame }: Logged): number =>
  isSame ? Math.min(mostWeight, 1 / Math.max(chance ?? 1, 1e-6)) : 0;

/** The doubly robust value of each choice: the model's guess for what is wanted, put right by what came of what was done. */
export const robustValues = (logged: readonly Logged[]): number[] =>
  logged.map((one) => one.expectedOfWanted + weightOf(one) * (one.reward - one.expectedOfDone));

/** Mean with its normal 95 % interval. */
export function meanWithInterval(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) return { value: 0, low: 0, high: 0 };
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  const spread = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / Math.max(1, n - 1);
  const half = 1.96 * Math.sqrt(spread / n);
  return { value, low: value - half, high: value + half };
}

/**
 * What another order would have come to, from what this one did: each choice that both share stands for 1 / its odds. Where no odds
 * are on record a choice is taken as certain, so that nothing but the reward model speaks for those who were never asked.
 * Source: Dudík, Langford & Li, Doubly robust policy evaluation and learning, ICML 2011; SNIPS: Swaminathan & Joachims, NeurIPS 2015.
 */
export function estimateOrder(logged: readonly Logged[]): OffPolicy {
  const weights = logged.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const ips = meanWithInterval(logged.map(({ reward }, i) => (weights[i] ?? 0) * reward));
  const share =
    total === 0 ? 0 : logged.reduce((sum, { reward }, i) => sum + (weights[i] ?? 0) * reward, 0) / total;
  // The ratio's interval by the delta method.
  const each = (weights[0] === undefined ? 1 : total / weights.length) || 1;
  const { low, high } = meanWithInterval(
    logged.map(({ reward }, i) => ((weights[i] ?? 0) * (reward - share)) / each),
  );
  const half = (high - low) / 2;
  return {
    ips,
    snips: { value: share, low: share - half, high: share + half },
    doublyRobust: meanWithInterval(robustValues(logged)),
    effective: squares === 0 ? 0 : (total * total) / squares,
  };
}
