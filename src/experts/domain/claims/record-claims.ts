import { type ClaimKind, type ClaimSource, ruleOf, subjectKeyOf } from "./kinds.js";
import {
  type ClaimValue,
  contentOf,
  type LiveClaim,
  type OpenConflict,
  reconcile,
  slotOf,
  standingOf,
} from "./slot.js";

/** Where a fact can be looked up: a stored file, a reference (DOI, run and place), a note. */
export interface Evidence {
  readonly fileId?: string;
  readonly reference?: string;
  readonly note?: string;
}

/** A fact as a source states it. */
export interface NewClaim {
  readonly kind: ClaimKind;
  /** What a person reads: 主任医师, 高血压, the title of a paper. At most 500 characters. */
  readonly label: string;
  /** The canonical value of a field (see `claimRules`); the label where left out. For an item of a list, what else is known of it. */
  readonly value?: ClaimValue;
  /** Cases, students, papers: whatever the kind counts. */
  readonly quantity?: number | null;
  readonly code?: string | null;
  /** Which code system `code` is of, by terminology's id: `icd10`, `icd9cm3`, … */
  readonly codeSystem?: string | null;
  /** The post, for kinds that are about one. */
  readonly practitionerRoleId?: string | null;
  /** Civil date; the call's by default. */
  readonly asOfOn?: string;
  readonly evidence?: Evidence;
}

export type ClaimFault = "role_missing" | "role_unknown" | "label_empty" | "label_too_long" | "bad_quantity";

/** A claim that is to be written, with everything but who and when. */
export interface PlannedClaim extends LiveClaim {
  readonly codeSystem: string | null;
  readonly evidence: Evidence | null;
}

export interface ClaimPlan {
  readonly inserted: readonly PlannedClaim[];
  /** Stated once more: the date moves on, an expired one is asserted again, a code that was missing is filled in. */
  readonly confirmed: readonly {
    readonly id: string;
    readonly asOfOn: string;
    readonly code: string | null;
    readonly renews: boolean;
  }[];
  readonly superseded: readonly { readonly id: string; readonly byId: string }[];
  readonly opened: readonly {
    readonly standingClaimId: string;
    readonly challengerClaimId: string;
    readonly kind: ClaimKind;
  }[];
  readonly lapsedIds: readonly string[];
  /** For each field that was spoken of: the claim that stands now. */
  readonly standing: readonly LiveClaim[];
  /** True: the book has open conflicts, so what stands may differ from what was stated last. */
  readonly isContested: boolean;
  readonly counts: {
    readonly added: number;
    readonly confirmed: number;
    readonly changed: number;
    readonly conflicts: number;
  };
  /** Older than what the source has said since; nothing is done with them. */
  readonly stale: readonly NewClaim[];
  /** Not usable, with the reason. */
  readonly refused: readonly { readonly claim: NewClaim; readonly fault: ClaimFault }[];
}

/** A plan that does nothing. */
export const emptyPlan: ClaimPlan = {
  inserted: [],
  confirmed: [],
  superseded: [],
  opened: [],
  lapsedIds: [],
  standing: [],
  isContested: false,
  counts: { added: 0, confirmed: 0, changed: 0, conflicts: 0 },
  stale: [],
  refused: [],
};

export interface ClaimBook {
  readonly claims: readonly LiveClaim[];
  readonly conflicts: readonly OpenConflict[];
  /** The expert's posts. */
  readonly roleIds: readonly string[];
}

const longestLabel = 500;

/**
 * Decides what one source's statements mean for one expert's book. The same value again only moves its date; another
 * value supersedes what the source said before, unless that was checked and the expert speaks for himself: then the
 * checked value stays and a conflict opens. A field on which another source says otherwise opens a conflict too, and
 * what stood goes on standing. Stating the same twice does nothing, in whatever order the statements come.
 * Of several statements about one thing in a call the larger number stays, else the last.
 */
