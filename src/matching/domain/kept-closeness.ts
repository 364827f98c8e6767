import { dropOldest } from "../../kernel/collections.js";

/** How close a code is: 0 not at all, 1 same chapter, 2 same block, 3 same category, 4 the same disease. */
export type Closeness = 0 | 1 | 2 | 3 | 4;

/** More diagnoses than this are not kept: the one not asked about longest goes. */
const mostDiagnoses = 512;

/** More codes than this are not kept with one diagnosis: then all are worked out again. */
const mostCodes = 10_000;

/** How close each evidence term of a pool is to a diagnosis. Terms only come on: what is known of one never changes. */
export class KeptCloseness {
  private readonly kept = new Map<string, Uint8Array>();
  private readonly keptCodes = new Map<string, Map<string, Closeness>>();

  /** How close other codes are to the one of a diagnosis, as far as it was worked out. To be filled in. */
  codesOf(code: string): Map<string, Closeness> {
    let codes = this.keptCodes.get(code);
    if (codes === undefined || codes.size > mostCodes) codes = new Map();
    this.keptCodes.delete(code);
    this.keptCodes.set(code, codes);
    dropOldest(this.keptCodes, mostDiagnoses);
    return codes;
  }

  /** By term. `key` names the diagnosis; `measure` fills in the terms from `from` on. Read it only. */
  of(key: string, terms: number, measure: (closeness: Uint8Array, from: number) => void): Uint8Array {
    let closeness = this.kept.get(key) ?? new Uint8Array(0);
    this.kept.delete(key);
    if (closeness.length < terms) {
      const known = closeness.length;
      const grown = new Uint8Array(terms);
      grown.set(closeness);
      measure(grown, known);
      closeness = grown;
    }
    this.kept.set(key, closeness);
    dropOldest(this.kept, mostDiagnoses);
    return closeness;
  }
}
