import type {
  CaseId,
  Instant,
  OfferId,
  OrganizationId,
  PersonId,
  PractitionerRoleId,
} from "../../kernel/types.js";
import type { RingName } from "./policy/dispatch-policy.js";

export const offerStatuses = ["sent", "seen", "accepted", "declined", "expired", "withdrawn"] as const;
export type OfferStatus = (typeof offerStatuses)[number];

/** From each state, where it may go; the database holds the same table. */
export const offerTransitions: Readonly<Record<OfferStatus, readonly OfferStatus[]>> = {
  sent: ["seen", "accepted", "declined", "expired", "withdrawn"],
  seen: ["accepted", "declined", "expired", "withdrawn"],
  // An assigned case may be taken back by the dispatcher.
  accepted: ["withdrawn"],
  declined: [],
  expired: [],
  withdrawn: [],
};

/** 派单 (FHIR Task): one question to one expert's role. Dead at `expiresAt` itself. */
export interface Offer {
  readonly id: OfferId;
  readonly caseId: CaseId;
  readonly ring: RingName;
  /** Which seat of the case it is for; 1 where one expert is asked for. */
  readonly seat: number;
  /** 1: asked first; more: asked beside others who have not answered yet. */
  readonly line: number;
  readonly attempt: number;
  readonly practitionerRoleId: PractitionerRoleId;
  readonly personId: PersonId;
  readonly institutionId: OrganizationId;
  readonly expertName: string;
  readonly status: OfferStatus;
  readonly sentAt: Instant;
  readonly seenAt: Instant | null;
  readonly expiresAt: Instant;
  readonly respondedAt: Instant | null;
}