export function planClaims(
  book: ClaimBook,
  incoming: readonly NewClaim[],
  setting: { readonly source: ClaimSource; readonly asOfOn: string; readonly newId: () => string },
): ClaimPlan {
  const refused: { claim: NewClaim; fault: ClaimFault }[] = [];
  const asked = new Map<string, { claim: NewClaim; planned: PlannedClaim }>();
  for (const claim of incoming) {
    const fault = faultOf(claim, book.roleIds);
    if (fault !== undefined) {
      refused.push({ claim, fault });
      continue;
    }
    const planned = plannedOf(claim, book.roleIds, setting);
    const slot = slotOf(planned);
    const before = asked.get(slot);
    if (before === undefined || (planned.quantity ?? -1) >= (before.planned.quantity ?? -1))
      asked.set(slot, { claim, planned });
  }
  const bySlot = new Map<string, LiveClaim[]>();
  for (const claim of book.claims) {
    const slot = slotOf(claim);
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), claim]);
  }
  const inserted: PlannedClaim[] = [];
  const confirmed: { id: string; asOfOn: string; code: string | null; renews: boolean }[] = [];
  const superseded: { id: string; byId: string }[] = [];
  const opened: ClaimPlan["opened"][number][] = [];
  const lapsedIds: string[] = [];
  const standing: LiveClaim[] = [];
  const stale: NewClaim[] = [];
  const counts = { added: 0, confirmed: 0, changed: 0, conflicts: 0 };

  for (const [slot, { claim, planned }] of asked) {
    const claims = bySlot.get(slot) ?? [];
    const ids = new Set(claims.map(({ id }) => id));
    const conflicts = book.conflicts.filter(
      (one) => ids.has(one.standingClaimId) || ids.has(one.challengerClaimId),
    );
    const stood = standingOf(claims, conflicts)?.id;
    const mine = claims.filter((one) => one.source === setting.source);
    const same = mine.find((one) => contentOf(one) === contentOf(planned));
    let after = claims;
    const successor = new Map<string, string>();
    const supersede = (old: LiveClaim, byId: string): void => {
      superseded.push({ id: old.id, byId });
      successor.set(old.id, byId);
      after = after.filter((one) => one.id !== old.id);
    };
    if (mine.some((one) => one.asOfOn > planned.asOfOn && one !== same)) {
      stale.push(claim);
      continue;
    }
    if (same !== undefined) {
      counts.confirmed++;
      const renews = same.state === "expired";
      const asOfOn = planned.asOfOn > same.asOfOn ? planned.asOfOn : same.asOfOn;
      const code = planned.code ?? same.code;
      if (renews || asOfOn !== same.asOfOn || code !== same.code)
        confirmed.push({ id: same.id, asOfOn, code, renews });
      after = after.map((one) =>
        one.id === same.id
          ? { ...one, asOfOn, code, state: renews ? ("asserted" as const) : one.state }
          : one,
      );
      // The source has come back to what was checked of it.
      if (same.state === "verified")
        for (const old of mine.filter((one) => one !== same)) supersede(old, same.id);
    } else {
      const staysBeside = (one: LiveClaim): boolean =>
        one.state === "verified" && setting.source === "self_reported";
      for (const old of mine.filter((one) => !staysBeside(one))) supersede(old, planned.id);
      if (mine.length > 0) counts.changed++;
      else counts.added++;
      inserted.push(planned);
      after = [...after, planned];
    }
    const result = reconcile(after, conflicts, stood && (successor.get(stood) ?? stood));
    for (const pair of result.opened) {
      counts.conflicts++;
      opened.push({
        standingClaimId: pair.standing.id,
        challengerClaimId: pair.challenger.id,
        kind: planned.kind,
      });
    }
    lapsedIds.push(...result.lapsedIds);
    if (result.standing !== undefined && ruleOf(planned.kind).class === "field")
      standing.push(result.standing);
  }
  const isContested = opened.length + book.conflicts.length > 0;
  return {
    inserted,
    confirmed,
    superseded,
    opened,
    lapsedIds,
    standing,
    isContested,
    counts,
    stale,
    refused,
  };
}

function faultOf(claim: NewClaim, roleIds: readonly string[]): ClaimFault | undefined {
  if (claim.label.trim() === "") return "label_empty";
  if (claim.label.length > longestLabel) return "label_too_long";
  if (claim.quantity != null && !(claim.quantity >= 0 && claim.quantity <= 1e9)) return "bad_quantity";
  const { scope } = ruleOf(claim.kind);
  if (scope === "person") return undefined;
  if (claim.practitionerRoleId == null) return roleIds.length === 1 ? undefined : "role_missing";
  return roleIds.includes(claim.practitionerRoleId) ? undefined : "role_unknown";
}

/** A fact about a post may leave the post out where there is only one. */
export function plannedOf(
  claim: NewClaim,
  roleIds: readonly string[],
  setting: { readonly source: ClaimSource; readonly asOfOn: string; readonly newId: () => string },
): PlannedClaim {
  const rule = ruleOf(claim.kind);
  const label = claim.label.trim();
  return {
    id: setting.newId(),
    practitionerRoleId: rule.scope === "role" ? (claim.practitionerRoleId ?? roleIds[0] ?? null) : null,
    kind: claim.kind,
    subjectKey: subjectKeyOf(claim.kind, label),
    label,
    code: claim.code ?? null,
    codeSystem: claim.codeSystem ?? null,
    quantity: claim.quantity ?? null,
    value: claim.value ?? (rule.holds === "one" ? label : null),
    source: setting.source,
    state: "asserted",
    asOfOn: claim.asOfOn ?? setting.asOfOn,
    evidence: claim.evidence ?? null,
  };
}
