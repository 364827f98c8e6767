import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant, PersonId } from "../../kernel/types.js";
import type { Offer, OfferStatus } from "./offer.js";

export type AnswerRefusal =
  | "offer_not_addressed_to_you"
  | "offer_already_accepted"
  | "offer_already_declined"
  | "offer_withdrawn"
  | "offer_expired";

const closed: Partial<Record<OfferStatus, AnswerRefusal>> = {
  accepted: "offer_already_accepted",
  declined: "offer_already_declined",
  withdrawn: "offer_withdrawn",
  expired: "offer_expired",
};

/**
 * Whether this person may still answer the offer (接诊 or 谢绝).
 * @param now the database's clock; an offer is dead at `expiresAt` itself.
 * @returns the refusal in the order a person would ask: mine? open? in time?
 */
export function mayAnswer(offer: Offer, by: PersonId, now: Instant): Result<Offer, AnswerRefusal> {
  if (offer.personId !== by) return refuse("offer_not_addressed_to_you");
  const answered = closed[offer.status];
  if (answered) return refuse(answered);
  if (now >= offer.expiresAt) return refuse("offer_expired");
  return ok(offer);
}
