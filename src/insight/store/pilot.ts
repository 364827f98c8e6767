import { sql } from "kysely";
import { regionBeginning, type ScopeLine } from "../../pilot/index.js";
import type { Tx } from "../../platform/database/database.js";
import { insightTables } from "../tables.js";

/** What became of the requests of one line of the pilot. */
export interface LineProgress {
  readonly requests: number;
  readonly accepted: number;
  /** Of the accepted: after the service level's time. */
  readonly late: number;
  readonly opinions: number;
  readonly adopted: number;
  readonly decided: number;
  readonly medianAcceptMinutes: number | null;
}

/** When the scope that holds began to be limited, however often it was widened since; null: it is not limited. */
export async function pilotSince(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`
    select min(s.decided_at) as since from pilot.scope s
    where s.number > coalesce((select max(o.number) from pilot.scope o where not o.is_limited), 0)`.execute(
    insightTables(tx),
  );
  return rows[0]?.since ?? null;
}

/** A request counts by its hospital's region, its specialty and its first diagnosis; it may lie within several lines. */
export async function progressOf(tx: Tx, line: ScopeLine, since: string): Promise<LineProgress> {
  const region = `${regionBeginning(line.regionCode)}%`;
  const { rows } = await sql<LineProgress>`
    select count(*)::int as requests, count(accepted_at)::int as accepted,
      (count(*) filter (where extract(epoch from accepted_at - submitted_at) / 60 > accept_within))::int as late,
      count(opinion_at)::int as opinions,
      (count(*) filter (where decision in ('adopted', 'partly_adopted')))::int as adopted,
      count(decision)::int as decided,
      (percentile_cont(0.5) within group (order by extract(epoch from accepted_at - submitted_at) / 60)
        filter (where accepted_at is not null))::float8 as "medianAcceptMinutes"
    from quality.case_fact
    where submitted_at >= ${since}::timestamptz and region_code like ${region}
      and (${line.specialtyCode}::text is null or specialty_code = ${line.specialtyCode}
        or specialty_code like ${`${line.specialtyCode ?? ""}.%`})
      and (${line.diseaseCode}::text is null or category like ${`${line.diseaseCode?.slice(0, 3) ?? ""}%`})`.execute(
    insightTables(tx),
  );
  const [row] = rows;
  if (!row) throw new Error("an aggregate without a row");
  return row;
}
