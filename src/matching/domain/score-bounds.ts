import { decayOf } from "./disease-places.js";
import {
  loadShareOf,
  type Priors,
  priorsOf,
  regionShareFor,
  responseShareOf,
  sharesWithoutRecord,
  shrunken,
} from "./factors.js";
import { type Bitset, both, hasBit, setBit, without } from "./index/bitset.js";
import { roomFor } from "./index/postings.js";
import type { Sink } from "./index/top-k.js";
import { slotsOfRoles } from "./kept-by-facts.js";
import type { FactorKey } from "./model.js";
import { titleRanks } from "./pool.js";
import { type Records, recordsOf } from "./records.js";
import { weighedPoints } from "./rerank/adjustment.js";
import type { Setting } from "./setting.js";

/** Members with a bound that holds for each of them, in hundredths of a point. */
export interface BoundClass {
  readonly slots: Bitset;
  readonly most: number;
}

/** Eleven factors are rounded to hundredths, each up by half of one at most. */
const rounding = 6;
/** Whose share of the disease is at least so much of the highest is looked at first. */
const firstShare = 0.85;

/** Used again from ranking to ranking. */
const room = {
  slots: new Uint32Array(1024),
  /** Of the disease, at most. */
  shares: new Float64Array(1024),
  /** Points of specialty and disease, at most. */
  known: new Float64Array(1024),
  bounds: new Float64Array(1024),
};

/**
 * Bounds of scores, read from columns: exact but for named skills, likeness of texts and past consultations that bear on the case. One
 * ranking uses them at a time.
 */
export class ScoreBounds {
  private readonly setting: Setting;
  private readonly remembered: Bitset;
  private readonly worded: ReadonlySet<number>;
  private readonly points: Readonly<Record<FactorKey, number>>;
  private readonly priors: Priors;
  private readonly records: Records;
  private readonly loaded: Bitset;
  private readonly regions: Float64Array;
  private readonly fits: Float64Array;
  private readonly titles: Float64Array;
  /** History, answers and newcomer of who has no record. */
  private readonly unknown: number;
  /** The most that title, place, hours, freshness, words and load bring anyone. */
  private readonly mostOfCommon: number;
  private count = 0;

