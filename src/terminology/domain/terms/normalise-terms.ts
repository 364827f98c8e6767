import { contradicts } from "./contradictions.js";
import { foldTerm } from "./fold-term.js";
import { readTerms, type ReadTerm, type Reading } from "./read-terms.js";
import { buildTermEngine, type TermEngine } from "./term-engine.js";
import type { TermIndex } from "./term-index.js";
import type { TermModel } from "./term-model.js";

/** A list of terms with a model of how people write them; made by `buildTermReader`, asked by `normaliseTerms`. */
export interface TermReader {
  readonly engine: TermEngine;
  readonly model: TermModel;
}

export const buildTermReader = (index: TermIndex, model: TermModel): TermReader => ({
  engine: buildTermEngine(index, model.knowledge),
  model,
});

export interface TermCandidate {
  readonly code: string;
  readonly name: string;
  /** Probability 0…1 that the text means it. */
  readonly score: number;
}

/** How what is written stands to the code: the same, a part of it, more than it; or not settled. */
export type TermRelation = "exact" | "narrower" | "broader" | "ambiguous";

/**
 * One term of a string. `resolved`: code, name and relation are set. `ambiguous`: the candidates are its readings, none
 * of them certain. `unknown`: nothing on the list is likely; candidates only look alike.
 */
export type NormalisedTerm = {
  /** The segment of the string that holds it, as written. */
  readonly text: string;
  readonly candidates: readonly TermCandidate[];
} & (
  | {
      readonly status: "resolved";
      readonly code: string;
      readonly name: string;
      readonly relation: TermRelation;
    }
  | {
      readonly status: "ambiguous" | "unknown";
      readonly code: null;
      readonly name: null;
      readonly relation: "ambiguous" | null;
    }
);

export interface NormalisedTerms {
  /** The string as given. */
  readonly input: string;
  /** In the order of the text; a segment without a likely term has an entry too, so that nothing is lost. */
  readonly terms: readonly NormalisedTerm[];
  /** Candidates for the string as a whole, likeliest first, at most ten. */
  readonly candidates: readonly TermCandidate[];
}

const mostCandidates = 5;
/** Least probability of a reading that is offered as one, and of a candidate that is shown at all. */
const leastReading = 0.12;
const leastShown = 0.005;
/** Share of a name, or of a segment, that may stay without counterpart for the two to count as the same. */
const negligible = 0.25;
/** Least probability of an answer that says more than the text. */
const leastForMore = 0.95;
/** What a segment may hold besides terms: sides, numbers, levels, doubts, courtesies of records. */
const filler =
  /^(?:左|右|双|两|侧|上|下|待查|待排|可能|考虑|术后|术前|复查|随访|不除外|个月|[a-z\d点年月日天周余岁期级度型第x+% ])*$/u;

/**
 * Maps what a clinician or patient wrote to terms of the list. Several terms in one string are found and answered one by
 * one. It never guesses: an answer below the model's threshold, or one that says the opposite of the text in a word that
 * matters, stays ambiguous with its candidates.
 */
export function normaliseTerms(reader: TermReader, text: string): NormalisedTerms {
  const { engine, model } = reader;
  const reading = readTerms(engine, model, text);
  const { query, candidates } = reading;
  const chosen = chooseTerms(reader, reading);
  const terms: { readonly at: number; readonly term: NormalisedTerm }[] = [];
  query.segments.forEach((segment, s) => {
    const own = chosen.filter((one) => one.segment === s);
    for (const one of own)
      terms.push({ at: placeOf(one, segment.from), term: answer(reader, reading, one, chosen) });
    if (own.length > 0 || filler.test(segment.folded)) return;
    const near = candidates.filter((one) => one.segment === s);
    const isReading = (near[0]?.probability ?? 0) >= leastReading;
    const shown = shownOf(engine, near);
    terms.push({
      at: segment.from,
      term: isReading
        ? {
            text: segment.text,
            status: "ambiguous",
            code: null,
            name: null,
            relation: "ambiguous",
            candidates: shown,
          }
        : {
            text: segment.text,
            status: "unknown",
            code: null,
            name: null,
            relation: null,
            candidates: shown,
          },
    });
  });
  terms.sort((a, b) => a.at - b.at);
  return {
    input: text,
    terms: terms.map(({ term }) => term),
    candidates: candidates.slice(0, 10).map((one) => shownAs(engine, one)),
  };
}

