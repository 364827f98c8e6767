import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { newSheet } from "../../platform/paper/index.js";

/** 荣誉证书: a title names its issuer, period and document. */
export async function printCertificate(given: {
  readonly personName: string;
  readonly institutionName: string;
  readonly period: string;
  readonly listName: string;
  readonly place: number;
  readonly documentNumber: string;
  readonly issuer: string;
  readonly at: string;
}): Promise<Buffer> {
  const at = given.at as Instant;
  const sheet = await newSheet({ title: "荣誉证书", subject: `${given.personName}　${given.period}`, at });
  sheet.title("荣誉证书", given.documentNumber);
  sheet.text(`${given.institutionName} ${given.personName}：`);
  sheet.text(
    `在 ${periodWords(given.period)}的远程会诊中，经公开的质量评分、公示无异议，入选“${given.listName}”第 ${given.place} 名。特发此证。`,
  );
  sheet.signedField(
    "",
    "评选依据会诊质量，不依据数量；规则与名单在平台公示。",
    [given.issuer, civilDate(at)],
    [`文号：${given.documentNumber}`],
  );
  return sheet.end("由平台依据公示名单出具。");
}

const periodWords = (period: string): string =>
  period.length === 4 ? `${period} 年` : `${period.slice(0, 4)} 年第 ${period.slice(5)} 季度`;
