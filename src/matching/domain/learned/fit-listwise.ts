/** Features of every candidate of one question, `width` numbers a candidate. */
export interface Candidates {
  readonly values: Float32Array;
  /** Place of the candidate who was asked. */
  readonly chosen: number;
}

/** A linear score over standardised features. */
export interface ListwiseModel {
  readonly features: readonly string[];
  readonly mean: Float64Array;
  readonly spread: Float64Array;
  readonly weights: Float64Array;
}

/** Solves `matrix` · x = `right` for a symmetric positive matrix (Cholesky); both are overwritten. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const at = (i: number, j: number): number => matrix[i * n + j] ?? 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = right[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= at(i, k) * (right[k] ?? 0);
    right[i] = sum / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= at(k, i) * (right[k] ?? 0);
    right[i] = sum / at(i, i);
  }
  return right;
}

/**
 * Learns how much each feature weighs from whom people asked: the probability of a candidate is the softmax of the linear
 * scores over the whole list, fitted by penalised maximum likelihood (Newton's method; convex, so the same input gives the same weights).
 * Source: McFadden's conditional logit, 1974; as a ranker, Cao et al., "Learning to rank: listwise", ICML 2007, top-one.
 * @param ridge penalty on the squared standardised weights, beside the mean log-likelihood.
 */
export function fitListwise(
  features: readonly string[],
  lists: readonly Candidates[],
  ridge = 1e-3,
  steps = 12,
): ListwiseModel {
  const width = features.length;
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  let count = 0;
  for (const { values } of lists) {
    count += values.length / width;
    for (let i = 0; i < values.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (values[i] ?? 0);
  }
  for (let f = 0; f < width; f++) mean[f] = (mean[f] ?? 0) / Math.max(1, count);
  for (const { values } of lists)
    for (let i = 0; i < values.length; i++)
      spread[i % width] = (spread[i % width] ?? 0) + ((values[i] ?? 0) - (mean[i % width] ?? 0)) ** 2;
  for (let f = 0; f < width; f++) spread[f] = Math.sqrt((spread[f] ?? 0) / Math.max(1, count)) || 1;
  const standard = lists.map(({ values, chosen }) => ({
    chosen,
    values: values.map((v, i) => (v - (mean[i % width] ?? 0)) / (spread[i % width] ?? 1)),
  }));
  const weights = new Float64Array(width);
  /** Mean log-likelihood, less the penalty. */
  const gainOf = (w: Float64Array): number =>
    standard.reduce(
      (sum, { values, chosen }) => sum + Math.log((chancesOf(values, w)[chosen] ?? 0) + 1e-12),
      0,
    ) /
      standard.length -
    ridge * w.reduce((sum, v) => sum + v * v, 0);
  let reached = gainOf(weights);
  for (let step = 0; step < steps; step++) {
    const gradient = weights.map((w) => -2 * ridge * w);
    const curvature = new Float64Array(width * width);
    for (let f = 0; f < width; f++) curvature[f * width + f] = 2 * ridge;
    const own = new Float64Array(width);
    for (const { values, chosen } of standard) {
      const chances = chancesOf(values, weights);
      own.fill(0);
      for (let c = 0; c < chances.length; c++) {
        const chance = chances[c] ?? 0;
        for (let f = 0; f < width; f++) own[f] = (own[f] ?? 0) + chance * (values[c * width + f] ?? 0);
      }
      for (let f = 0; f < width; f++)
        gradient[f] =
          (gradient[f] ?? 0) + ((values[chosen * width + f] ?? 0) - (own[f] ?? 0)) / standard.length;
      for (let c = 0; c < chances.length; c++) {
        const chance = (chances[c] ?? 0) / standard.length;
        // Candidates of no chance add nothing that could be seen.
        if (chance < 1e-9) continue;
        for (let f = 0; f < width; f++) {
          const left = chance * ((values[c * width + f] ?? 0) - (own[f] ?? 0));
          const from = f * width;
          for (let g = 0; g <= f; g++)
            curvature[from + g] =
              (curvature[from + g] ?? 0) + left * ((values[c * width + g] ?? 0) - (own[g] ?? 0));
        }
      }
    }
    for (let f = 0; f < width; f++)
      for (let g = 0; g < f; g++) curvature[g * width + f] = curvature[f * width + g] ?? 0;
    const move = solve(curvature, gradient);
    // A whole step may overshoot while the weights are far from their place: it is halved until it gains.
    let by = 1;
    let next = weights;
    let gained = 0;
    while (by > 1e-3 && gained <= 0) {
      const share = by;
      next = weights.map((w, f) => w + share * (move[f] ?? 0));
      gained = gainOf(next) - reached;
      by /= 2;
    }
    if (gained <= 0) break;
    weights.set(next);
    reached += gained;
    if (gained < 1e-6) break;
  }
  return { features, mean, spread, weights };
}

function chancesOf(values: Float32Array, weights: Float64Array): Float64Array {
  const width = weights.length;
  const scores = new Float64Array(values.length / width);
  let top = -Infinity;
  for (let c = 0; c < scores.length; c++) {
    let score = 0;
    for (let f = 0; f < width; f++) score += (values[c * width + f] ?? 0) * (weights[f] ?? 0);
    scores[c] = score;
    top = Math.max(top, score);
  }
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp((scores[c] ?? 0) - top);
    sum += scores[c] ?? 0;
  }
  return scores.map((v) => v / sum);
}

/** The chance of each candidate to be the one asked; they add up to 1. */
export function rankListwise({ mean, spread, weights }: ListwiseModel, values: Float32Array): Float64Array {
  const width = weights.length;
  return chancesOf(
    values.map((v, i) => (v - (mean[i % width] ?? 0)) / (spread[i % width] ?? 1)),
    weights,
  );
}
