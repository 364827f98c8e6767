import { sql } from "kysely";
import { amountOf } from "../src/incentives/actions/credits.js";
import { drawUpRound } from "../src/incentives/actions/honours.js";
import { honourLists } from "../src/incentives/api.js";
import {
  type BatchTotals,
  creditConfirmedPosting,
  paymentPostings,
  payrollPostings,
} from "../src/incentives/domain/postings.js";
import { settleCases } from "../src/incentives/index.js";
import { findOperator } from "../src/incentives/store/facts.js";
import { postAll } from "../src/incentives/store/ledger.js";
import { everything, incentivesTables } from "../src/incentives/tables.js";
import { addMinutes, civilDate } from "../src/kernel/time.js";
import type { Tx } from "../src/platform/database/database.js";
import type { Alliance } from "./alliance.js";
import type { PlannedCase } from "./planned-case.js";
import type { Random } from "./random.js";

/** Months that stay open for whoever looks around: this one and the one before. */
const openMonths = 2;

const thanks = [
  "谢谢您的意见，思路一下子清楚了。",
  "深夜还在回复，我们很感动。",
  "按您的建议处理后情况平稳，科里组织了学习。",
  "您讲得很细，我们以后遇到类似情况心里有底了。",
  "感谢帮助，避免了一次转院。",
  "回复又快又清楚，谢谢！",
] as const;

/**
 * What the past consultations earned: charged, posted and credited by the platform's own functions, the older months closed,
 * approved by both hospitals, paid and handed to payroll; credits confirmed by one accredited body; honours; thanks.
 */
export async function writeIncentives(
  tx: Tx,
  alliance: Alliance,
  cases: readonly PlannedCase[],
  random: Random,
): Promise<void> {
  await settleCases(tx);
  await payOldMonths(tx, alliance);
  await confirmOldCredits(tx, alliance);
  await writeThanks(tx, alliance, cases, random.fork("thanks"));
  await writeHonours(tx);
}

const officeOf = (alliance: Alliance): string =>
  JSON.stringify(
    alliance.people
      .filter(({ roles }) => roles.includes("medical_affairs"))
      .map((person) => ({ institution: alliance.idOf[person.institution], person: person.id })),
  );

async function payOldMonths(tx: Tx, alliance: Alliance): Promise<void> {
  const offices = officeOf(alliance);
  const old = sql`b.month < date_trunc('month', platform.now() at time zone 'Asia/Shanghai')::date - make_interval(months => ${openMonths - 1}::int)`;
  const office = (side: "payer_id" | "payee_id") =>
    sql`(select o.person from jsonb_to_recordset(${offices}::jsonb) as o (institution uuid, person uuid)
      where o.institution = b.${sql.ref(side)})`;
  /** So many days after the month's end, at nine in the morning in China. */
  const after = (days: number) =>
    sql`((b.month + interval '1 month' + make_interval(days => ${days}::int, hours => 9)) at time zone 'Asia/Shanghai')`;
  await sql`update incentives.settlement_batch b set status = 'closed', closed_by = ${office("payer_id")}, closed_at = ${after(2)}
    where ${old}`.execute(everything(tx));
  await sql`update incentives.settlement_batch b set status = 'approved', first_approved_by = ${office("payer_id")},
    first_approved_at = ${after(4)}, second_approved_by = ${office("payee_id")}, approved_at = ${after(6)}
    where b.status = 'closed'`.execute(everything(tx));
  await sql`update incentives.settlement_batch b set status = 'paid', paid_by = ${office("payer_id")}, paid_at = ${after(10)},
    bank_reference = 'DEMO-' || to_char(b.month, 'YYYYMM') || '-' || left(b.id::text, 6),
    payroll_by = ${office("payee_id")}, payroll_at = ${after(14)} where b.status = 'approved'`.execute(
    everything(tx),
  );
  const { rows } = await sql<{
    id: string;
    payer: string;
    payee: string;
    paid_on: string;
    payroll_on: string;
    invitee: number;
    platform: number;
    experts: { personId: string; fen: number }[];
  }>`
    with per as (select batch_id, expert_person_id, sum(invitee_fen + expert_fen)::bigint as invitee,
        sum(platform_fen)::bigint as platform, sum(expert_fen)::bigint as expert
      from incentives.fee_line group by 1, 2)
    select b.id, b.payer_id as payer, b.payee_id as payee,
      to_char(b.paid_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as paid_on,
      to_char(b.payroll_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as payroll_on,
      sum(per.invitee)::bigint as invitee, sum(per.platform)::bigint as platform,
      jsonb_agg(jsonb_build_object('personId', per.expert_person_id, 'fen', per.expert) order by per.expert_person_id) as experts
    from incentives.settlement_batch b join per on per.batch_id = b.id
    where b.status = 'paid' group by b.id order by b.month, b.id`.execute(everything(tx));
  const operatorId = (await findOperator(tx)) ?? "";
  await postAll(
    tx,
    rows.flatMap((row) => {
      const totals: BatchTotals = {
        id: row.id,
        payerId: row.payer,
        payeeId: row.payee,
        toInviteeFen: row.invitee,
        toPlatformFen: row.platform,
        experts: row.experts.filter(({ fen }) => fen !== 0),
      };
      return [
        ...paymentPostings(totals, operatorId, row.paid_on),
        ...payrollPostings(totals, row.payroll_on),
      ];
    }),
  );
}

