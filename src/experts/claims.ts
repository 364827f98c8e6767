import { randomUUID } from "node:crypto";
import { ok, refuse, type Result } from "../kernel/result.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { publish, publishAll } from "../platform/outbox.js";
import { type ClaimKind, type ClaimSource, nextDueOn, ruleOf } from "./domain/claims/kinds.js";
import {
  type ClaimFault,
  type ClaimPlan,
  emptyPlan,
  type Evidence,
  type NewClaim,
  planClaims,
} from "./domain/claims/record-claims.js";
import { type LiveClaim, reconcile, slotOf, standingOf } from "./domain/claims/slot.js";
import { type ClaimState, mayBecome } from "./domain/claims/states.js";
import { bumpPool, lockPool } from "./pool.js";
import {
  addSteps,
  type ClaimRecord,
  findClaims,
  lockClaim,
  readBooks,
  saveState,
  supersede,
  writePlans,
} from "./store/claims.js";
import { projectFields } from "./store/project-fields.js";

/** The topic under which every change of an expert's claims is told; payload `{ practitionerId }`. */
export const claimsChanged = "experts.claims-changed";

/** The topic under which contradictions that opened or ended are told; payload `{ practitionerId, closedIds }`. */
export const conflictsChanged = "experts.conflicts-changed";

export interface Recorded {
  readonly added: number;
  /** Stated before with the same value; only dates moved, if anything. */
  readonly confirmed: number;
  readonly changed: number;
  /** Conflicts opened by this call. */
  readonly conflicts: number;
  /** Labels of what the source has never said before, by kind and label. */
  readonly firstSaid: readonly { readonly kind: ClaimKind; readonly label: string }[];
  /** Older than what the same source has said since, so not taken. */
  readonly stale: readonly NewClaim[];
  /** Not usable, with the reason; the others are recorded. */
  readonly refused: readonly { readonly claim: NewClaim; readonly fault: ClaimFault }[];
}

/**
 * Records what one source states about an expert. The same statement again changes nothing but dates; a changed value
 * supersedes the source's earlier one; where sources disagree on a field, a conflict opens for a person to settle and
 * the standing value stays. Values that stand are written to the expert's rows. Tells `experts.claims-changed` and
 * counts the pool up when anything was written. Takes the pool's lock.
 */
export async function recordClaims(
  tx: Tx,
  practitionerId: string,
  claims: readonly NewClaim[],
  provenance: Provenance,
): Promise<Recorded> {
  await lockPool(tx);
  const plans = await recordClaimsOf(tx, new Map([[practitionerId, claims]]), provenance);
  const plan = plans.get(practitionerId);
  if (plan === undefined) throw new Error("nothing was planned");
  if (isWritten(plan)) {
    await projectFields(tx, practitionerId, plan.standing);
    await bumpPool(tx);
  }
  const successors = new Set(plan.superseded.map(({ byId }) => byId));
  const firstSaid = plan.inserted.filter(({ id }) => !successors.has(id));
  return { ...plan.counts, firstSaid, stale: plan.stale, refused: plan.refused };
}

/** `asOfOn`: civil date for which the source states it; `byPersonId`: who entered it; `runId`: the connector's run. */
export interface Provenance {
  readonly source: ClaimSource;
  readonly asOfOn: string;
  readonly evidence?: Evidence;
  readonly byPersonId?: string | null;
  readonly runId?: string | null;
  readonly importRunId?: string | null;
}

const isWritten = (plan: ClaimPlan): boolean =>
  plan.inserted.length + plan.confirmed.length + plan.superseded.length + plan.lapsedIds.length > 0;

/**
 * {@link recordClaims} for many experts with a handful of statements. The caller holds the pool's lock, counts the pool
 * up, and writes the values that stand (`standing` of each plan) into its rows.
 */
export async function recordClaimsOf(
  tx: Tx,
  claims: ReadonlyMap<string, readonly NewClaim[]>,
  provenance: Provenance,
): Promise<Map<string, ClaimPlan>> {
  const books = await readBooks(tx, [...claims.keys()]);
  const plans = new Map<string, ClaimPlan>();
  for (const [practitionerId, book] of books)
    plans.set(
      practitionerId,
      planClaims(book, claims.get(practitionerId) ?? [], { ...provenance, newId: randomUUID }),
    );
  const written = [...plans].map(([practitionerId, plan]) => ({ practitionerId, plan }));
  await writePlans(tx, written, {
    evidence: provenance.evidence ?? null,
    byPersonId: provenance.byPersonId ?? null,
    connectorRunId: provenance.runId ?? null,
    importRunId: provenance.importRunId ?? null,
  });
  await publishAll(
    tx,
    written.flatMap(({ practitionerId, plan }) => [
      ...(isWritten(plan) ? [changeOf(practitionerId)] : []),
      ...(plan.opened.length + plan.lapsedIds.length > 0
        ? [conflictChange(practitionerId, plan.lapsedIds)]
        : []),
    ]),
  );
  return plans;
}

const changeOf = (practitionerId: string) => ({
  topic: claimsChanged,
  subjectId: practitionerId,
  payload: { practitionerId },
});

