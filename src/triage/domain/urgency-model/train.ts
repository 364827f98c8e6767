import { sequence } from "../../../kernel/sequence.js";
import { fitTrees, type FitSettings } from "../../../kernel/fit-trees.js";
import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";
import { linearFeatures, treeFeatures, type UrgencyFacts } from "./features.js";
import { urgencyFigures } from "./figures.js";
import { fitLogistic } from "./fit-logistic.js";
import { cumulative, levelOf, linearScores, type UrgencyModel } from "./model.js";

/** A judged visit to learn from. */
export interface UrgencyExample {
  readonly facts: UrgencyFacts;
  readonly level: UrgencyLevel;
}

type Weights = Pick<UrgencyModel, "linear" | "trees">;

const settings: FitSettings = { trees: 60, depth: 3, rate: 0.06, leastWeight: 3, ridge: 2 };
const ridge = 2.5;
const bags = 4;
const bagShare = 0.7;
const innerFolds = 5;
/** The three questions of the model. */
const questions = [0, 1, 2] as const;

/** Goals of the decision, safety first: see `chooseThresholds`. */
export const goals = { underTriage: 0.1, recallUrgent: 0.85 } as const;

/** The fold of each example, 0 … folds − 1: each level is spread evenly; the same seed gives the same folds. */
export function foldsOf(levels: readonly UrgencyLevel[], folds: number, seed: number): readonly number[] {
  const next = sequence(seed);
  const fold: number[] = levels.map(() => 0);
  let turn = 0;
  for (const level of urgencyLevels) {
    const own = levels.flatMap((one, i) => (one === level ? [{ i, key: next() }] : []));
    for (const { i } of own.sort((a, b) => a.key - b.key)) fold[i] = turn++ % folds;
  }
  return fold;
}

const severity = (level: UrgencyLevel): number => urgencyLevels.indexOf(level);

function fitLinear(examples: readonly UrgencyExample[]): UrgencyModel["linear"] {
  const rows = examples.map(({ facts }) => linearFeatures(facts));
  return questions.map((k) =>
    fitLogistic(
      rows,
      examples.map(({ level }) => severity(level) <= k),
      ridge,
    ),
  );
}

/** Trees see the linear part's answers as it gives them to examples it has not learned from. */
function fitWeights(examples: readonly UrgencyExample[], seed: number): Weights {
  const fold = foldsOf(
    examples.map(({ level }) => level),
    innerFolds,
    seed,
  );
  const scores: (readonly number[])[] = [];
  for (let f = 0; f < innerFolds; f++) {
    const linear = fitLinear(examples.filter((_, i) => fold[i] !== f));
    examples.forEach(({ facts }, i) => {
      if (fold[i] === f) scores[i] = linearScores(linear, facts);
    });
  }
  const rows = examples.map(({ facts }, i) => [...treeFeatures(facts), ...(scores[i] ?? [])]);
  const width = rows[0]?.length ?? 0;
  const values = Float32Array.from(rows.flat());
  const next = sequence(seed + 77);
  const drawn = Array.from({ length: bags }, () =>
    Float32Array.from(examples.map(() => (next() < bagShare ? 1 : 0))),
  );
  return {
    linear: fitLinear(examples),
    trees: questions.map((k) => {
      const labels = Uint8Array.from(examples.map(({ level }) => (severity(level) <= k ? 1 : 0)));
      return drawn.map((weights) => fitTrees({ width, values }, labels, weights, settings));
    }),
  };
}

/**
 * The thresholds with the highest accuracy among those that keep both safety goals (under-triage, recall of I and II) on
 * the given unseen answers; when none does, those that miss them least.
 */
export function chooseThresholds(
  truth: readonly UrgencyLevel[],
  answers: readonly (readonly number[])[],
): readonly number[] {
  let best: readonly number[] = [0.5, 0.5, 0.5];
  let bestWorth = -Infinity;
  for (let urgent = 0.05; urgent < 0.55; urgent += 0.0125)
    for (let soon = 0.2; soon < 0.65; soon += 0.025) {
      const thresholds = [0.5, urgent, soon];
      const { accuracy, underTriage, recallUrgent } = urgencyFigures(
        truth,
        answers.map((p) => levelOf(p, thresholds)),
      );
      const missed =
        Math.max(0, underTriage - goals.underTriage) + Math.max(0, goals.recallUrgent - recallUrgent);
      const worth = accuracy - 100 * missed;
      if (worth > bestWorth) [best, bestWorth] = [thresholds, worth];
    }
  return best.map((threshold) => Math.round(threshold * 1e4) / 1e4);
}

/**
 * Learns a model; the same examples in the same order give the same model.
 * The thresholds rest on answers to examples the weights had not seen.
 * @param onStep told before each of the inner rounds.
 */
export function trainUrgency(
  examples: readonly UrgencyExample[],
  version: string,
  onStep: (step: number, of: number) => void = () => undefined,
): UrgencyModel {
  const truth = examples.map(({ level }) => level);
  const fold = foldsOf(truth, innerFolds, 11);
  const answers: (readonly number[])[] = [];
  for (let f = 0; f < innerFolds; f++) {
    onStep(f + 1, innerFolds + 1);
    const weights = fitWeights(
      examples.filter((_, i) => fold[i] !== f),
      100 + f,
    );
    examples.forEach(({ facts }, i) => {
      if (fold[i] === f) answers[i] = cumulative(weights, facts);
    });
  }
  onStep(innerFolds + 1, innerFolds + 1);
  return { version, ...fitWeights(examples, 7), thresholds: chooseThresholds(truth, answers) };
}
