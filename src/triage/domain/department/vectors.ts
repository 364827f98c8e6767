import { foldText, type Vocabulary, weighGrams } from "./grams.js";

/**
 * What names of diseases, their signs and descriptions of practice say of departments, as one short vector a gram. It
 * lets a model trained on few questions know words that none of them holds. Learned by `learnVectors`, shipped as data.
 */
export interface GramVectors {
  readonly version: string;
  readonly vocabulary: Vocabulary;
  readonly dimensions: number;
  /** Dimension d of the gram at place p is `values[p × dimensions + d] × scales[d]`. */
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** The text's vector: the sum over its known grams by their weight. All zero when none is known. */
export function vectorOf(vectors: GramVectors, text: string): Float64Array {
  const { dimensions, values, scales } = vectors;
  const out = new Float64Array(dimensions);
  const { at, value } = weighGrams(vectors.vocabulary, foldText(text));
  for (let k = 0; k < at.length; k++) {
    const from = (at[k] ?? 0) * dimensions;
    const v = value[k] ?? 0;
    for (let d = 0; d < dimensions; d++) out[d] = (out[d] ?? 0) + v * (values[from + d] ?? 0);
  }
  for (let d = 0; d < dimensions; d++) out[d] = (out[d] ?? 0) * (scales[d] ?? 0);
  return out;
}
