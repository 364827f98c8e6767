import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import type { FindingKind, FindingOutcome } from "../domain/freshness/findings.js";
import { expertsTables } from "../tables.js";

export interface NewFinding {
  readonly kind: FindingKind;
  readonly practitionerId: string | null;
  readonly practitionerRoleId?: string | null;
  readonly organizationId: string;
  readonly departmentName?: string;
  readonly specialtyCode?: string;
  readonly claimId?: string | null;
  readonly details?: Record<string, unknown>;
}

/** Opens the finding; undefined: the same one is open already. */
export async function addFinding(tx: Tx, finding: NewFinding): Promise<string | undefined> {
  const row = await expertsTables(tx)
    .insertInto("experts.finding")
    .values({
      id: randomUUID(),
      kind: finding.kind,
      practitioner_id: finding.practitionerId,
      practitioner_role_id: finding.practitionerRoleId ?? null,
      organization_id: finding.organizationId,
      department_name: finding.departmentName ?? "",
      specialty_code: finding.specialtyCode ?? "",
      claim_id: finding.claimId ?? null,
      details: json(finding.details ?? {}),
      outcome: null,
      opened_at: tx.now,
      settled_at: null,
      settled_by: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return row?.id;
}

export async function findFinding(tx: Tx, id: string, lock?: "lock") {
  const query = expertsTables(tx).selectFrom("experts.finding").selectAll().where("id", "=", id);
  return (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
}

/** Findings in sight, open ones first, newest first. */
export async function listFindings(
  tx: Tx,
  wanted: {
    readonly status: "open" | "settled" | undefined;
    readonly organizationId: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
) {
  let query = expertsTables(tx)
    .selectFrom("experts.finding as f")
    .leftJoin("experts.practitioner as p", "p.id", "f.practitioner_id")
    .leftJoin("experts.claim as c", "c.id", "f.claim_id");
  if (wanted.status !== undefined) query = query.where("f.status", "=", wanted.status);
  if (wanted.organizationId !== undefined)
    query = query.where("f.organization_id", "=", wanted.organizationId);
  const items = await query
    .selectAll("f")
    .select(["p.name", "c.kind as claim_kind", "c.label as claim_label"])
    .orderBy("f.status")
    .orderBy("f.opened_at", "desc")
    .orderBy("f.id")
    .limit(wanted.limit)
    .offset(wanted.offset)
    .execute();
  const total = await query.select((e) => e.fn.countAll<string>().as("count")).executeTakeFirstOrThrow();
  return { items, total: Number(total.count) };
}

/** Settles it if it is still open. False: somebody was faster. */
export async function settle(
  tx: Tx,
  id: string,
  decision: {
    readonly outcome: FindingOutcome;
    readonly reason: string;
    readonly byPersonId: string;
    readonly byLabel: string;
  },
): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.finding")
    .set({
      status: "settled",
      outcome: decision.outcome,
      reason: decision.reason,
      settled_at: tx.now,
      settled_by: decision.byPersonId,
      settled_by_label: decision.byLabel,
    })
    .where("id", "=", id)
    .where("status", "=", "open")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Notes how an offer ended; told twice, it is noted once. A post that is not there is left alone. */
export async function addSignals(
  tx: Tx,
  signals: readonly {
    readonly eventId: string;
    readonly practitionerRoleId: string;
    readonly kind: "accepted" | "declined" | "expired";
    readonly code: string | null;
    readonly specialtyCode: string | null;
  }[],
): Promise<void> {
  const rows = signals.map((signal) => ({
    event_id: signal.eventId,
    role_id: signal.practitionerRoleId,
    kind: signal.kind,
    code: signal.code,
    specialty_code: signal.specialtyCode,
  }));
  await sql`insert into experts.answer_signal (event_id, practitioner_role_id, kind, code, specialty_code, at)
    select s.event_id, r.id, s.kind, s.code, s.specialty_code, ${tx.now}::timestamptz
    from jsonb_to_recordset(${json(rows)}) as s (event_id uuid, role_id uuid, kind text, code text, specialty_code text)
      join experts.practitioner_role r on r.id = s.role_id
    on conflict do nothing`.execute(expertsTables(tx));
}

/** Declines of this code for the specialty by the post since the day, and since such a finding was last settled. */
export async function countDeclines(
  tx: Tx,
  practitionerRoleId: string,
  code: string,
  specialtyCode: string,
  windowDays: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from experts.answer_signal s
    where s.practitioner_role_id = ${practitionerRoleId} and s.kind = 'declined' and s.code = ${code}
      and coalesce(s.specialty_code, '') = ${specialtyCode}
      and s.at > platform.now() - make_interval(days => ${windowDays}::int)
      and s.at > coalesce((select max(f.settled_at) from experts.finding f
        where f.practitioner_role_id = ${practitionerRoleId} and f.kind = 'not_my_field'
          and f.specialty_code = ${specialtyCode}), '-infinity')`.execute(expertsTables(tx));
  return rows[0]?.count ?? 0;
}

export interface DepartmentAnswers {
  readonly organizationId: string;
  readonly departmentName: string;
  readonly offers: number;
  readonly taken: number;
}

/** How each department answered in the window, since a finding about it was last settled. */
export async function departmentAnswers(tx: Tx, windowDays: number): Promise<DepartmentAnswers[]> {
  const { rows } = await sql<{
    organization_id: string;
    department_name: string;
    offers: number;
    taken: number;
  }>`select r.organization_id, r.department_name, count(*)::int as offers,
      count(*) filter (where s.kind = 'accepted')::int as taken
    from experts.answer_signal s join experts.practitioner_role r on r.id = s.practitioner_role_id
    where s.at > platform.now() - make_interval(days => ${windowDays}::int)
      and s.at > coalesce((select max(f.settled_at) from experts.finding f where f.kind = 'department_bounces'
        and f.organization_id = r.organization_id and f.department_name = r.department_name), '-infinity')
    group by r.organization_id, r.department_name`.execute(expertsTables(tx));
  return rows.map((row) => ({
    organizationId: row.organization_id,
    departmentName: row.department_name,
    offers: row.offers,
    taken: row.taken,
  }));
}

/**
 * Appointed experts with an account of whom nothing was heard for so long: no answer, no confirmation, no session, and in
 * the pool at least as long.
 * @param seen the last time each account was seen, by person.
 */
export async function silentExperts(
  tx: Tx,
  days: number,
  seen: ReadonlyMap<string, string>,
): Promise<{ practitionerId: string; practitionerRoleId: string; organizationId: string; lastAt: string }[]> {
  const { rows } = await sql<{
    practitioner_id: string;
    role_id: string;
    organization_id: string;
    person_id: string;
    last_at: string;
  }>`select p.id as practitioner_id, r.id as role_id, r.organization_id, p.person_id,
      greatest(p.created_at, m.status_since, p.confirmed_on::timestamptz,
        (select max(s.at) from experts.answer_signal s where s.practitioner_role_id = r.id and s.kind <> 'expired'),
        (select max(f.settled_at) from experts.finding f where f.practitioner_id = p.id and f.kind = 'long_inactive')) as last_at
    from experts.practitioner p join experts.practitioner_role r on r.practitioner_id = p.id
      and r.merged_into is null
    join experts.membership m on m.practitioner_role_id = r.id and m.status = 'appointed'
    where p.person_id is not null`.execute(expertsTables(tx));
  const limit = new Date(Date.parse(tx.now) - days * 86_400_000).toISOString();
  return rows.flatMap((row) => {
    const account = seen.get(row.person_id) ?? "";
    const lastAt = account > row.last_at ? account : row.last_at;
    return lastAt < limit
      ? [
          {
            practitionerId: row.practitioner_id,
            practitionerRoleId: row.role_id,
            organizationId: row.organization_id,
            lastAt,
          },
        ]
      : [];
  });
}
