import { probability, scoreRow, type TreeEnsemble } from "../../../kernel/tree-ensemble.js";
import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";
import { linearFeatures, treeFeatures, type UrgencyFacts } from "./features.js";

/** Weights for the three questions "level I?", "I or II?", "I to III?", in this order. */
export interface UrgencyModel {
  readonly version: string;
  /** For each question one weight a feature, the constant last. */
  readonly linear: readonly (readonly number[])[];
  /** For each question several ensembles, averaged. */
  readonly trees: readonly (readonly TreeEnsemble[])[];
  /** The answer is yes from these probabilities on: low ones, because under-triage costs more than over-triage. */
  readonly thresholds: readonly number[];
}

export interface UrgencyEstimate {
  readonly level: UrgencyLevel;
  /** That the level is the named one or a more severe one; never falling from I to III. */
  readonly atLeast: { readonly I: number; readonly II: number; readonly III: number };
}

/** Share of the trees in the mean of both parts. */
const treeShare = 0.6;

/** Log-odds of the linear part for each question. */
export function linearScores(linear: UrgencyModel["linear"], facts: UrgencyFacts): readonly number[] {
  const features = linearFeatures(facts);
  return linear.map((weights) =>
    features.reduce((sum, x, j) => sum + x * (weights[j] ?? 0), weights[features.length] ?? 0),
  );
}

/** Probabilities of the three questions, made monotonous: who is level I is also "I or II". */
export function cumulative(
  model: Pick<UrgencyModel, "linear" | "trees">,
  facts: UrgencyFacts,
): readonly number[] {
  const scores = linearScores(model.linear, facts);
  const row = Float32Array.from([...treeFeatures(facts), ...scores]);
  let least = 0;
  return model.trees.map((ensembles, k) => {
    const mean = ensembles.reduce((sum, trees) => sum + scoreRow(trees, row), 0) / ensembles.length;
    least = Math.max(least, treeShare * probability(mean) + (1 - treeShare) * probability(scores[k] ?? 0));
    return least;
  });
}

/** The most severe level whose question is answered yes; IV when none is. */
export function levelOf(probabilities: readonly number[], thresholds: readonly number[]): UrgencyLevel {
  const at = probabilities.findIndex((p, k) => p >= (thresholds[k] ?? 1));
  return urgencyLevels[at < 0 ? 3 : at] ?? "IV";
}

/**
 * What level similar emergency visits were given by an expert. It knows nothing of vital-sign criteria: whoever acts on it
 * lays it on the floor of `safety-floor.ts`.
 */
export function estimateUrgency(model: UrgencyModel, facts: UrgencyFacts): UrgencyEstimate {
  const p = cumulative(model, facts);
  return {
    level: levelOf(p, model.thresholds),
    atLeast: { I: p[0] ?? 0, II: p[1] ?? 0, III: p[2] ?? 0 },
  };
}
