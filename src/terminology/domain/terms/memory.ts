import { gramBuckets } from "./grams.js";
import { nameKey } from "./name-key.js";
import type { Memory } from "./term-model.js";
import type { TermIndex } from "./term-index.js";

/** The memory of a model, ready to be asked about one list of terms. */
export interface MemoryIndex {
  readonly memory: Memory;
  /** Units that hold gram g: postings[postingsFrom[g]] … */
  readonly postingsFrom: Uint32Array;
  readonly postings: Uint32Array;
  /** Terms of the list by `nameKey`. */
  readonly byKey: ReadonlyMap<number, number>;
  readonly weight: Float32Array;
  readonly norm: Float32Array;
  /** The term of the list that names[i] means; −1 for one that is not on it. */
  readonly termOf: Int32Array;
  /** How often a term was the answer, by its number. */
  readonly count: Float32Array;
}

/** One seen string: its distinct grams, and the folded names it was given. */
export interface SeenString {
  readonly grams: readonly number[];
  readonly names: readonly string[];
}

/** Packs strings for the model; the grams are put in numeric order, so that no string can be read back. */
export function packMemory(seen: readonly SeenString[]): Memory {
  const gramsFrom = [0];
  const grams: number[] = [];
  const namesFrom = [0];
  const names: number[] = [];
  for (const unit of seen) {
    grams.push(...unit.grams.toSorted((a, b) => a - b));
    names.push(...unit.names.map(nameKey));
    gramsFrom.push(grams.length);
    namesFrom.push(names.length);
  }
  return {
    gramsFrom: Uint32Array.from(gramsFrom),
    grams: Uint32Array.from(grams),
    namesFrom: Uint32Array.from(namesFrom),
    names: Uint32Array.from(names),
  };
}

export function indexMemory(memory: Memory, index: TermIndex): MemoryIndex {
  const { gramsFrom, grams, names } = memory;
  const units = gramsFrom.length - 1;
  const counts = new Uint32Array(gramBuckets);
  for (const gram of grams) counts[gram] = (counts[gram] ?? 0) + 1;
  const weight = new Float32Array(gramBuckets);
  const postingsFrom = new Uint32Array(gramBuckets + 1);
  for (let g = 0; g < gramBuckets; g++) {
    weight[g] = Math.log((units + 1) / ((counts[g] ?? 0) + 1)) + 0.5;
    postingsFrom[g + 1] = (postingsFrom[g] ?? 0) + (counts[g] ?? 0);
  }
  const next = postingsFrom.slice(0, gramBuckets);
  const postings = new Uint32Array(grams.length);
  const norm = new Float32Array(units);
  for (let u = 0; u < units; u++) {
    let sum = 0;
    for (let i = gramsFrom[u] ?? 0; i < (gramsFrom[u + 1] ?? 0); i++) {
      const gram = grams[i] ?? 0;
      sum += (weight[gram] ?? 0) ** 2;
      const slot = next[gram] ?? 0;
      postings[slot] = u;
      next[gram] = slot + 1;
    }
    norm[u] = Math.sqrt(sum);
  }
  const byKey = new Map<number, number>();
  for (const [folded, terms] of index.exact) {
    const [term] = terms;
    if (term !== undefined) byKey.set(nameKey(folded), term);
  }
  const termOf = Int32Array.from(names, (name) => byKey.get(name) ?? -1);
  const count = new Float32Array(index.terms.length);
  for (const term of termOf) if (term >= 0) count[term] = (count[term] ?? 0) + 1;
  return { memory, postingsFrom, postings, byKey, weight, norm, termOf, count };
}
