import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import { json, type Tx } from "../../platform/database/database.js";
import { type ClaimKind, nextDueOn, ruleOf } from "../domain/claims/kinds.js";
import type { ClaimBook, ClaimPlan, Evidence } from "../domain/claims/record-claims.js";
import type { LiveClaim, OpenConflict } from "../domain/claims/slot.js";
import type { ClaimState } from "../domain/claims/states.js";
import { expertsTables } from "../tables.js";

/** The claims in the book and the open conflicts of these experts. Three queries, whatever their number. */
export async function readBooks(tx: Tx, practitionerIds: readonly string[]): Promise<Map<string, ClaimBook>> {
  const books = new Map<string, ClaimBook>();
  if (practitionerIds.length === 0) return books;
  const db = expertsTables(tx);
  const claims = groupBy(
    await db
      .selectFrom("experts.claim")
      .select([
        "id",
        "practitioner_id",
        "practitioner_role_id",
        "kind",
        "subject_key",
        "label",
        "code",
        "quantity",
        "value",
        "source",
        "state",
        "as_of",
      ])
      .where("practitioner_id", "in", [...practitionerIds])
      .where("superseded_by", "is", null)
      .where("state", "!=", "withdrawn")
      .orderBy("created_at")
      .orderBy("id")
      .execute(),
    (row) => row.practitioner_id,
  );
  const conflicts = groupBy(
    await db
      .selectFrom("experts.claim_conflict")
      .select(["id", "practitioner_id", "standing_claim_id", "challenger_claim_id"])
      .where("practitioner_id", "in", [...practitionerIds])
      .where("status", "=", "open")
      .orderBy("opened_at")
      .orderBy("id")
      .execute(),
    (row) => row.practitioner_id,
  );
  const roles = groupBy(
    await db
      .selectFrom("experts.practitioner_role")
      .select(["id", "practitioner_id"])
      .where("practitioner_id", "in", [...practitionerIds])
      .where("status", "!=", "retired")
      .orderBy("id")
      .execute(),
    (row) => row.practitioner_id,
  );
  for (const id of practitionerIds)
    books.set(id, {
      claims: (claims.get(id) ?? []).map((row): LiveClaim => ({
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
      })),
      conflicts: (conflicts.get(id) ?? []).map((row): OpenConflict => ({
        id: row.id,
        standingClaimId: row.standing_claim_id,
        challengerClaimId: row.challenger_claim_id,
      })),
      roleIds: (roles.get(id) ?? []).map((row) => row.id),
    });
  return books;
}

export interface ClaimOrigin {
  readonly evidence: Evidence | null;
  readonly byPersonId: string | null;
  readonly connectorRunId: string | null;
  readonly importRunId: string | null;
}

/** Writes what was planned for these experts with a handful of statements, in the order the constraints ask for. */
export async function writePlans(
  tx: Tx,
  plans: readonly { readonly practitionerId: string; readonly plan: ClaimPlan }[],
  origin: ClaimOrigin,
): Promise<void> {
  const db = expertsTables(tx);
  const superseded = plans.flatMap(({ plan }) => plan.superseded);
  if (superseded.length > 0)
    await sql`update experts.claim c set superseded_by = x.by_id
      from jsonb_to_recordset(${JSON.stringify(superseded.map(({ id, byId }) => ({ id, by_id: byId })))}::jsonb)
        as x(id uuid, by_id uuid) where c.id = x.id`.execute(db);
  const confirmed = plans.flatMap(({ plan }) => plan.confirmed);
  const renewed = confirmed.filter(({ renews }) => renews);
  if (renewed.length > 0)
    await addSteps(
      tx,
      renewed.map(({ id }) => ({
        claimId: id,
        from: "expired",
        to: "asserted",
        reason: "",
        by: origin.byPersonId,
      })),
    );
  if (confirmed.length > 0) {
    const kinds = await kindsOf(tx, confirmed);
    const rows = confirmed.map(({ id, asOfOn, code, renews }) => ({
      id,
      as_of: asOfOn,
      code,
      renews,
      due: nextDueOn(kinds.get(id) ?? "name", asOfOn),
    }));
    await sql`update experts.claim c set as_of = x.as_of, code = x.code, next_due_on = greatest(c.next_due_on, x.due),
        state = case when x.renews then 'asserted' else c.state end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as x(id uuid, as_of date, code text, renews boolean, due date) where c.id = x.id`.execute(db);
  }
  const rows = plans.flatMap(({ practitionerId, plan }) =>
    plan.inserted.map((claim) => ({
      id: claim.id,
      practitioner_id: practitionerId,
      practitioner_role_id: claim.practitionerRoleId,
      kind: claim.kind,
      subject_key: claim.subjectKey,
      label: claim.label,
      code: claim.code,
      code_system: claim.codeSystem,
      quantity: claim.quantity,
      value: claim.value,
      source: claim.source,
      state: claim.state,
      as_of: claim.asOfOn,
      evidence: claim.evidence ?? origin.evidence,
      next_due_on: nextDueOn(claim.kind, claim.asOfOn),
      overdue_action: ruleOf(claim.kind).overdue,
    })),
  );
  for (let from = 0; from < rows.length; from += 2000)
    await sql`insert into experts.claim (id, practitioner_id, practitioner_role_id, kind, subject_key, label, code,
        code_system, quantity, value, source, state, verified_at, as_of, evidence, next_due_on, overdue_action,
        asserted_by, connector_run_id, import_run_id, created_at)
      select id, practitioner_id, practitioner_role_id, kind, subject_key, label, code, code_system, quantity,
        nullif(value, 'null'::jsonb), source, state,
        case when state = 'verified' then ${tx.now}::timestamptz end, as_of, nullif(evidence, 'null'::jsonb), next_due_on,
        overdue_action, ${origin.byPersonId}::uuid, ${origin.connectorRunId}::uuid, ${origin.importRunId}::uuid,
        ${tx.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows.slice(from, from + 2000))}::jsonb) as x(id uuid,
        practitioner_id uuid, practitioner_role_id uuid, kind text, subject_key text, label text, code text,
        code_system text, quantity double precision, value jsonb, source text, state text, as_of date, evidence jsonb,
        next_due_on date, overdue_action text)`.execute(db);
  const lapsed = plans.flatMap(({ plan }) => plan.lapsedIds);
  if (lapsed.length > 0)
    await db
      .updateTable("experts.claim_conflict")
      .set({ status: "lapsed", closed_at: tx.now, closed_by: origin.byPersonId })
      .where("id", "in", lapsed)
      .where("status", "=", "open")
      .execute();
  const opened = plans.flatMap(({ practitionerId, plan }) =>
    plan.opened.map((pair) => ({
      id: randomUUID(),
      practitioner_id: practitionerId,
      kind: pair.kind,
      standing_claim_id: pair.standingClaimId,
      challenger_claim_id: pair.challengerClaimId,
      status: "open" as const,
      chosen_claim_id: null,
      reason: null,
      opened_at: tx.now,
      closed_at: null,
      closed_by: null,
    })),
  );
  if (opened.length > 0) await db.insertInto("experts.claim_conflict").values(opened).execute();
}

