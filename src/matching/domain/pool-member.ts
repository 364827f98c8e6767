import type { OrganizationId, PersonId, PractitionerId, PractitionerRoleId } from "../../kernel/types.js";

/** 正高 senior · 副高 associate · 中级 attending · anything else. */
export type TitleRank = "senior" | "associate" | "attending" | "other";
export type ConsultMode = "written" | "video";
export type EvidenceSource =
  | "self_reported"
  | "his"
  | "emr"
  | "institution"
  | "consult_history"
  | "literature";

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
