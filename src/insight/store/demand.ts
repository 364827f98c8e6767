import { sql } from "kysely";
import { civilDate } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import type { CellSums } from "../domain/supply.js";
import { insightTables } from "../tables.js";

/** First day of the calendar month `months - 1` before this one, as a plain value: a function would be asked for every row. */
const since = (tx: Tx, months: number) => {
  const [year = 0, month = 0] = civilDate(tx.now).split("-").map(Number);
  return sql`${new Date(Date.UTC(year, month - months, 1)).toISOString().slice(0, 10)}::date`;
};

/** Over everything that was asked for in the last `months` calendar months, this one included. */
export async function readTotals(
  tx: Tx,
  months: number,
): Promise<{ requests: number; unmet: number; late: number }> {
  const { rows } = await sql<{ requests: number; unmet: number; late: number }>`
    select coalesce(sum(requests), 0)::int as requests, coalesce(sum(unmet), 0)::int as unmet, coalesce(sum(late), 0)::int as late
    from insight.demand where month >= ${since(tx, months)}`.execute(insightTables(tx));
  return rows[0] ?? { requests: 0, unmet: 0, late: 0 };
}

/**
 * What was asked for over the last `months` calendar months, this one included; with `only`, of that cell. Cells and months with
 * nothing left in them are left out. A cell is one row: the driver takes longer for a row than the database.
 */
export async function readDemand(
  tx: Tx,
  months: number,
  only?: { readonly regionCode: string; readonly specialtyCode: string },
): Promise<CellSums[]> {
  const { rows } = await sql<{
    region_code: string;
    specialty_code: string;
    requests: number;
    met: number;
    unmet: number;
    late: number;
    declined: number;
    waits: number[];
    days: string[];
    requests_by: number[];
    met_by: number[];
    late_by: number[];
  }>`select region_code, specialty_code, sum(requests)::int as requests, sum(met)::int as met, sum(unmet)::int as unmet,
      sum(late)::int as late, sum(declined)::int as declined,
      json_build_array(sum(within_5), sum(within_15), sum(within_60), sum(within_240), sum(within_1440), sum(after_1440)) as waits,
      json_agg(month) as days, json_agg(requests) as requests_by, json_agg(met) as met_by, json_agg(late) as late_by
    from insight.demand d where d.month >= ${since(tx, months)} and requests > 0
      ${only === undefined ? sql`` : sql`and d.region_code = ${only.regionCode} and d.specialty_code = ${only.specialtyCode}`}
    group by 1, 2 order by 1, 2`.execute(insightTables(tx));
  return rows.map((row) => ({
    regionCode: row.region_code,
    specialtyCode: row.specialty_code,
    requests: row.requests,
    met: row.met,
    unmet: row.unmet,
    late: row.late,
    declined: row.declined,
    waits: row.waits,
    months: row.days.map((day, n) => ({
      month: day.slice(0, 7),
      requests: row.requests_by[n] ?? 0,
      met: row.met_by[n] ?? 0,
      late: row.late_by[n] ?? 0,
    })),
  }));
}

export interface GroupSums {
  readonly group: string;
  readonly requests: number;
  readonly unmet: number;
  readonly lastThree: number;
  readonly threeBefore: number;
}

/** By disease group, most asked for first; the last three whole months and the three before beside. */
export async function readGroups(tx: Tx, months: number): Promise<GroupSums[]> {
  const { rows } = await sql<{
    disease_group: string;
    requests: number;
    unmet: number;
    last_three: number;
    three_before: number;
  }>`select disease_group, sum(requests)::int as requests, sum(unmet)::int as unmet,
      coalesce(sum(requests) filter (where month >= ${since(tx, 4)} and month < ${since(tx, 1)}), 0)::int as last_three,
      coalesce(sum(requests) filter (where month >= ${since(tx, 7)} and month < ${since(tx, 4)}), 0)::int as three_before
    from insight.disease_demand where month >= ${since(tx, months)}
    group by 1 having sum(requests) > 0 order by 2 desc, 1`.execute(insightTables(tx));
  return rows.map((row) => ({
    group: row.disease_group,
    requests: row.requests,
    unmet: row.unmet,
    lastThree: row.last_three,
    threeBefore: row.three_before,
  }));
}