async function kindsOf(tx: Tx, claims: readonly { readonly id: string }[]): Promise<Map<string, ClaimKind>> {
  const rows = await expertsTables(tx)
    .selectFrom("experts.claim")
    .select(["id", "kind"])
    .where(
      "id",
      "in",
      claims.map(({ id }) => id),
    )
    .execute();
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

/** Notes changes of state: who, when, why. `by` null: the system. */
export async function addSteps(
  tx: Tx,
  steps: readonly {
    readonly claimId: string;
    readonly from: ClaimState;
    readonly to: ClaimState;
    readonly reason: string;
    readonly by: string | null;
  }[],
): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.claim_step")
    .values(
      steps.map(({ claimId, from, to, reason, by }) => ({
        claim_id: claimId,
        from_state: from,
        to_state: to,
        reason,
        by_person_id: by,
        at: tx.now,
      })),
    )
    .execute();
}

export type ClaimRecord = Awaited<ReturnType<typeof findClaims>>[number];

/**
 * An expert's claims, fields before the rest, most patients first. Without history: neither superseded nor withdrawn
 * ones.
 */
export async function findClaims(tx: Tx, practitionerId: string, includeHistory: boolean) {
  let query = expertsTables(tx)
    .selectFrom("experts.claim")
    .selectAll()
    .where("practitioner_id", "=", practitionerId);
  if (!includeHistory) query = query.where("superseded_by", "is", null).where("state", "!=", "withdrawn");
  return query
    .orderBy("quantity", (order) => order.desc().nullsLast())
    .orderBy("label")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

/** One claim, locked until the transaction ends; undefined: there is none. */
export async function lockClaim(tx: Tx, claimId: string) {
  return expertsTables(tx)
    .selectFrom("experts.claim")
    .selectAll()
    .where("id", "=", claimId)
    .forUpdate()
    .executeTakeFirst();
}

/** Sets a claim's state if it is still `from`. False: somebody was faster, or the claim is not this person's to change. */
export async function saveState(
  tx: Tx,
  claimId: string,
  from: ClaimState,
  change: {
    readonly state: ClaimState;
    readonly verifiedBy?: string | null;
    readonly verifiedAt?: string | null;
    readonly nextDueOn?: string | null;
    readonly asOfOn?: string;
    readonly evidence?: Evidence | null;
    readonly disputedReason?: string | null;
  },
): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.claim")
    .set({
      state: change.state,
      ...(change.verifiedBy !== undefined && { verified_by: change.verifiedBy }),
      ...(change.verifiedAt !== undefined && { verified_at: change.verifiedAt }),
      ...(change.nextDueOn !== undefined && { next_due_on: change.nextDueOn }),
      ...(change.asOfOn !== undefined && { as_of: change.asOfOn }),
      ...(change.evidence !== undefined && {
        evidence: change.evidence === null ? null : json(change.evidence),
      }),
      ...(change.disputedReason !== undefined && { disputed_reason: change.disputedReason }),
    })
    .where("id", "=", claimId)
    .where("state", "=", from)
    .where("superseded_by", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Marks claims as replaced by another. */
export async function supersede(tx: Tx, ids: readonly string[], byId: string): Promise<void> {
  if (ids.length === 0) return;
  await expertsTables(tx)
    .updateTable("experts.claim")
    .set({ superseded_by: byId })
    .where("id", "in", [...ids])
    .where("superseded_by", "is", null)
    .execute();
}