async function confirmOldCredits(tx: Tx, alliance: Alliance): Promise<void> {
  const today = civilDate(tx.now);
  const body = alliance.idOf.zhijiang;
  const db = incentivesTables(tx);
  await db
    .insertInto("incentives.accredited_body")
    .values({
      institution_id: body,
      body_name: "之江医科大学继续医学教育中心",
      document_number: "浙继教备〔2024〕12号（示例）",
      valid_from: "2024-01-01",
      valid_to: `${Number(today.slice(0, 4)) + 3}-12-31`,
      recorded_by: null,
      recorded_at: tx.now,
    })
    .execute();
  const person = alliance.people.find(
    (one) => one.institution === "zhijiang" && one.roles.includes("medical_affairs"),
  );
  await sql`update incentives.credit c set status = 'confirmed', decided_by = ${person?.id ?? null}::uuid, decided_at = ${tx.now}::timestamptz,
    body_institution_id = ${body}::uuid, certificate_number = 'DEMO-CME-' || c.year || '-' || left(c.id::text, 8)
    where (c.evidence ->> 'servedOn')::date < ${today}::date - 90`.execute(everything(tx));
  const confirmed = await db
    .selectFrom("incentives.credit")
    .selectAll()
    .where("status", "=", "confirmed")
    .orderBy("id")
    .execute();
  await postAll(
    tx,
    confirmed.flatMap((row) => creditConfirmedPosting(amountOf(row))),
  );
}

async function writeThanks(
  tx: Tx,
  alliance: Alliance,
  cases: readonly PlannedCase[],
  random: Random,
): Promise<void> {
  const rows = cases.flatMap(({ request, search, course, status }) => {
    const expert = search.accepted?.expert;
    const given = course?.disposition;
    const own = random.fork(request.id);
    if (status !== "closed" || !expert?.personId || given?.decision !== "adopted" || !own.chance(0.3))
      return [];
    if (alliance.idOf[request.institution] === alliance.idOf[expert.institution]) return [];
    return [
      {
        id: own.uuid(),
        case_id: request.id,
        from_person_id: request.requester.id,
        from_name: request.requester.name,
        from_institution_id: alliance.idOf[request.institution],
        from_institution_name: request.institution,
        to_person_id: expert.personId,
        message: own.pick(thanks),
        status: "shown",
        created_at: addMinutes(given.at, 20),
      },
    ];
  });
  await sql`insert into incentives.appreciation (id, case_id, from_person_id, from_name, from_institution_id,
      from_institution_name, to_person_id, message, status, created_at)
    select r.id, r.case_id, r.from_person_id, r.from_name, r.from_institution_id, t.name, r.to_person_id, r.message, r.status, r.created_at
    from jsonb_populate_recordset(null::incentives.appreciation, ${JSON.stringify(rows)}::jsonb) r
    join identity.tenant t on t.id = r.from_institution_id`.execute(everything(tx));
}

/** The last quarter that is over is open to objection; the one before it is final, but for one list whose time has just run out. */
async function writeHonours(tx: Tx): Promise<void> {
  const today = civilDate(tx.now);
  const now = Number(today.slice(0, 4)) * 4 + Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  const nameOf = (quarter: number) => `${Math.floor(quarter / 4)}Q${(quarter % 4) + 1}`;
  for (const [quarter, isFinal] of [
    [now - 2, true],
    [now - 1, false],
  ] as const)
    for (const list of honourLists) {
      // A list for which nobody has enough cases is not drawn up.
      const drawn = await drawUpRound(tx, { period: nameOf(quarter), list, openedBy: null });
      if (drawn.ok && isFinal && list === "county")
        await sql`update incentives.honour_round set opened_at = ${addMinutes(tx.now, -8 * 1440)}::timestamptz,
          objection_until = ${addMinutes(tx.now, -60)}::timestamptz where id = ${drawn.value.id}::uuid`.execute(
          everything(tx),
        );
      else if (drawn.ok && isFinal)
        await sql`update incentives.honour_round set status = 'final', finalised_at = ${tx.now}::timestamptz,
          document_number = ${`云帆评〔${nameOf(quarter)}〕示例号`} where id = ${drawn.value.id}::uuid`.execute(
          everything(tx),
        );
    }
}
