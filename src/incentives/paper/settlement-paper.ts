import { yuan } from "../../kernel/money.js";
import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { newSheet } from "../../platform/paper/index.js";
import { batchStatusNames, type LineView, serviceNames } from "../api.js";
import type { StoredBatch } from "../store/batches.js";

export const taxNote =
  "说明：会诊费由邀请方收取，按协议与受邀方、平台结算；专家劳务由受邀方经工资系统发放，个人所得税由受邀方代扣代缴。本单不计税。";

const day = (at: string | null): string => (at === null ? "—" : civilDate(at as Instant));

const lineText = (line: LineView): string =>
  [
    `${line.servedOn}　${line.kind === "fee" ? "会诊费" : "退费"}　${serviceNames[line.explanation.service].zh}　总价 ${yuan(line.priceFen)} 元　受邀方 ${yuan(line.inviteeFen)}　专家 ${yuan(line.expertFen)}　平台 ${yuan(line.platformFen)}　邀请方 ${yuan(line.inviterFen)}`,
    `计价：${line.explanation.steps.map(({ zh, fen }) => `${zh} → ${yuan(fen)}`).join("；")}（规则第 ${line.explanation.ruleVersion} 版）`,
    ...(line.reason === "" ? [] : [`备注：${line.reason}`]),
  ].join("\n");

/** 会诊费结算单 of one month between two hospitals, for both files. */
export async function printSettlement(
  batch: StoredBatch,
  lines: readonly LineView[],
  at: Instant,
): Promise<Buffer> {
  const month = batch.month.slice(0, 7);
  const sheet = await newSheet({
    title: `远程会诊费结算单　${month}`,
    subject: `${batch.payerName} → ${batch.payeeName}`,
    at,
  });
  sheet.title("远程会诊费结算单", `${month}　${batchStatusNames[batch.status].zh}`);
  sheet.row([{ label: "邀请方", value: batch.payerName, share: 1 }]);
  sheet.row([{ label: "受邀方", value: batch.payeeName, share: 1 }]);
  sheet.row([
    { label: "笔数", value: String(batch.lines), share: 0.5 },
    { label: "会诊费", value: `${yuan(batch.priceFen)} 元`, share: 0.5 },
  ]);
  sheet.row([
    { label: "邀请方留存", value: `${yuan(batch.inviterFen)} 元`, share: 0.5 },
    {
      label: "付受邀方",
      value: `${yuan(batch.inviteeFen + batch.expertFen)} 元（其中专家劳务 ${yuan(batch.expertFen)} 元）`,
      share: 0.5,
    },
  ]);
  sheet.row([
    { label: "付平台", value: `${yuan(batch.platformFen)} 元`, share: 0.5 },
    { label: "银行流水", value: batch.bankReference ?? "—", share: 0.5 },
  ]);
  sheet.row([
    { label: "关账", value: day(batch.closedAt), share: 0.34 },
    { label: "审批", value: day(batch.approvedAt), share: 0.33 },
    { label: "付款", value: day(batch.paidAt), share: 0.33 },
  ]);
  sheet.heading("明细");
  for (const line of lines) sheet.field(`${line.caseNumber}　${line.expertName}`, lineText(line));
  sheet.text(taxNote);
  return sheet.end("会诊双方各存一份。");
}

/** 专家劳务对账单 of one year. */
export async function printStatement(
  expertName: string,
  year: number,
  lines: readonly LineView[],
  at: Instant,
): Promise<Buffer> {
  const sheet = await newSheet({ title: `会诊劳务对账单　${year}`, subject: expertName, at });
  sheet.title("会诊劳务对账单", `${expertName}　${year} 年`);
  const sum = lines.reduce((total, line) => total + line.expertFen, 0);
  sheet.row([
    { label: "专家", value: expertName, share: 0.4 },
    { label: "例数", value: String(lines.filter(({ kind }) => kind === "fee").length), share: 0.25 },
    { label: "劳务合计", value: `${yuan(sum)} 元`, share: 0.35 },
  ]);
  sheet.heading("明细");
  for (const line of lines)
    sheet.field(
      `${line.servedOn}　${line.caseNumber}　${line.payerName}`,
      `专家劳务 ${yuan(line.expertFen)} 元，会诊总价 ${yuan(line.priceFen)} 元，经 ${line.payeeName} 发放。`,
    );
  if (lines.length === 0) sheet.text("本年没有会诊劳务。");
  sheet.text(taxNote);
  return sheet.end("仅本人可见。");
}
