import { sequence } from "../../../kernel/sequence.js";
import { readTemperature } from "./body-temperature.js";
import { eachGram, tripleBucket } from "./grams.js";
import type { FoldedPair } from "./folded-pair.js";
import { nameKey } from "./name-key.js";

/**
 * One linear judge a name: weight of feature f for class c is weights[f × classes + c] × scale; features are those of
 * `featuresOf`, folded to `featureBuckets`.
 */
export interface NameClassifier {
  /** `nameKey` of each class. */
  readonly names: Uint32Array;
  readonly scale: number;
  readonly weights: Int8Array;
  readonly bias: Float32Array;
}

export const featureBuckets = 1 << 14;

/** Distinct features of a folded string: singles and pairs of characters; a body temperature as a number with its bound. */
export function featuresOf(folded: string): number[] {
  const seen = new Set<number>();
  eachGram(folded, (gram) => seen.add(gram % featureBuckets));
  for (const feature of temperatureFeatures(folded)) seen.add(feature % featureBuckets);
  return [...seen];
}

const degree = 0x2103;
/** Limits at which a name of a temperature may change, in tenths of a degree. */
const limits = [360, 368, 373, 375, 378, 380, 381, 385, 386, 388, 390, 391, 395, 400, 405, 410];

/** 超过38.5度: what it is, whether that is a bound, and the limits it reaches. */
function temperatureFeatures(folded: string): readonly number[] {
  const celsius = readTemperature(folded);
  if (celsius === undefined) return [];
  const tenths = Math.round(celsius * 10);
  const bound = /以下|不超过|不到|没到|之内|快/u.test(folded) ? 1 : /超过|以上|多/u.test(folded) ? 2 : 3;
  return [
    tripleBucket(degree, tenths, 0),
    tripleBucket(degree, tenths, bound),
    tripleBucket(degree, 0, bound),
    ...limits.filter((limit) => tenths >= limit).map((limit) => tripleBucket(degree, limit, 4)),
  ];
}

export const noClassifier: NameClassifier = {
  names: new Uint32Array(),
  scale: 1,
  weights: new Int8Array(),
  bias: new Float32Array(),
};

/** Margin of each class: above 0 it is judged meant. Empty for a classifier without classes. */
export function marginsOf(classifier: NameClassifier, features: readonly number[]): Float32Array {
  const classes = classifier.names.length;
  const out = new Float32Array(classes);
  for (const feature of features) {
    const base = feature * classes;
    for (let c = 0; c < classes; c++) out[c] = (out[c] ?? 0) + (classifier.weights[base + c] ?? 0);
  }
  const scale = classifier.scale / Math.sqrt(features.length || 1);
  for (let c = 0; c < classes; c++) out[c] = (out[c] ?? 0) * scale + (classifier.bias[c] ?? 0);
  return out;
}

export interface ClassifierSettings {
  /** Price of an example on the wrong side of its margin, against large weights. */
  readonly price: number;
  readonly epochs: number;
}

/** Examples as rows of features, one after another: row r has features[from[r]] … features[from[r + 1]]. */
interface Rows {
  readonly from: Uint32Array;
  readonly features: Uint16Array;
  /** Factor that makes a row a vector of length one. */
  readonly length: Float32Array;
}

/**
 * Fits one support vector machine a name (squared hinge, dual coordinate descent: Hsieh et al., ICML 2008); the same
 * examples in the same order give the same classifier.
 */
export function fitClassifier(examples: readonly FoldedPair[], settings: ClassifierSettings): NameClassifier {
  const told = examples
    .map(({ source, targets }) => ({ features: featuresOf(source), targets }))
    .filter(({ features }) => features.length > 0);
  const rowsOf = new Map<string, number[]>();
  told.forEach(({ targets }, r) => {
    for (const name of targets) rowsOf.set(name, [...(rowsOf.get(name) ?? []), r]);
  });
  const rows: Rows = {
    from: Uint32Array.from([0, ...told.map(({ features }) => features.length)]),
    features: Uint16Array.from(told.flatMap(({ features }) => features)),
    length: Float32Array.from(told, ({ features }) => 1 / Math.sqrt(features.length)),
  };
  for (let r = 0; r < told.length; r++) rows.from[r + 1] = (rows.from[r] ?? 0) + (rows.from[r + 1] ?? 0);
  const classes = rowsOf.size;
  const weights = new Float32Array(featureBuckets * classes);
  const bias = new Float32Array(classes);
  const orders = Array.from({ length: settings.epochs }, (_, epoch) => shuffled(told.length, epoch + 1));
  [...rowsOf.values()].forEach((own, c) => {
    const one = fitClass(rows, own, settings, orders);
    for (let f = 0; f < featureBuckets; f++) weights[f * classes + c] = one[f] ?? 0;
    bias[c] = one[featureBuckets] ?? 0;
  });
  let most = 0;
  for (const w of weights) most = Math.max(most, Math.abs(w));
  const scale = most / 127 || 1;
  return {
    names: Uint32Array.from(rowsOf.keys(), nameKey),
    scale,
    weights: Int8Array.from(weights, (w) => Math.round(w / scale)),
    bias,
  };
}

/** Least step that keeps an epoch from being the last. */
const settled = 0.02;

/** Weights of the class that the rows `own` have, its bias at the end. A row is a vector of length one, and a one for the bias. */
function fitClass(
  { from, features, length }: Rows,
  own: readonly number[],
  { price }: ClassifierSettings,
  orders: readonly Uint32Array[],
): Float32Array {
  const w = new Float32Array(featureBuckets + 1);
  const alpha = new Float32Array(length.length);
  const side = new Int8Array(length.length).fill(-1);
  for (const r of own) side[r] = 1;
  const slack = 1 / (2 * price);
  for (const order of orders) {
    let largest = 0;
    for (const r of order) {
      const [start, end] = [from[r] ?? 0, from[r + 1] ?? 0];
      let dot = 0;
      for (let i = start; i < end; i++) dot += w[features[i] ?? 0] ?? 0;
      const sign = side[r] ?? 0;
      const known = alpha[r] ?? 0;
      const gradient = sign * (dot * (length[r] ?? 0) + (w[featureBuckets] ?? 0)) - 1 + known * slack;
      const next = Math.max(0, known - gradient / (2 + slack));
      const step = next - known;
      if (step === 0) continue;
      largest = Math.max(largest, Math.abs(step));
      alpha[r] = next;
      const change = sign * step * (length[r] ?? 0);
      for (let i = start; i < end; i++) {
        const f = features[i] ?? 0;
        w[f] = (w[f] ?? 0) + change;
      }
      w[featureBuckets] = (w[featureBuckets] ?? 0) + sign * step;
    }
    if (largest < settled) break;
  }
  return w;
}

/** The numbers below `count` in an order of chance that is the same each time. */
function shuffled(count: number, seed: number): Uint32Array {
  const out = Uint32Array.from({ length: count }, (_, i) => i);
  const next = sequence(seed);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const kept = out[i] ?? 0;
    out[i] = out[j] ?? 0;
    out[j] = kept;
  }
  return out;
}
