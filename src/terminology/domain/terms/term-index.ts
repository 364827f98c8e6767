import { foldTerm } from "./fold-term.js";
import { gramBuckets, gramsOf } from "./grams.js";
import { looseKey } from "./loose-key.js";
import type { EngineKind } from "./term-model.js";

/** A name that strings are mapped to. `code` is empty for a name that is known but not on the code list. */
export interface Term {
  readonly code: string;
  readonly name: string;
}

/** A term under one spelling: its own name, a part of it, or an alias. */
interface Form {
  readonly folded: string;
  readonly term: number;
}

/** Names as an inverted index of grams on typed arrays; built by `buildTermIndex`, never changed. */
export interface TermIndex {
  readonly kind: EngineKind;
  readonly terms: readonly Term[];
  /** Folded spelling of each form; `formTerm[f]` is the term it stands for. */
  readonly forms: readonly string[];
  readonly formTerm: Uint32Array;
  /** Distinct grams of form f: formGrams[gramsFrom[f]] … formGrams[gramsFrom[f + 1]]. */
  readonly gramsFrom: Uint32Array;
  readonly formGrams: Uint32Array;
  /** Length of form f as a vector of gram weights. */
  readonly formNorm: Float32Array;
  /** Forms that hold gram g: postings[postingsFrom[g]] … postings[postingsFrom[g + 1]]. */
  readonly postingsFrom: Uint32Array;
  readonly postings: Uint32Array;
  /** How much a gram tells, from its rarity among forms; grams in no form have the highest weight. */
  readonly weight: Float32Array;
  /** Terms by folded name, part of a name and sure alias, in list order. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  /** Terms by `looseKey` of their names; names that share one are left out. */
  readonly loose: ReadonlyMap<string, number>;
}

/**
 * 心房颤动[心房纤颤] is known by either part as surely as by the whole, and so is a name without a Latin abbreviation in
 * brackets; without a Chinese qualifier in brackets a name says less than it does, and is only looked at.
 */
function partsOf(name: string): { readonly sure: readonly string[]; readonly other: readonly string[] } {
  const wide = name.normalize("NFKC");
  const square = /^(.{2,})\[(.{2,})\]$/u.exec(wide);
  if (square !== null) return { sure: square.slice(1).map(foldTerm), other: [] };
  const round = /^(.{2,})\(([^()]{2,})\)$/u.exec(wide);
  if (round === null) return { sure: [], other: [] };
  const bare = [foldTerm(round[1] ?? "")];
  return /^[a-z\d -]+$/iu.test(round[2] ?? "") ? { sure: bare, other: [] } : { sure: [], other: bare };
}

/** Another name of a term. A sure one settles a string that is nothing else; the others are only looked at. */
export interface TermAlias {
  readonly alias: string;
  readonly name: string;
  readonly isSure: boolean;
}

/**
 * @param terms in code order; terms with the same name count as one, under the first code.
 * @param aliases those of unknown names, and those that are names of the list themselves, are left out.
 */
export function buildTermIndex(
  kind: EngineKind,
  terms: readonly Term[],
  aliases: readonly TermAlias[] = [],
): TermIndex {
  const forms: Form[] = [];
  const exact = new Map<string, number[]>();
  const kept: Term[] = [];
  const byName = new Map<string, number>();
  const add = (folded: string, term: number): void => {
    const known = exact.get(folded);
    if (known?.includes(term)) return;
    if (known === undefined) exact.set(folded, [term]);
    else known.push(term);
    forms.push({ folded, term });
  };
  for (const term of terms) {
    if (byName.has(term.name)) continue;
    byName.set(term.name, kept.length);
    kept.push(term);
  }
  kept.forEach((term, at) => {
    add(foldTerm(term.name), at);
  });
  const spoken = new Set<string>();
  const addSpoken = (folded: string, term: number): void => {
    if (folded === "" || exact.has(folded) || spoken.has(`${folded} ${term}`)) return;
    spoken.add(`${folded} ${term}`);
    forms.push({ folded, term });
  };
  kept.forEach((term, at) => {
    const { sure, other } = partsOf(term.name);
    for (const folded of sure) if (folded !== "" && !exact.has(folded)) add(folded, at);
    for (const folded of other) addSpoken(folded, at);
  });
  for (const { alias, name, isSure } of aliases) {
    const term = exact.get(foldTerm(name))?.[0];
    const folded = foldTerm(alias);
    if (term === undefined || folded === "" || exact.has(folded)) continue;
    if (isSure) add(folded, term);
    else addSpoken(folded, term);
  }
  return { kind, terms: kept, exact, loose: looselyNamed(exact), ...postForms(forms) };
}

function looselyNamed(exact: ReadonlyMap<string, readonly number[]>): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [folded, [term]] of exact) {
    const key = looseKey(folded);
    if (term === undefined) continue;
    const known = out.get(key);
    out.set(key, known === undefined || known === term ? term : -1);
  }
  for (const [key, term] of out) if (term < 0) out.delete(key);
  return out;
}

function postForms(forms: readonly Form[]): Omit<TermIndex, "kind" | "terms" | "exact" | "loose"> {
  const gramsFrom = new Uint32Array(forms.length + 1);
  const counts = new Uint32Array(gramBuckets);
  const flat: number[] = [];
  forms.forEach(({ folded }, f) => {
    for (const gram of gramsOf(folded)) {
      flat.push(gram);
      counts[gram] = (counts[gram] ?? 0) + 1;
    }
    gramsFrom[f + 1] = flat.length;
  });
  const formGrams = Uint32Array.from(flat);
  const weight = new Float32Array(gramBuckets);
  const postingsFrom = new Uint32Array(gramBuckets + 1);
  for (let g = 0; g < gramBuckets; g++) {
    weight[g] = Math.log((forms.length + 1) / ((counts[g] ?? 0) + 1)) + 0.5;
    postingsFrom[g + 1] = (postingsFrom[g] ?? 0) + (counts[g] ?? 0);
  }
  const postings = new Uint32Array(flat.length);
  const next = postingsFrom.slice(0, gramBuckets);
  const formNorm = new Float32Array(forms.length);
  for (let f = 0; f < forms.length; f++) {
    let sum = 0;
    for (let i = gramsFrom[f] ?? 0; i < (gramsFrom[f + 1] ?? 0); i++) {
      const gram = formGrams[i] ?? 0;
      sum += (weight[gram] ?? 0) ** 2;
      const slot = next[gram] ?? 0;
      postings[slot] = f;
      next[gram] = slot + 1;
    }
    formNorm[f] = Math.sqrt(sum);
  }
  return {
    forms: forms.map(({ folded }) => folded),
    formTerm: Uint32Array.from(forms, ({ term }) => term),
    gramsFrom,
    formGrams,
    formNorm,
    postingsFrom,
    postings,
    weight,
  };
}
