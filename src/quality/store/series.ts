import { sql } from "kysely";
import { civilDate, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { detectionRule } from "../domain/detect.js";
import { median } from "../domain/simulate.js";
import type { Tally } from "../domain/charts.js";

const everything = tablesOf<unknown>();
const { pointWeeks, points } = detectionRule;

/** Monday 00:00 in China at or before `now`: charts look once a week, at whole weeks. */
export function weekStart(now: Instant): Instant {
  const today = civilDate(now);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return instant(Date.parse(`${today}T00:00:00+08:00`) - weekday * 86_400_000);
}

/** The first civil day of each point, oldest first. */
export const pointLabels = (until: Instant): string[] =>
  Array.from({ length: points }, (_, i) =>
    civilDate(instant(Date.parse(until) - (points - i) * pointWeeks * 7 * 86_400_000)).slice(5),
  );

const since = (until: Instant) => sql`${until}::timestamptz - make_interval(weeks => ${points * pointWeeks})`;
/** Which point an instant belongs to, 0 the oldest. */
const pointOf = (column: ReturnType<typeof sql>, until: Instant) =>
  sql<number>`${points - 1} - floor(extract(epoch from ${until}::timestamptz - interval '1 microsecond' - ${column})
    / ${pointWeeks * 7 * 86_400})::int`;

interface Row {
  readonly key: string;
  readonly point: number;
  readonly count: number;
  readonly n: number;
}

function tallied(rows: readonly Row[], until: Instant): Map<string, Tally[]> {
  const labels = pointLabels(until);
  const byKey = new Map<string, { label: string; count: number; n: number }[]>();
  for (const row of rows) {
    const own = byKey.get(row.key) ?? labels.map((label) => ({ label, count: 0, n: 0 }));
    byKey.set(row.key, own);
    const point = own[row.point];
    if (!point) continue;
    point.count += row.count;
    point.n += row.n;
  }
  return byKey;
}

/** What a figure is about. */
export interface Subject {
  readonly key: string;
  readonly name: string;
  /** Whose quality office looks after it; null: the platform's. */
  readonly institutionId: string | null;
}

/** Consultations taken by each active post, against everybody's as exposure. */
export async function volumeSeries(
  tx: Tx,
  until: Instant,
): Promise<{ subject: Subject; tallies: Tally[] }[]> {
  const { rows } =
    await sql<Row>`select f.practitioner_role_id::text as key, ${pointOf(sql`f.accepted_at`, until)} as point,
      count(*)::int as count, 0 as n
    from quality.case_fact f where f.practitioner_role_id is not null and f.accepted_at >= ${since(until)}
      and f.accepted_at < ${until} group by 1, 2`.execute(everything(tx));
  const all = Array.from({ length: points }, () => 0);
  for (const row of rows) all[row.point] = (all[row.point] ?? 0) + row.count;
  const { rows: posts } = await sql<{
    id: string;
    name: string;
    institution_id: string;
    institution: string;
  }>`
    select r.id, p.name, r.organization_id as institution_id, t.name as institution
    from experts.practitioner_role r join experts.practitioner p on p.id = r.practitioner_id
    join identity.tenant t on t.id = r.organization_id where r.status = 'active'`.execute(everything(tx));
  const byKey = tallied(rows, until);
  return posts.flatMap((post) => {
    const own = byKey.get(post.id);
    return own === undefined
      ? []
      : [
          {
            subject: {
              key: post.id,
              name: `${post.institution} ${post.name}`,
              institutionId: post.institution_id,
            },
            tallies: own.map((one, i) => ({ ...one, n: all[i] ?? 0 })),
          },
        ];
  });
}

/** Satisfied judgments (4 or 5 of 5) of inviters and patients on each disease category within the last 52 weeks. */
export async function satisfactionByCategory(tx: Tx, until: Instant): Promise<Map<string, Tally>> {
  const { rows } = await sql<{ key: string; count: number; n: number }>`
    select f.category as key, count(*) filter (where j.good)::int as count, count(*)::int as n
    from quality.case_fact f
    join (select case_id, usefulness >= 4 as good, given_at as at from quality.evaluation
      union all select case_id, satisfaction >= 4, rated_at from quality.patient_rating) j on j.case_id = f.case_id
    where f.category <> '' and j.at >= ${until}::timestamptz - interval '52 weeks' and j.at < ${until}
    group by 1`.execute(everything(tx));
  return new Map(rows.map(({ key, count, n }) => [key, { label: key, count, n }]));
}

const performers = async (tx: Tx): Promise<Map<string, string>> => {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from identity.tenant`.execute(
    everything(tx),
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** Adopted advice of each performing hospital, of what was decided, by the day of closing. */
export async function adoptionSeries(
  tx: Tx,
  until: Instant,
): Promise<{ subject: Subject; tallies: Tally[] }[]> {
  const { rows } =
    await sql<Row>`select f.performer_institution_id::text as key, ${pointOf(sql`f.closed_at`, until)} as point,
      count(*) filter (where f.decision = 'adopted')::int as count, count(f.decision)::int as n
    from quality.case_fact f where f.performer_institution_id is not null and f.closed_at >= ${since(until)}
      and f.closed_at < ${until} group by 1, 2`.execute(everything(tx));
  const names = await performers(tx);
  return [...tallied(rows, until)].map(([key, tallies]) => ({
    subject: { key, name: names.get(key) ?? "", institutionId: key },
    tallies,
  }));
}

/** Median share of the allowed time that accepted offers of each hospital took, by point. */
export async function responseSeries(
  tx: Tx,
  until: Instant,
): Promise<{ subject: Subject; values: { label: string; value: number; n: number }[] }[]> {
  const { rows } = await sql<{ key: string; point: number; share: number }>`
    select o.institution_id::text as key, ${pointOf(sql`o.responded_at`, until)} as point,
      (extract(epoch from o.responded_at - o.sent_at) / extract(epoch from o.expires_at - o.sent_at))::float8 as share
    from dispatch.offer o where o.status = 'accepted' and o.responded_at >= ${since(until)} and o.responded_at < ${until}`.execute(
    everything(tx),
  );
  const labels = pointLabels(until);
  const byKey = new Map<string, number[][]>();
  for (const { key, point, share } of rows) {
    const own = byKey.get(key) ?? labels.map((): number[] => []);
    byKey.set(key, own);
    own[point]?.push(share);
  }
  const names = await performers(tx);
  return [...byKey].map(([key, lists]) => ({
    subject: { key, name: names.get(key) ?? "", institutionId: key },
    values: lists.map((list, i) => ({ label: labels[i] ?? "", value: median(list), n: list.length })),
  }));
}

/** Offers each department took, of those that ended within the last 8 weeks. */
export async function departmentTallies(
  tx: Tx,
  until: Instant,
): Promise<{ subject: Subject; tally: Tally }[]> {
  const { rows } = await sql<{
    organization_id: string;
    department_name: string;
    institution: string;
    count: number;
    n: number;
  }>`
    select r.organization_id, r.department_name, t.name as institution,
      count(*) filter (where o.status = 'accepted')::int as count, count(*)::int as n
    from dispatch.offer o join experts.practitioner_role r on r.id = o.practitioner_role_id
    join identity.tenant t on t.id = r.organization_id
    where o.status in ('accepted', 'declined', 'expired')
      and coalesce(o.responded_at, o.expires_at) >= ${until}::timestamptz - interval '8 weeks'
      and coalesce(o.responded_at, o.expires_at) < ${until}
    group by 1, 2, 3`.execute(everything(tx));
  return rows.map((row) => ({
    subject: {
      key: `${row.organization_id}|${row.department_name}`,
      name: `${row.institution}${row.department_name}`,
      institutionId: row.organization_id,
    },
    tally: { label: row.department_name, count: row.count, n: row.n },
  }));
}
