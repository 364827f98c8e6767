import { authority, type ClaimKind, type ClaimSource, ruleOf } from "./kinds.js";
import { type ClaimState, isInForce } from "./states.js";

/** A canonical value: a code, a date, a number, or an object of those. */
export type ClaimValue =
  | string
  | number
  | boolean
  | null
  | readonly ClaimValue[]
  | { readonly [key: string]: ClaimValue };

/** A claim that is in the book now: not withdrawn and not superseded. */
export interface LiveClaim {
  readonly id: string;
  /** The post it is about; null: the person. */
  readonly practitionerRoleId: string | null;
  readonly kind: ClaimKind;
  readonly subjectKey: string;
  readonly label: string;
  readonly code: string | null;
  readonly quantity: number | null;
  readonly value: ClaimValue;
  readonly source: ClaimSource;
  readonly state: ClaimState;
  /** Civil date the source stated it for. */
  readonly asOfOn: string;
}

/** Two claims that contradict each other until a person has settled it. */
export interface OpenConflict {
  readonly id: string;
  readonly standingClaimId: string;
  readonly challengerClaimId: string;
}

/** Claims of one slot speak of the same thing. */
export const slotOf = (claim: Pick<LiveClaim, "practitionerRoleId" | "kind" | "subjectKey">): string =>
  `${claim.kind}|${claim.practitionerRoleId ?? ""}|${claim.subjectKey}`;

/** JSON with keys in code-point order: equal values give equal texts. */
export function canonicalValue(value: ClaimValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalValue).join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => `${JSON.stringify(key)}:${canonicalValue(one)}`)
      .join(",")}}`;
  return JSON.stringify(value);
}

/** What must be equal for two claims of one slot to say the same. A label or code is how a value is shown, not the value. */
export const contentOf = (claim: Pick<LiveClaim, "kind" | "label" | "quantity" | "value">): string =>
  ruleOf(claim.kind).holds === "one"
    ? canonicalValue(claim.value ?? claim.label)
    : canonicalValue([claim.quantity, claim.value]);

const strongest = (a: LiveClaim, b: LiveClaim): number =>
  Number(b.state === "verified") - Number(a.state === "verified") ||
  authority[b.source] - authority[a.source] ||
  (a.asOfOn < b.asOfOn ? 1 : a.asOfOn > b.asOfOn ? -1 : 0) ||
  (a.id < b.id ? -1 : 1);

/**
 * The claim that stands for its slot. In an open conflict it is the one that stood when the other came; else the
 * strongest in force: checked before unchecked, then by source, then the newer, then the smaller id. Undefined: none is
 * in force.
 */
export function standingOf(
  claims: readonly LiveClaim[],
  conflicts: readonly OpenConflict[],
): LiveClaim | undefined {
  const inForce = claims.filter((claim) => isInForce(claim.state));
  const kept = inForce.find((claim) => conflicts.some((one) => one.standingClaimId === claim.id));
  if (kept !== undefined) return kept;
  const challengers = new Set(conflicts.map((one) => one.challengerClaimId));
  const unchallenging = inForce.filter((claim) => !challengers.has(claim.id));
  return [...(unchallenging.length > 0 ? unchallenging : inForce)].sort(strongest)[0];
}

/**
 * The claims that contradict the standing one. Where one value holds, every source in force that says otherwise; in a
 * list, only a source that contradicts what was checked of its own words: two hospitals that count differently count
 * different patients.
 */
export function rivalsOf(claims: readonly LiveClaim[], standing: LiveClaim): LiveClaim[] {
  const isSingle = ruleOf(standing.kind).holds === "one";
  return claims.filter(
    (claim) =>
      claim.id !== standing.id &&
      isInForce(claim.state) &&
      contentOf(claim) !== contentOf(standing) &&
      (isSingle || (claim.source === standing.source && standing.state === "verified")),
  );
}

export interface Reconciled {
  readonly standing: LiveClaim | undefined;
  readonly opened: readonly { readonly standing: LiveClaim; readonly challenger: LiveClaim }[];
  /** Conflicts whose sides no longer contradict each other. */
  readonly lapsedIds: readonly string[];
}

/**
 * Conflicts of one slot brought in line with its claims after a change.
 * @param standingId the claim that stood before, or its successor; what stood goes on standing while it is in force.
 */
export function reconcile(
  claims: readonly LiveClaim[],
  conflicts: readonly OpenConflict[],
  standingId: string | undefined,
): Reconciled {
  const before = claims.find((claim) => claim.id === standingId && isInForce(claim.state));
  const isSingle = claims[0] !== undefined && ruleOf(claims[0].kind).holds === "one";
  const standing = isSingle && before !== undefined ? before : standingOf(claims, conflicts);
  // In a list each source has its own word checked, so each of them stands for itself.
  const pairs =
    standing === undefined
      ? []
      : isSingle
        ? rivalsOf(claims, standing).map((challenger) => ({ standing, challenger }))
        : claims
            .filter((claim) => claim.state === "verified")
            .flatMap((checked) =>
              rivalsOf(claims, checked).map((challenger) => ({ standing: checked, challenger })),
            );
  const isOf = (conflict: OpenConflict) => (pair: (typeof pairs)[number]) =>
    pair.standing.id === conflict.standingClaimId && pair.challenger.id === conflict.challengerClaimId;
  return {
    standing,
    opened: pairs.filter((pair) => !conflicts.some((conflict) => isOf(conflict)(pair))),
    lapsedIds: conflicts.filter((conflict) => !pairs.some(isOf(conflict))).map(({ id }) => id),
  };
}