/**
 * The candidates that the string holds by the model's judgment, likeliest first. A segment that names a term beyond doubt
 * holds no other.
 */
export function chooseTerms({ model }: TermReader, { query, candidates }: Reading): readonly ReadTerm[] {
  return candidates.filter(
    (one) =>
      one.isSure ||
      (one.probability >= model.thresholds.choose && (query.segments[one.segment]?.sure ?? -1) < 0),
  );
}

/** Whether a chosen candidate is certain enough to be the answer. A name without a code never is. */
export function isResolved({ engine, model }: TermReader, { query }: Reading, one: ReadTerm): boolean {
  const { code, name } = engine.index.terms[one.term] ?? { code: "", name: "" };
  if (code === "") return false;
  if (one.isSure) return true;
  const segment = query.segments[one.segment]?.folded ?? "";
  const saysMore = 1 - one.nameCovered > negligible;
  return (
    one.probability >= Math.max(model.thresholds.resolve, saysMore ? leastForMore : 0) &&
    !contradicts(segment, foldTerm(name))
  );
}

function answer(
  reader: TermReader,
  reading: Reading,
  one: ReadTerm,
  chosen: readonly ReadTerm[],
): NormalisedTerm {
  const { engine } = reader;
  const { query, candidates } = reading;
  const segment = query.segments[one.segment];
  const text = segment?.text ?? "";
  const { code, name } = engine.index.terms[one.term] ?? { code: "", name: "" };
  const rivals = candidates.filter(
    (other) =>
      other !== one && !chosen.includes(other) && other.segment === one.segment && overlap(one, other) >= 0.4,
  );
  const shown = shownOf(engine, [one, ...rivals]);
  if (!isResolved(reader, reading, one))
    return { text, status: "ambiguous", code: null, name: null, relation: "ambiguous", candidates: shown };
  return {
    text,
    status: "resolved",
    code,
    name,
    relation: relationOf(reader, reading, one, chosen),
    candidates: shown,
  };
}

/** Share of what the two explain of the string that both explain. */
function overlap(a: ReadTerm, b: ReadTerm): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < a.cover.length; i++) {
    both += Math.min(a.cover[i] ?? 0, b.cover[i] ?? 0);
    either += Math.max(a.cover[i] ?? 0, b.cover[i] ?? 0);
  }
  return either === 0 ? 0 : both / either;
}

function relationOf(
  { engine }: TermReader,
  { query }: Reading,
  one: ReadTerm,
  chosen: readonly ReadTerm[],
): TermRelation {
  const segment = query.segments[one.segment];
  if (segment === undefined) return "ambiguous";
  if (engine.index.exact.get(segment.folded)?.includes(one.term) === true) return "exact";
  let left = 0;
  for (let i = segment.from; i < segment.to; i++) {
    let best = 0;
    for (const other of chosen) best = Math.max(best, other.cover[i] ?? 0);
    left += (query.weight[i] ?? 0) * (1 - best);
  }
  if (left / (segment.total || 1) > negligible) return "narrower";
  return 1 - one.nameCovered > negligible ? "broader" : "exact";
}

/** First gram of the query that a term explains; `from` when it explains none. */
function placeOf(one: ReadTerm, from: number): number {
  const at = one.cover.findIndex((strength, i) => i >= from && strength >= 0.25);
  return at < 0 ? from : at;
}

const shownAs = (engine: TermEngine, one: ReadTerm): TermCandidate => {
  const { code, name } = engine.index.terms[one.term] ?? { code: "", name: "" };
  return { code, name, score: Math.round(one.probability * 1000) / 1000 };
};

const shownOf = (engine: TermEngine, some: readonly ReadTerm[]): readonly TermCandidate[] =>
  some
    .filter(({ probability }) => probability >= leastShown)
    .slice(0, mostCandidates)
    .map((one) => shownAs(engine, one));
