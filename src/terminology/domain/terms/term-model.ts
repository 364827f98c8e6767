import type { NameClassifier } from "./name-classifier.js";
import type { TreeEnsemble } from "../../../kernel/tree-ensemble.js";

/** The kinds of terms the engine reads; departments have a reader of their own (`normaliseSpecialty`). */
export type EngineKind = "diagnosis" | "procedure" | "symptom";

/**
 * Which grams of what people write stand for which grams of what a list calls it: 癌 for 恶性 and 肿瘤, 摘除 for 切除.
 * Row r: `sources[r]` stands for targets[from[r]] … targets[from[r + 1]], each with a strength 0…1.
 */
export interface Correspondences {
  readonly sources: Uint32Array;
  readonly from: Uint32Array;
  readonly targets: Uint32Array;
  readonly strengths: Float32Array;
}

/** Log-odds of grams: how much better or worse a candidate gets for each of these that finds no counterpart. */
export interface GramOdds {
  readonly grams: Uint32Array;
  readonly odds: Float32Array;
}

/**
 * Strings seen in training, as unordered sets of gram numbers, with the keys (`nameKey`) of the names they were given. Unit
 * u: grams[gramsFrom[u]] … and names[namesFrom[u]] …
 */
export interface Memory {
  readonly gramsFrom: Uint32Array;
  readonly grams: Uint32Array;
  readonly namesFrom: Uint32Array;
  readonly names: Uint32Array;
}

/** What is learned from pairs of strings and names, whatever the list. */
export interface Knowledge {
  readonly correspondences: Correspondences;
  /** Grams of a candidate that the string does not have. */
  readonly extra: GramOdds;
  /** Grams of the string that the candidate does not have. */
  readonly missing: GramOdds;
  readonly memory: Memory;
  readonly classifier: NameClassifier;
}

export interface TermModel {
  readonly kind: EngineKind;
  readonly version: string;
  readonly knowledge: Knowledge;
  readonly ranker: TreeEnsemble;
  readonly chooser: TreeEnsemble;
  /** Least probability at which an answer is given, and at which a candidate counts as one of several readings. */
  readonly thresholds: { readonly resolve: number; readonly choose: number };
}
