import { boundQuery } from "./bound-query.js";
import {
  loadShareOf,
  overallAdoptionOf,
  priorsOf,
  regionShareFor,
  responseShareOf,
  sharesWithoutRecord,
} from "./factors.js";
import type { Gate } from "./gate.js";
import { type Bitset, eachBit, hasBit, noBits, setBit, slotsOf, without } from "./index/bitset.js";
import type { Prior } from "./index/max-score.js";
import { historyOf, slotsOfRoles } from "./kept-by-facts.js";
import type { MatchModel } from "./model.js";
import type { MatchPool, PoolMember } from "./pool.js";
import { type History, isRelevant, type Relevance, type RelevanceMeter } from "./relevance.js";
import type { MatchFacts, MatchRequest } from "./request.js";
import type { Subject } from "./subject.js";
import { weighedPoints } from "./rerank/adjustment.js";
import type { Vocabulary } from "./vocabulary.js";

/** Everything one ranking has prepared. */
export interface Setting {
  readonly pool: MatchPool;
  readonly request: MatchRequest;
  readonly facts: MatchFacts;
  readonly history: History;
  readonly subject: Subject;
  readonly gate: Gate;
  readonly meter: RelevanceMeter;
  readonly vocabulary: Vocabulary;
  readonly model: MatchModel;
  readonly limit: number;
  readonly firstCandidates: number;
  /** Hundredths of a point. */
  readonly scoreOf: (m: number, relevance: Relevance) => number;
}

/** Impacts are 255ths. */
const unit = 255;

/**
 * Of many who passed the hard filters, the scores of those who can be among the first `limit` people, and everyone nothing
 * speaks for. The index gives, for each member, a bound that his score cannot exceed. The best by bound are scored; whoever's
 * bound then reaches the last place is scored as well. So nobody who belongs in the list is missed: the answer is that of
 * judging everyone. Undefined: the request gives the index nothing to go by, or all are wanted.
 */
