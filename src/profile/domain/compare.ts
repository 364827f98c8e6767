import { type Dimension, dimensions } from "./model.js";

/** A score with its band, of one of two experts; undefined: no evidence. */
export interface Banded {
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/** `alike`: the bands overlap so far that the evidence does not tell them apart · `unknown`: one of them has no evidence. */
export type Verdict = "first" | "second" | "alike" | "unknown";

/**
 * Which of two is higher, only where the evidence tells: the difference must exceed the joint half-width of the bands
 * (root of the sum of squares), which is the 90 % band of the difference of independent estimates.
 */
export function verdictOf(first: Banded | undefined, second: Banded | undefined): Verdict {
  if (first === undefined || second === undefined) return "unknown";
  const [higher, lower] = first.score >= second.score ? [first, second] : [second, first];
  const joint = Math.hypot(higher.score - higher.low, lower.high - lower.score);
  if (higher.score - lower.score <= joint) return "alike";
  return higher === first ? "first" : "second";
}

/** The verdict for each dimension, in the order of the model. */
export function compareDimensions(
  first: ReadonlyMap<Dimension, Banded>,
  second: ReadonlyMap<Dimension, Banded>,
): { dimension: Dimension; verdict: Verdict }[] {
  return dimensions.map((dimension) => ({
    dimension,
    verdict: verdictOf(first.get(dimension), second.get(dimension)),
  }));
}
