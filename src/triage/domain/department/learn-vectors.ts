import { addScores, fitLinear } from "./fit-linear.js";
import { foldText, learnVocabulary, weighGrams } from "./grams.js";
import type { GramVectors } from "./vectors.js";

/** Texts of one source with the department each belongs to; departments of two sources are never compared. */
export interface VectorSource {
  readonly name: string;
  readonly texts: readonly { readonly text: string; readonly department: string }[];
}

/** Rarer departments teach nothing that lasts. */
const leastTextsOfDepartment = 6;
const leastTextsOfGram = 2;
const longestGram = 3;

/**
 * Directions of largest spread of symmetric positive `matrix` (size × size, row by row), by Jacobi rotations.
 * @returns the first `count` directions, largest spread first, each of length 1.
 */
export function mainDirections(matrix: Float64Array, size: number, count: number): readonly Float64Array[] {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const get = (m: Float64Array, i: number, j: number): number => m[i * size + j] ?? 0;
  for (let sweep = 0; sweep < 12; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        const apq = get(a, p, q);
        off += apq * apq;
        if (Math.abs(apq) < 1e-12) continue;
        const theta = (get(a, q, q) - get(a, p, p)) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < size; k++) {
          const [akp, akq] = [get(a, k, p), get(a, k, q)];
          a[k * size + p] = c * akp - s * akq;
          a[k * size + q] = s * akp + c * akq;
        }
        for (let k = 0; k < size; k++) {
          const [apk, aqk] = [get(a, p, k), get(a, q, k)];
          a[p * size + k] = c * apk - s * aqk;
          a[q * size + k] = s * apk + c * aqk;
          const [vkp, vkq] = [get(v, k, p), get(v, k, q)];
          v[k * size + p] = c * vkp - s * vkq;
          v[k * size + q] = s * vkp + c * vkq;
        }
      }
    if (off < 1e-12) break;
  }
  return Array.from({ length: size }, (_, i) => i)
    .sort((i, j) => get(a, j, j) - get(a, i, i) || i - j)
    .slice(0, count)
    .map((i) => Float64Array.from({ length: size }, (_, k) => get(v, k, i)));
}

/**
 * Learns for each source which grams speak for which of its departments (linear, one against the rest), and keeps the
 * directions in which these judgments differ most. Takes about a minute for 30 000 texts.
 */
export function learnVectors(
  sources: readonly VectorSource[],
  dimensions: number,
  version: string,
): GramVectors {
  const known = sources.map(({ texts }) => {
    const counts = new Map<string, number>();
    for (const { department } of texts) counts.set(department, (counts.get(department) ?? 0) + 1);
    return texts
      .filter(({ department }) => (counts.get(department) ?? 0) >= leastTextsOfDepartment)
      .map(({ text, department }) => ({ folded: foldText(text), department }));
  });
  const vocabulary = learnVocabulary(
    known.flatMap((texts) => texts.map(({ folded }) => folded)),
    longestGram,
    leastTextsOfGram,
  );
  const width = vocabulary.idf.length;
  const fitted = known.map((texts) => {
    const rows = texts.map(({ folded }) => weighGrams(vocabulary, folded));
    const names = [...new Set(texts.map(({ department }) => department))].sort();
    const of = texts.map(({ department }) => names.indexOf(department));
    const scores = fitLinear(rows, names.length, (r, c) => (of[r] === c ? 1 : -1), width, 0.3);
    // The sources speak in differing loudness; each is brought to the same mean square.
    let square = 0;
    for (const row of rows) {
      const own = new Float64Array(names.length);
      addScores(scores, row, own);
      for (const v of own) square += v * v;
    }
    return { rows, scores, loudness: Math.sqrt(square / Math.max(1, rows.length * names.length)) || 1 };
  });
  const classes = fitted.reduce((sum, { scores }) => sum + scores.classes, 0);
  const all = new Float32Array(width * classes);
  let before = 0;
  for (const { scores, loudness } of fitted) {
    for (let place = 0; place < width; place++)
      for (let c = 0; c < scores.classes; c++)
        all[place * classes + before + c] = (scores.weights[place * scores.classes + c] ?? 0) / loudness;
    before += scores.classes;
  }
  const joint = { classes, weights: all, bias: new Float32Array(classes) };
  const spread = new Float64Array(classes * classes);
  for (const { rows } of fitted)
    for (const row of rows) {
      const own = new Float64Array(classes);
      addScores(joint, row, own);
      for (let i = 0; i < classes; i++)
        for (let j = 0; j < classes; j++) {
          const at = i * classes + j;
          spread[at] = (spread[at] ?? 0) + ((own[i] ?? 0) * (own[j] ?? 0)) / rows.length;
        }
    }
  const directions = mainDirections(spread, classes, dimensions);
  const exact = new Float32Array(width * directions.length);
  const scales = new Float32Array(directions.length);
  directions.forEach((direction, d) => {
    for (let place = 0; place < width; place++) {
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += (all[place * classes + c] ?? 0) * (direction[c] ?? 0);
      exact[place * directions.length + d] = sum;
      scales[d] = Math.max(scales[d] ?? 0, Math.abs(sum) / 127);
    }
  });
  const values = new Int8Array(exact.length);
  for (let i = 0; i < exact.length; i++)
    values[i] = Math.round((exact[i] ?? 0) / (scales[i % directions.length] || 1));
  return { version, vocabulary, dimensions: directions.length, values, scales };
}
