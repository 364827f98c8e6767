import type { DiagnosisColumn } from "./diagnosis-columns.js";
import { decayOf } from "./disease-places.js";
import { roomFor } from "./index/postings.js";
import type { MatchModel } from "./model.js";
import type { PlaceColumn } from "./place-columns.js";
import type { MatchPool } from "./pool.js";
import type { Subject, SubjectDiagnosis } from "./subject.js";

/** Columns hold shares in single precision, and sums in another order differ in the last digits; a bound must not be lost by them. */
const slack = 1e-7;

/** Used again from ranking to ranking: fresh arrays over all slots would be most of a ranking's garbage. */
const room = {
  /** The ranking whose bounds lie in the arrays. */
  owner: undefined as DiseaseBounds | undefined,
  /** Which ranking has written at the slot. */
  stamp: new Uint32Array(64),
  best: new Float64Array(64),
  sum: new Float64Array(64),
  mostSum: new Float64Array(64),
  proven: new Float64Array(64),
  slots: new Uint32Array(64),
  count: 0,
};
let stamps = 0;

/** How far from the diagnoses evidence may lie to be read from columns; the chapters' are long. */
type Reach = "block" | "chapter";

/**
 * Between what the disease share of each member lies ({@link relevanceMeter} measures it), read from the columns of the places in ICD-10
 * where the diagnoses belong. Who has coded patients within reach is *near*; of anyone else is only known that patients of the same
 * chapter, at most, speak for him, or nobody where chapters are within reach. Evidence in uncoded words is in no column: {@link worded} has it, to be measured.
 */
export class DiseaseBounds {
  /** The most that anyone who is not near can have. */
  readonly mostOfFar: number;
  private readonly subject: Subject;
  private readonly pool: MatchPool;
  private readonly model: MatchModel;
  private readonly reach: Reach;
  private readonly weights: number;
  private readonly farBest: number;
  private readonly farSum: number;
  private stamp = 0;

  constructor(subject: Subject, pool: MatchPool, model: MatchModel, reach: Reach = "block") {
    this.reach = reach;
    this.subject = subject;
    this.pool = pool;
    this.model = model;
    const fars = subject.diagnoses.map((one) => this.farOf(one));
    this.weights = subject.diagnoses.reduce((sum, one) => sum + one.weight, 0);
    this.farBest = Math.max(0, ...fars);
    this.farSum = fars.reduce((sum, far) => sum + far, 0);
    this.mostOfFar = this.shareOf(this.farBest, this.farSum);
  }

  /** The near ones, in no order. Valid until another ranking asks for its own. */
  near(): Uint32Array {
    this.prepare();
    return room.slots.subarray(0, room.count);
  }

  isNear(m: number): boolean {
    this.prepare();
    return room.stamp[m] === this.stamp;
  }

  most(m: number): number {
    if (room.owner !== this) this.prepare();
    if (room.stamp[m] !== this.stamp) return this.mostOfFar;
    return this.shareOf(Math.max(this.farBest, room.best[m] ?? 0), room.mostSum[m] ?? 0) + slack;
  }

  least(m: number): number {
    if (room.owner !== this) this.prepare();
    if (room.stamp[m] !== this.stamp) return 0;
    return this.shareOf(room.best[m] ?? 0, room.sum[m] ?? 0) - slack;
  }

  /** The most of the evidence for the disease itself or its category. */
  mostProven(m: number): number {
    if (room.owner !== this) this.prepare();
    return room.stamp[m] === this.stamp ? (room.proven[m] ?? 0) + slack : 0;
  }

  /** Who has evidence in words without a code that names a diagnosis, or any that bears on a diagnosis without a code. */
  worded(): number[] {
    const { terms, uncodedTerms, slotsOfTerm } = this.pool;
    const slots: number[] = [];
    for (const { code, closeness } of this.subject.diagnoses)
      for (const t of code === null ? terms.keys() : uncodedTerms)
        if ((closeness[t] ?? 0) > 0) for (const slot of slotsOfTerm[t] ?? []) slots.push(slot);
    return slots;
  }

  private shareOf(best: number, sum: number): number {
    return this.weights === 0 ? 0 : 0.75 * best + (0.25 * sum) / this.weights;
  }

  private farOf({ place, weight }: SubjectDiagnosis): number {
    return place?.chapter === undefined || this.reach === "chapter" ? 0 : decayOf(1, this.model) * weight;
  }

  private prepare(): void {
    if (room.owner === this) return;
    room.owner = this;
    room.count = 0;
    const { endSlot } = this.pool.index;
    for (const key of ["stamp", "slots"] as const) room[key] = roomFor(room[key], endSlot);
    for (const key of ["best", "sum", "mostSum", "proven"] as const) room[key] = roomFor(room[key], endSlot);
    this.stamp = ++stamps;
    for (const diagnosis of this.subject.diagnoses) this.add(diagnosis);
  }

  private add(diagnosis: SubjectDiagnosis): void {
    const { code, place, weight } = diagnosis;
    if (code === null || place === undefined) return;
    const { pool, model } = this;
    const near = pool.diagnoses.of(pool, { code, place }, model);
    const far = this.farOf(diagnosis);
    if (this.reach === "block" || place.chapter === undefined)
      for (let i = 0; i < near.length; i++)
        this.put(near.slots[i] ?? 0, (near.values[i] ?? 0) * weight, (near.proofs[i] ?? 0) * weight, far);
    else this.addChapter(near, pool.places.of(pool, "h", place.category, place.chapter), weight);
  }

  /** Whoever has evidence in the block has it in the chapter, too. */
  private addChapter(near: DiagnosisColumn, chapter: PlaceColumn, weight: number): void {
    const decay = decayOf(1, this.model);
    let n = 0;
    for (let i = 0; i < chapter.length; i++) {
      const m = chapter.slots[i] ?? 0;
      const value = decay * (chapter.shares[i] ?? 0);
      if (n < near.length && near.slots[n] === m) {
        this.put(m, Math.max(value, near.values[n] ?? 0) * weight, (near.proofs[n] ?? 0) * weight, 0);
        n++;
      } else this.put(m, value * weight, 0, 0);
    }
  }

  private put(m: number, value: number, proof: number, far: number): void {
    const { stamp, best, sum, mostSum, proven } = room;
    const more = value > far ? value - far : 0;
    if (stamp[m] !== this.stamp) {
      stamp[m] = this.stamp;
      room.slots[room.count++] = m;
      best[m] = value;
      sum[m] = value;
      mostSum[m] = this.farSum + more;
      proven[m] = proof;
      return;
    }
    if (value > (best[m] ?? 0)) best[m] = value;
    sum[m] = (sum[m] ?? 0) + value;
    mostSum[m] = (mostSum[m] ?? 0) + more;
    if (proof > (proven[m] ?? 0)) proven[m] = proof;
  }
}
