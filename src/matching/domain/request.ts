import type { AgreementId, Instant, OrganizationId, PersonId } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { ExclusionCode } from "./exclusion.js";
import type { ConsultMode } from "./pool.js";

/** Kinds of consultation an agreement can open: one expert in writing or by video, or several together. */
export type AgreementService = ConsultMode | "mdt";

/** What is asked, by whom, and when. */
export interface MatchRequest {
  readonly now: Instant;
  readonly level: UrgencyLevel;
  readonly requesterOrganizationId: OrganizationId;
  readonly requesterPersonId: PersonId | null;
  readonly requesterRegionCode: string;
  readonly specialtyCode: string | null;
  /** What the words speak for, when the doctor named no specialty. Never weighs against a named one. */
  readonly suggestedSpecialty?: { readonly code: string; readonly chance: number } | null;
  readonly wantedTitleRank: "any" | "associate" | "senior";
  readonly mode: ConsultMode;
  readonly patientAgeYears: number | null;
  /** The most suspected first. */
  readonly diagnoses: readonly { readonly code: string | null; readonly name: string }[];
  /** Question and summary in the doctor's words. */
  readonly text: string;
  /** Agreements in force under which the requester may ask. */
  readonly agreements: readonly {
    readonly agreementId: AgreementId;
    readonly performerOrganizationId: OrganizationId;
    /** Empty: every specialty the performer offers. */
    readonly specialtyCodes: readonly string[];
    /** Empty or absent: every service. */
    readonly services?: readonly AgreementService[];
  }[];
  /** What is asked for as agreements name it; the mode when absent. */
  readonly service?: AgreementService;
}

/** Closed consultations of one role about one set of diagnoses and one specialty, over the last `historyMonths`. */
export interface PastConsults {
  readonly roleId: string;
  /** ICD-10 of what was asked; empty when nothing was coded. */
  readonly codes: readonly string[];
  /** The 诊疗科目 that was asked for; null when none was. */
  readonly specialtyCode: string | null;
  /** Closed with a disposition by the inviter. */
  readonly consults: number;
  /** Of those, adopted in full or in part 采纳、部分采纳. */
  readonly adopted: number;
}

export interface ResponseStats {
  readonly offers: number;
  readonly accepted: number;
  /** Median minutes to an answer; null when none was answered. */
  readonly medianMinutes: number | null;
}

/** What changes from hour to hour, by practitioner role id. A role without an entry has taken and answered nothing. */
export interface MatchFacts {
  readonly loadByRole: ReadonlyMap<string, { readonly today: number; readonly thisWeek: number }>;
  readonly consultHistory: readonly PastConsults[];
  readonly responseStats: ReadonlyMap<string, ResponseStats>;
  /** Roles that must not be asked in this case again; every other post of the same expert is left out with them. */
  readonly excludedRoles: ReadonlyMap<
    string,
    Extract<ExclusionCode, "already_declined" | "offer_lapsed" | "found_unsuitable" | "conflict_of_interest">
  >;
  /** 18 when not given. */
  readonly historyMonths?: number;
  /** How long an offer would stay open: who comes on duty within it can be asked. 0 when not given. */
  readonly answerWithinMinutes?: number;
}

/** Nothing is known of load, past consultations and answers. */
export const noFacts: MatchFacts = {
  loadByRole: new Map(),
  consultHistory: [],
  responseStats: new Map(),
  excludedRoles: new Map(),
};