/** Contradictions of the expert opened, or these ended. */
export const conflictChange = (practitionerId: string, closedIds: readonly string[]) => ({
  topic: conflictsChanged,
  subjectId: practitionerId,
  payload: { practitionerId, closedIds: [...closedIds] },
});

/** An expert's claims as stored; with history, also what was superseded or withdrawn. */
export async function readClaims(
  tx: Tx,
  practitionerId: string,
  options: { readonly includeHistory?: boolean } = {},
): Promise<StoredClaim[]> {
  const rows = await findClaims(tx, practitionerId, options.includeHistory ?? false);
  const book = (await readBooks(tx, [practitionerId])).get(practitionerId);
  const standing = new Set(standingOfBook(book).map(({ id }) => id));
  const contested = new Map<string, string>();
  for (const conflict of book?.conflicts ?? []) {
    contested.set(conflict.standingClaimId, conflict.id);
    contested.set(conflict.challengerClaimId, conflict.id);
  }
  return rows.map((row) => storedClaim(row, standing.has(row.id), contested.get(row.id) ?? null));
}

/** The claim that stands for each thing said about the expert: one a slot, only those in force (asserted or verified). */
export async function standingValues(tx: Tx, practitionerId: string): Promise<StoredClaim[]> {
  return (await readClaims(tx, practitionerId)).filter((claim) => claim.isStanding);
}

export interface StoredClaim extends LiveClaim {
  readonly practitionerId: string;
  readonly codeSystem: string | null;
  readonly evidence: Evidence | null;
  readonly assertedBy: string | null;
  readonly verifiedBy: string | null;
  readonly verifiedAt: string | null;
  /** Civil date it is to be confirmed again; null: it does not age. */
  readonly nextDueOn: string | null;
  readonly overdueAction: ClaimRecord["overdue_action"];
  readonly supersededBy: string | null;
  readonly connectorRunId: string | null;
  readonly importRunId: string | null;
  readonly disputedReason: string | null;
  readonly createdAt: string;
  /** True: of all that is said about this, it is what counts. */
  readonly isStanding: boolean;
  /** The open conflict it is a side of. */
  readonly conflictId: string | null;
}

export type ClaimRefusal =
  | "claim_not_found"
  /** It was superseded, withdrawn, or is in a state from which this step does not lead. */
  | "claim_step_not_allowed"
  /** Two sources disagree about it: settle the conflict. */
  | "claim_in_conflict"
  /** Somebody else changed it at the same moment. */
  | "claim_changed_meanwhile";

interface ByWhom {
  /** Null: the system. */
  readonly byPersonId: string | null;
}

/** Somebody has checked the fact: 已核. Checking again moves its dates on. What was checked before of the source's words ends. */
export async function verifyClaim(
  tx: Tx,
  claimId: string,
  { byPersonId, evidence, reason }: ByWhom & { readonly evidence?: Evidence; readonly reason?: string },
): Promise<Result<null, ClaimRefusal>> {
  const today = civilDate(tx.now);
  return changeState(tx, claimId, "verified", byPersonId, reason ?? "", (claim) => ({
    verifiedBy: byPersonId,
    verifiedAt: tx.now,
    nextDueOn: nextDueOn(claim.kind, today),
    disputedReason: null,
    ...(evidence !== undefined && { evidence: { ...claim.evidence, ...evidence } }),
  }));
}

/** Somebody doubts the fact: 存疑. It no longer stands until it is checked, or stated anew with another value. */
export async function disputeClaim(
  tx: Tx,
  claimId: string,
  { byPersonId, reason }: ByWhom & { readonly reason: string },
): Promise<Result<null, ClaimRefusal>> {
  return changeState(tx, claimId, "disputed", byPersonId, reason, () => ({ disputedReason: reason }));
}

/** Nobody confirmed the fact in time: 过期. It comes back when its source states it again or somebody checks it. */
export async function expireClaim(
  tx: Tx,
  claimId: string,
  { byPersonId = null, reason = "" }: { readonly byPersonId?: string | null; readonly reason?: string } = {},
): Promise<Result<null, ClaimRefusal>> {
  return changeState(tx, claimId, "expired", byPersonId, reason, () => ({}));
}

/** Whoever said it takes it back: 撤回. It stays in the history. */
export async function withdrawClaim(
  tx: Tx,
  claimId: string,
  { byPersonId, reason }: ByWhom & { readonly reason: string },
): Promise<Result<null, ClaimRefusal>> {
  return changeState(tx, claimId, "withdrawn", byPersonId, reason, () => ({}));
}

