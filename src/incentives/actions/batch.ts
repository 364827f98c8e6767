import type { AuditAction } from "../../kernel/audit-actions.js";
import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, listPeopleWithRole } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { notify } from "../../notifications/index.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { paymentPostings, payrollPostings, refundPostings } from "../domain/postings.js";
import {
  type DisputeOutcome,
  judgeApproval,
  judgeClosing,
  judgeDispute,
  judgePayment,
  judgePayroll,
  judgeResolution,
  monthOf,
  type SettlementRefusal,
} from "../domain/settlement.js";
import { lockBatch, readTotals, saveBatch, type StoredBatch, takeBatches } from "../store/batches.js";
import { addDispute, findDispute, hasOpenDispute, settleDispute } from "../store/disputes.js";
import { findOperator } from "../store/facts.js";
import { postAll } from "../store/ledger.js";
import { addLines, type FeeLine, listLines } from "../store/lines.js";
import { amountsOf } from "./settle.js";

/** Tells the office of the other hospital that the month waits for it. */
async function tellOtherOffice(
  tx: Tx,
  ctx: Ctx,
  batch: StoredBatch,
  kind: "settlement_disputed" | "settlement_to_approve",
): Promise<void> {
  const other = ctx.actor.institutionId === batch.payerId ? batch.payeeId : batch.payerId;
  for (const { personId, institutionId } of await listPeopleWithRole(tx, "medical_affairs"))
    if (institutionId === other)
      await notify(tx, {
        personId,
        kind,
        caseId: null,
        subjectId: batch.id,
        details: { institutionName: ctx.actor.institutionName, month: batch.month.slice(0, 7) },
        eventId: randomUUID(),
      });
}

type Done = Result<{ id: string }, SettlementRefusal>;

/**
 * One step of a batch under its lock, in the system's scope because it writes the books of both hospitals; the policy has
 * let the person in. Stores the result with the request's key and writes the audit line.
 */
function step(
  ctx: Ctx,
  batchId: string,
  action: AuditAction,
  work: (tx: Tx, batch: StoredBatch) => Promise<Result<Record<string, unknown>, SettlementRefusal>>,
): Promise<Done> {
  const { personId, institutionId, isPlatform } = ctx.actor;
  return ctx.database.withTx(
    { ...systemContext, institutionId, personId, idempotency: ctx.idempotency },
    async (tx): Promise<Done> => {
      const batch = await lockBatch(tx, batchId);
      // The system sees every tenant's: whether it is this person's is asked again here.
      if (!batch || (!isPlatform && ![batch.payerId, batch.payeeId].includes(institutionId)))
        return refuse("batch_not_found");
      const done = await work(tx, batch);
      if (!done.ok) return done;
      await auditAct(tx, ctx, {
        action,
        subjectKind: "settlement_batch",
        subjectId: batchId,
        details: done.value,
      });
      return ok({ id: batchId });
    },
  );
}

/** 关账: no more lines come into the month; what closes later goes into the next. */
export const closeBatch = (ctx: Ctx, batchId: string): Promise<Done> =>
  step(ctx, batchId, "settlement.close", async (tx, batch) => {
    const judged = judgeClosing(batch, civilDate(tx.now));
    if (!judged.ok) return judged;
    await saveBatch(tx, batch, { status: "closed", closed_by: ctx.actor.personId, closed_at: tx.now });
    return ok({ month: batch.month, lines: batch.lines });
  });

/** 审批: the first of two, or the second, which approves the month. */
export const approveBatch = (ctx: Ctx, batchId: string): Promise<Done> =>
  step(ctx, batchId, "settlement.approve", async (tx, batch) => {
    const judged = judgeApproval(batch, ctx.actor);
    if (!judged.ok) return judged;
    await saveBatch(
      tx,
      batch,
      judged.value === "first"
        ? { first_approved_by: ctx.actor.personId, first_approved_at: tx.now }
        : { status: "approved", second_approved_by: ctx.actor.personId, approved_at: tx.now },
    );
    if (judged.value === "first") await tellOtherOffice(tx, ctx, batch, "settlement_to_approve");
    return ok({ approval: judged.value });
  });

/** 付款: the inviting hospital has paid; posted in the three books. */
export const payBatch = (ctx: Ctx, batchId: string, bankReference: string): Promise<Done> =>
  step(ctx, batchId, "settlement.pay", async (tx, batch) => {
    const judged = judgePayment(batch, ctx.actor);
    if (!judged.ok) return judged;
    await saveBatch(tx, batch, {
      status: "paid",
      paid_by: ctx.actor.personId,
      paid_at: tx.now,
      bank_reference: bankReference,
    });
    const operatorId = (await findOperator(tx)) ?? "";
    await postAll(tx, paymentPostings(await readTotals(tx, batch), operatorId, civilDate(tx.now)));
    return ok({ bankReference });
  });

