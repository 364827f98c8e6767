import { auditAct, type Ctx, findTenantNames, inTx, type Resource } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Database, Tx, TxContext } from "../../platform/database/database.js";
import type { BatchDetail, BatchView, batchActs, LineView } from "../api.js";
import {
  type BatchStatus,
  judgeApproval,
  judgeClosing,
  judgePayment,
  judgePayroll,
  type SettlementRefusal,
} from "../domain/settlement.js";
import { civilDate } from "../../kernel/time.js";
import { listBatches, type StoredBatch } from "../store/batches.js";
import { listDisputes } from "../store/disputes.js";
import { type FeeLine, listLines, refundedLines } from "../store/lines.js";

type Act = (typeof batchActs)[number];

export const batchView = (batch: StoredBatch, institutionId: string): BatchView => ({
  id: batch.id,
  month: batch.month.slice(0, 7),
  payerId: batch.payerId,
  payerName: batch.payerName,
  payeeId: batch.payeeId,
  payeeName: batch.payeeName,
  status: batch.status,
  lines: batch.lines,
  openDisputes: batch.openDisputes,
  priceFen: batch.priceFen,
  inviterFen: batch.inviterFen,
  inviteeFen: batch.inviteeFen,
  platformFen: batch.platformFen,
  expertFen: batch.expertFen,
  toInviteeFen: batch.inviteeFen + batch.expertFen,
  firstApprovedAt: batch.firstApprovedAt,
  isApprovedByUs: batch.firstApproval?.institutionId === institutionId,
  closedAt: batch.closedAt,
  approvedAt: batch.approvedAt,
  paidAt: batch.paidAt,
  bankReference: batch.bankReference,
  payrollAt: batch.payrollAt,
});

export const lineView = (
  line: FeeLine,
  names: ReadonlyMap<string, string>,
  refunded: ReadonlySet<string>,
): LineView => {
  const { explanation } = line;
  return {
    id: line.id,
    kind: line.kind,
    caseNumber: line.caseNumber,
    seat: line.seat,
    expertName: line.expertName,
    payerName: names.get(line.payerId) ?? "",
    payeeName: names.get(line.payeeId) ?? "",
    servedOn: line.servedOn,
    confirmedAt: line.confirmedAt,
    priceFen: line.priceFen,
    inviterFen: line.inviterFen,
    inviteeFen: line.inviteeFen,
    platformFen: line.platformFen,
    expertFen: line.expertFen,
    reason: line.reason,
    isRefunded: refunded.has(line.id),
    opinionSha256: line.opinionSha256,
    explanation: {
      service: explanation.service as LineView["explanation"]["service"],
      urgency: explanation.urgency,
      minutes: explanation.minutes,
      itemName: explanation.itemName,
      itemSource: explanation.itemSource,
      casePriceFen: explanation.casePriceFen,
      seats: explanation.seats,
      steps: [...explanation.steps],
      split: explanation.split,
      splitFrom: explanation.splitFrom,
      ruleVersion: explanation.ruleVersion,
      ruleTitle: explanation.ruleTitle,
    },
  };
};

/** The months of this person's hospital with each other one; the operator's are all. */
export const viewBatches = (
  ctx: Ctx,
  query: { readonly month?: string | undefined; readonly status?: BatchStatus | undefined },
): Promise<Result<{ items: BatchView[] }, never>> =>
  inTx(ctx, async (tx) => {
    const month = query.month === undefined ? undefined : `${query.month}-01`;
    const items = await listBatches(tx, { month, status: query.status });
    return ok({ items: items.map((batch) => batchView(batch, ctx.actor.institutionId)) });
  });

function actsOf(ctx: Ctx, batch: StoredBatch, today: string): Act[] {
  const { actor } = ctx;
  const isParty = [batch.payerId, batch.payeeId].includes(actor.institutionId);
  const isOffice = isParty && actor.roles.includes("medical_affairs");
  const acts: [Act, boolean][] = [
    ["close", isOffice && judgeClosing(batch, today).ok],
    ["approve", isOffice && judgeApproval(batch, actor).ok],
    ["pay", isOffice && judgePayment(batch, actor).ok],
    ["payroll", isOffice && judgePayroll(batch, actor).ok],
    ["dispute", isOffice && ["closed", "disputed", "approved"].includes(batch.status)],
    ["resolve", (isOffice || actor.roles.includes("operator")) && batch.status === "disputed"],
    ["refund", isOffice && batch.status === "paid"],
  ];
  return acts.filter(([, may]) => may).map(([act]) => act);
}

export interface BatchContent {
  readonly batch: StoredBatch;
  readonly lines: LineView[];
}

/** A batch with its lines, as this transaction may see it. */
export async function readBatch(tx: Tx, batchId: string): Promise<BatchContent | undefined> {
  const [batch] = await listBatches(tx, { id: batchId });
  if (!batch) return undefined;
  const lines = await listLines(tx, { batchId });
  const names = await findTenantNames(tx, [batch.payerId, batch.payeeId]);
  const refunded = await refundedLines(tx, batchId);
  return { batch, lines: lines.map((line) => lineView(line, names, refunded)) };
}

export const viewBatch = (ctx: Ctx, batchId: string): Promise<Result<BatchDetail, SettlementRefusal>> =>
  inTx(ctx, async (tx) => {
    const content = await readBatch(tx, batchId);
    if (!content) return refuse("batch_not_found");
    const disputes = await listDisputes(tx, batchId);
    // Who took part in which consultation is told here: the reading is on record.
    await auditAct(tx, ctx, {
      action: "settlement.read",
      subjectKind: "settlement_batch",
      subjectId: batchId,
      outcome: "read",
    });
    return ok({
      batch: batchView(content.batch, ctx.actor.institutionId),
      lines: content.lines,
      disputes: disputes.map((dispute) => ({
        id: dispute.id,
        lineId: dispute.lineId,
        status: dispute.status,
        reason: dispute.reason,
        raisedByName: dispute.raisedByName,
        isMine: dispute.raisedBy === ctx.actor.personId,
        raisedAt: dispute.raisedAt,
        resolution: dispute.resolution,
        resolvedByName: dispute.resolvedByName,
        resolvedAt: dispute.resolvedAt,
      })),
      may: actsOf(ctx, content.batch, civilDate(tx.now)),
    });
  });

/** Whose a batch is: both hospitals'. */
export const loadBatch = (
  database: Database,
  context: TxContext,
  { batchId }: { readonly batchId: string },
): Promise<Resource | undefined> =>
  database.withTx(context, async (tx) => {
    const [batch] = await listBatches(tx, { id: batchId });
    return batch && { personIds: [], institutionIds: [batch.payerId, batch.payeeId] };
  });
