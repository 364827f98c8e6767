import type { TreeEnsemble } from "./tree-ensemble.js";

export interface FitSettings {
  readonly trees: number;
  readonly depth: number;
  readonly rate: number;
  /** Least sum of second derivatives in a leaf. */
  readonly leastWeight: number;
  readonly ridge: number;
}

const bins = 64;

/** Rows of features one after another, `width` numbers a row. */
export interface Rows {
  readonly width: number;
  readonly values: Float32Array;
}

/** Cuts of each feature at its quantiles: at most `bins` − 1, ascending. */
function cutsOf({ width, values }: Rows): readonly Float32Array[] {
  const count = values.length / width;
  const step = Math.max(1, Math.floor(count / 20_000));
  return Array.from({ length: width }, (_, f) => {
    const sample: number[] = [];
    for (let r = 0; r < count; r += step) sample.push(values[r * width + f] ?? 0);
    const sorted = Float32Array.from(sample).sort();
    const cuts = new Set<number>();
    for (let b = 1; b < bins; b++) {
      const at = Math.floor((b * sorted.length) / bins);
      const cut = sorted[at] ?? 0;
      if (cut > (sorted[0] ?? 0)) cuts.add(cut);
    }
    return Float32Array.from(cuts).sort();
  });
}

function binned({ width, values }: Rows, cuts: readonly Float32Array[]): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const own = cuts[i % width] ?? new Float32Array();
    const value = values[i] ?? 0;
    let [low, high] = [0, own.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value < (own[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    out[i] = low;
  }
  return out;
}

interface Split {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
}

/**
 * Gradient boosting with the logistic loss on histograms; the same rows in the same order give the same trees.
 * @param labels 0 or 1 a row. @param weights of the rows.
 */
export function fitTrees(
  rows: Rows,
  labels: Uint8Array,
  weights: Float32Array,
  settings: FitSettings,
): TreeEnsemble {
  const { width } = rows;
  const count = labels.length;
  const cuts = cutsOf(rows);
  const bin = binned(rows, cuts);
  let [positive, total] = [0, 0];
  for (let r = 0; r < count; r++) {
    positive += (weights[r] ?? 0) * (labels[r] ?? 0);
    total += weights[r] ?? 0;
  }
  const bias = Math.log((positive + 1) / (total - positive + 1));
  const score = new Float64Array(count).fill(bias);
  const gradient = new Float64Array(count);
  const hessian = new Float64Array(count);
  const roots: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  const right: number[] = [];
  const order = new Uint32Array(count);
  const spare = new Uint32Array(count);

  const histogram = (from: number, to: number): Float64Array => {
    const out = new Float64Array(width * bins * 2);
    for (let i = from; i < to; i++) {
      const r = order[i] ?? 0;
      const g = gradient[r] ?? 0;
      const h = hessian[r] ?? 0;
      const base = r * width;
      for (let f = 0; f < width; f++) {
        const slot = (f * bins + (bin[base + f] ?? 0)) * 2;
        out[slot] = (out[slot] ?? 0) + g;
        out[slot + 1] = (out[slot + 1] ?? 0) + h;
      }
    }
    return out;
  };
  const bestSplit = (sums: Float64Array): Split => {
    let best: Split = { gain: 1e-6, feature: -1, bin: 0 };
    for (let f = 0; f < width; f++) {
      let [g, h] = [0, 0];
      const base = f * bins * 2;
      for (let b = 0; b < bins; b++) {
        g += sums[base + 2 * b] ?? 0;
        h += sums[base + 2 * b + 1] ?? 0;
      }
      const whole = (g * g) / (h + settings.ridge);
      let [leftG, leftH] = [0, 0];
      for (let b = 0; b + 1 < bins; b++) {
        leftG += sums[base + 2 * b] ?? 0;
        leftH += sums[base + 2 * b + 1] ?? 0;
        if (leftH < settings.leastWeight) continue;
        const [restG, restH] = [g - leftG, h - leftH];
        if (restH < settings.leastWeight) break;
        const gain =
          (leftG * leftG) / (leftH + settings.ridge) + (restG * restG) / (restH + settings.ridge) - whole;
        if (gain > best.gain) best = { gain, feature: f, bin: b };
      }
    }
    return best;
  };
  const leaf = (from: number, to: number, sums: Float64Array): void => {
    let [g, h] = [0, 0];
    for (let b = 0; b < bins; b++) {
      g += sums[2 * b] ?? 0;
      h += sums[2 * b + 1] ?? 0;
    }
    const value = (-settings.rate * g) / (h + settings.ridge);
    feature.push(0);
    threshold.push(value);
    right.push(0);
    for (let i = from; i < to; i++) {
      const r = order[i] ?? 0;
      score[r] = (score[r] ?? 0) + value;
    }
  };
  const grow = (from: number, to: number, sums: Float64Array, depth: number): void => {
    const split = depth > 0 ? bestSplit(sums) : undefined;
    if (split === undefined || split.feature < 0) {
      leaf(from, to, sums);
      return;
    }
    let [low, high] = [from, 0];
    for (let i = from; i < to; i++) {
      const r = order[i] ?? 0;
      if ((bin[r * width + split.feature] ?? 0) <= split.bin) order[low++] = r;
      else spare[high++] = r;
    }
    order.set(spare.subarray(0, high), low);
    const node = feature.length;
    feature.push(split.feature);
    threshold.push(cuts[split.feature]?.[split.bin] ?? 0);
    right.push(0);
    const isLeftSmaller = low - from <= to - low;
    const small = isLeftSmaller ? histogram(from, low) : histogram(low, to);
    const large = sums;
    for (let i = 0; i < large.length; i++) large[i] = (large[i] ?? 0) - (small[i] ?? 0);
    grow(from, low, isLeftSmaller ? small : large, depth - 1);
    right[node] = feature.length;
    grow(low, to, isLeftSmaller ? large : small, depth - 1);
  };

  for (let t = 0; t < settings.trees; t++) {
    for (let r = 0; r < count; r++) {
      const p = 1 / (1 + Math.exp(-(score[r] ?? 0)));
      const w = weights[r] ?? 0;
      gradient[r] = w * (p - (labels[r] ?? 0));
      hessian[r] = w * Math.max(p * (1 - p), 1e-6);
      order[r] = r;
    }
    roots.push(feature.length);
    grow(0, count, histogram(0, count), settings.depth);
  }
  return {
    bias,
    roots: Uint32Array.from(roots),
    feature: Uint8Array.from(feature),
    threshold: Float32Array.from(threshold),
    right: Uint32Array.from(right),
  };
}
