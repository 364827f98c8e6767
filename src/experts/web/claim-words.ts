import type { Tone } from "../../web/components/StatusTag.js";
import type { ClaimView } from "../api/claims.js";
import { claimKinds, ruleOf } from "../domain/claims/kinds.js";

export const claimTones: Readonly<Record<ClaimView["state"], Tone>> = {
  asserted: "neutral",
  verified: "good",
  disputed: "bad",
  expired: "warn",
  withdrawn: "neutral",
};

/** Properties of the person or post, in the order of the registry's kinds. */
export const fieldsOf = (claims: readonly ClaimView[]): ClaimView[] =>
  claims
    .filter(({ kind }) => ruleOf(kind).class === "field")
    .sort((a, b) => claimKinds.indexOf(a.kind) - claimKinds.indexOf(b.kind));

/** What he can do, has done, or will not do. */
export const abilitiesOf = (claims: readonly ClaimView[]): ClaimView[] =>
  claims.filter(({ kind }) => ruleOf(kind).class !== "field");

/** Whether two claims speak of the same thing, so that one is the other's history. */
export const isSameThing = (a: ClaimView, b: ClaimView): boolean =>
  a.kind === b.kind &&
  a.practitionerRoleId === b.practitionerRoleId &&
  (ruleOf(a.kind).holds === "one" || a.label === b.label);

export const countsCases = (kind: ClaimView["kind"]): boolean =>
  kind === "disease_cases" || kind === "procedure_cases";
