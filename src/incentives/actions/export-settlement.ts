import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { yuan } from "../../kernel/money.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { findOrganization } from "../../organizations/index.js";
import { writeCsv, writeXlsx } from "../../platform/tabular/index.js";
import { batchStatusNames, serviceNames, type LineView } from "../api.js";
import { bankRows, generalBankFormat, type PaymentOrder } from "../domain/bank-file.js";
import type { SettlementRefusal } from "../domain/settlement.js";
import { printSettlement } from "../paper/settlement-paper.js";
import { findOperator } from "../store/facts.js";
import { readTotals } from "../store/batches.js";
import { readBatch } from "./view-settlements.js";
import { systemContext } from "../../platform/database/database.js";

export interface Exported {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}
export const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const lineHeader = [
  "类别",
  "会诊编号",
  "席位",
  "服务日期",
  "专家",
  "邀请方",
  "受邀方",
  "服务",
  "计价项目",
  "总价（元）",
  "邀请方留存（元）",
  "受邀方（元）",
  "平台（元）",
  "专家劳务（元）",
  "计价说明",
  "规则版本",
  "意见摘要 SHA-256",
  "备注",
];
export const lineCells = (line: LineView): string[] => [
  line.kind === "fee" ? "会诊费" : "退费",
  line.caseNumber,
  String(line.seat),
  line.servedOn,
  line.expertName,
  line.payerName,
  line.payeeName,
  serviceNames[line.explanation.service].zh,
  line.explanation.itemName,
  ...[line.priceFen, line.inviterFen, line.inviteeFen, line.platformFen, line.expertFen].map(yuan),
  line.explanation.steps.map(({ zh, fen }) => `${zh} → ${yuan(fen)}`).join("；"),
  `第 ${line.explanation.ruleVersion} 版 ${line.explanation.ruleTitle}`,
  line.opinionSha256,
  line.reason,
];

type Format = "xlsx" | "pdf" | "bank";

/** The month as a workbook, as a paper for both hospitals' files, or as payment orders once it is approved. */
export async function exportBatch(
  ctx: Ctx,
  batchId: string,
  format: Format,
): Promise<Result<Exported, SettlementRefusal>> {
  const read = await inTx(ctx, async (tx) => {
    const content = await readBatch(tx, batchId);
    if (!content) return undefined;
    const payee = await findOrganization(tx, content.batch.payeeId);
    await auditAct(tx, ctx, {
      action: "settlement.export",
      subjectKind: "settlement_batch",
      subjectId: batchId,
      outcome: "read",
      details: { format },
    });
    return { ...content, payeeCreditCode: payee?.creditCode ?? "", now: tx.now };
  });
  if (!read) return refuse("batch_not_found");
  const { batch, lines, payeeCreditCode, now } = read;
  const month = batch.month.slice(0, 7);
  const name = `settlement-${month}-${batch.id.slice(0, 8)}`;
  if (format === "xlsx") {
    const bytes = await writeXlsx({
      sheetName: `会诊结算 ${month}`,
      header: lineHeader,
      rows: [
        ...lines.map(lineCells),
        [
          "合计",
          "",
          "",
          "",
          "",
          batch.payerName,
          batch.payeeName,
          "",
          batchStatusNames[batch.status].zh,
          ...[batch.priceFen, batch.inviterFen, batch.inviteeFen, batch.platformFen, batch.expertFen].map(
            yuan,
          ),
          "专家劳务由受邀方发放并代扣代缴个人所得税；本表不计税。",
          "",
          "",
          "",
        ],
      ],
    });
    return ok({ fileName: `${name}.xlsx`, mediaType: xlsxType, bytes });
  }
  if (format === "pdf")
    return ok({
      fileName: `${name}.pdf`,
      mediaType: "application/pdf",
      bytes: await printSettlement(batch, lines, now),
    });
  if (!["approved", "paid"].includes(batch.status)) return refuse("batch_not_approved");
  const { totals, operator } = await ctx.database.withTx(systemContext, async (tx) => {
    const operatorId = await findOperator(tx);
    return {
      totals: await readTotals(tx, batch),
      operator: operatorId === undefined ? undefined : await findOrganization(tx, operatorId),
    };
  });
  const order = (
    payeeName: string,
    creditCode: string,
    fen: number,
    purpose: string,
  ): Omit<PaymentOrder, "sequence"> => ({
    payerName: batch.payerName,
    payeeName,
    payeeCreditCode: creditCode,
    amountYuan: yuan(fen),
    currency: "CNY",
    purpose,
    reference: batch.id,
  });
  // A month of refunds is not an order of the payer's: money flows back by the payee's own.
  const orders = [
    {
      fen: totals.toInviteeFen,
      name: batch.payeeName,
      code: payeeCreditCode,
      purpose: `远程会诊费 ${month}`,
    },
    {
      fen: totals.toPlatformFen,
      name: operator?.name ?? "",
      code: operator?.creditCode ?? "",
      purpose: `远程会诊平台服务费 ${month}`,
    },
  ]
    .filter(({ fen }) => fen > 0)
    .map(({ fen, name: to, code, purpose }, i): PaymentOrder => ({
      ...order(to, code, fen, purpose),
      sequence: String(i + 1),
    }));
  return ok({
    fileName: `${name}-bank.csv`,
    mediaType: "text/csv; charset=utf-8",
    bytes: writeCsv({
      sheetName: generalBankFormat.code,
      header: generalBankFormat.columns.map(({ title }) => title),
      rows: bankRows(generalBankFormat, orders),
    }),
  });
}
