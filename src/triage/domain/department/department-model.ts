import { addScores, type LinearScores } from "./fit-linear.js";
import { foldText, knownGrams, marked, type Row, type Vocabulary, weighed } from "./grams.js";
import { type GramVectors, vectorOf } from "./vectors.js";

/** How the two scorers are mixed into one probability, fitted on texts neither had seen. */
export interface Mixture {
  readonly linear: number;
  readonly bayes: number;
  /** Weight of the logarithm of the label's share in the training texts. */
  readonly prior: number;
}

/** A text classifier: question or case summary → labels with probabilities. */
export interface DepartmentModel {
  readonly version: string;
  /** Version of the gram vectors it was trained with; null: without. */
  readonly vectorsVersion: string | null;
  readonly labels: readonly string[];
  readonly shares: Float32Array;
  readonly vocabulary: Vocabulary;
  /** Over the vocabulary's places, then the vectors' dimensions. */
  readonly linear: LinearScores;
  /** Over the vocabulary's places. */
  readonly bayes: LinearScores;
  /** What each dimension of a text's vector is on average, and the factor that makes vectors as loud as grams. */
  readonly vectorMean: Float32Array;
  readonly vectorFactor: number;
  readonly mixture: Mixture;
  /** From this probability of the first label on an answer is given; below it the model is unsure. */
  readonly sureFrom: number;
}

/** One label with its probability. */
export interface LabelChance {
  readonly label: string;
  readonly chance: number;
}

/** The text's row for the linear scorer: weighed grams, then its vector, mean taken off and scaled. */
export function linearRow(
  { idf: { length: width } }: Vocabulary,
  grams: Row,
  vector: Float64Array | null,
  mean: Float32Array,
  factor: number,
): Row {
  if (vector === null) return grams;
  const at = new Uint32Array(grams.at.length + vector.length);
  const value = new Float64Array(at.length);
  at.set(grams.at);
  value.set(grams.value);
  vector.forEach((v, d) => {
    at[grams.at.length + d] = width + d;
    value[grams.at.length + d] = (v - (mean[d] ?? 0)) * factor;
  });
  return { at, value };
}

/** Scores of both scorers, one a label. */
export interface Scores {
  readonly linear: Float64Array;
  readonly bayes: Float64Array;
}

/** @throws Error when the model was trained with other vectors than the given ones: the installation is broken. */
export function scoresOf(model: DepartmentModel, vectors: GramVectors | null, text: string): Scores {
  if (model.vectorsVersion !== (model.vectorsVersion === null ? null : (vectors?.version ?? null)))
    throw new Error(`department model wants gram vectors ${String(model.vectorsVersion)}`);
  const folded = foldText(text);
  const vector = model.vectorsVersion === null || vectors === null ? null : vectorOf(vectors, text);
  const known = knownGrams(model.vocabulary, folded);
  const grams = weighed(model.vocabulary, known);
  const row = linearRow(model.vocabulary, grams, vector, model.vectorMean, model.vectorFactor);
  const linear = Float64Array.from(model.linear.bias);
  addScores(model.linear, row, linear);
  const bayes = Float64Array.from(model.bayes.bias);
  addScores(model.bayes, marked(known), bayes);
  return { linear, bayes };
}

/** Probabilities of the labels; they add up to 1. */
export function mixScores({ linear, bayes }: Scores, shares: Float32Array, mixture: Mixture): Float64Array {
  const mixed = linear.map(
    (v, c) =>
      mixture.linear * v +
      mixture.bayes * (bayes[c] ?? 0) +
      mixture.prior * Math.log(Math.max(shares[c] ?? 0, 1e-6)),
  );
  const top = mixed.reduce((most, v) => Math.max(most, v), -Infinity);
  let sum = 0;
  for (let c = 0; c < mixed.length; c++) {
    mixed[c] = Math.exp((mixed[c] ?? 0) - top);
    sum += mixed[c] ?? 0;
  }
  return mixed.map((v) => v / sum);
}

/** All labels, the most probable first; equal ones in the model's order. An empty text gives the labels' shares alone. */
export function classifyText(
  model: DepartmentModel,
  vectors: GramVectors | null,
  text: string,
): readonly LabelChance[] {
  const chances = mixScores(scoresOf(model, vectors, text), model.shares, model.mixture);
  return model.labels
    .map((label, c) => ({ label, chance: chances[c] ?? 0 }))
    .sort((a, b) => b.chance - a.chance);
}