  constructor(remembered: Bitset, worded: ReadonlySet<number>, setting: Setting) {
    const { pool, request, subject, facts, vocabulary, model } = setting;
    this.setting = setting;
    this.remembered = remembered;
    this.worded = worded;
    const points = weighedPoints(model);
    this.points = points;
    this.priors = priorsOf(facts, model);
    this.records = recordsOf(pool, facts);
    this.loaded = slotsOfRoles(pool, facts.loadByRole);
    const closeness = regionShareFor(request, vocabulary, model);
    this.regions = Float64Array.from(pool.regions, (code) => points.region * closeness(code));
    this.fits = Float64Array.from(pool.specialtySets, (codes) => subject.fitOf(codes).value);
    this.titles = Float64Array.from(titleRanks, (title) => points.title * model.title[title]);
    const plain = sharesWithoutRecord(facts, request, model);
    this.unknown = plain.history * points.history + plain.response * points.response + points.newcomer;
    const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);
    this.mostOfCommon =
      points.text +
      most(this.titles) +
      points.freshness * pool.freshest +
      points.load +
      most(this.regions) +
      points.duty;
  }

  /**
   * The set in three: who has patients of a disease or its category, or past consultations that bear on the case, without a common bound;
   * of the others, whose evidence lies no nearer than the block, those of whom something is on record and those of whom nothing is.
   */
  classes(relevant: Bitset): BoundClass[] {
    const { disease, model } = this.setting;
    const { points, records } = this;
    const close = both(relevant, this.remembered);
    for (const m of disease.near()) if (disease.mostProven(m) > 0 && hasBit(relevant, m)) setBit(close, m);
    for (const m of this.worded) if (hasBit(relevant, m)) setBit(close, m);
    const others = without(relevant, close);
    const known = both(others, records.known);
    const common =
      points.specialty * this.fits.reduce((most, fit) => Math.max(most, fit), 0) +
      points.disease * Math.max(decayOf(2, model), disease.mostOfFar) +
      this.mostOfCommon;
    const recorded = 0.55 * points.history + points.response + points.newcomer;
    return [
      { slots: close, most: Number.POSITIVE_INFINITY },
      { slots: known, most: 100 * (common + recorded) + rounding },
      { slots: without(others, known), most: 100 * (common + this.unknown) + rounding },
    ];
  }

  /**
   * Works out the bound of each of the set and offers it; who is below the threshold whatever else is on record of him has a looser one.
   * Those with the most evidence come first: with them the threshold is soon so high that of most others nothing more is looked at.
   */
  take(slots: Bitset, best: Sink): void {
    const { pool, disease } = this.setting;
    const { points, worded, fits } = this;
    const { slope, most: mostFit } = this.setting.model.provenFit;
    const { mostOfCommon, unknown, records } = this;
    const ofKnown = 0.55 * points.history + points.response + points.newcomer;
    const ofRemembered = points.history + points.response + points.newcomer;
    const { remembered } = this;
    const { specialtySetOf } = pool;
    const from = this.count;
    let highest = 0;
    for (let w = 0; w < slots.length; w++)
      for (let word = slots[w] ?? 0; word !== 0; word &= word - 1) {
        const m = (w << 5) + 31 - Math.clz32(word & -word);
        const isWorded = worded.size > 0 && worded.has(m);
        const share = isWorded ? 1 : disease.most(m);
        if (share > highest && !isWorded) highest = share;
        const proven = isWorded ? mostFit : disease.mostProven(m) * slope;
        const fit = Math.max(fits[specialtySetOf[m] ?? 0] ?? 0, Math.min(mostFit, proven));
        const known = fit * points.specialty + share * points.disease;
        const record = hasBit(remembered, m) ? ofRemembered : hasBit(records.known, m) ? ofKnown : unknown;
        this.put(m, share, known, 100 * (known + mostOfCommon + record) + rounding);
      }
    const exactly = (i: number): number =>
      (room.bounds[i] = 100 * ((room.known[i] ?? 0) + this.restOf(room.slots[i] ?? 0)) + rounding);
    const first = firstShare * highest;
    for (let i = from; i < this.count; i++)
      if ((room.shares[i] ?? 0) >= first && (room.bounds[i] ?? 0) >= best.threshold)
        best.offer(room.slots[i] ?? 0, exactly(i));
    for (let i = from; i < this.count; i++)
      if ((room.shares[i] ?? 0) < first && (room.bounds[i] ?? 0) >= best.threshold)
        best.offer(room.slots[i] ?? 0, exactly(i));
  }

  /** The most that everything but specialty and disease can bring this member, in points. */
  private restOf(m: number): number {
    const { pool, gate, facts } = this.setting;
    const { points, titles, regions, records, loaded } = this;
    const schedule = pool.schedules[pool.scheduleOf[m] ?? 0];
    const duty = schedule?.hours.length === 0 ? 0.5 : gate.minutesUntilDuty(m) === 0 ? 1 : 0;
    const member = hasBit(loaded, m) ? pool.members[m] : undefined;
    const load = member ? loadShareOf(member, facts) : 1;
    return (
      points.text +
      (titles[pool.titleOf[m] ?? 0] ?? 0) +
      (pool.freshnessOf[m] ?? 0) * points.freshness +
      (regions[pool.regionOf[m] ?? 0] ?? 0) +
      duty * points.duty +
      load * points.load +
      (hasBit(records.known, m) ? this.recordOf(m) : this.unknown)
    );
  }

  /** Everyone taken whose bound is at least so much. */
  eachFrom(least: number, use: (m: number) => void): void {
    for (let i = 0; i < this.count; i++) if ((room.bounds[i] ?? 0) >= least) use(room.slots[i] ?? 0);
  }

  private put(m: number, share: number, known: number, bound: number): void {
    const at = this.count++;
    if (at === room.slots.length) {
      room.slots = roomFor(room.slots, 2 * at);
      for (const key of ["shares", "known", "bounds"] as const) room[key] = roomFor(room[key], 2 * at);
    }
    room.slots[at] = m;
    room.shares[at] = share;
    room.known[at] = known;
    room.bounds[at] = bound;
  }

  /** What is on record of him: answers exactly; past consultations, where they bear on the case, as if all of them did. */
  private recordOf(m: number): number {
    const { points, records, priors } = this;
    const { request, model } = this.setting;
    const offers = records.offers[m] ?? 0;
    const minutes = records.minutes[m] ?? -1;
    const accepted = records.accepted[m] ?? 0;
    const stats = { offers, accepted, medianMinutes: minutes < 0 ? null : minutes };
    const adopted = records.adopted[m] ?? 0;
    const { adoptionOverall, adoptionOfKind } = model.priorStrength;
    const overall = shrunken(adopted, records.consults[m] ?? 0, priors.adoption, adoptionOverall);
    const history = hasBit(this.remembered, m)
      ? 0.55 * shrunken(adopted, adopted, overall, adoptionOfKind) +
        0.45 * Math.min(1, Math.log1p(adopted) / Math.log1p(model.fullCount.consults))
      : 0.55 * overall;
    return (
      history * points.history +
      responseShareOf(stats, priors, request.level, model) * points.response +
      Math.max(0, 1 - offers / model.newcomerOffers) * points.newcomer
    );
  }
}
