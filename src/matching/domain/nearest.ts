import { DiseaseBounds } from "./disease-bounds.js";
import { type Bitset, countBits, eachBit, hasBit, noBits, setBit } from "./index/bitset.js";
import { TopK } from "./index/top-k.js";
import type { MatchModel } from "./model.js";
import { byNameThenId } from "./order.js";
import type { MatchPool } from "./pool.js";
import type { RelevanceMeter } from "./relevance.js";
import type { Subject } from "./subject.js";

/** What is near the case, for any group that was stopped. */
interface Near {
  readonly disease: DiseaseBounds;
  /** Fit by list of specialties; and the slots of each fit above 0, the best first. */
  readonly fits: Float64Array;
  readonly bySpecialty: readonly (readonly number[])[];
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

export function nearFor(subject: Subject, pool: MatchPool, model: MatchModel): Near {
  const disease = new DiseaseBounds(subject, pool, model, "chapter");
  const fits = Float64Array.from(pool.specialtySets, (codes) => subject.fitOf(codes).value);
  const values = [...new Set(fits)].filter((value) => value > 0).sort((a, b) => b - a);
  return {
    disease,
    fits,
    bySpecialty: values.map((value) =>
      pool.slotsOfSpecialtySet.filter((_, set) => fits[set] === value).flat(),
    ),
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
  const { disease, fits, bySpecialty, worded } = near();
  const last = (): number => [...found.values()].sort((a, b) => b - a)[examples - 1] ?? 0;
  for (const m of worded) if (hasBit(those, m)) measure(m);
  // Without evidence the fit is all there is: of each fit, best first, those first by name.
  let left = examples;
  for (const slots of bySpecialty) {
    const equal = slots.filter((m) => hasBit(those, m) && !disease.isNear(m));
    (equal.length <= smallGroup ? equal : firstByName(equal, examples, pool)).forEach(measure);
    left -= equal.length;
    if (left <= 0) break;
  }
  const best = new TopK(firstMeasured, (slot) => pool.index.idOf(slot));
  const slots: number[] = [];
  const bounds: number[] = [];
  for (const m of disease.near()) {
    if (!hasBit(those, m)) continue;
    const most = rounded(disease.most(m) + (fits[pool.specialtySetOf[m] ?? 0] ?? 0));
    slots.push(m);
    bounds.push(most);
    best.offer(m, most);
  }
  for (const { slot } of best.sorted()) measure(slot);
  const least = last();
  for (const [i, m] of slots.entries()) if ((bounds[i] ?? 0) > least) measure(m);
  // Whole crowds stand equal where evidence is as full as it counts: of these the first by name.
  const third = last();
  const equal = slots.filter((_, i) => bounds[i] === third);
  (equal.length <= smallGroup ? equal : firstByName(equal, examples, pool)).forEach(measure);
  // Nothing at all speaks for the rest: the first of them by name.
  if (last() === 0) pool.byName.first(pool.members, 2 * examples, (m) => hasBit(those, m)).forEach(measure);
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
