import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import type { OverviewView } from "../api/overview.js";
import { firstMonth } from "./case-choice.js";
import { readIndicators, readMonths } from "./indicators.js";

/**
 * Quality reads what the other modules wrote, under the reader's own row-level security: a
 * hospital's quality manager gets his hospital's figures, the operator's gets all.
 */
const everything = tablesOf<unknown>();

const recentShown = 30;
const own = (tx: Tx) => sql`${tx.context.institutionId ?? null}::uuid`;
const isEverybodys = (tx: Tx): boolean => tx.context.scope === "platform" || tx.context.scope === "system";
const opened = (tx: Tx) => sql`r.id in (select a.case_id from cases.access a
  where a.institution_id = ${own(tx)} and a.ended_at is null)`;

/**
 * Row-level security decides what a hospital sees, but asks about each row. Saying the same beforehand lets the database begin with
 * the hospital's own rows.
 */
const inSight = (tx: Tx) =>
  isEverybodys(tx) ? sql`true` : sql`(r.institution_id = ${own(tx)} or ${opened(tx)})`;

const lastClosed = (tx: Tx) => {
  const last = (whose: RawBuilder<unknown>) => sql`(select r.* from cases.consult_request r
    where r.status = 'closed' and ${whose} order by r.closed_at desc limit ${sql.lit(recentShown)})`;
  return isEverybodys(tx)
    ? last(sql`true`)
    : sql`${last(sql`r.institution_id = ${own(tx)}`)}
      union all ${last(sql`r.institution_id <> ${own(tx)} and ${opened(tx)}`)}`;
};

/** Declined offers sent since that day: of the hospital's own cases, and to its own people. */
const declined = (tx: Tx, from: string) => {
  const sent = sql`o.status = 'declined' and o.sent_at >= (${from}::date::timestamp at time zone 'Asia/Shanghai')`;
  return isEverybodys(tx)
    ? sql`select o.decline_code from dispatch.offer o where ${sent}`
    : sql`select o.decline_code from dispatch.offer o where ${sent} and o.institution_id = ${own(tx)}
      union all select o.decline_code from cases.consult_request r join dispatch.offer o on o.case_id = r.id
        where r.institution_id = ${own(tx)} and o.institution_id <> ${own(tx)} and ${sent}`;
};

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
    where r.status in ('submitted', 'triaged', 'dispatching') and r.submitted_at >= ${since}
      and ${inSight(tx)}`.execute(db);
  const { rows: declineReasons } = await sql<{ code: string; count: number }>`
    select o.decline_code as code, count(*)::int as count from (${declined(tx, from)}) o
    group by 1 order by 2 desc, 1`.execute(db);
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
    from (${lastClosed(tx)}) r
    join consultation.disposition d on d.case_id = r.id
    join dispatch.offer o on o.case_id = r.id and o.status = 'accepted'
    order by r.closed_at desc limit ${sql.lit(recentShown)}`.execute(db);
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
