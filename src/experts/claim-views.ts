import { findPerson } from "../identity/index.js";
import type { Actor } from "../identity/index.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import type { ClaimView } from "./api/claims.js";
import type { StoredClaim } from "./claims.js";
import type { Viewer } from "./domain/registry/visibility.js";
import { maySeeClaim } from "./domain/registry/visibility.js";

/** Names of the people who stated or checked facts; whoever is not found here is left without a name. */
export async function namesOf(tx: Tx, claims: readonly StoredClaim[]): Promise<Map<string, string>> {
  const ids = new Set(
    claims.flatMap((claim) => [claim.assertedBy, claim.verifiedBy]).filter((id) => id !== null),
  );
  const names = new Map<string, string>();
  for (const id of ids) {
    const person = await findPerson(tx, id);
    if (person !== undefined) names.set(id, person.name);
  }
  return names;
}

/** The claims a viewer may see, as pages show them. Evidence and people are for those close to the expert. */
export function claimViews(
  tx: Tx,
  claims: readonly StoredClaim[],
  viewer: Viewer,
  names: ReadonlyMap<string, string>,
): ClaimView[] {
  const today = civilDate(tx.now);
  const isClose = viewer === "self" || viewer === "close";
  const nameOf = (id: string | null): string | null =>
    id !== null && isClose ? (names.get(id) ?? null) : null;
  return claims
    .filter((claim) => maySeeClaim(viewer, claim))
    .map((claim) => ({
      claimId: claim.id,
      practitionerRoleId: claim.practitionerRoleId,
      kind: claim.kind,
      code: claim.code,
      codeSystem: claim.codeSystem,
      label: claim.label,
      value: (claim.kind === "qualification" ? claim.label : claim.value) as ClaimView["value"],
      quantity: claim.quantity,
      source: claim.source,
      state: claim.state,
      asOf: claim.asOfOn,
      evidence: isClose ? claim.evidence : null,
      assertedBy: nameOf(claim.assertedBy),
      verifiedBy: nameOf(claim.verifiedBy),
      verifiedAt: claim.verifiedAt,
      nextDueOn: claim.nextDueOn,
      isOverdue: claim.nextDueOn !== null && claim.nextDueOn < today && claim.supersededBy === null,
      overdueAction: claim.overdueAction,
      disputedReason: isClose ? claim.disputedReason : null,
      isStanding: claim.isStanding,
      isSuperseded: claim.supersededBy !== null,
      conflictId: isClose ? claim.conflictId : null,
    }));
}

/** How the asker stands to the expert. */
export function viewerOf(
  actor: Actor,
  expert: { readonly personIds: readonly string[]; readonly institutionIds: readonly string[] },
): Viewer {
  if (expert.personIds.includes(actor.personId)) return "self";
  if (actor.isPlatform || expert.institutionIds.includes(actor.institutionId)) return "close";
  return "requester";
}
