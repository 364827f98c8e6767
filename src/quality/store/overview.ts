import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import type { OverviewView } from "../api/overview.js";

/**
 * Quality reads what the other modules wrote, under the reader's own row-level security,: a
 * hospital's quality manager gets his hospital's figures, the operator's gets all.
 */
const everything = tablesOf<unknown>();

const number = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

/** Counts, shares with denominators, medians and 90th percentiles over cases submitted in the last `months` months. */
export async function readOverview(tx: Tx, months: number): Promise<OverviewView> {
  const db = everything(tx);
  const since = sql`platform.now() - make_interval(months => ${months})`;
  const { rows: totals } = await sql<{
    submitted: number;
    closed: number;
    cancelled: number;
    waiting: number;
    adopted: number;
    partly_adopted: number;
    not_adopted: number;
    median_accept: number | null;
    p90_accept: number | null;
    median_opinion: number | null;
    p90_opinion: number | null;
  }>`
    with recent as (select * from cases.consult_request where submitted_at > ${since}),
    accepted as (
      select extract(epoch from o.responded_at - r.submitted_at)::float8 / 60 as minutes
      from recent r join dispatch.offer o on o.case_id = r.id and o.status = 'accepted'),
    signed as (
      select extract(epoch from v.signed_at - r.submitted_at)::float8 / 60 as minutes
      from recent r join consultation.opinion p on p.case_id = r.id
      join consultation.opinion_version v on v.opinion_id = p.id and v.version = 1)
    select count(*)::int as submitted,
      count(*) filter (where r.status = 'closed')::int as closed,
      count(*) filter (where r.status = 'cancelled')::int as cancelled,
      count(*) filter (where r.status in ('submitted', 'triaged', 'dispatching'))::int as waiting,
      count(*) filter (where d.decision = 'adopted')::int as adopted,
      count(*) filter (where d.decision = 'partly_adopted')::int as partly_adopted,
      count(*) filter (where d.decision = 'not_adopted')::int as not_adopted,
      (select percentile_cont(0.5) within group (order by minutes) from accepted) as median_accept,
      (select percentile_cont(0.9) within group (order by minutes) from accepted) as p90_accept,
      (select percentile_cont(0.5) within group (order by minutes) from signed) as median_opinion,
      (select percentile_cont(0.9) within group (order by minutes) from signed) as p90_opinion
    from recent r left join consultation.disposition d on d.case_id = r.id`.execute(db);
  const { rows: byMonth } = await sql<{ month: string; submitted: number; closed: number; adopted: number }>`
    select to_char(r.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, count(*)::int as submitted,
      count(*) filter (where r.status = 'closed')::int as closed,
      count(*) filter (where d.decision = 'adopted')::int as adopted
    from cases.consult_request r left join consultation.disposition d on d.case_id = r.id
    where r.submitted_at > ${since} group by 1 order by 1`.execute(db);
  const { rows: declineReasons } = await sql<{ code: string; count: number }>`
    select decline_code as code, count(*)::int as count from dispatch.offer
    where status = 'declined' and sent_at > ${since} group by 1 order by 2 desc, 1`.execute(db);
  const { rows: recent } = await sql<{
    case_id: string;
    number: string;
    institution_name: string;
    expert_name: string;
    decision: "adopted" | "partly_adopted" | "not_adopted";
    reason: string;
    closed_at: string;
  }>`
    select r.id as case_id, r.number, r.institution_name, o.expert_name, d.decision, d.reason, r.closed_at
    from cases.consult_request r
    join consultation.disposition d on d.case_id = r.id
    join dispatch.offer o on o.case_id = r.id and o.status = 'accepted'
    where r.status = 'closed' order by r.closed_at desc limit 30`.execute(db);
  const [total] = totals;
  if (!total) throw new Error("an aggregate without a row");
  const dispositions = total.adopted + total.partly_adopted + total.not_adopted;
  return {
    months,
    submitted: total.submitted,
    closed: total.closed,
    cancelled: total.cancelled,
    waiting: total.waiting,
    adopted: { count: total.adopted, of: dispositions },
    partlyAdopted: { count: total.partly_adopted, of: dispositions },
    notAdopted: { count: total.not_adopted, of: dispositions },
    medianAcceptMinutes: number(total.median_accept),
    p90AcceptMinutes: number(total.p90_accept),
    medianOpinionMinutes: number(total.median_opinion),
    p90OpinionMinutes: number(total.p90_opinion),
    byMonth,
    declineReasons,
    recent: recent.map((row) => ({
      caseId: row.case_id,
      number: row.number,
      institutionName: row.institution_name,
      expertName: row.expert_name,
      decision: row.decision,
      reason: row.reason,
      closedAt: row.closed_at,
    })),
  };
}
