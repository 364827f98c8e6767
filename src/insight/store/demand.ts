import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { insightTables } from "../tables.js";

/** Sums over one region, specialty and month. */
export interface MonthOfCell {
  readonly regionCode: string;
  readonly specialtyCode: string;
  /** YYYY-MM */
  readonly month: string;
  readonly requests: number;
  readonly met: number;
  readonly unmet: number;
  readonly late: number;
  readonly declined: number;
  /** Accepted by class of waiting, see {@link waitBounds}. */
  readonly waits: readonly number[];
}

const since = (months: number) =>
  sql`(date_trunc('month', platform.now() at time zone 'Asia/Shanghai') - make_interval(months => ${months - 1}))::date`;

/** What was asked for over the last `months` calendar months, this one included. Cells with nothing left in them are left out. */
export async function readDemand(tx: Tx, months: number): Promise<MonthOfCell[]> {
  const { rows } = await sql<{
    region_code: string;
    specialty_code: string;
    month: string;
    requests: number;
    met: number;
    unmet: number;
    late: number;
    declined: number;
    waits: number[];
  }>`select region_code, specialty_code, to_char(month, 'YYYY-MM') as month, sum(requests)::int as requests,
      sum(met)::int as met, sum(unmet)::int as unmet, sum(late)::int as late, sum(declined)::int as declined,
      array[sum(within_5), sum(within_15), sum(within_60), sum(within_240), sum(within_1440), sum(after_1440)]::int[] as waits
    from insight.demand where month >= ${since(months)}
    group by 1, 2, 3 having sum(requests) > 0 order by 1, 2, 3`.execute(insightTables(tx));
  return rows.map((row) => ({
    regionCode: row.region_code,
    specialtyCode: row.specialty_code,
    month: row.month,
    requests: row.requests,
    met: row.met,
    unmet: row.unmet,
    late: row.late,
    declined: row.declined,
    waits: row.waits,
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
      coalesce(sum(requests) filter (where month >= ${since(4)} and month < ${since(1)}), 0)::int as last_three,
      coalesce(sum(requests) filter (where month >= ${since(7)} and month < ${since(4)}), 0)::int as three_before
    from insight.demand where month >= ${since(months)}
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
    from insight.peak where month >= ${since(months)}
      and (${of.regionCode ?? null}::text is null or region_code = ${of.regionCode ?? null})
      and (${of.specialtyCode ?? null}::text is null or specialty_code = ${of.specialtyCode ?? null})
    group by 1, 2 having sum(requests) > 0 order by 1, 2`.execute(insightTables(tx));
  return rows.map(({ wait_minutes: waitMinutes, ...row }) => ({ ...row, waitMinutes }));
}

/**
 * Builds all sums anew from the facts. System scope only. What was summed event by event is the same: each case adds what
 * {@link readDemand} counts once, whichever way it came in. Returns how many cases were counted.
 */
export async function rebuildDemand(tx: Tx): Promise<number> {
  const db = insightTables(tx);
  await sql`delete from insight.demand`.execute(db);
  await sql`delete from insight.peak`.execute(db);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from quality.case_fact f cross join lateral insight.count_case(f, 1)`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}
