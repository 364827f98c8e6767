import { DiseaseBounds } from "./disease-bounds.js";
import { type Bitset, countBits, eachBit, hasBit, noBits, setBit } from "./index/bitset.js";
import { roomFor } from "./index/postings.js";
import { TopK } from "./index/top-k.js";
import type { MatchModel } from "./model.js";
import { byNameThenId } from "./order.js";
import type { MatchPool } from "./pool.js";
import type { RelevanceMeter } from "./relevance.js";
import type { Subject } from "./subject.js";

/** What is near the case, for any group that was stopped. */
interface Near {
  readonly disease: DiseaseBounds;
  /** Fit by list of specialties; and the distinct ones above 0, the best first. */
  readonly fits: Float64Array;
  readonly values: readonly number[];
  /** Nobody of {@link DiseaseBounds.near} is nearer than this, by place in it. */
  readonly bounds: Float64Array;
  readonly worded: readonly number[];
}

interface Search {
  readonly pool: MatchPool;
  readonly meter: RelevanceMeter;
  /** Worked out when a group first asks for it. */
  readonly near: () => Near;
  readonly examples: number;
  /** A group of up to so many, and no more than {@link smallGroup}, is measured one by one. */
  readonly measureAllUpTo: number;
}

const smallGroup = 512;
/** So many, the best by bound, are measured before anything is known of the nearness to beat. */
const firstMeasured = 16;
/** Nearness in millionths: sums in another order differ in the last digits, and nobody is nearer by these. */
const rounded = (nearness: number): number => Math.round(nearness * 1e6);

/** Used again from ranking to ranking. */
const room = {
  bounds: new Float64Array(1024),
  groupSlots: new Uint32Array(1024),
  groupBounds: new Float64Array(1024),
};

/** Valid until another ranking asks for its own. */
export function nearFor(subject: Subject, pool: MatchPool, model: MatchModel): Near {
  const disease = new DiseaseBounds(subject, pool, model, "chapter");
  const fits = Float64Array.from(pool.specialtySets, (codes) => subject.fitOf(codes).value);
  const near = disease.near();
  room.bounds = roomFor(room.bounds, near.length);
  room.groupSlots = roomFor(room.groupSlots, near.length);
  room.groupBounds = roomFor(room.groupBounds, near.length);
  const { bounds } = room;
  const { specialtySetOf } = pool;
  for (let i = 0; i < near.length; i++) {
    const m = near[i] ?? 0;
    bounds[i] = rounded(disease.most(m) + (fits[specialtySetOf[m] ?? 0] ?? 0));
  }
  return {
    disease,
    fits,
    values: [...new Set(fits)].filter((value) => value > 0).sort((a, b) => b - a),
    bounds,
    worded: disease.worded(),
  };
}

/** The slots of the set nearest to the case (specialty and disease alone), at most `examples`; equal ones by name and role id. */
export function nearest(those: Bitset, search: Search): number[] {
  const { pool, meter, examples, measureAllUpTo } = search;
  if (examples === 0) return [];
  const found = new Map<number, number>();
  const measure = (m: number): void => {
    if (!found.has(m)) found.set(m, rounded(meter.nearness(m)));
  };
  if (countBits(those) <= Math.min(smallGroup, measureAllUpTo)) eachBit(those, measure);
  else measureNearest(those, search, found, measure);
  const isBefore = (a: number, b: number): boolean => {
    const [one = 0, other = 0] = [found.get(a), found.get(b)];
    return one !== other ? one > other : isNamedBefore(a, b, pool);
  };
  return firstFew(found.keys(), examples, isBefore);
}