async function changeState(
  tx: Tx,
  claimId: string,
  to: ClaimState,
  byPersonId: string | null,
  reason: string,
  more: (claim: ClaimRecord) => Omit<Parameters<typeof saveState>[3], "state">,
): Promise<Result<null, ClaimRefusal>> {
  await lockPool(tx);
  const claim = await lockClaim(tx, claimId);
  if (claim === undefined) return refuse("claim_not_found");
  const isAgain = claim.state === "verified" && to === "verified";
  if (claim.superseded_by !== null || !(isAgain || mayBecome(claim.state, to)))
    return refuse("claim_step_not_allowed");
  const book = (await readBooks(tx, [claim.practitioner_id])).get(claim.practitioner_id);
  if (book === undefined) throw new Error("no book was read");
  const isContested = book.conflicts.some(
    (one) => one.standingClaimId === claimId || one.challengerClaimId === claimId,
  );
  if (to === "verified" && isContested && !isAgain) return refuse("claim_in_conflict");
  const slot = slotOf(liveOf(claim));
  const inSlot = book.claims.filter((one) => slotOf(one) === slot);
  if (to === "verified") {
    const earlier = inSlot.filter((one) => one.source === claim.source && one.id !== claimId);
    await supersede(
      tx,
      earlier.map(({ id }) => id),
      claimId,
    );
  }
  if (!(await saveState(tx, claimId, claim.state, { state: to, ...more(claim) })))
    return refuse("claim_changed_meanwhile");
  await addSteps(tx, [{ claimId, from: claim.state, to, reason, by: byPersonId }]);
  await reconcileSlots(tx, claim.practitioner_id, [slot], book, byPersonId);
  await tellChange(tx, claim.practitioner_id);
  return ok(null);
}

/**
 * Brings conflicts and standing values of these slots in line with the claims as they are now.
 * @param before the book as it was, to know what stood.
 */
export async function reconcileSlots(
  tx: Tx,
  practitionerId: string,
  slots: readonly string[],
  before: { readonly claims: readonly LiveClaim[]; readonly conflicts: Parameters<typeof standingOf>[1] },
  byPersonId: string | null,
): Promise<void> {
  const book = (await readBooks(tx, [practitionerId])).get(practitionerId);
  if (book === undefined) return;
  const opened = [];
  const lapsedIds: string[] = [];
  const standing: LiveClaim[] = [];
  for (const slot of slots) {
    const earlier = before.claims.filter((one) => slotOf(one) === slot);
    const claims = book.claims.filter((one) => slotOf(one) === slot);
    const ids = new Set([...earlier, ...claims].map(({ id }) => id));
    const conflicts = book.conflicts.filter((one) => ids.has(one.standingClaimId));
    const result = reconcile(claims, conflicts, standingOf(earlier, conflicts)?.id);
    for (const pair of result.opened)
      opened.push({
        standingClaimId: pair.standing.id,
        challengerClaimId: pair.challenger.id,
        kind: pair.standing.kind,
      });
    lapsedIds.push(...result.lapsedIds);
    if (result.standing !== undefined && ruleOf(result.standing.kind).class === "field")
      standing.push(result.standing);
  }
  await writePlans(tx, [{ practitionerId, plan: { ...emptyPlan, opened, lapsedIds, standing } }], {
    evidence: null,
    byPersonId,
    connectorRunId: null,
    importRunId: null,
  });
  await projectFields(tx, practitionerId, standing);
  if (opened.length + lapsedIds.length > 0) await publish(tx, conflictChange(practitionerId, lapsedIds));
}

/** Tells whoever lives by an expert's claims: profiles recompute, indices reload. */
export async function tellChange(tx: Tx, practitionerId: string): Promise<void> {
  await bumpPool(tx);
  await publishAll(tx, [changeOf(practitionerId)]);
}

function standingOfBook(
  book:
    | { readonly claims: readonly LiveClaim[]; readonly conflicts: Parameters<typeof standingOf>[1] }
    | undefined,
): LiveClaim[] {
  const bySlot = new Map<string, LiveClaim[]>();
  for (const claim of book?.claims ?? []) {
    const slot = slotOf(claim);
    const known = bySlot.get(slot);
    if (known === undefined) bySlot.set(slot, [claim]);
    else known.push(claim);
  }
  return [...bySlot.values()].flatMap((claims) => {
    const ids = new Set(claims.map(({ id }) => id));
    const conflicts = (book?.conflicts ?? []).filter((one) => ids.has(one.standingClaimId));
    return standingOf(claims, conflicts) ?? [];
  });
}

const liveOf = (row: ClaimRecord): LiveClaim => ({
  id: row.id,
  practitionerRoleId: row.practitioner_role_id,
  kind: row.kind,
  subjectKey: row.subject_key,
  label: row.label,
  code: row.code,
  quantity: row.quantity,
  value: row.value,
  source: row.source,
  state: row.state,
  asOfOn: row.as_of,
});

const storedClaim = (row: ClaimRecord, isStanding: boolean, conflictId: string | null): StoredClaim => ({
  ...liveOf(row),
  practitionerId: row.practitioner_id,
  codeSystem: row.code_system,
  evidence: row.evidence,
  assertedBy: row.asserted_by,
  verifiedBy: row.verified_by,
  verifiedAt: row.verified_at,
  nextDueOn: row.next_due_on,
  overdueAction: row.overdue_action,
  supersededBy: row.superseded_by,
  connectorRunId: row.connector_run_id,
  importRunId: row.import_run_id,
  disputedReason: row.disputed_reason,
  createdAt: row.created_at,
  isStanding,
  conflictId,
});
