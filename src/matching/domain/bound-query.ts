import { decayOf, diseaseKey, gramTerm, wordTerm } from "./evidence-document.js";
import type { QueryTerm } from "./index/document.js";
import type { MatchModel } from "./model.js";
import type { MatchPool } from "./pool.js";
import type { Subject } from "./subject.js";

/** What the bound of each kind is worth; 0 leaves the kind out. */
export interface Worth {
  readonly specialty: number;
  readonly disease: number;
  /** Patients of the disease or its category. */
  readonly proven: number;
  readonly named: number;
}

/**
 * The question whose score, divided by 255, is at least worth.specialty × specialty + worth.disease × disease +
 * worth.proven × proven + worth.named × named of every member, each a share from 0 to 1 as {@link relevanceMeter} measures it.
 */
export function boundQuery(subject: Subject, pool: MatchPool, worth: Worth, model: MatchModel): QueryTerm[] {
  const weights = new Map<string, number>();
  const add = (term: string, weight: number) => weights.set(term, (weights.get(term) ?? 0) + weight);
  if (worth.specialty > 0)
    for (const code of pool.specialtyCodes) {
      const best = subject.bestFit(code);
      if (best > 0) add(`s:${code}`, worth.specialty * best);
    }
  const total = subject.diagnoses.reduce((sum, diagnosis) => sum + diagnosis.weight, 0);
  for (const diagnosis of subject.diagnoses) {
    const share = diagnosis.weight * (worth.disease * (0.75 + 0.25 / total) + worth.proven);
    if (share > 0) {
      const { code, place } = diagnosis;
      if (code !== null && place !== undefined) {
        add(`d:${diseaseKey(code)}`, share * decayOf(4, model));
        add(`c:${place.category}`, share * decayOf(3, model));
        if (place.block !== undefined) add(`b:${place.block}`, share * decayOf(2, model));
        if (place.chapter !== undefined) add(`h:${place.chapter}`, share * decayOf(1, model));
      }
      for (const t of code === null ? pool.terms.keys() : pool.uncodedTerms) {
        const level = diagnosis.closeness[t] ?? 0;
        if (level > 0) add(wordTerm(pool.terms[t]), share * decayOf(level, model));
      }
    }
    if (worth.named > 0 && diagnosis.gramCount > 0)
      for (const gram of diagnosis.grams) add(gramTerm(gram), worth.named / diagnosis.gramCount);
  }
  return Array.from(weights, ([term, weight]) => ({ term, weight: Math.ceil(weight) }));
}
