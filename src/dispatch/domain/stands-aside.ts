import type { Instant } from "../../kernel/types.js";
import type { OfferStatus } from "./offer.js";

/** Reasons that are about the case and not about the moment: they hold when the request is sent again. */
const lastingReasons: ReadonlySet<string> = new Set(["not_my_field", "conflict"]);

/**
 * Why an expert who was asked in this case is not asked again; undefined: he may be. What he answered before the request
 * was returned and sent again counts only when its reason lasts: who had no time, or found too little in it, is asked
 * about the completed request.
 * @param submittedAt when the request was last sent; null: never
 */
export function standsAside(
  offer: { readonly status: OfferStatus; readonly declineCode: string | null; readonly sentAt: Instant },
  submittedAt: Instant | null,
): "already_declined" | "offer_lapsed" | undefined {
  const isOfEarlierRound = submittedAt !== null && offer.sentAt < submittedAt;
  if (offer.status === "declined")
    return isOfEarlierRound && !lastingReasons.has(offer.declineCode ?? "") ? undefined : "already_declined";
  if (offer.status === "expired") return isOfEarlierRound ? undefined : "offer_lapsed";
  return undefined;
}
