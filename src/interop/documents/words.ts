import type { OpinionContent, OpinionDocument } from "../../consultation/index.js";

type Part<K extends keyof OpinionContent> = NonNullable<OpinionContent[K]>;
type Certainty = Part<"diagnoses">[number]["certainty"];
type Kind = Part<"orders">[number]["kind"];
type FollowUp = Part<"followUp">;

/** The documents are Chinese: they go into a Chinese hospital's file. */
const certaintyWords: Readonly<Record<Certainty, string>> = {
  confirmed: "确诊",
  probable: "拟诊",
  suspected: "疑似",
  ruled_out: "已排除",
};
const kindWords: Readonly<Record<Kind, string>> = {
  procedure: "操作/手术",
  exam: "检查",
  lab: "检验",
  drug: "用药",
  other: "其他",
};
const urgencyWords: Readonly<Record<FollowUp["urgency"], string>> = {
  at_once: "立即",
  within_day: "24 小时内",
  within_week: "一周内",
  within_month: "一月内",
  none: "无需随访",
};
const byWords: Readonly<Record<FollowUp["by"], string>> = {
  requester: "邀请方",
  expert: "会诊专家",
  referral: "转诊医院",
};
export const sexWords = { male: "男", female: "女", unknown: "未说明" } as const;
export const decisionWords = { adopted: "采纳", partly_adopted: "部分采纳", not_adopted: "未采纳" } as const;

export const documentTitle = ({ members }: Pick<OpinionDocument, "members">): string =>
  members.length > 0 ? "多学科远程会诊联合意见" : "远程会诊意见";

export const diagnosisLine = (one: OpinionContent["diagnoses"][number]): string =>
  `${one.name}${one.code === null ? "" : `（${one.code}）`} ${certaintyWords[one.certainty]}`;
export const orderLine = (one: OpinionContent["orders"][number]): string =>
  [`［${kindWords[one.kind]}］${one.name}`, one.code === null ? "" : `（${one.code}）`, one.note]
    .filter((part) => part !== "")
    .join(" ");
export const followUpLine = (one: FollowUp): string =>
  [
    urgencyWords[one.urgency],
    ...(one.dueOn === null ? [] : [`不晚于 ${one.dueOn}`]),
    ...(one.urgency === "none" ? [] : [`由${byWords[one.by]}负责`]),
    ...(one.note === "" ? [] : [one.note]),
  ].join("；");
export const standLine = (one: OpinionDocument["members"][number]): string =>
  `${one.name}（${one.institutionName}）：${
    one.isLead
      ? "首席，签署联合意见"
      : one.stance === null
        ? "未表态"
        : one.stance === "agree"
          ? "同意，会签"
          : `不同意见：${one.dissent}`
  }`;

export interface Section {
  readonly key:
    | "question"
    | "summary"
    | "answer"
    | "conclusion"
    | "advice"
    | "diagnoses"
    | "orders"
    | "followUp"
    | "references"
    | "panel"
    | "disposition";
  readonly title: string;
  readonly lines: readonly string[];
}

/** Everything the document says, section by section; empty ones are left out. */
export function sectionsOf(document: OpinionDocument): Section[] {
  const { request, opinion, members, disposition } = document;
  const all: Section[] = [
    { key: "question", title: "会诊问题", lines: [request.question] },
    { key: "summary", title: "病情摘要", lines: [request.summary] },
    { key: "answer", title: "问题回应", lines: [opinion.answer] },
    { key: "conclusion", title: "结论", lines: [opinion.conclusion] },
    { key: "advice", title: "建议", lines: [opinion.advice] },
    { key: "diagnoses", title: "诊断", lines: opinion.diagnoses.map(diagnosisLine) },
    { key: "orders", title: "建议项目", lines: opinion.orders.map(orderLine) },
    { key: "followUp", title: "随访", lines: opinion.followUp ? [followUpLine(opinion.followUp)] : [] },
    { key: "references", title: "参考依据", lines: opinion.references },
    { key: "panel", title: "专家组会签", lines: members.map(standLine) },
    {
      key: "disposition",
      title: "邀请方处置",
      lines: disposition
        ? [[decisionWords[disposition.decision], disposition.reason].filter(Boolean).join("：")]
        : [],
    },
  ];
  return all
    .map((section) => ({ ...section, lines: section.lines.filter((line) => line.trim() !== "") }))
    .filter(({ lines }) => lines.length > 0);
}