/** Requests by weekday and hour of Beijing time; hours without any are left out. */
export async function readPeaks(
  tx: Tx,
  months: number,
  of: { readonly regionCode?: string | undefined; readonly specialtyCode?: string | undefined },
): Promise<{ weekday: number; hour: number; requests: number; met: number; waitMinutes: number }[]> {
  const { rows } = await sql<{
    weekday: number;
    hour: number;
    requests: number;
    met: number;
    wait_minutes: number;
  }>`select weekday, hour, sum(requests)::int as requests, sum(met)::int as met, sum(wait_minutes)::float8 as wait_minutes
    from ${of.regionCode === undefined && of.specialtyCode === undefined ? sql`insight.peak_all` : sql`insight.peak`}
    where month >= ${since(tx, months)}
      ${of.regionCode === undefined ? sql`` : sql`and region_code = ${of.regionCode}`}
      ${of.specialtyCode === undefined ? sql`` : sql`and specialty_code = ${of.specialtyCode}`}
    group by 1, 2 having sum(requests) > 0 order by 1, 2`.execute(insightTables(tx));
  return rows.map(({ wait_minutes: waitMinutes, ...row }) => ({ ...row, waitMinutes }));
}

/**
 * Builds all sums anew from the facts, each case once, and capacity from the posts. System scope only. What was summed event by event
 * by `insight.count_facts` and `insight.count_posts` is the same (tested over random changes). Returns how many cases were counted.
 */
export async function rebuildDemand(tx: Tx): Promise<number> {
  const db = insightTables(tx);
  // Years of cases take longer than a page may wait.
  await sql`select set_config('statement_timeout', '0', true)`.execute(db);
  // No fact may change between the reading and the end: who changes one waits.
  await sql`lock table insight.demand, insight.disease_demand, insight.peak, insight.peak_all, insight.capacity in exclusive mode`.execute(
    db,
  );
  await sql`delete from insight.demand`.execute(db);
  await sql`delete from insight.disease_demand`.execute(db);
  // The hours of everything follow the hours of each region and field.
  await sql`delete from insight.peak`.execute(db);
  await sql`delete from insight.peak_all`.execute(db);
  await sql`delete from insight.capacity`.execute(db);
  await sql`insert into insight.capacity
    select r.organization_id, s.specialty_code, count(*), sum(r.weekly_cap)
    from experts.practitioner_role r join experts.role_specialty s on s.practitioner_role_id = r.id
    where r.status = 'active' group by 1, 2`.execute(db);
  const cases = sql`(select f.region_code, coalesce(f.specialty_code, '') as specialty,
      f.submitted_at at time zone 'Asia/Shanghai' as sent,
      insight.disease_group(f.category, f.is_rare) as disease_group, f.accepted_at is not null as is_met,
      extract(epoch from f.accepted_at - f.submitted_at) / 60 as waited, f.accept_within, f.was_handed_over, f.status,
      f.offers, f.declined, f.expired, f.decision
    from quality.case_fact f) c`;
  const isLate = sql`c.is_met and c.accept_within is not null and c.waited > c.accept_within`;
  const isUnmet = sql`not c.is_met
    and (c.was_handed_over or c.status in ('cancelled', 'returned') and c.offers > 0)`;
  await sql`insert into insight.demand
    select date_trunc('month', c.sent)::date, c.region_code, c.specialty, count(*), count(*) filter (where c.is_met),
      count(*) filter (where ${isUnmet}),
      count(*) filter (where ${isLate}), count(*) filter (where c.was_handed_over), sum(c.declined), sum(c.expired),
      count(*) filter (where c.decision in ('adopted', 'partly_adopted')), count(c.decision),
      coalesce(sum(round(c.waited)), 0),
      count(*) filter (where c.waited <= 5), count(*) filter (where c.waited > 5 and c.waited <= 15),
      count(*) filter (where c.waited > 15 and c.waited <= 60), count(*) filter (where c.waited > 60 and c.waited <= 240),
      count(*) filter (where c.waited > 240 and c.waited <= 1440), count(*) filter (where c.waited > 1440)
    from ${cases} group by 1, 2, 3`.execute(db);
  await sql`insert into insight.disease_demand
    select date_trunc('month', c.sent)::date, c.disease_group, count(*), count(*) filter (where ${isUnmet})
    from ${cases} group by 1, 2`.execute(db);
  await sql`insert into insight.peak
    select date_trunc('month', c.sent)::date, c.region_code, c.specialty, extract(isodow from c.sent)::int,
      extract(hour from c.sent)::int, count(*), count(*) filter (where c.is_met), count(*) filter (where ${isLate}),
      coalesce(sum(round(c.waited)), 0)
    from ${cases} group by 1, 2, 3, 4, 5`.execute(db);
  const { rows } = await sql<{
    n: number;
  }>`select coalesce(sum(requests), 0)::int as n from insight.demand`.execute(db);
  return rows[0]?.n ?? 0;
}
