import {
  loadShareOf,
  priorsOf,
  regionShareFor,
  responseShareOf,
  sharesWithoutRecord,
  shrunken,
} from "./factors.js";
import { type Bitset, hasBit } from "./index/bitset.js";
import { roomFor } from "./index/postings.js";
import { slotsOfRoles } from "./kept-by-facts.js";
import { titleRanks } from "./pool.js";
import { recordsOf } from "./records.js";
import { weighedPoints } from "./rerank/adjustment.js";
import type { Setting } from "./two-stage.js";

export interface ScoreBounds {
  readonly count: number;
  readonly slots: Uint32Array;
  /** Hundredths of a point; the score of the slot beside it is no more. */
  readonly bounds: Float64Array;
}

/** Eleven factors are rounded to hundredths, each up by half of one at most. */
const rounding = 6;

/** Used again from ranking to ranking. */
const room = { slots: new Uint32Array(1024), bounds: new Float64Array(1024) };

/**
 * Bounds of the scores of a set, exact but for named skills, likeness of texts and past consultations that bear on the case. Valid until
 * the next call.
 */
export function scoreBounds(
  relevant: Bitset,
  remembered: ReadonlySet<number>,
  worded: ReadonlySet<number>,
  { pool, request, subject, facts, gate, disease, vocabulary, model }: Setting,
): ScoreBounds {
  const points = weighedPoints(model);
  const priors = priorsOf(facts, model);
  const plain = sharesWithoutRecord(facts, request, model);
  const unknown = plain.history * points.history + plain.response * points.response + points.newcomer;
  const records = recordsOf(pool, facts);
  const loaded = slotsOfRoles(pool, facts.loadByRole);
  const closeness = regionShareFor(request, vocabulary, model);
  const regions = Float64Array.from(pool.regions, (code) => points.region * closeness(code));
  const fits = Float64Array.from(pool.specialtySets, (codes) => subject.fitOf(codes).value);
  const titles = Float64Array.from(titleRanks, (title) => points.title * model.title[title]);
  const fullConsults = Math.log1p(model.fullCount.consults);

  /** What is on record of him: answers exactly; past consultations, where they bear on the case, as if all of them did. */
  const recordOf = (m: number): number => {
    const offers = records.offers[m] ?? 0;
    const minutes = records.minutes[m] ?? -1;
    const accepted = records.accepted[m] ?? 0;
    const stats = { offers, accepted, medianMinutes: minutes < 0 ? null : minutes };
    const adopted = records.adopted[m] ?? 0;
    const { adoptionOverall, adoptionOfKind } = model.priorStrength;
    const overall = shrunken(adopted, records.consults[m] ?? 0, priors.adoption, adoptionOverall);
    const history = remembered.has(m)
      ? 0.55 * shrunken(adopted, adopted, overall, adoptionOfKind) +
        0.45 * Math.min(1, Math.log1p(adopted) / fullConsults)
      : 0.55 * overall;
    return (
      history * points.history +
      responseShareOf(stats, priors, request.level, model) * points.response +
      Math.max(0, 1 - offers / model.newcomerOffers) * points.newcomer
    );
  };
  const loadOf = (m: number): number => {
    const member = pool.members[m];
    return member ? loadShareOf(member, facts) : 1;
  };

  let count = 0;
  for (let w = 0; w < relevant.length; w++)
    for (let word = relevant[w] ?? 0; word !== 0; word &= word - 1) {
      const m = (w << 5) + 31 - Math.clz32(word & -word);
      const isWorded = worded.size > 0 && worded.has(m);
      const proven = isWorded ? model.provenFit.most : disease.mostProven(m) * model.provenFit.slope;
      const fit = Math.max(fits[pool.specialtySetOf[m] ?? 0] ?? 0, Math.min(model.provenFit.most, proven));
      const schedule = pool.schedules[pool.scheduleOf[m] ?? 0];
      const duty = schedule?.hours.length === 0 ? 0.5 : gate.minutesUntilDuty(m) === 0 ? 1 : 0;
      const bound =
        fit * points.specialty +
        (isWorded ? 1 : disease.most(m)) * points.disease +
        points.text +
        (titles[pool.titleOf[m] ?? 0] ?? 0) +
        (pool.freshnessOf[m] ?? 0) * points.freshness +
        (hasBit(loaded, m) ? loadOf(m) : 1) * points.load +
        (regions[pool.regionOf[m] ?? 0] ?? 0) +
        duty * points.duty +
        (hasBit(records.known, m) ? recordOf(m) : unknown);
      if (count === room.slots.length) {
        room.slots = roomFor(room.slots, 2 * count);
        room.bounds = roomFor(room.bounds, 2 * count);
      }
      room.slots[count] = m;
      room.bounds[count++] = 100 * bound + rounding;
    }
  return { count, slots: room.slots, bounds: room.bounds };
}