/** Measures all that can be among the first, and a few more. */
function measureNearest(
  those: Bitset,
  { pool, examples, near }: Search,
  found: ReadonlyMap<number, number>,
  measure: (m: number) => void,
): void {
  const { disease, fits, values, bounds, worded } = near();
  for (const m of worded) if (hasBit(those, m)) measure(m);
  // Without evidence the fit is all there is: of each fit, best first, those first by name.
  let left = examples;
  for (const value of values) {
    const isIn = (m: number): boolean => hasBit(those, m) && !disease.isNear(m);
    const equal = withFit(value, fits, pool, isIn);
    (equal.length <= smallGroup
      ? equal
      : pool.byName.first(
          pool.members,
          examples,
          (m) => fits[pool.specialtySetOf[m] ?? 0] === value && isIn(m),
        )
    ).forEach(measure);
    left -= equal.length;
    if (left <= 0) break;
  }
  const { groupSlots, groupBounds } = room;
  const best = new TopK(firstMeasured, (slot) => pool.index.idOf(slot));
  const all = disease.near();
  let count = 0;
  for (let i = 0; i < all.length; i++) {
    const m = all[i] ?? 0;
    if (!hasBit(those, m)) continue;
    const most = bounds[i] ?? 0;
    groupSlots[count] = m;
    groupBounds[count++] = most;
    if (most >= best.threshold) best.offer(m, most);
  }
  for (const { slot } of best.sorted()) measure(slot);
  const least = lastOf(found, examples);
  for (let i = 0; i < count; i++) if ((groupBounds[i] ?? 0) > least) measure(groupSlots[i] ?? 0);
  // Whole crowds stand equal where evidence is as full as it counts: of these the first by name.
  const last = lastOf(found, examples);
  const equal: number[] = [];
  for (let i = 0; i < count; i++) if (groupBounds[i] === last) equal.push(groupSlots[i] ?? 0);
  (equal.length <= smallGroup ? equal : firstByName(equal, examples, pool)).forEach(measure);
  // Nothing at all speaks for the rest: the first of them by name.
  if (lastOf(found, examples) === 0)
    pool.byName.first(pool.members, 2 * examples, (m) => hasBit(those, m)).forEach(measure);
}

/** Those of the specialties with this fit whom `isIn` finds; when they are more than {@link smallGroup}, one more than that. */
function withFit(value: number, fits: Float64Array, pool: MatchPool, isIn: (m: number) => boolean): number[] {
  const slots: number[] = [];
  for (const [set, own] of pool.slotsOfSpecialtySet.entries()) {
    if (fits[set] !== value) continue;
    for (const m of own) {
      if (!isIn(m)) continue;
      slots.push(m);
      if (slots.length > smallGroup) return slots;
    }
  }
  return slots;
}

/** The nearness in that place; 0 while fewer are measured. */
function lastOf(found: ReadonlyMap<number, number>, place: number): number {
  const first: number[] = [];
  for (const value of found.values()) {
    if (first.length === place && value <= (first[place - 1] ?? 0)) continue;
    let at = first.length;
    while (at > 0 && (first[at - 1] ?? 0) < value) at--;
    first.splice(at, 0, value);
    if (first.length > place) first.pop();
  }
  return first[place - 1] ?? 0;
}

function firstByName(slots: readonly number[], count: number, pool: MatchPool): number[] {
  const wanted = noBits(pool.index.endSlot);
  for (const m of slots) setBit(wanted, m);
  return pool.byName.first(pool.members, count, (m) => hasBit(wanted, m));
}

function isNamedBefore(a: number, b: number, { members }: MatchPool): boolean {
  const [one, other] = [members[a], members[b]];
  return one !== undefined && other !== undefined && byNameThenId(one, other) < 0;
}

/** The first `few` in order, in one pass: mostly a look at the last of them is enough. */
function firstFew<T>(all: Iterable<T>, few: number, isBefore: (a: T, b: T) => boolean): T[] {
  const first: T[] = [];
  for (const one of all) {
    const last = first[few - 1];
    if (last !== undefined && !isBefore(one, last)) continue;
    const at = first.findIndex((other) => isBefore(one, other));
    first.splice(at < 0 ? first.length : at, 0, one);
    if (first.length > few) first.pop();
  }
  return first;
}
