import { sql } from "kysely";
import { type Ctx, findTenantNames, inTx } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { ok, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { writeXlsx } from "../../platform/tabular/index.js";
import type { MineView, StatementView } from "../api.js";
import { printStatement } from "../paper/settlement-paper.js";
import { shownAppreciations } from "../store/appreciations.js";
import { listBatches } from "../store/batches.js";
import { listLines } from "../store/lines.js";
import { listRuleSets, rulesOn } from "../store/rules.js";
import { everything, incentivesTables } from "../tables.js";
import { type Exported, lineCells, lineHeader, xlsxType } from "./export-settlement.js";
import { lineView } from "./view-settlements.js";

async function readToday(tx: Tx, personId: string): Promise<MineView["today"]> {
  const { rows: counts } = await sql<{ offers: number; to_write: number }>`
    select (select count(*)::int from dispatch.offer o where o.person_id = ${personId}::uuid and o.status in ('sent', 'seen')) as offers,
      (select count(*)::int from dispatch.offer o join cases.consult_request r on r.id = o.case_id
        where o.person_id = ${personId}::uuid and o.status = 'accepted' and r.status in ('accepted', 'in_session')) as to_write`.execute(
    everything(tx),
  );
  const { rows: appointments } = await sql<MineView["today"]["appointments"][number]>`
    select a.case_id as "caseId", a.starts_at as "startsAt", a.ends_at as "endsAt" from scheduling.appointment a
    where ${personId}::uuid = any (a.person_ids) and a.status in ('booked', 'in_session')
      and (a.starts_at at time zone 'Asia/Shanghai')::date = (platform.now() at time zone 'Asia/Shanghai')::date
    order by a.starts_at`.execute(everything(tx));
  return { offers: counts[0]?.offers ?? 0, toWrite: counts[0]?.to_write ?? 0, appointments };
}

async function readEarnings(tx: Tx, personId: string, today: string): Promise<MineView["earnings"]> {
  const { rows } = await sql<{ month: string; cases: number; fen: number }>`
    select to_char(served_on, 'YYYY-MM') as month, count(*) filter (where kind = 'fee')::int as cases,
      sum(expert_fen)::bigint as fen from incentives.fee_line
    where expert_person_id = ${personId}::uuid and served_on > ${today}::date - interval '13 months'
    group by 1 order by 1`.execute(everything(tx));
  const { rows: where } = await sql<{ place: string; fen: number }>`
    select case when b.payroll_at is not null then 'paid' when b.status = 'paid' then 'hospital' else 'waiting' end as place,
      sum(l.expert_fen)::bigint as fen
    from incentives.fee_line l join incentives.settlement_batch b on b.id = l.batch_id
    where l.expert_person_id = ${personId}::uuid group by 1`.execute(everything(tx));
  const at = (place: string) => where.find((row) => row.place === place)?.fen ?? 0;
  const year = rows.filter(({ month }) => month.startsWith(today.slice(0, 4)));
  return {
    monthFen: rows.find(({ month }) => month === today.slice(0, 7))?.fen ?? 0,
    yearFen: year.reduce((sum, { fen }) => sum + fen, 0),
    yearCases: year.reduce((sum, { cases }) => sum + cases, 0),
    waitingFen: at("waiting"),
    atHospitalFen: at("hospital"),
    paidFen: at("paid"),
    months: rows.slice(-12).map(({ month, cases, fen }) => ({ month, cases, expertFen: fen })),
  };
}

/** 我的: today, earnings, credits, honours and thanks of the one who asks. */
export const viewMine = (ctx: Ctx): Promise<Result<MineView, never>> =>
  inTx(ctx, async (tx) => {
    const { personId } = ctx.actor;
    const today = civilDate(tx.now);
    const year = Number(today.slice(0, 4));
    const credits = await incentivesTables(tx)
      .selectFrom("incentives.credit")
      .select(["status", (e) => e.fn.sum<number>("credit_cents").as("cents")])
      .where("person_id", "=", personId)
      .where("year", "=", year)
      .groupBy("status")
      .execute();
    const cents = (status: string) => credits.find((row) => row.status === status)?.cents ?? 0;
    const rules = rulesOn(await listRuleSets(tx, "credit"), today);
    const honours = await incentivesTables(tx)
      .selectFrom("incentives.honour_candidate as c")
      .innerJoin("incentives.honour_round as r", "r.id", "c.round_id")
      .select(["c.id", "c.round_id", "r.period", "r.list", "c.place", "r.status"])
      .where("c.person_id", "=", personId)
      .where("c.removed_reason", "is", null)
      .where("r.status", "!=", "cancelled")
      .orderBy("r.period", "desc")
      .execute();
    return ok({
      today: await readToday(tx, personId),
      earnings: await readEarnings(tx, personId, today),
      credits: {
        year,
        provisionalCents: cents("provisional"),
        confirmedCents: cents("confirmed"),
        capCents: rules?.body.yearCapCents ?? null,
      },
      honours: honours.map((row) => ({
        roundId: row.round_id,
        candidateId: row.id,
        period: row.period,
        list: row.list,
        place: row.place,
        isFinal: row.status === "final",
      })),
      appreciations: await shownAppreciations(tx, personId),
    });
  });

async function readStatement(tx: Tx, personId: string, year: number): Promise<StatementView> {
  const lines = await listLines(tx, { expertPersonId: personId, from: `${year}-01-01`, to: `${year}-12-31` });
  const batches = new Map((await listBatches(tx)).map((batch) => [batch.id, batch]));
  const names = await findTenantNames(
    tx,
    lines.flatMap(({ payerId, payeeId }) => [payerId, payeeId]),
  );
  const refunded = new Set(lines.flatMap(({ refundsId }) => refundsId ?? []));
  return {
    year,
    lines: lines.map((line) => {
      const batch = batches.get(line.batchId);
      return {
        ...lineView(line, names, refunded),
        batchStatus: batch?.payrollAt != null ? ("payroll" as const) : (batch?.status ?? "accruing"),
      };
    }),
  };
}

/** The expert's own lines of a year, with where each one's money is. */
export const viewStatement = (ctx: Ctx, year: number): Promise<Result<StatementView, never>> =>
  inTx(ctx, async (tx) => ok(await readStatement(tx, ctx.actor.personId, year)));

export async function exportStatement(
  ctx: Ctx,
  year: number,
  format: "xlsx" | "pdf",
): Promise<Result<Exported, never>> {
  const { statement, now } = await inTx(ctx, async (tx) => ({
    statement: await readStatement(tx, ctx.actor.personId, year),
    now: tx.now,
  }));
  if (format === "pdf")
    return ok({
      fileName: `statement-${year}.pdf`,
      mediaType: "application/pdf",
      bytes: await printStatement(ctx.actor.name, year, statement.lines, now),
    });
  const bytes = await writeXlsx({
    sheetName: `会诊劳务 ${year}`,
    header: lineHeader,
    rows: statement.lines.map(lineCells),
  });
  return ok({ fileName: `statement-${year}.xlsx`, mediaType: xlsxType, bytes });
}
