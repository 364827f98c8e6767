import { type Bitset, noBits, setBit, withRoom } from "./index/bitset.js";
import { type DocumentTerm, type IndexDocument, mostImpact } from "./index/document.js";
import { PostingsBuilder } from "./index/build-postings.js";
import { EvidenceIndex, type IndexVersion } from "./index/evidence-index.js";
import { Dictionary, roomFor } from "./index/postings.js";
import { KeptCloseness } from "./kept-closeness.js";
import { KeptSets } from "./kept-sets.js";
import { currentModel } from "./model.js";
import { NameOrder } from "./name-order.js";
import { PlaceColumns } from "./place-columns.js";
import { DiagnosisColumns } from "./diagnosis-columns.js";
import { inOneGo, type Pieces } from "../../kernel/pieces.js";
import type {
  DutyHours,
  Evidence,
  EvidenceSource,
  EvidenceTerm,
  PoolMember,
  Refusal,
  TitleRank,
} from "./pool-member.js";
import { foldText, gramsOf } from "./text.js";
import type { Vocabulary } from "./vocabulary.js";

export type {
  ConsultMode,
  DutyHours,
  Evidence,
  EvidenceSource,
  EvidenceTerm,
  PoolMember,
  Refusal,
  TitleRank,
} from "./pool-member.js";

/** How far a number is believed. A verified fact counts as if from the hospital's own system. */
const trust: Readonly<Record<EvidenceSource, number>> = {
  his: 1,
  emr: 1,
  consult_history: 1,
  institution: 0.8,
  literature: 0.6,
  self_reported: 0.5,
};

/** What is left of a number nobody confirmed in time. */
const expiredTrust = 0.3;

const upperCode = (code: string): string => code.trim().toUpperCase();

/** 副高 and above presuppose years as 主治医师; a lower title proves nothing when the date is not on record. */
const titlesThatImplyIndependence = new Set<PoolMember["titleRank"]>(["senior", "associate"]);
/** A civil date as a number that sorts like it. */
export const dayNumber = (day: string): number => Number(day.replaceAll("-", ""));
const never = 99_999_999;

/** Titles in the order of {@link MatchPool.titleOf}. */
export const titleRanks = [
  "senior",
  "associate",
  "attending",
  "other",
] as const satisfies readonly TitleRank[];

/** Slots by key, in order of arrival; struck ones stay among them. */
class Slots {
  private readonly byKey = new Map<string, number[]>();
  add(key: string, slot: number): void {
    const known = this.byKey.get(key);
    if (known) known.push(slot);
    else this.byKey.set(key, [slot]);
  }
  of(key: string): readonly number[] {
    return this.byKey.get(key) ?? [];
  }
}

/**
 * The pool laid out for ranking: facts of all members as numbers by slot, and the index of the words of their skills. A changed member
 * gets a new slot and the old one is struck, so that a change costs what one member costs; struck slots keep their facts and
 * are not in {@link MatchPool.live}. Ranking is synchronous, so it never sees half a change.
 */
export class MatchPool {
  readonly members: PoolMember[] = [];
  index: EvidenceIndex;
  private readonly vocabulary: Vocabulary;
  private builder = new PostingsBuilder();

  readonly ofInstitution = new Slots();
  /** The posts of one account. */
  readonly ofPerson = new Slots();
  readonly ofPractitioner = new Slots();
  /** Who stands aside for this institution or person. */
  readonly asideFor = new Slots();
  /** What is declined by anyone, each kind of case once, with whoever declines it. */
  readonly declined = new Map<string, { readonly refusal: Refusal; readonly slots: number[] }>();
  /** Members whose cap is 0. */
  readonly withoutRoom: number[] = [];
  /** Members whose practitioner has, or had, other posts. */
  withOtherPosts: Bitset = noBits(64);
  readonly byName = new NameOrder();
  /** Sets that rankings keep. */
  readonly sets = new KeptSets();
  readonly closeness = new KeptCloseness();
  readonly places = new PlaceColumns(currentModel.fullCount.patients);
  readonly diagnoses = new DiagnosisColumns(this.places);

  active: Bitset = noBits(64);
  withAccount: Bitset = noBits(64);
  readonly modes: Record<"written" | "video", Bitset> = { written: noBits(64), video: noBits(64) };
  /** {@link dayNumber} since when he is independent; 0 implied by the title. */
  independentSince = new Int32Array(64);

  /** The distinct lists of specialties, and pairs of scope and such a list; by id, and the id by slot. */
  readonly specialtySets: (readonly string[])[] = [];
  readonly scopes: { readonly scopeCode: string | null; readonly specialtyCodes: readonly string[] }[] = [];
  /** Slots by either id, ascending. */
  readonly slotsOfSpecialtySet: number[][] = [];
  readonly slotsOfScope: number[][] = [];
  readonly regions: readonly string[];
  readonly institutions: readonly string[];
  specialtySetOf = new Uint32Array(64);
  regionOf = new Uint32Array(64);
  institutionOf = new Uint32Array(64);
  /** Place in {@link titleRanks}; 资料新鲜度. */
  titleOf = new Uint8Array(64);
  freshnessOf = new Float64Array(64);
  /** The highest of all. */
  freshest = 0;
  private readonly institutionIds = new Dictionary();
  private readonly setIds = new Dictionary();
  private readonly scopeIds = new Dictionary();
  private readonly regionIds = new Dictionary();
  /** Every specialty code that anyone declares. */
  readonly specialtyCodes = new Set<string>();

