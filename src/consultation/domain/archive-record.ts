import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { ArchiveSide } from "./archive.js";
import type { Decision } from "./disposition.js";

/** A person and the institution acted for, as they were called at the time. */
export interface Party {
  readonly personId: string;
  readonly name: string;
  readonly institutionId: string;
  readonly institutionName: string;
}

/** The request as it was sent; everything an archived consultation must be understood from. */
export interface ConsultFacts {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly mode: "written" | "video";
  readonly urgencyLevel: UrgencyLevel | null;
  readonly liabilityClass: "consult" | "diagnosis";
  readonly submittedAt: Instant | null;
  readonly requester: Party;
  readonly patient: {
    readonly name: string;
    readonly sex: "male" | "female" | "unknown";
    readonly ageYears: number | null;
    readonly isPregnant: boolean;
  };
  readonly question: string;
  readonly summary: string;
  readonly vitals: Readonly<Record<string, unknown>>;
  readonly diagnoses: readonly { readonly code: string | null; readonly name: string }[];
}

/** A signed version as it can be checked without this platform: `signedText` are the exact bytes, in UTF-8. */
export interface ArchivedVersion {
  readonly version: number;
  readonly signedText: string;
  readonly sha256: string;
  readonly signerPersonId: string;
  readonly signerName: string;
  readonly signedAt: string;
  readonly provider: string;
  readonly algorithm: string;
  readonly publicKey: string;
  readonly signature: string;
}

export interface DispositionFacts {
  readonly decision: Decision;
  readonly reason: string;
  readonly decidedBy: { readonly personId: string; readonly name: string };
  readonly decidedAt: Instant;
}

export interface ArchivedStep {
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly actorLabel: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What both institutions keep when the case is closed; the same but for side and number. */
export interface ArchiveRecord {
  readonly format: "consilium.archive/1";
  readonly number: string;
  readonly side: ArchiveSide;
  readonly request: ConsultFacts;
  readonly consents: readonly Readonly<Record<string, unknown>>[];
  /** `post`: 科室 and 职称; empty when not known. */
  readonly performer: Party & { readonly post: string };
  /** Oldest first. */
  readonly opinionVersions: readonly ArchivedVersion[];
  readonly disposition: DispositionFacts;
  /** Oldest first, up to and with the disposition. */
  readonly timeline: readonly ArchivedStep[];
}
