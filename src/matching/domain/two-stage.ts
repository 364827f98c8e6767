import { mostImpact } from "./index/document.js";
import {
  addBoth,
  type Bitset,
  both,
  countBits,
  eachBit,
  eachOfBoth,
  hasBit,
  noBits,
  setBit,
  without,
} from "./index/bitset.js";
import { TopK } from "./index/top-k.js";
import type { MatchPool } from "./pool.js";
import { recordsOf } from "./records.js";
import { ScoreBounds } from "./score-bounds.js";
import type { Setting } from "./setting.js";
import { gramsOf } from "./text.js";

/**
 * Of many who passed the hard filters, the scores of those who can be among the first `limit` people, and the set of those something
 * speaks for. Everyone of this set has a bound that his score cannot exceed, worked out from columns without looking at his record. The
 * best by bound are scored; whoever's bound then reaches the last place is scored as well. So nobody who belongs in the list is missed:
 * the answer is that of judging everyone. Undefined: all are wanted, or the model lets patients of a whole chapter speak for somebody.
 */
export function firstOfMany(
  passed: Bitset,
  setting: Setting,
): { scores: Map<number, number>; relevant: Bitset } | undefined {
  const { pool, meter, disease, model, limit, firstCandidates, scoreOf } = setting;
  if (!Number.isFinite(limit) || disease.mostOfFar >= model.gate.disease) return undefined;
  const remembered = withHistory(setting);
  const worded = new Set(disease.worded());
  const relevant = relevantAmong(passed, remembered, worded, setting);

  const scores = new Map<number, number>();
  const score = (m: number): void => {
    if (!scores.has(m)) scores.set(m, scoreOf(m, meter.ofMember(m)));
  };
  if (countBits(relevant) <= firstCandidates) {
    eachBit(relevant, score);
    return { scores, relevant };
  }
  const bounds = new ScoreBounds(remembered, worded, setting);
  const best = new TopK(firstCandidates, (slot) => pool.index.idOf(slot));
  const [first, ...others] = bounds.classes(relevant);
  if (first) bounds.take(first.slots, best);
  for (const { slot } of best.sorted()) score(slot);
  const last = lastPlace(scores, pool, limit);
  const reachesLast = { threshold: last, offer: () => undefined };
  for (const { slots, most } of others) if (most >= last) bounds.take(slots, reachesLast);
  bounds.eachFrom(last, score);
  // What stands below was not compared with everyone: it has no place yet.
  for (const [m, reached] of scores) if (reached < last) scores.delete(m);
  return { scores, relevant };
}

/** The score of the person in the last place; 0 while there are fewer people. */
function lastPlace(scores: ReadonlyMap<number, number>, pool: MatchPool, limit: number): number {
  const best = new Map<string, number>();
  for (const [m, points] of scores) {
    const person = pool.members[m]?.practitionerId ?? "";
    best.set(person, Math.max(best.get(person) ?? 0, points));
  }
  return [...best.values()].sort((a, b) => b - a)[limit - 1] ?? 0;
}

/** Those whose past consultations bear on the case: of its specialty, or about a disease of the same block. */
function withHistory({ facts, pool, subject, request }: Setting): Bitset {
  const { bySpecialty, byCode } = recordsOf(pool, facts);
  const found = noBits(pool.index.endSlot);
  for (const m of bySpecialty.get(request.specialtyCode ?? "") ?? []) setBit(found, m);
  for (const [code, slots] of byCode)
    if (subject.diagnoses.some((diagnosis) => diagnosis.closenessOf(code) >= 2))
      for (const m of slots) setBit(found, m);
  return found;
}

/** Those whose declared specialties fit at least so well. */
function withSpecialty(least: number, { pool, subject }: Setting): Bitset {
  const found = noBits(pool.index.endSlot);
  for (const [set, slots] of pool.slotsOfSpecialtySet.entries()) {
    const { value } = subject.fitOf(pool.specialtySets[set] ?? []);
    if (value >= least) for (const m of slots) setBit(found, m);
  }
  return found;
}

/** Those whose skills name at least the gate's share of a diagnosis's own words. Read it only. */
function naming(grams: readonly string[], { pool, model }: Setting): Bitset {
  const least = model.gate.named;
  const enough = (hits: number): boolean => hits / grams.length >= least;
  const wanted = new Set(grams);
  let fewest = Math.floor(least * grams.length);
  while (!enough(fewest)) fewest++;
  const isIn = (m: number): boolean => {
    let hits = 0;
    const end = pool.gramStart[m + 1] ?? 0;
    for (let g = pool.gramStart[m] ?? 0; g < end; g++)
      if (wanted.has(pool.gramTexts[pool.gram[g] ?? 0] ?? "")) hits++;
    return enough(hits);
  };
  const { endSlot } = pool.index;
  return pool.sets.grown(`named:${least}:${grams.join()}`, endSlot, (from, put) => {
    if (from === 0) sharing(grams, fewest, pool).forEach(put);
    else for (let m = from; m < endSlot; m++) if (isIn(m)) put(m);
  });
}

/** Live slots whose skills hold at least so many of the grams. */
const sharing = (grams: readonly string[], least: number, pool: MatchPool): number[] =>
  pool.index.atLeast(
    grams.map((term) => ({ term, weight: 1 })),
    Math.max(1, least) * mostImpact,
  );

/** Those of the set whom `isRelevant` lets through; of who can be in doubt only what is in doubt is measured. */
function relevantAmong(
  passed: Bitset,
  remembered: Bitset,
  worded: ReadonlySet<number>,
  setting: Setting,
): Bitset {
  const { pool, request, subject, meter, disease, model } = setting;
  const relevant = both(passed, withSpecialty(model.gate.specialty, setting));
  for (const { grams } of subject.diagnoses)
    if (grams.length > 0) addBoth(relevant, passed, naming(grams, setting));
  const among = without(passed, relevant);
  const { gate } = model;
  const take = (m: number, speaks: boolean): void => {
    if (speaks) setBit(relevant, m);
  };
  for (const m of disease.near()) {
    if (!hasBit(among, m) || disease.most(m) < gate.disease) continue;
    take(m, disease.least(m) >= gate.disease || meter.disease(m) >= gate.disease);
  }
  for (const m of worded) if (hasBit(among, m)) take(m, meter.disease(m) >= gate.disease);
  eachOfBoth(among, remembered, (m) => {
    take(m, meter.consults(m) >= gate.consults);
  });
  if (subject.topics.length === 0) {
    let fewest = 1;
    while (1 - Math.exp(-fewest / 8) < gate.text) fewest++;
    for (const m of sharing([...gramsOf(request.text)], fewest, pool))
      if (hasBit(among, m)) setBit(relevant, m);
  }
  return relevant;
}
