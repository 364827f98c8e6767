import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";

const months = Array.from({ length: 12 }, (_, n) => n + 1);
const placed = (wanted: string) =>
  sql`array[${sql.join(
    months.map((month) => sql.raw(`(count(*) filter (where ${wanted} and c.at >= ${month}))::int`)),
  )}]`;

/**
 * Builds the sums of adoption by year anew from the states, each case once on each side. What `quality.count_adoption` carried event by
 * event is the same (tested over random changes). Returns how many sums were otherwise. System scope, facts locked.
 */
export async function recountAdoption(tx: Tx): Promise<number> {
  const cell = ["side", "year", "key", "urgency_level", "is_rare", "specialty_code"];
  const refs = (of: string) => sql.join(cell.map((name) => sql.ref(`${of}.${name}`)));
  const { rows } = await sql<{ cells: number }>`
    with fresh as materialized (
      select x.side, c.year, x.key, c.urgency_level, c.is_rare, c.specialty_code, ${placed("true")} as decided, ${placed("c.is_adopted")} as adopted
      from (select extract(year from s.month)::int as year, extract(month from s.month)::int as at, s.institution_id::text as institution,
          coalesce(s.performer_institution_id::text, '') as performer, s.urgency_level, s.is_rare,
          left(s.specialty_code, 2) as specialty_code, s.is_adopted
        from quality.case_state s where s.is_adopted is not null) c
      cross join lateral (values ('institution', c.institution), ('performer', c.performer)) x (side, key)
      group by 1, 2, 3, 4, 5, 6),
    compared as materialized (select ${refs("f")}, f.decided, f.adopted,
        ${sql.join(cell.map((name) => sql`${sql.ref(`k.${name}`)} as ${sql.ref(`k_${name}`)}`))}
      from fresh f full join quality.adoption_sum k on (${refs("k")}) = (${refs("f")})
      where (f.decided, f.adopted) is distinct from (k.decided, k.adopted)),
    written as (insert into quality.adoption_sum as kept (${sql.join(cell.map((name) => sql.ref(name)))}, decided, adopted)
      select ${refs("c")}, c.decided, c.adopted from compared c where c.decided is not null
      on conflict (${sql.join(cell.map((name) => sql.ref(name)))}) do update set decided = excluded.decided, adopted = excluded.adopted
      returning 1),
    gone as (delete from quality.adoption_sum k using compared c where c.decided is null
        and (${refs("k")}) = (${sql.join(cell.map((name) => sql.ref(`c.k_${name}`)))}) returning 1)
    select ((select count(*) from written) + (select count(*) from gone))::int as cells`.execute(
    tablesOf<unknown>()(tx),
  );
  return rows[0]?.cells ?? 0;
}
