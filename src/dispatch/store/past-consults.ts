import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { dispatchTables } from "../tables.js";

export async function addPastConsult(
  tx: Tx,
  past: {
    caseId: string;
    practitionerRoleId: string;
    diagnosisCodes: readonly string[];
    specialtyCode: string | null;
    decision: "adopted" | "partly_adopted" | "not_adopted";
    closedAt: Instant;
  },
): Promise<void> {
  await dispatchTables(tx)
    .insertInto("dispatch.past_consult")
    .values({
      case_id: past.caseId,
      practitioner_role_id: past.practitionerRoleId,
      diagnosis_codes: [...past.diagnosisCodes],
      specialty_code: past.specialtyCode,
      decision: past.decision,
      closed_at: past.closedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const ofRoles = (roleIds: readonly string[] | undefined) =>
  roleIds === undefined
    ? sql<boolean>`true`
    : sql<boolean>`practitioner_role_id = any(${sql.val([...roleIds])}::uuid[])`;

/** A role of whom an offer changed, or a consultation was told. `isOwn`: by the transaction that asks, so that it may never come true. */
export interface FactNews {
  readonly roleId: string;
  readonly isOwn: boolean;
}

/** Of whom something changed by a transaction that a snapshot had not seen, as one column; null: of nobody. */
export function factNews(since: string): RawBuilder<readonly FactNews[] | null> {
  const isNew = (column: "changed_in" | "told_in") => sql<boolean>`
    ${sql.ref(column)} >= pg_snapshot_xmin(${since}::pg_snapshot)
    and not pg_visible_in_snapshot(${sql.ref(column)}, ${since}::pg_snapshot)`;
  return sql`(
    select jsonb_agg(jsonb_build_object('roleId', role_id, 'isOwn', is_own)) from (
      select role_id, coalesce(bool_or(xid = pg_current_xact_id_if_assigned()), false) as is_own from (
        select practitioner_role_id as role_id, changed_in as xid from dispatch.offer where ${isNew("changed_in")}
        union all
        select practitioner_role_id, told_in from dispatch.past_consult where ${isNew("told_in")}) told
      group by 1) news)`;
}

export async function readFactNews(tx: Tx, since: string): Promise<readonly FactNews[]> {
  const { rows } = await sql<{ news: readonly FactNews[] | null }>`select ${factNews(since)} as news`.execute(
    dispatchTables(tx),
  );
  return rows[0]?.news ?? [];
}

/** Finished consultations over the last 18 months, one line per role, set of diagnosis codes and specialty asked for. */
export async function readPastConsults(
  tx: Tx,
  roleIds?: readonly string[],
): Promise<
  { roleId: string; codes: string[]; specialtyCode: string | null; consults: number; adopted: number }[]
> {
  const { rows } = await sql<{
    role_id: string;
    codes: string[];
    specialty_code: string | null;
    consults: number;
    adopted: number;
  }>`
    select practitioner_role_id as role_id, diagnosis_codes as codes, specialty_code, count(*)::int as consults,
      count(*) filter (where decision <> 'not_adopted')::int as adopted
    from dispatch.past_consult
    where closed_at > platform.now() - interval '18 months' and ${ofRoles(roleIds)}
    group by 1, 2, 3
    order by 1, 2, 3`.execute(dispatchTables(tx));
  return rows.map((row) => ({
    roleId: row.role_id,
    codes: row.codes,
    specialtyCode: row.specialty_code,
    consults: row.consults,
    adopted: row.adopted,
  }));
}

/** How each role answers: offers that ran their course, acceptances, median minutes to an answer; and today's load. */
export async function readResponses(
  tx: Tx,
  roleIds?: readonly string[],
): Promise<
  {
    roleId: string;
    offers: number;
    accepted: number;
    medianMinutes: number | null;
    today: number;
    thisWeek: number;
  }[]
> {
  const { rows } = await sql<{
    role_id: string;
    offers: number;
    accepted: number;
    median_minutes: number | null;
    today: number;
    this_week: number;
  }>`
    select practitioner_role_id as role_id,
      count(*) filter (where status in ('accepted', 'declined', 'expired'))::int as offers,
      count(*) filter (where status = 'accepted')::int as accepted,
      percentile_cont(0.5) within group (order by extract(epoch from responded_at - sent_at) / 60)
        filter (where status in ('accepted', 'declined')) as median_minutes,
      count(*) filter (where status = 'accepted' and responded_at >=
        date_trunc('day', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')::int as today,
      count(*) filter (where status = 'accepted' and responded_at >=
        date_trunc('week', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')::int as this_week
    from dispatch.offer
    where sent_at > platform.now() - interval '18 months' and ${ofRoles(roleIds)}
    group by 1`.execute(dispatchTables(tx));
  return rows.map((row) => ({
    roleId: row.role_id,
    offers: row.offers,
    accepted: row.accepted,
    medianMinutes: row.median_minutes,
    today: row.today,
    thisWeek: row.this_week,
  }));
}
