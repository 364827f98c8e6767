import { sql } from "kysely";
import { civilDate } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import { bandOf, type FreshnessBand } from "../domain/freshness/score.js";
import { expertsTables } from "../tables.js";
import { ageingKinds } from "./freshness.js";

export interface HealthLine {
  /** Id of the hospital, or code of the specialty. */
  readonly key: string;
  readonly experts: number;
  readonly freshness: number;
  readonly overdueFacts: number;
}

/**
 * Figures of the appointed part of the pool, of one hospital when named. Lines come with the least fresh first, at most
 * forty.
 */
export async function readHealth(tx: Tx, organizationId: string | undefined) {
  const db = expertsTables(tx);
  const today = civilDate(tx.now);
  const scope = organizationId ?? null;
  const kinds = sql.join(ageingKinds.map((kind) => sql`${kind}`));
  // One row an appointed post, with what is overdue about its expert.
  const members = sql`select r.id as role_id, r.practitioner_id, r.organization_id, p.freshness,
      (select count(*)::int from experts.claim c where c.practitioner_id = p.id and c.superseded_by is null
        and c.kind in (${kinds}) and (c.state = 'expired'
          or (c.state in ('asserted', 'verified') and c.next_due_on <= ${today}::date))) as overdue
    from experts.membership m join experts.practitioner_role r on r.id = m.practitioner_role_id
    join experts.practitioner p on p.id = r.practitioner_id
    where m.status in ('appointed', 'paused') and r.merged_into is null
      and (${scope}::uuid is null or m.organization_id = ${scope}::uuid)`;
  const people = await sql<{ freshness: number }>`select distinct on (practitioner_id) freshness
    from (${members}) x`.execute(db);
  const facts = await sql<{ all: number; overdue: number; expired: number; soon: number }>`
    select count(*)::int as all,
      count(*) filter (where c.state <> 'expired' and c.next_due_on <= ${today}::date)::int as overdue,
      count(*) filter (where c.state = 'expired')::int as expired,
      count(*) filter (where c.state <> 'expired' and c.next_due_on > ${today}::date
        and c.next_due_on <= ${today}::date + 30)::int as soon
    from experts.claim c where c.superseded_by is null and c.kind in (${kinds})
      and c.state in ('asserted', 'verified', 'expired')
      and c.practitioner_id in (select x.practitioner_id from (${members}) x)`.execute(db);
  const other = await sql<{ ending: number; findings: number }>`select
    (select count(*)::int from experts.membership m where m.status in ('appointed', 'paused')
      and m.term_to <= ${today}::date + 90 and (${scope}::uuid is null or m.organization_id = ${scope}::uuid)) as ending,
    (select count(*)::int from experts.finding f where f.status = 'open'
      and (${scope}::uuid is null or f.organization_id = ${scope}::uuid)) as findings`.execute(db);
  type Line = { key: string; experts: number; freshness: number; overdue_facts: number };
  const figures = sql`count(distinct x.practitioner_id)::int as experts, round(avg(x.freshness)::numeric, 2)::float8 as freshness,
    sum(x.overdue)::int as overdue_facts`;
  const institutions = await sql<Line>`select x.organization_id as key, ${figures}
    from (${members}) x group by x.organization_id order by avg(x.freshness), x.organization_id limit 40`.execute(
    db,
  );
  const specialties = await sql<Line>`select s.specialty_code as key, ${figures}
    from (${members}) x join experts.role_specialty s on s.practitioner_role_id = x.role_id
    group by s.specialty_code order by avg(x.freshness), s.specialty_code limit 40`.execute(db);
  const bands = new Map<FreshnessBand, number>();
  for (const { freshness } of people.rows)
    bands.set(bandOf(freshness), (bands.get(bandOf(freshness)) ?? 0) + 1);
  const mean =
    people.rows.length === 0
      ? 1
      : people.rows.reduce((sum, { freshness }) => sum + freshness, 0) / people.rows.length;
  const counted = facts.rows[0] ?? { all: 0, overdue: 0, expired: 0, soon: 0 };
  const lineOf = (line: Line): HealthLine => ({
    key: line.key,
    experts: line.experts,
    freshness: line.freshness,
    overdueFacts: line.overdue_facts,
  });
  return {
    bands: [...bands].map(([band, experts]) => ({ band, experts })),
    freshness: Math.round(mean * 100) / 100,
    facts: {
      all: counted.all,
      overdue: counted.overdue,
      expired: counted.expired,
      dueIn30Days: counted.soon,
    },
    endingIn90Days: other.rows[0]?.ending ?? 0,
    openFindings: other.rows[0]?.findings ?? 0,
    institutions: institutions.rows.map(lineOf),
    specialties: specialties.rows.map(lineOf),
  };
}
