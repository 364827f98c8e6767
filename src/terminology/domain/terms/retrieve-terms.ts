import { featuresOf, marginsOf } from "./name-classifier.js";
import type { TermEngine } from "./term-engine.js";
import type { TermQuery } from "./term-query.js";

/** A term worth looking at, under the spelling that is nearest to the string. */
export interface Found {
  readonly term: number;
  form: number;
  /** Best cosine over the whole string and over its segments, 0 when only the memory brought it. */
  whole: number;
  segment: number;
  /** Likeness of the nearest seen string that was given this term, and the sum of cubed likenesses of the near ones. */
  seenBest: number;
  seenSum: number;
  /** Margin given by the classifier; 0 when it does not know the term. */
  classified: number;
}

const perWhole = 30;
const perSegment = 14;
/** Terms that the classifier brings by itself. */
const perClassifier = 12;
const nearStrings = 24;
/** Grams in more forms than this find nothing by themselves. */
const commonest = 5_000;

interface Top {
  readonly item: number;
  readonly score: number;
}

/** The best `limit` of the touched items, best first, ties by number; their scores go back to zero. */
function takeBest(
  touched: readonly number[],
  scores: Float32Array,
  limit: number,
  scale: (item: number) => number,
): readonly Top[] {
  const best: Top[] = [];
  let least = 0;
  for (const item of touched) {
    const score = (scores[item] ?? 0) * scale(item);
    scores[item] = 0;
    if (best.length === limit && score <= least) continue;
    let place = best.length;
    while (place > 0) {
      const other = best[place - 1];
      if (other === undefined || other.score > score || (other.score === score && other.item < item)) break;
      place -= 1;
    }
    best.splice(place, 0, { item, score });
    if (best.length > limit) best.pop();
    least = best.at(-1)?.score ?? 0;
  }
  return best;
}

/** Forms that share the grams, or what they stand for, of query grams `from` … `to`. */
function nearForms(
  engine: TermEngine,
  query: TermQuery,
  from: number,
  to: number,
  limit: number,
): readonly Top[] {
  const { index, correspondences, rowOf, scratch } = engine;
  const { targetWeight, formScore } = scratch;
  const wanted: number[] = [];
  const want = (gram: number, strength: number): void => {
    const known = targetWeight[gram] ?? 0;
    if (known === 0) wanted.push(gram);
    if (strength > known) targetWeight[gram] = strength;
  };
  for (let i = from; i < to; i++) {
    const gram = query.grams[i] ?? 0;
    want(gram, 1);
    const row = rowOf[gram] ?? -1;
    if (row < 0) continue;
    for (let j = correspondences.from[row] ?? 0; j < (correspondences.from[row + 1] ?? 0); j++)
      want(correspondences.targets[j] ?? 0, correspondences.strengths[j] ?? 0);
  }
  const touched: number[] = [];
  let sum = 0;
  for (const gram of wanted) {
    const w = index.weight[gram] ?? 0;
    const value = w * w * (targetWeight[gram] ?? 0);
    sum += value * (targetWeight[gram] ?? 0);
    targetWeight[gram] = 0;
    const [first, end] = [index.postingsFrom[gram] ?? 0, index.postingsFrom[gram + 1] ?? 0];
    if (end - first > commonest) continue;
    for (let i = first; i < end; i++) {
      const form = index.postings[i] ?? 0;
      const before = formScore[form] ?? 0;
      if (before === 0) touched.push(form);
      formScore[form] = before + value;
    }
  }
  const length = Math.sqrt(sum) || 1;
  return takeBest(touched, formScore, limit, (form) => 1 / (length * (index.formNorm[form] || 1)));
}

function nearSeen(engine: TermEngine, query: TermQuery, from: number, to: number): readonly Top[] {
  const { memory, scratch } = engine;
  const grams = new Set(query.grams.subarray(from, to));
  const touched: number[] = [];
  let sum = 0;
  for (const gram of grams) {
    const w = memory.weight[gram] ?? 0;
    sum += w * w;
    for (let i = memory.postingsFrom[gram] ?? 0; i < (memory.postingsFrom[gram + 1] ?? 0); i++) {
      const unit = memory.postings[i] ?? 0;
      const before = scratch.unitScore[unit] ?? 0;
      if (before === 0) touched.push(unit);
      scratch.unitScore[unit] = before + w * w;
    }
  }
  const length = Math.sqrt(sum) || 1;
  return takeBest(touched, scratch.unitScore, nearStrings, (unit) => 1 / (length * (memory.norm[unit] || 1)));
}

/** Terms near the string as a whole, near its segments, and given to strings like it; in no particular order. */
export function retrieveTerms(engine: TermEngine, query: TermQuery): readonly Found[] {
  const { index, memory } = engine;
  const found = new Map<number, Found>();
  const entry = (term: number, form: number): Found => {
    const known = found.get(term);
    if (known !== undefined) return known;
    const made: Found = { term, form, whole: 0, segment: 0, seenBest: 0, seenSum: 0, classified: 0 };
    found.set(term, made);
    return made;
  };
  for (const { sure } of query.segments) if (sure >= 0) entry(sure, sure);
  const units: { from: number; to: number; isWhole: boolean }[] = [
    { from: 0, to: query.grams.length, isWhole: true },
  ];
  if (query.segments.length > 1)
    for (const { from, to } of query.segments) units.push({ from, to, isWhole: false });
  for (const { from, to, isWhole } of units) {
    for (const { item, score } of nearForms(engine, query, from, to, isWhole ? perWhole : perSegment)) {
      const one = entry(index.formTerm[item] ?? 0, item);
      if (score > Math.max(one.whole, one.segment)) one.form = item;
      if (isWhole) one.whole = Math.max(one.whole, score);
      one.segment = Math.max(one.segment, score);
    }
    for (const { item, score } of nearSeen(engine, query, from, to)) {
      const { namesFrom } = memory.memory;
      for (let i = namesFrom[item] ?? 0; i < (namesFrom[item + 1] ?? 0); i++) {
        const term = memory.termOf[i] ?? -1;
        if (term < 0) continue;
        const one = entry(term, term);
        one.seenBest = Math.max(one.seenBest, score);
        one.seenSum += score ** 3;
      }
    }
  }
  if (engine.classTerm.length > 0) {
    const margins = marginsOf(engine.classifier, featuresOf(query.folded));
    const least = margins.toSorted().at(-perClassifier) ?? -Infinity;
    margins.forEach((margin, c) => {
      const term = engine.classTerm[c] ?? -1;
      if (term < 0 || (margin < least && !found.has(term))) return;
      entry(term, term).classified = margin;
    });
  }
  return [...found.values()];
}
