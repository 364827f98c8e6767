import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import type { OverviewView } from "../api/overview.js";
import { firstMonth, readIndicators, readMonths } from "./indicators.js";

/**
 * Quality reads what the other modules wrote, under the reader's own row-level security: a
 * hospital's quality manager gets his hospital's figures, the operator's gets all.
 */
const everything = tablesOf<unknown>();

/**
 * Counts, shares with denominators, medians and 90th percentiles over cases submitted in the last `months` calendar months, this
 * one included. Counted as the indicators are.
 */
export async function readOverview(tx: Tx, months: number): Promise<OverviewView> {
  const db = everything(tx);
  const from = await firstMonth(tx, months);
  const since = sql`(${from}::date::timestamp at time zone 'Asia/Shanghai')`;
  const byMonth = await readMonths(tx, from);
  const { values } = await readIndicators(tx, from);
  const total = (of: Exclude<keyof (typeof byMonth)[number], "month">) =>
    byMonth.reduce((sum, month) => sum + month[of], 0);
  const { rows: waiting } = await sql<{ n: number }>`select count(*)::int as n from cases.consult_request r
    where r.status in ('submitted', 'triaged', 'dispatching') and r.submitted_at >= ${since}`.execute(db);
  const { rows: declineReasons } = await sql<{ code: string; count: number }>`
    select decline_code as code, count(*)::int as count from dispatch.offer
    where status = 'declined' and sent_at >= ${since} group by 1 order by 2 desc, 1`.execute(db);
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
  const decided = total("decided");
  const [accept, opinion] = [values.get("accept_time"), values.get("opinion_time")];
  return {
    months,
    submitted: total("submitted"),
    closed: total("closed"),
    cancelled: total("cancelled"),
    waiting: waiting[0]?.n ?? 0,
    adopted: { count: total("adopted"), of: decided },
    partlyAdopted: { count: total("partly"), of: decided },
    notAdopted: { count: decided - total("adopted") - total("partly"), of: decided },
    medianAcceptMinutes: accept?.median ?? null,
    p90AcceptMinutes: accept?.p90 ?? null,
    medianOpinionMinutes: opinion?.median ?? null,
    p90OpinionMinutes: opinion?.p90 ?? null,
    byMonth: byMonth.map(({ month, submitted, closed, adopted }) => ({ month, submitted, closed, adopted })),
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
