import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import type { BatchTotals } from "../domain/postings.js";
import { type Batch, type BatchStatus, nextMonth } from "../domain/settlement.js";
import { everything, incentivesTables } from "../tables.js";
import { insertRows } from "./rows.js";

export interface StoredBatch extends Batch {
  readonly version: number;
  readonly payerName: string;
  readonly payeeName: string;
  readonly closedAt: string | null;
  readonly firstApprovedAt: string | null;
  readonly secondApprovedBy: string | null;
  readonly approvedAt: string | null;
  readonly paidAt: string | null;
  readonly bankReference: string | null;
  readonly lines: number;
  readonly openDisputes: number;
  readonly priceFen: number;
  readonly inviterFen: number;
  readonly inviteeFen: number;
  readonly platformFen: number;
  readonly expertFen: number;
}

interface BatchRow {
  id: string;
  month: string;
  payer_id: string;
  payee_id: string;
  status: BatchStatus;
  version: number;
  payer_name: string;
  payee_name: string;
  first_approved_by: string | null;
  first_institution: string | null;
  first_approved_at: string | null;
  second_approved_by: string | null;
  closed_at: string | null;
  approved_at: string | null;
  paid_at: string | null;
  bank_reference: string | null;
  payroll_at: string | null;
  lines: number;
  open_disputes: number;
  price_fen: number;
  inviter_fen: number;
  invitee_fen: number;
  platform_fen: number;
  expert_fen: number;
}

/** Batches in sight with their sums, newest month first, then by the hospitals' names. */
export async function listBatches(
  tx: Tx,
  filter: {
    readonly id?: string;
    readonly month?: string | undefined;
    readonly status?: BatchStatus | undefined;
  } = {},
): Promise<StoredBatch[]> {
  const { id, month, status } = filter;
  const { rows } = await sql<BatchRow>`
    select b.*, b.month, payer.name as payer_name, payee.name as payee_name,
      (select p.institution_id from identity.person p where p.id = b.first_approved_by) as first_institution,
      s.*, (select count(*)::int from incentives.dispute x where x.batch_id = b.id and x.status = 'open') as open_disputes
    from incentives.settlement_batch b
    join identity.tenant payer on payer.id = b.payer_id join identity.tenant payee on payee.id = b.payee_id
    cross join lateral (select count(*)::int as lines, coalesce(sum(price_fen), 0)::bigint as price_fen,
      coalesce(sum(inviter_fen), 0)::bigint as inviter_fen, coalesce(sum(invitee_fen), 0)::bigint as invitee_fen,
      coalesce(sum(platform_fen), 0)::bigint as platform_fen, coalesce(sum(expert_fen), 0)::bigint as expert_fen
      from incentives.fee_line l where l.batch_id = b.id) s
    where true ${id === undefined ? sql`` : sql`and b.id = ${id}::uuid`}
      ${month === undefined ? sql`` : sql`and b.month = ${month}::date`}
      ${status === undefined ? sql`` : sql`and b.status = ${status}`}
    order by b.month desc, payer.name, payee.name, b.id limit 1000`.execute(everything(tx));
  return rows.map((row) => ({
    id: row.id,
    month: row.month,
    payerId: row.payer_id,
    payeeId: row.payee_id,
    payerName: row.payer_name,
    payeeName: row.payee_name,
    status: row.status,
    version: row.version,
    firstApproval:
      row.first_approved_by === null
        ? null
        : { personId: row.first_approved_by, institutionId: row.first_institution ?? "" },
    firstApprovedAt: row.first_approved_at,
    secondApprovedBy: row.second_approved_by,
    closedAt: row.closed_at,
    approvedAt: row.approved_at,
    paidAt: row.paid_at,
    bankReference: row.bank_reference,
    payrollAt: row.payroll_at,
    lines: row.lines,
    openDisputes: row.open_disputes,
    priceFen: row.price_fen,
    inviterFen: row.inviter_fen,
    inviteeFen: row.invitee_fen,
    platformFen: row.platform_fen,
    expertFen: row.expert_fen,
  }));
}

/** The batch under its lock; undefined: no such batch in sight. */
export async function lockBatch(tx: Tx, id: string): Promise<StoredBatch | undefined> {
  await incentivesTables(tx)
    .selectFrom("incentives.settlement_batch")
    .select("id")
    .where("id", "=", id)
    .forUpdate()
    .execute();
  return (await listBatches(tx, { id }))[0];
}

