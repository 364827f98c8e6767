import { type ClaimKind, ruleOf } from "../claims/kinds.js";
import { type ClaimState, isInForce } from "../claims/states.js";

/**
 * Who looks: the expert himself · `close`: a hospital of his posts, or the operator · `requester`: a physician of
 * another hospital who may ask him · `public`: somebody outside the platform.
 */
export const viewers = ["self", "close", "requester", "public"] as const;
export type Viewer = (typeof viewers)[number];

/** Kinds that outsiders are never shown, beside the personal ones: declarations steer the platform and nobody else. */
const notPublic: ReadonlySet<ClaimKind> = new Set([
  "refusal",
  "conflict_of_interest",
  "disease_cases",
  "procedure_cases",
]);
/** Whom an expert does not wish to meet is between him, his hospital and the platform. */
const onlyClose: ReadonlySet<ClaimKind> = new Set(["conflict_of_interest"]);

/**
 * Which claims a viewer sees. Self and close: all, history too. A requester: what stands, and nothing personal. The
 * public: what stands and was checked, and neither numbers of patients nor what he will not take.
 */
export function maySeeClaim(
  viewer: Viewer,
  claim: { readonly kind: ClaimKind; readonly state: ClaimState; readonly isStanding: boolean },
): boolean {
  if (viewer === "self" || viewer === "close") return true;
  if (ruleOf(claim.kind).isPersonal === true || onlyClose.has(claim.kind)) return false;
  if (!isInForce(claim.state)) return false;
  if (viewer === "requester") return claim.isStanding || ruleOf(claim.kind).holds === "many";
  return claim.isStanding && claim.state === "verified" && !notPublic.has(claim.kind);
}

/** Whether an expert may look at his own page with another's eyes: nobody sees more than he has. */
export const mayPreviewAs = (viewer: Viewer, as: Viewer): boolean =>
  viewers.indexOf(as) >= viewers.indexOf(viewer);
