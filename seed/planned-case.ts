import type { CaseStatus } from "../src/cases/api.js";
import type { DeclineCode } from "./decline.js";
import type { CaseText } from "./case-text.js";
import type { InstitutionKey } from "./institutions.js";
import type { SeedExpert } from "./experts.js";
import type { SeedPerson } from "./people.js";
import type { Instant } from "../src/kernel/types.js";
import type { UrgencyLevel } from "../src/kernel/urgency.js";
import type { Candidate, ExclusionGroup, MatchRequest, Ranking } from "../src/matching/index.js";
import type { StoredInputs } from "../src/matching/tables.js";
import type { assess } from "../src/triage/index.js";

/** A request as its doctor sends it. */
export interface PlannedRequest {
  readonly id: string;
  readonly institution: InstitutionKey;
  readonly requester: SeedPerson;
  readonly patientName: string;
  readonly text: CaseText;
  readonly mode: "written" | "video";
  readonly consent: PlannedConsent;
  readonly createdAt: Instant;
  readonly submittedAt: Instant;
  readonly level: UrgencyLevel;
  readonly assessment: ReturnType<typeof assess> & { readonly id: string };
}

export interface PlannedConsent {
  readonly id: string;
  readonly givenBy: "patient" | "guardian" | "relative" | "emergency_approver";
  readonly signerName: string;
  readonly form: "paper" | "electronic" | "emergency";
}

export interface PlannedOffer {
  readonly id: string;
  readonly ring: "best" | "dispatcher";
  readonly attempt: number;
  readonly expert: SeedExpert;
  /** Null: both sides are of one institution. */
  readonly agreementId: string | null;
  readonly grounds: Readonly<Record<string, unknown>>;
  readonly sentAt: Instant;
  readonly seenAt: Instant | null;
  readonly expiresAt: Instant;
  readonly outcome:
    | { readonly status: "accepted"; readonly at: Instant }
    | { readonly status: "declined"; readonly at: Instant; readonly code: DeclineCode; readonly note: string }
    | { readonly status: "expired" };
  /** The dispatcher who sent it by hand. */
  readonly by: SeedPerson | null;
}

export interface PlannedDecision {
  readonly id: string;
  readonly modelVersion: string;
  readonly considered: number;
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly ExclusionGroup[];
  readonly inputs: StoredInputs;
  readonly madeAt: Instant;
  readonly request: MatchRequest;
  readonly ranking: Ranking;
}

/** How the search for an expert went. */
export interface PlannedSearch {
  readonly decision: PlannedDecision;
  readonly offers: readonly PlannedOffer[];
  readonly handedOver: { readonly at: Instant; readonly reason: string } | null;
  readonly clockRanOutAt: Instant | null;
  readonly accepted: (PlannedOffer & { readonly outcome: { readonly status: "accepted" } }) | null;
}

/** What happened after somebody said yes; null steps have not happened. */
export interface PlannedCourse {
  readonly writingAt: Instant | null;
  readonly signedAt: Instant | null;
  readonly disposition: PlannedDisposition | null;
}

export interface PlannedDisposition {
  readonly decision: "adopted" | "partly_adopted" | "not_adopted";
  readonly reason: string;
  readonly at: Instant;
}

export interface PlannedCancellation {
  readonly at: Instant;
  readonly reasonCode: "improved" | "transferred" | "no_longer_needed" | "duplicate";
  readonly note: string;
}

/** A case from its sending to where it stands. */
export interface PlannedCase {
  readonly request: PlannedRequest;
  readonly search: PlannedSearch;
  readonly course: PlannedCourse | null;
  readonly cancellation: PlannedCancellation | null;
  readonly status: Extract<CaseStatus, "accepted" | "in_session" | "opinion_signed" | "closed" | "cancelled">;
}
