import type { Sentence } from "../explain.js";
import type { FactorKey } from "../model.js";

/** Short names of the factors, as the page of a ranking shows them. */
export const factorNames: Readonly<Record<FactorKey, Sentence>> = {
  specialty: { zh: "专科对口", en: "specialty" },
  disease: { zh: "病种经验", en: "disease experience" },
  history: { zh: "会诊记录", en: "past consultations" },
  response: { zh: "应答情况", en: "answers" },
  text: { zh: "专长描述", en: "described skills" },
  title: { zh: "职称", en: "title" },
  load: { zh: "工作量", en: "load" },
  region: { zh: "距离", en: "distance" },
  duty: { zh: "在班", en: "on duty" },
  newcomer: { zh: "新专家", en: "newcomer" },
  freshness: { zh: "资料新鲜度", en: "freshness" },
};

const shownParts = 3;
const signed = (points: number): string => `${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(2)}`;

/** What experience changed for this expert, the largest parts first. */
export function learnedSentence(
  version: string,
  parts: readonly (readonly [key: FactorKey, points: number])[],
): Sentence {
  const most = [...parts].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, shownParts);
  if (most.length === 0)
    return {
      zh: `依据以往派单结果（${version}），对本专家没有影响`,
      en: `By the outcomes of past offers (${version}): no change for this expert`,
    };
  return {
    zh: `依据以往派单结果调整（${version}）：${most.map(([key, points]) => `${factorNames[key].zh} ${signed(points)}`).join("，")}`,
    en: `By the outcomes of past offers (${version}): ${most.map(([key, points]) => `${factorNames[key].en} ${signed(points)}`).join(", ")}`,
  };
}
