import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { ArchiveSide } from "./archive.js";
import type { Side } from "./conversation.js";
import type { Decision } from "./disposition.js";
import type { AgendaItem, PanelMember, Stance } from "./panel.js";

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
  /** PEM, where the key stands in a certificate. */
  readonly certificate?: string | null;
  readonly signature: string;
  /** RFC 3161 token in base64; null: the time is the platform's clock alone. */
  readonly timeToken?: string | null;
}

/** A member's stand on a version, checkable in the same way. */
export interface ArchivedStand extends ArchivedVersion {
  readonly stance: Stance;
}

/** The panel of an MDT with everything its members signed. */
export interface ArchivedPanel {
  readonly leadPersonId: string;
  readonly members: readonly PanelMember[];
  readonly agenda: readonly AgendaItem[];
  readonly stands: readonly ArchivedStand[];
}

/** A question or answer of a written consultation. */
export interface ArchivedMessage {
  readonly sequence: number;
  readonly kind: "question" | "answer";
  readonly side: Side;
  readonly authorPersonId: string;
  readonly authorName: string;
  readonly institutionName: string;
  readonly body: string;
  /** Sequence of the question that is answered. */
  readonly answers: number | null;
  readonly files: number;
  readonly at: Instant;
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
  /** 1 has neither panel nor conversation. */
  readonly format: "consilium.archive/1" | "consilium.archive/2";
  readonly number: string;
  readonly side: ArchiveSide;
  readonly request: ConsultFacts;
  readonly consents: readonly Readonly<Record<string, unknown>>[];
  /** `post`: 科室 and 职称; empty when not known. */
  readonly performer: Party & { readonly post: string };
  /** Oldest first. */
  readonly opinionVersions: readonly ArchivedVersion[];
  /** Of an MDT; null for one expert. */
  readonly panel?: ArchivedPanel | null;
  /** Oldest first. */
  readonly conversation?: readonly ArchivedMessage[];
  readonly disposition: DispositionFacts;
  /** Oldest first, up to and with the disposition. */
  readonly timeline: readonly ArchivedStep[];
}
