import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import { civilDate } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import { type ClaimKind, claimRules, nextDueOn, ruleOf } from "../domain/claims/kinds.js";
import { daysBetween } from "../domain/membership.js";
import { type AgeingFact, freshnessScore } from "../domain/freshness/score.js";
import { expertsTables } from "../tables.js";

/** Kinds of facts that age. */
export const ageingKinds = (Object.keys(claimRules) as ClaimKind[]).filter(
  (kind) => ruleOf(kind).reviewDays !== null,
);

const confirmedOn = sql<string>`greatest(as_of, confirmed_on, (verified_at at time zone 'Asia/Shanghai')::date)`;

/** One fact that ages and is in the book, as a page asks about it. */
export interface AgeingClaim {
  readonly id: string;
  readonly practitionerId: string;
  readonly practitionerRoleId: string | null;
  readonly kind: ClaimKind;
  readonly label: string;
  readonly code: string | null;
  readonly quantity: number | null;
  readonly source: "self_reported" | "his" | "emr" | "institution" | "consult_history" | "literature";
  readonly state: "asserted" | "verified" | "disputed" | "expired" | "withdrawn";
  readonly confirmedOn: string;
  readonly nextDueOn: string | null;
}

/** The facts of these experts that age, soonest due first; of everybody when none is named. */
export async function listAgeing(tx: Tx, practitionerIds?: readonly string[]): Promise<AgeingClaim[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.claim")
    .select([
      "id",
      "practitioner_id",
      "practitioner_role_id",
      "kind",
      "label",
      "code",
      "quantity",
      "source",
      "state",
      "next_due_on",
      confirmedOn.as("confirmed_on"),
    ])
    .where("superseded_by", "is", null)
    .where("state", "in", ["asserted", "verified", "expired"])
    .where("kind", "in", ageingKinds);
  if (practitionerIds !== undefined) {
    if (practitionerIds.length === 0) return [];
    query = query.where("practitioner_id", "in", [...practitionerIds]);
  }
  const rows = await query.orderBy("next_due_on").orderBy("kind").orderBy("label").orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    practitionerId: row.practitioner_id,
    practitionerRoleId: row.practitioner_role_id,
    kind: row.kind,
    label: row.label,
    code: row.code,
    quantity: row.quantity,
    source: row.source,
    state: row.state,
    confirmedOn: row.confirmed_on,
    nextDueOn: row.next_due_on,
  }));
}

/** True: to be confirmed today, or already given up. */
export const isDue = (claim: Pick<AgeingClaim, "nextDueOn" | "state">, today: string): boolean =>
  claim.state === "expired" || (claim.nextDueOn !== null && claim.nextDueOn <= today);

/**
 * Computes freshness anew for these experts (all when none is named) and stores what changed.
 * @returns how many changed; the caller counts the pool up when any did.
 */
export async function refreshFreshness(tx: Tx, practitionerIds?: readonly string[]): Promise<number> {
  const today = civilDate(tx.now);
  const factsOf = groupBy(await listAgeing(tx, practitionerIds), (claim) => claim.practitionerId);
  let query = expertsTables(tx)
    .selectFrom("experts.practitioner")
    .select([
      "id",
      "freshness",
      sql<string>`coalesce(confirmed_on, (created_at at time zone 'Asia/Shanghai')::date)`.as("since"),
    ]);
  if (practitionerIds !== undefined) {
    if (practitionerIds.length === 0) return 0;
    query = query.where("id", "in", [...practitionerIds]);
  }
  const changed: { id: string; freshness: number }[] = [];
  for (const { id, freshness, since } of await query.execute()) {
    const facts = (factsOf.get(id) ?? []).map((claim): AgeingFact => {
      const rule = ruleOf(claim.kind);
      return {
        ageDays: Math.max(0, daysBetween(claim.confirmedOn, today)),
        reviewDays: rule.reviewDays ?? 1,
        overdue: rule.overdue,
        isExpired: claim.state === "expired",
      };
    });
    const score = freshnessScore(facts, Math.max(0, daysBetween(since, today)));
    if (score !== freshness) changed.push({ id, freshness: score });
  }
  if (changed.length > 0)
    await sql`update experts.practitioner p set freshness = x.freshness
      from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as x(id uuid, freshness double precision)
      where p.id = x.id`.execute(expertsTables(tx));
  return changed.length;
}

/**
 * Notes that these facts are still right: the day, who said so, and when to ask again. A fact that had expired is
 * asserted again; the caller notes that step.
 */
export async function confirmClaims(
  tx: Tx,
  claims: readonly AgeingClaim[],
  byPersonId: string,
): Promise<void> {
  if (claims.length === 0) return;
  const today = civilDate(tx.now);
  const rows = claims.map((claim) => ({ id: claim.id, due: nextDueOn(claim.kind, today) }));
  await sql`update experts.claim c set confirmed_on = ${today}::date, confirmed_by = ${byPersonId}::uuid, next_due_on = x.due,
      state = case when c.state = 'expired' then 'asserted' else c.state end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, due date)
    where c.id = x.id and c.superseded_by is null and c.state in ('asserted', 'verified', 'expired')`.execute(
    expertsTables(tx),
  );
}

/** Notes that somebody went through the whole of the expert today. */
export async function confirmPerson(tx: Tx, practitionerId: string): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.practitioner")
    .set({ confirmed_on: civilDate(tx.now) })
    .where("id", "=", practitionerId)
    .execute();
}
