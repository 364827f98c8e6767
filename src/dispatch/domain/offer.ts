import type {
  CaseId,
  Instant,
  OfferId,
  OrganizationId,
  PersonId,
  PractitionerRoleId,
} from "../../kernel/types.js";

export const offerStatuses = ["sent", "seen", "accepted", "declined", "expired", "withdrawn"] as const;
export type OfferStatus = (typeof offerStatuses)[number];

/** named 点名 → best 最佳匹配 → dispatcher 人工调度 (the last ring). */
export const rings = ["named", "best", "dispatcher"] as const;
export type Ring = (typeof rings)[number];

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
  readonly ring: Ring;
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