type Change = Partial<{
  status: BatchStatus;
  closed_by: string;
  closed_at: string;
  first_approved_by: string | null;
  first_approved_at: string | null;
  second_approved_by: string | null;
  approved_at: string | null;
  paid_by: string;
  paid_at: string;
  bank_reference: string;
  payroll_by: string;
  payroll_at: string;
}>;

/** Writes a step of a batch that is locked and stands at `version`. Throws when it does not: the lock was not held. */
export async function saveBatch(
  tx: Tx,
  batch: Pick<StoredBatch, "id" | "version">,
  change: Change,
): Promise<void> {
  const rows = await incentivesTables(tx)
    .updateTable("incentives.settlement_batch")
    .set({ ...change, version: batch.version + 1 })
    .where("id", "=", batch.id)
    .where("version", "=", batch.version)
    .returning("id")
    .execute();
  if (rows.length !== 1) throw new Error(`batch ${batch.id} moved while it was locked`);
}

export interface Pair {
  readonly month: string;
  readonly payerId: string;
  readonly payeeId: string;
}
const pairKey = ({ month, payerId, payeeId }: Pair) => `${month}/${payerId}/${payeeId}`;

/**
 * For each wanted month of two hospitals the batch its lines go into, locked until commit: the month's own while it
 * accrues, else the next month's that does. Keyed `month/payer/payee` as asked.
 */
export async function takeBatches(tx: Tx, wanted: readonly Pair[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let open = new Map(wanted.map((pair) => [pairKey(pair), { asked: pairKey(pair), ...pair }]));
  for (let round = 0; open.size > 0; round++) {
    if (round > 600) throw new Error("no month accrues");
    const pairs = [...open.values()].toSorted((a, b) => (pairKey(a) < pairKey(b) ? -1 : 1));
    await insertRows(
      tx,
      "incentives.settlement_batch",
      pairs.map(({ month, payerId, payeeId }) => ({
        id: randomUUID(),
        month,
        payer_id: payerId,
        payee_id: payeeId,
        status: "accruing" as const,
        closed_by: null,
        closed_at: null,
        first_approved_by: null,
        first_approved_at: null,
        second_approved_by: null,
        approved_at: null,
        paid_by: null,
        paid_at: null,
        bank_reference: null,
        payroll_by: null,
        payroll_at: null,
        version: 1,
        created_at: tx.now,
      })),
      { orSkip: true },
    );
    const { rows } = await sql<{
      id: string;
      month: string;
      payer_id: string;
      payee_id: string;
      status: BatchStatus;
    }>`
      select b.id, b.month, b.payer_id, b.payee_id, b.status
      from incentives.settlement_batch b where (b.month, b.payer_id, b.payee_id) in (
        select w.month, w.payer_id, w.payee_id from jsonb_populate_recordset(null::incentives.settlement_batch,
          ${JSON.stringify(pairs.map((pair) => ({ month: pair.month, payer_id: pair.payerId, payee_id: pair.payeeId })))}::jsonb) w)
      order by b.id for update of b`.execute(everything(tx));
    const next = new Map<string, { asked: string } & Pair>();
    for (const pair of pairs) {
      const row = rows.find(
        (one) => one.month === pair.month && one.payer_id === pair.payerId && one.payee_id === pair.payeeId,
      );
      if (!row) throw new Error("a batch that was just made is not there");
      if (row.status === "accruing") found.set(pair.asked, row.id);
      else next.set(pair.asked, { ...pair, month: nextMonth(pair.month) });
    }
    open = next;
  }
  return found;
}

/** What a batch pays, from its lines. */
export async function readTotals(
  tx: Tx,
  batch: Pick<StoredBatch, "id" | "payerId" | "payeeId">,
): Promise<BatchTotals> {
  const { rows } = await sql<{ person_id: string; invitee: number; platform: number; expert: number }>`
    select expert_person_id as person_id, sum(invitee_fen)::bigint as invitee, sum(platform_fen)::bigint as platform,
      sum(expert_fen)::bigint as expert
    from incentives.fee_line where batch_id = ${batch.id} group by 1 order by 1`.execute(everything(tx));
  return {
    id: batch.id,
    payerId: batch.payerId,
    payeeId: batch.payeeId,
    toInviteeFen: rows.reduce((sum, row) => sum + row.invitee + row.expert, 0),
    toPlatformFen: rows.reduce((sum, row) => sum + row.platform, 0),
    experts: rows
      .filter(({ expert }) => expert !== 0)
      .map((row) => ({ personId: row.person_id, fen: row.expert })),
  };
}
