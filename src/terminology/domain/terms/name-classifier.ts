import { eachGram, tripleBucket } from "./grams.js";
import { nameKey } from "./name-key.js";

/**
 * A linear softmax over names seen often in training: weight of feature f for class c is
 * weights[f × classes + c] × scale; features are grams (`featuresOf`) folded to `featureBuckets`.
 */
export interface NameClassifier {
  /** `nameKey` of each class. */
  readonly names: Uint32Array;
  readonly scale: number;
  readonly weights: Int8Array;
  readonly bias: Float32Array;
}

export const featureBuckets = 1 << 14;

/** Distinct features of folded segments: singles, pairs and triples of characters. */
export function featuresOf(segments: readonly string[]): number[] {
  const seen = new Set<number>();
  for (const folded of segments) {
    eachGram(folded, (gram) => seen.add(gram % featureBuckets));
    for (let i = 0; i + 2 < folded.length; i++)
      seen.add(
        tripleBucket(folded.charCodeAt(i), folded.charCodeAt(i + 1), folded.charCodeAt(i + 2)) %
          featureBuckets,
      );
  }
  return [...seen];
}

export const noClassifier: NameClassifier = {
  names: new Uint32Array(),
  scale: 1,
  weights: new Int8Array(),
  bias: new Float32Array(),
};

/** Probability of each class. Empty for a classifier without classes. */
export function classify(classifier: NameClassifier, features: readonly number[]): Float32Array {
  const classes = classifier.names.length;
  const out = classifier.bias.slice();
  const scale = classifier.scale / Math.sqrt(features.length || 1);
  for (const feature of features) {
    const base = feature * classes;
    for (let c = 0; c < classes; c++) out[c] = (out[c] ?? 0) + (classifier.weights[base + c] ?? 0) * scale;
  }
  return softmax(out);
}

function softmax(scores: Float32Array): Float32Array {
  let top = -Infinity;
  for (const score of scores) if (score > top) top = score;
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    const e = Math.exp((scores[c] ?? 0) - top);
    scores[c] = e;
    sum += e;
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] ?? 0) / (sum || 1);
  return scores;
}

export interface ClassifierSettings {
  readonly epochs: number;
  readonly rate: number;
  readonly decay: number;
  /** Names with fewer examples are left to the ranker. */
  readonly leastExamples: number;
}

/** Fits by stochastic gradient with AdaGrad, in the order given; a string with several names counts for each in part. */
export function fitClassifier(
  examples: readonly { readonly segments: readonly string[]; readonly names: readonly string[] }[],
  settings: ClassifierSettings,
): NameClassifier {
  const counts = new Map<string, number>();
  for (const { names } of examples) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].filter(([, n]) => n >= settings.leastExamples).map(([name]) => name);
  const classOf = new Map(names.map((name, c) => [name, c]));
  const rows = examples
    .map((one) => ({
      features: featuresOf(one.segments),
      classes: one.names.map((name) => classOf.get(name) ?? -1).filter((c) => c >= 0),
    }))
    .filter((row) => row.classes.length > 0 && row.features.length > 0);
  const classes = names.length;
  const weights = new Float32Array(featureBuckets * classes);
  const squares = new Float32Array(featureBuckets * classes).fill(1e-3);
  const bias = new Float32Array(classes);
  for (let epoch = 0; epoch < settings.epochs; epoch++)
    for (const { features, classes: right } of rows) {
      const length = 1 / Math.sqrt(features.length);
      const p = bias.slice();
      for (const f of features) {
        const base = f * classes;
        for (let c = 0; c < classes; c++) p[c] = (p[c] ?? 0) + (weights[base + c] ?? 0) * length;
      }
      softmax(p);
      for (const c of right) p[c] = (p[c] ?? 0) - 1 / right.length;
      for (let c = 0; c < classes; c++) {
        const g = p[c] ?? 0;
        if (Math.abs(g) < 0.002) continue;
        bias[c] = (bias[c] ?? 0) - 0.02 * g;
        for (const f of features) {
          const i = f * classes + c;
          const w = weights[i] ?? 0;
          const d = g * length + settings.decay * w;
          const square = (squares[i] ?? 0) + d * d;
          squares[i] = square;
          weights[i] = w - (settings.rate * d) / Math.sqrt(square);
        }
      }
    }
  let most = 0;
  for (const w of weights) most = Math.max(most, Math.abs(w));
  const scale = most / 127 || 1;
  return {
    names: Uint32Array.from(names, nameKey),
    scale,
    weights: Int8Array.from(weights, (w) => Math.round(w / scale)),
    bias,
  };
}