/** 发放: the invited hospital has handed the experts' parts to its payroll. */
export const payExperts = (ctx: Ctx, batchId: string): Promise<Done> =>
  step(ctx, batchId, "settlement.payroll", async (tx, batch) => {
    const judged = judgePayroll(batch, ctx.actor);
    if (!judged.ok) return judged;
    await saveBatch(tx, batch, { payroll_by: ctx.actor.personId, payroll_at: tx.now });
    await postAll(tx, payrollPostings(await readTotals(tx, batch), civilDate(tx.now)));
    return ok({ experts: batch.lines });
  });

/** 提出异议: holds the month until it is settled; approvals given before are void. */
export const disputeLine = (ctx: Ctx, batchId: string, lineId: string, reason: string): Promise<Done> =>
  step(ctx, batchId, "settlement.dispute", async (tx, batch) => {
    const [line] = await listLines(tx, { batchId, id: lineId });
    if (!line) return refuse("line_not_found");
    const judged = judgeDispute(batch, { hasOpenDispute: await hasOpenDispute(tx, lineId) });
    if (!judged.ok) return judged;
    await addDispute(tx, { lineId, batchId, reason, by: ctx.actor });
    await saveBatch(tx, batch, {
      status: "disputed",
      first_approved_by: null,
      first_approved_at: null,
      second_approved_by: null,
      approved_at: null,
    });
    await tellOtherOffice(tx, ctx, batch, "settlement_disputed");
    return ok({ lineId });
  });

/** Settles a dispute: the line stands, the objection is withdrawn, or the line is refunded. The last one frees the month. */
export const resolveDispute = (
  ctx: Ctx,
  batchId: string,
  disputeId: string,
  given: { readonly outcome: DisputeOutcome; readonly resolution: string },
): Promise<Done> =>
  step(ctx, batchId, "settlement.resolve", async (tx, batch) => {
    const dispute = await findDispute(tx, batchId, disputeId);
    if (!dispute) return refuse("dispute_not_found");
    const judged = judgeResolution(dispute, given.outcome, ctx.actor);
    if (!judged.ok) return judged;
    if (given.outcome === "refunded") {
      const [line] = await listLines(tx, { batchId, id: dispute.lineId });
      if (!line) return refuse("line_not_found");
      const refunded = await refund(tx, line, given.resolution, batchId);
      if (!refunded.ok) return refunded;
    }
    await settleDispute(tx, disputeId, { ...given, by: ctx.actor });
    if (batch.openDisputes <= 1) await saveBatch(tx, batch, { status: "closed" });
    return ok({ disputeId, outcome: given.outcome });
  });

/**
 * 退费: a line that was paid for is taken back by reversal, in the month that accrues now. Lines of a month that is not
 * paid yet are contested instead.
 */
export const refundLine = (ctx: Ctx, batchId: string, lineId: string, reason: string): Promise<Done> =>
  step(ctx, batchId, "settlement.refund", async (tx, batch) => {
    if (batch.status !== "paid") return refuse("line_not_refundable");
    const [line] = await listLines(tx, { batchId, id: lineId });
    if (!line) return refuse("line_not_found");
    const done = await refund(tx, line, reason, null);
    return done.ok ? ok({ lineId }) : done;
  });

/** The opposite line, in the given batch or the one that accrues, and the reversal of what was posted. */
async function refund(
  tx: Tx,
  line: FeeLine,
  reason: string,
  batchId: string | null,
): Promise<Result<null, SettlementRefusal>> {
  if (line.kind !== "fee") return refuse("line_not_refundable");
  const today = civilDate(tx.now);
  const { payerId, payeeId } = line;
  const pair = { month: monthOf(today), payerId, payeeId };
  const target = batchId ?? (await takeBatches(tx, [pair])).get(`${pair.month}/${payerId}/${payeeId}`);
  if (target === undefined) throw new Error("no month accrues");
  const negative = (fen: number) => (fen === 0 ? 0 : -fen);
  const written = await addLines(tx, [
    {
      ...line,
      id: randomUUID(),
      kind: "refund",
      priceFen: negative(line.priceFen),
      inviterFen: negative(line.inviterFen),
      inviteeFen: negative(line.inviteeFen),
      platformFen: negative(line.platformFen),
      expertFen: negative(line.expertFen),
      batchId: target,
      refundsId: line.id,
      reason,
    },
  ]);
  if (written.length === 0) return refuse("line_refunded");
  await postAll(tx, refundPostings(amountsOf(line), (await findOperator(tx)) ?? "", today));
  return ok(null);
}