  readonly terms: EvidenceTerm[] = [];
  private readonly termIds = new Map<string, number>();
  /** Terms by place in ICD-10, and those without a code. */
  readonly termsAt = new Slots();
  readonly uncodedTerms: number[] = [];
  /** By term, ascending. */
  readonly slotsOfTerm: number[][] = [];
  /** Evidence of slot m: entries from `evidenceStart[m]` up to `evidenceStart[m + 1]`. */
  evidenceStart = new Uint32Array(65);
  evidenceTerm = new Uint32Array(256);
  /** Patients as its source is trusted: count × weight of the source. */
  evidenceCount = new Float64Array(256);

  /** The distinct weekly hours of the pool, each in its zone; which of them a member keeps. */
  readonly schedules: { readonly hours: readonly DutyHours[]; readonly timeZone: string }[] = [];
  private readonly scheduleIds = new Map<string, number>();
  scheduleOf = new Uint32Array(64);

  readonly gramIds = new Map<string, number>();
  readonly gramTexts: string[] = [];
  gramStart = new Uint32Array(65);
  gram = new Uint32Array(1024);

  /** An empty pool. It can be ranked over when {@link MatchPool.finish} has made the index of what was taken in. */
  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.regions = this.regionIds.terms;
    this.institutions = this.institutionIds.terms;
    this.index = EvidenceIndex.build([], { epoch: "", sequence: 0 });
  }

  /** Lays out members of a pool that is being made. */
  take(members: readonly PoolMember[]): void {
    for (const member of members) {
      const { id, place, terms } = this.layOut(member);
      this.builder.add(id, place, terms);
    }
  }

  /** Ends the making. Throws a RangeError when a role was taken in twice. */
  finish(version: IndexVersion): this {
    return inOneGo(this.finishing(version));
  }

  /** {@link finish} with pauses of some 20 ms of work between them for 100,000 members. */
  *finishing(version: IndexVersion): Pieces<this> {
    this.index = yield* EvidenceIndex.finishing(this.builder, version);
    this.builder = new PostingsBuilder();
    yield;
    yield* this.byName.sorting(this.members);
    return this;
  }

  get version(): IndexVersion {
    return this.index.version;
  }

  /** Members that are there. */
  get size(): number {
    return this.index.size;
  }

  get live(): Bitset {
    return this.index.live;
  }

  slotOf(practitionerRoleId: string): number | undefined {
    return this.index.slotOf(practitionerRoleId);
  }

  /** Takes a member in, in place of what was known of this role. */
  put(member: PoolMember): void {
    this.index.put(this.layOut(member));
    this.byName.add(this.members, this.members.length - 1);
  }

  /** Strikes a role. False: it was not here. */
  remove(practitionerRoleId: string): boolean {
    return this.index.remove(practitionerRoleId);
  }

  /** Those of the slots that are not struck. */
  liveAmong(slots: readonly number[]): number[] {
    return slots.filter((slot) => this.index.isLive(slot));
  }

  private layOut(member: PoolMember): IndexDocument {
    const m = this.members.push(member) - 1;
    this.layOutRules(member, m);
    this.layOutEvidence(member, m);
    const terms: DocumentTerm[] = [];
    for (let g = this.gramStart[m] ?? 0; g < (this.gramStart[m + 1] ?? 0); g++)
      terms.push({ term: this.gramTexts[this.gram[g] ?? 0] ?? "", impact: mostImpact });
    return { id: member.practitionerRoleId, place: "", terms };
  }

  private layOutRules(member: PoolMember, m: number): void {
    this.ofInstitution.add(member.institutionId, m);
    if (member.personId !== null) this.ofPerson.add(member.personId, m);
    this.ofPractitioner.add(member.practitionerId, m);
    this.withOtherPosts = withRoom(this.withOtherPosts, m + 1);
    const posts = this.ofPractitioner.of(member.practitionerId);
    if (posts.length > 1) for (const post of posts) setBit(this.withOtherPosts, post);
    for (const id of new Set(member.standsAsideFor)) this.asideFor.add(id, m);
    for (const refusal of member.refusals) {
      const key = `${refusal.about}:${refusal.code}`;
      const known = this.declined.get(key);
      if (known) known.slots.push(m);
      else this.declined.set(key, { refusal, slots: [m] });
    }
    if (member.dailyCap <= 0 || member.weeklyCap <= 0) this.withoutRoom.push(m);

    this.active = withRoom(this.active, m + 1);
    this.withAccount = withRoom(this.withAccount, m + 1);
    if (member.status === "active") setBit(this.active, m);
    if (member.personId !== null) setBit(this.withAccount, m);
    for (const mode of ["written", "video"] as const) {
      this.modes[mode] = withRoom(this.modes[mode], m + 1);
      if (member.acceptsModes.includes(mode)) setBit(this.modes[mode], m);
    }
    this.independentSince = roomFor(this.independentSince, m + 1);
    this.independentSince[m] =
      member.independentSinceOn !== null
        ? dayNumber(member.independentSinceOn)
        : titlesThatImplyIndependence.has(member.titleRank)
          ? 0
          : never;

    const set = this.setIds.idOf(member.specialtyCodes.join("|"));
    if (set === this.specialtySets.length) {
      this.specialtySets.push(member.specialtyCodes);
      this.slotsOfSpecialtySet.push([]);
      for (const code of member.specialtyCodes) this.specialtyCodes.add(code);
    }
    const scope = this.scopeIds.idOf(`${member.scopeCode ?? "-"}:${set}`);
    if (scope === this.scopes.length) {
      this.scopes.push({ scopeCode: member.scopeCode, specialtyCodes: member.specialtyCodes });
      this.slotsOfScope.push([]);
    }
    this.slotsOfSpecialtySet[set]?.push(m);
    this.slotsOfScope[scope]?.push(m);
    this.specialtySetOf = roomFor(this.specialtySetOf, m + 1);
    this.specialtySetOf[m] = set;
    this.regionOf = roomFor(this.regionOf, m + 1);
    this.regionOf[m] = this.regionIds.idOf(member.regionCode);
    this.institutionOf = roomFor(this.institutionOf, m + 1);
    this.institutionOf[m] = this.institutionIds.idOf(member.institutionId);
    this.titleOf = roomFor(this.titleOf, m + 1);
    this.titleOf[m] = titleRanks.indexOf(member.titleRank);
    this.freshnessOf = roomFor(this.freshnessOf, m + 1);
    this.freshnessOf[m] = member.freshness;
    this.freshest = Math.max(this.freshest, member.freshness);

    const scheduleKey =
      member.timeZone + member.dutyHours.map((turn) => `${turn.weekday}${turn.from}${turn.to}`).join();
    let schedule = this.scheduleIds.get(scheduleKey);
    if (schedule === undefined) {
      schedule = this.schedules.push({ hours: member.dutyHours, timeZone: member.timeZone }) - 1;
      this.scheduleIds.set(scheduleKey, schedule);
    }
    this.scheduleOf = roomFor(this.scheduleOf, m + 1);
    this.scheduleOf[m] = schedule;
  }

  private layOutEvidence(member: PoolMember, m: number): void {
    let at = this.evidenceStart[m] ?? 0;
    this.evidenceTerm = roomFor(this.evidenceTerm, at + member.evidence.length);
    this.evidenceCount = roomFor(this.evidenceCount, at + member.evidence.length);
    for (const evidence of member.evidence) {
      const weight = evidence.isExpired ? expiredTrust : evidence.isVerified ? 1 : trust[evidence.source];
      const t = this.termOf(evidence);
      const slots = (this.slotsOfTerm[t] ??= []);
      if (slots.at(-1) !== m) slots.push(m);
      this.evidenceTerm[at] = t;
      this.evidenceCount[at++] = Math.max(evidence.count ?? 1, 0) * weight;
    }
    this.evidenceStart = roomFor(this.evidenceStart, m + 2);
    this.evidenceStart[m + 1] = at;

    const grams = gramsOf(member.skillsText);
    let end = this.gramStart[m] ?? 0;
    this.gram = roomFor(this.gram, end + grams.size);
    for (const text of grams) {
      let id = this.gramIds.get(text);
      if (id === undefined) this.gramIds.set(text, (id = this.gramTexts.push(text) - 1));
      this.gram[end++] = id;
    }
    this.gramStart = roomFor(this.gramStart, m + 2);
    this.gramStart[m + 1] = end;
  }

  private termOf(evidence: Evidence): number {
    const label = foldText(evidence.label);
    const code = evidence.code === null ? null : upperCode(evidence.code);
    const key = `${code ?? ""}:${label}`;
    const known = this.termIds.get(key);
    if (known !== undefined) return known;
    const place = code === null ? undefined : this.vocabulary.placeOf(code);
    const term: EvidenceTerm = {
      code,
      label,
      category: place?.category ?? "",
      block: place?.block,
      chapter: place?.chapter,
    };
    const id = this.terms.push(term) - 1;
    this.termIds.set(key, id);
    if (code === null) this.uncodedTerms.push(id);
    else
      for (const where of new Set([`c:${term.category}`, `b:${term.block ?? ""}`, `h:${term.chapter ?? ""}`]))
        this.termsAt.add(where, id);
    return id;
  }
}

/** The pool of these members, one entry a role id, for {@link rank}. Throws a RangeError when a role is named twice. */
export function buildPool(
  members: readonly PoolMember[],
  vocabulary: Vocabulary,
  version: IndexVersion = { epoch: "", sequence: 0 },
): MatchPool {
  const pool = new MatchPool(vocabulary);
  pool.take(members);
  return pool.finish(version);
}
