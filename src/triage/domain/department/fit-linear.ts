import type { Row } from "./grams.js";

/** Linear scores of several classes: `weights[at × classes + c]`, then `bias[c]`. */
export interface LinearScores {
  readonly classes: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** A repeatable sequence of fractions in [0, 1). Source: mulberry32, T. Ettinger, public domain. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * One-against-the-rest support vector machines with squared hinge loss and a regularised bias, each by dual coordinate
 * descent over all rows until nothing moves by more than 0.1 or `passes` are done. The same input gives the same weights.
 * Source: Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 1.
 * @param isOf 1 where the row is of the class, −1 where it is not, 0 where the row says nothing of the class.
 * @param width places of the rows are below it.
 * @param cost the price of an error against a large margin (C).
 */
export function fitLinear(
  rows: readonly Row[],
  classes: number,
  isOf: (row: number, of: number) => -1 | 0 | 1,
  width: number,
  cost: number,
  passes = 40,
): LinearScores {
  const weights = new Float32Array(width * classes);
  const bias = new Float32Array(classes);
  const diagonal = 1 / (2 * cost);
  const squared = rows.map(({ value }) => value.reduce((sum, v) => sum + v * v, 1) + diagonal);
  for (let of = 0; of < classes; of++) {
    const random = sequence(of + 1);
    const own = new Float64Array(width);
    let ownBias = 0;
    const alpha = new Float64Array(rows.length);
    const order = Uint32Array.from(rows.keys()).filter((row) => isOf(row, of) !== 0);
    for (let pass = 0; pass < passes; pass++) {
      for (let i = order.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
      }
      let moved = 0;
      for (const r of order) {
        const row = rows[r];
        if (row === undefined) continue;
        const { at, value } = row;
        const y = isOf(r, of);
        let score = ownBias;
        for (let k = 0; k < at.length; k++) score += (own[at[k] ?? 0] ?? 0) * (value[k] ?? 0);
        const before = alpha[r] ?? 0;
        const gradient = y * score - 1 + diagonal * before;
        const after = Math.max(0, before - gradient / (squared[r] ?? 1));
        if (after === before) continue;
        moved = Math.max(moved, Math.abs(gradient));
        alpha[r] = after;
        const step = (after - before) * y;
        for (let k = 0; k < at.length; k++) {
          const place = at[k] ?? 0;
          own[place] = (own[place] ?? 0) + step * (value[k] ?? 0);
        }
        ownBias += step;
      }
      if (moved < 0.1) break;
    }
    for (let place = 0; place < width; place++) weights[place * classes + of] = own[place] ?? 0;
    bias[of] = ownBias;
  }
  return { classes, weights, bias };
}

/** Adds the row's scores to `into`, one a class. */
export function addScores({ classes, weights }: LinearScores, { at, value }: Row, into: Float64Array): void {
  for (let k = 0; k < at.length; k++) {
    const from = (at[k] ?? 0) * classes;
    const v = value[k] ?? 0;
    for (let of = 0; of < classes; of++) into[of] = (into[of] ?? 0) + v * (weights[from + of] ?? 0);
  }
}
