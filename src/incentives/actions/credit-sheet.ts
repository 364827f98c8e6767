import { civilDate, instant } from "../../kernel/time.js";
import { creditStatusNames } from "../api.js";
import type { listCredits } from "../store/credits.js";

type Row = Awaited<ReturnType<typeof listCredits>>[number];

/** Hundredths of a credit as people write them. */
const credits = (cents: number): string => (cents / 100).toFixed(2);
const decisions: Readonly<Record<string, string>> = {
  adopted: "采纳",
  partly_adopted: "部分采纳",
  not_adopted: "未采纳",
};
const modes: Readonly<Record<string, string>> = { written: "书面", video: "视频", mdt: "多学科" };

/** One line a credit: what was done, what both sides signed for it, by which rules it counts, and what became of it. */
export const creditHeader = [
  "姓名",
  "年度",
  "类别",
  "会诊编号",
  "服务日期",
  "方式",
  "分钟",
  "分钟依据",
  "上限前学分",
  "学分",
  "状态",
  "证书编号",
  "撤销原因",
  "签署意见版本",
  "签署意见 SHA-256",
  "邀请方处置",
  "邀请方确认日期",
  "规则与版本",
  "学分编号",
];

export function creditCells(row: Row): string[] {
  const evidence = row.evidence as Readonly<Record<string, string | number | null | undefined>>;
  const text = (key: string): string => String(evidence[key] ?? "");
  const confirmedAt = text("confirmedAt");
  return [
    row.person_name,
    String(row.year),
    row.class ?? "单一学分",
    text("caseNumber"),
    text("servedOn"),
    modes[text("mode")] ?? text("mode"),
    String(row.minutes),
    text("minutesFrom") === "session" ? "会诊通话记录" : "规则定额",
    credits(row.uncapped_cents),
    credits(row.credit_cents),
    creditStatusNames[row.status].zh,
    row.certificate_number ?? "",
    row.reason,
    text("opinionVersion"),
    text("opinionSha256"),
    decisions[text("decision")] ?? "",
    confirmedAt === "" ? "" : civilDate(instant(confirmedAt)),
    `${row.rule_title} 第 ${row.rule_version} 版`,
    row.id,
  ];
}
