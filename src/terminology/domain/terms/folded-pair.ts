/** A string and the names it was given, folded. */
export interface FoldedPair {
  readonly source: string;
  readonly targets: readonly string[];
}
