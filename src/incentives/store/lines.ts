import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything, incentivesTables, type LineExplanation } from "../tables.js";
import { insertRows } from "./rows.js";

/** 收费明细: one seat of one consultation. */
export interface FeeLine {
  readonly id: string;
  readonly kind: "fee" | "refund";
  readonly caseId: string;
  readonly caseNumber: string;
  readonly seat: number;
  readonly payerId: string;
  readonly payeeId: string;
  readonly expertPersonId: string;
  readonly expertName: string;
  readonly agreementId: string | null;
  readonly ruleSetId: string;
  readonly servedOn: string;
  readonly priceFen: number;
  readonly inviterFen: number;
  readonly inviteeFen: number;
  readonly platformFen: number;
  readonly expertFen: number;
  readonly explanation: LineExplanation;
  readonly opinionId: string;
  readonly opinionVersion: number;
  readonly opinionSha256: string;
  readonly confirmedAt: string;
  readonly batchId: string;
  readonly refundsId: string | null;
  readonly reason: string;
}

/** Adds those that are not there yet; answers the ids of the ones it wrote. */
export const addLines = (tx: Tx, lines: readonly FeeLine[]): Promise<string[]> =>
  insertRows(
    tx,
    "incentives.fee_line",
    lines.map((line) => ({
      id: line.id,
      kind: line.kind,
      case_id: line.caseId,
      case_number: line.caseNumber,
      seat: line.seat,
      payer_id: line.payerId,
      payee_id: line.payeeId,
      expert_person_id: line.expertPersonId,
      expert_name: line.expertName,
      agreement_id: line.agreementId,
      rule_set_id: line.ruleSetId,
      served_on: line.servedOn,
      price_fen: line.priceFen,
      inviter_fen: line.inviterFen,
      invitee_fen: line.inviteeFen,
      platform_fen: line.platformFen,
      expert_fen: line.expertFen,
      explanation: line.explanation,
      opinion_id: line.opinionId,
      opinion_version: line.opinionVersion,
      opinion_sha256: line.opinionSha256,
      confirmed_at: line.confirmedAt,
      batch_id: line.batchId,
      refunds_id: line.refundsId,
      reason: line.reason,
      created_at: tx.now,
    })),
    { returnIds: true, orSkip: true },
  );

/** Lines in sight by service day, case, seat and kind; of one batch, one expert, or one line. */
export async function listLines(
  tx: Tx,
  of: {
    readonly batchId?: string;
    readonly expertPersonId?: string;
    readonly from?: string;
    readonly to?: string;
    readonly id?: string;
  } = {},
): Promise<FeeLine[]> {
  let query = incentivesTables(tx).selectFrom("incentives.fee_line").selectAll();
  if (of.batchId !== undefined) query = query.where("batch_id", "=", of.batchId);
  if (of.expertPersonId !== undefined) query = query.where("expert_person_id", "=", of.expertPersonId);
  if (of.from !== undefined) query = query.where("served_on", ">=", of.from);
  if (of.to !== undefined) query = query.where("served_on", "<=", of.to);
  if (of.id !== undefined) query = query.where("id", "=", of.id);
  const rows = await query
    .orderBy("served_on")
    .orderBy("case_number")
    .orderBy("seat")
    .orderBy("kind")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    caseId: row.case_id,
    caseNumber: row.case_number,
    seat: row.seat,
    payerId: row.payer_id,
    payeeId: row.payee_id,
    expertPersonId: row.expert_person_id,
    expertName: row.expert_name,
    agreementId: row.agreement_id,
    ruleSetId: row.rule_set_id,
    servedOn: row.served_on,
    priceFen: row.price_fen,
    inviterFen: row.inviter_fen,
    inviteeFen: row.invitee_fen,
    platformFen: row.platform_fen,
    expertFen: row.expert_fen,
    explanation: row.explanation,
    opinionId: row.opinion_id,
    opinionVersion: row.opinion_version,
    opinionSha256: row.opinion_sha256,
    confirmedAt: row.confirmed_at,
    batchId: row.batch_id,
    refundsId: row.refunds_id,
    reason: row.reason,
  }));
}

/** `case/seat` of what is charged already. */
export async function settledSeats(tx: Tx, caseIds?: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select case_id || '/' || seat as key from incentives.fee_line where kind = 'fee'
    ${caseIds === undefined ? sql`` : sql`and case_id = any(${sql.val(`{${caseIds.join(",")}}`)}::uuid[])`}`.execute(
    everything(tx),
  );
  return new Set(rows.map(({ key }) => key));
}

/** Ids of the lines that were refunded, among these. */
export async function refundedLines(tx: Tx, batchId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select r.refunds_id as id from incentives.fee_line r join incentives.fee_line l on l.id = r.refunds_id
    where l.batch_id = ${batchId}`.execute(everything(tx));
  return new Set(rows.map(({ id }) => id));
}
