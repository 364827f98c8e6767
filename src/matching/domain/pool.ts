import type { OrganizationId, PersonId, PractitionerId, PractitionerRoleId } from "../../kernel/types.js";
import { groupBy } from "../../kernel/collections.js";
import { foldText, gramsOf } from "./text.js";
import type { Vocabulary } from "./vocabulary.js";

/** 正高 senior · 副高 associate · 中级 attending · anything else. */
export type TitleRank = "senior" | "associate" | "attending" | "other";
export type ConsultMode = "written" | "video";
export type EvidenceSource =
  "self_reported" | "his" | "emr" | "institution" | "consult_history" | "literature";

/** One fact about a disease: how many patients, says who. */
export interface Evidence {
  /** ICD-10; null when the words were not coded. */
  readonly code: string | null;
  readonly label: string;
  /** Patients; null when the source names the disease without a number. */
  readonly count: number | null;
  readonly source: EvidenceSource;
  readonly isVerified: boolean;
  /** Nobody confirmed it in time. */
  readonly isExpired: boolean;
}

/** Weekly duty in the member's zone; `to` before `from` runs over midnight. */
export interface DutyHours {
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  readonly from: string;
  readonly to: string;
}

/** One expert's post (执业岗位) with all that ranking needs to know and that changes seldom. */
export interface PoolMember {
  readonly practitionerRoleId: PractitionerRoleId;
  readonly practitionerId: PractitionerId;
  /** Null: no account, so nothing can be offered. */
  readonly personId: PersonId | null;
  readonly institutionId: OrganizationId;
  readonly institutionName: string;
  readonly regionCode: string;
  readonly timeZone: string;
  readonly name: string;
  readonly departmentName: string;
  readonly titleRank: TitleRank;
  readonly titleName: string | null;
  /** 诊疗科目 codes. */
  readonly specialtyCodes: readonly string[];
  /** Empty: any time. */
  readonly dutyHours: readonly DutyHours[];
  readonly dailyCap: number;
  readonly weeklyCap: number;
  readonly status: "active" | "paused" | "retired";
  readonly acceptsModes: readonly ConsultMode[];
  /** 执业范围; null: not on record. */
  readonly scopeCode: string | null;
  /** Civil date; null: not on record. */
  readonly independentSinceOn: string | null;
  readonly skillsText: string;
  /** 资料新鲜度, 0 to 1: how lately his record was confirmed. */
  readonly freshness: number;
  /** Civil date; null: never confirmed as a whole. */
  readonly confirmedOn: string | null;
  readonly evidence: readonly Evidence[];
  /** What he does not take 不接: an ICD-10 code or specialty with all below it, or patients under an age in years. */
  readonly refusals: readonly Refusal[];
  /** Institutions and persons with whom he has a conflict of interest. */
  readonly standsAsideFor: readonly string[];
}

export interface Refusal {
  readonly about: "diagnosis" | "specialty" | "age_below";
  readonly code: string;
  readonly label: string;
}

/** A distinct thing the pool has evidence for: a code, or words without one. */
export interface EvidenceTerm {
  readonly code: string | null;
  readonly label: string;
  readonly category: string;
  readonly block: string | undefined;
  readonly chapter: string | undefined;
}

/** The pool laid out for ranking: evidence and skill texts of all members as numbers. Never changed after it is built. */
export interface MatchPool {
  readonly members: readonly PoolMember[];
  readonly indexOfRole: ReadonlyMap<string, number>;
  readonly indicesOfInstitution: ReadonlyMap<string, readonly number[]>;
  /** The posts of one account. */
  readonly indicesOfPerson: ReadonlyMap<string, readonly number[]>;
  readonly terms: readonly EvidenceTerm[];
  /** Evidence of member m: entries from `evidenceStart[m]` up to `evidenceStart[m + 1]`. */
  readonly evidenceStart: Uint32Array;
  readonly evidenceTerm: Uint32Array;
  /** Patients as its source is trusted: count × weight of the source. */
  readonly evidenceCount: Float64Array;
  /** The distinct weekly hours of the pool, each in its zone; which of them a member keeps. */
  readonly schedules: readonly { readonly hours: readonly DutyHours[]; readonly timeZone: string }[];
  readonly scheduleOf: Uint32Array;
  readonly gramIds: ReadonlyMap<string, number>;
  readonly gramStart: Uint32Array;
  readonly gram: Uint32Array;
}

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

/** Lays the members out for {@link rank}. About 15 µs a member. */
export function buildPool(members: readonly PoolMember[], vocabulary: Vocabulary): MatchPool {
  const terms: EvidenceTerm[] = [];
  const termIds = new Map<string, number>();
  const termOf = (evidence: Evidence): number => {
    const label = foldText(evidence.label);
    const code = evidence.code === null ? null : upperCode(evidence.code);
    const key = `${code ?? ""}:${label}`;
    const known = termIds.get(key);
    if (known !== undefined) return known;
    const place = code === null ? undefined : vocabulary.placeOf(code);
    terms.push({
      code,
      label,
      category: place?.category ?? "",
      block: place?.block,
      chapter: place?.chapter,
    });
    termIds.set(key, terms.length - 1);
    return terms.length - 1;
  };

  const gramIds = new Map<string, number>();
  const evidenceTerm: number[] = [];
  const evidenceCount: number[] = [];
  const gram: number[] = [];
  const evidenceStart = new Uint32Array(members.length + 1);
  const gramStart = new Uint32Array(members.length + 1);
  const indexOfRole = new Map<string, number>();
  const schedules: { hours: readonly DutyHours[]; timeZone: string }[] = [];
  const scheduleIds = new Map<string, number>();
  const scheduleOf = new Uint32Array(members.length);
  members.forEach((member, m) => {
    indexOfRole.set(member.practitionerRoleId, m);
    const scheduleKey =
      member.timeZone + member.dutyHours.map((turn) => `${turn.weekday}${turn.from}${turn.to}`).join();
    let schedule = scheduleIds.get(scheduleKey);
    if (schedule === undefined) {
      schedule = schedules.push({ hours: member.dutyHours, timeZone: member.timeZone }) - 1;
      scheduleIds.set(scheduleKey, schedule);
    }
    scheduleOf[m] = schedule;
    for (const evidence of member.evidence) {
      evidenceTerm.push(termOf(evidence));
      const weight = evidence.isExpired ? expiredTrust : evidence.isVerified ? 1 : trust[evidence.source];
      evidenceCount.push(Math.max(evidence.count ?? 1, 0) * weight);
    }
    for (const text of gramsOf(member.skillsText)) {
      let id = gramIds.get(text);
      if (id === undefined) gramIds.set(text, (id = gramIds.size));
      gram.push(id);
    }
    evidenceStart[m + 1] = evidenceTerm.length;
    gramStart[m + 1] = gram.length;
  });
  const indices = [...members.keys()];
  return {
    members,
    indexOfRole,
    indicesOfInstitution: groupBy(indices, (m) => members[m]?.institutionId ?? ""),
    indicesOfPerson: groupBy(indices, (m) => members[m]?.personId ?? ""),
    terms,
    evidenceStart,
    evidenceTerm: Uint32Array.from(evidenceTerm),
    evidenceCount: Float64Array.from(evidenceCount),
    schedules,
    scheduleOf,
    gramIds,
    gramStart,
    gram: Uint32Array.from(gram),
  };
}
