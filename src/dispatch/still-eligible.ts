import type { CaseRecord } from "../cases/index.js";
import { findStanding } from "../experts/index.js";
import { civilDate } from "../kernel/time.js";
import { isSameLine } from "../matching/index.js";
import { agreementsOf, serves } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import type { StoredOffer } from "./store/index.js";

/**
 * What has come in the way of an offer since it was sent: the post takes no cases any more, or no agreement lets the inviting
 * hospital ask its hospital for this service and the post's specialty today. Undefined: nothing. Needs system scope, for the agreement is between two tenants.
 */
export async function noLongerEligible(
  tx: Tx,
  found: CaseRecord,
  offer: StoredOffer,
): Promise<"expert_suspended" | "agreement_ended" | undefined> {
  const isOwn = offer.institutionId === found.institutionId;
  const [role, open] = await Promise.all([
    findStanding(tx, offer.practitionerRoleId),
    isOwn ? [] : agreementsOf(tx, found.institutionId, civilDate(tx.now), offer.institutionId),
  ]);
  if (role?.status !== "active") return "expert_suspended";
  if (isOwn) return undefined;
  const service = found.panelSpecialtyCodes.length > 0 ? "mdt" : found.mode;
  return open.some(
    (one) =>
      serves(one.services, service) &&
      (one.specialtyCodes.length === 0 ||
        one.specialtyCodes.some((code) => role.specialtyCodes.some((own) => isSameLine(own, code)))),
  )
    ? undefined
    : "agreement_ended";
}