export function firstOfMany(
  passed: Bitset,
  setting: Setting,
): { scores: Map<number, number>; irrelevant: number[] } | undefined {
  const { pool, subject, meter, model, limit, firstCandidates, scoreOf } = setting;
  if (subject.topics.length === 0 || !Number.isFinite(limit)) return undefined;
  const remembered = withHistory(setting);
  const eligible = relevantAmong(passed, remembered, setting);
  const points = weighedPoints(model);
  const worth = {
    specialty: 100 * points.specialty,
    disease: 100 * points.disease,
    proven: 0,
    named: 100 * points.text * 0.6,
  };
  // Who declares the specialty gains nothing from proving it: apart, both have a close bound.
  const declared = withSpecialty(eligible, model.provenFit.most, setting);
  const prior = priorOf(remembered, setting);
  const parts = [
    { query: boundQuery(subject, pool, worth, model), among: declared },
    {
      query: boundQuery(subject, pool, { ...worth, proven: worth.specialty * model.provenFit.slope }, model),
      among: without(eligible, declared),
    },
  ];

  const scores = new Map<number, number>();
  const score = (m: number): void => {
    if (!scores.has(m)) scores.set(m, scoreOf(m, meter.ofMember(m)));
  };
  let isCut = false;
  for (const { query, among } of parts) {
    const hits = pool.index.search(query, firstCandidates, { among, prior });
    for (const { slot } of hits) score(slot);
    isCut ||= hits.length === firstCandidates;
  }
  // Past consultations alone make someone eligible, and are in no list of the index.
  for (const m of remembered) if (hasBit(eligible, m)) score(m);
  if (isCut) {
    const last = lastPlace(scores, pool, limit);
    for (const { query, among } of parts)
      for (const m of pool.index.atLeast(query, last * unit, { among, prior })) score(m);
    // What stands below was not compared with everyone: it has no place yet.
    for (const [m, reached] of scores) if (reached < last) scores.delete(m);
  }
  return { scores, irrelevant: slotsOf(without(passed, eligible)) };
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
function withHistory({ facts, pool, subject, request }: Setting): Set<number> {
  const { bySpecialty, byCode } = historyOf(facts);
  const found = new Set<number>();
  const add = (roleIds: readonly string[]): void => {
    for (const roleId of roleIds) {
      const m = pool.slotOf(roleId);
      if (m !== undefined) found.add(m);
    }
  };
  add(bySpecialty.get(request.specialtyCode ?? "") ?? []);
  for (const [code, roleIds] of byCode)
    if (subject.diagnoses.some((diagnosis) => diagnosis.closenessOf(code) >= 2)) add(roleIds);
  return found;
}

/** Those of the set whose declared specialties fit at least so well. */
function withSpecialty(those: Bitset, least: number, { pool, subject }: Setting): Bitset {
  const fits = Uint8Array.from(pool.specialtySets, (codes) => Number(subject.fitOf(codes).value >= least));
  const found = noBits(pool.index.endSlot);
  eachBit(those, (m) => {
    if (fits[pool.specialtySetOf[m] ?? 0] === 1) setBit(found, m);
  });
  return found;
}

/** Those of the set whom `isRelevant` lets through; only who can be in doubt is measured. */
function relevantAmong(passed: Bitset, remembered: ReadonlySet<number>, setting: Setting): Bitset {
  const { pool, subject, meter, model } = setting;
  const eligible = withSpecialty(passed, model.gate.specialty, setting);
  const among = without(passed, eligible);
  const doubtful = new Set<number>();
  const scale = 1000;
  for (const { least, ...worth } of [
    { specialty: 0, disease: scale, proven: 0, named: 0, least: model.gate.disease },
    { specialty: 0, disease: 0, proven: 0, named: scale, least: model.gate.named },
  ]) {
    const query = boundQuery(subject, pool, worth, model);
    for (const m of pool.index.atLeast(query, Math.floor(least * scale * unit) - 1, { among }))
      doubtful.add(m);
  }
  for (const m of remembered) if (hasBit(among, m)) doubtful.add(m);
  for (const m of doubtful) if (isRelevant(meter.ofMember(m), subject, model)) setBit(eligible, m);
  return eligible;
}

/** The most that everything but specialty, disease and named skills can bring each member, in 255ths of a hundredth. */
function priorOf(
  remembered: ReadonlySet<number>,
  { pool, request, facts, history, gate, vocabulary, model }: Setting,
): Prior {
  const points = weighedPoints(model);
  const priors = priorsOf(facts, model);
  const plain = sharesWithoutRecord(facts, request, model);
  // Eleven factors are rounded to hundredths, each up by half of one at most.
  const rounding = 6;
  const words = 40 * points.text;
  const unknown = 100 * (plain.history * points.history + plain.response * points.response + points.newcomer);
  const [consulted, asked] = [slotsOfRoles(pool, history), slotsOfRoles(pool, facts.responseStats)];
  const loaded = slotsOfRoles(pool, facts.loadByRole);
  const closeness = regionShareFor(request, vocabulary, model);
  const regions = Float64Array.from(pool.regions, (code) => 100 * points.region * closeness(code));
  /** What is on record of him, exactly; of past consultations that bear on the case the most they can bring. */
  const recordOf = (m: number, member: PoolMember): number => {
    const stats = facts.responseStats.get(member.practitionerRoleId);
    const past = remembered.has(m)
      ? 1
      : 0.55 * overallAdoptionOf(history.get(member.practitionerRoleId), priors, model);
    return (
      100 * (past * points.history + responseShareOf(stats, priors, request.level, model) * points.response) +
      100 * Math.max(0, 1 - (stats?.offers ?? 0) / model.newcomerOffers) * points.newcomer
    );
  };
  // Asked for by both parts of the search, and again when the last place is known; never 0, for there is always the rounding.
  const known = new Float64Array(pool.index.endSlot);
  const of = (m: number): number => {
    const before = known[m] ?? 0;
    if (before > 0) return before;
    const member = pool.members[m];
    if (!member) return 0;
    const duty = member.dutyHours.length === 0 ? 0.5 : gate.minutesUntilDuty(m) === 0 ? 1 : 0;
    const own =
      100 * (points.title * model.title[member.titleRank] + points.freshness * member.freshness) +
      100 * points.duty * duty +
      100 * points.load * (hasBit(loaded, m) ? loadShareOf(member, facts) : 1) +
      (regions[pool.regionOf[m] ?? 0] ?? 0);
    const record = hasBit(consulted, m) || hasBit(asked, m) ? recordOf(m, member) : unknown;
    return (known[m] = Math.ceil(unit * (own + record + words + rounding)));
  };
  const highest =
    words +
    rounding +
    100 * (points.history + points.response + points.load + points.newcomer) +
    100 * (points.title + points.freshness + points.duty + points.region);
  return { most: Math.ceil(unit * highest) + 1, of };
}
