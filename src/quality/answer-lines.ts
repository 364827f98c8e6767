import type { AskView } from "./api/ask.js";
import type { IndicatorFigures } from "./api/indicators.js";
import { durationWords, percentOf } from "./domain/figure-words.js";
import { leastShown } from "./domain/indicator.js";

const units = {
  minutes: { zh: "分钟", en: "min" },
  hours: { zh: "小时", en: "h" },
  days: { zh: "天", en: "days" },
} as const;

function figureWords(value: IndicatorFigures, language: "zh" | "en"): string {
  if (value.isSuppressed)
    return language === "zh" ? `不足 ${leastShown} 例，不显示` : `fewer than ${leastShown} cases: not shown`;
  const percent = percentOf({ count: value.hits, of: value.of });
  const time = (minutes: number | null) => {
    const words = durationWords(minutes);
    return words === null ? null : `${words.count} ${units[words.unit][language]}`;
  };
  const [median, p90] = [time(value.median), time(value.p90)];
  const pending = language === "zh" ? `未完成 ${value.pending}` : `${value.pending} not completed`;
  const share = `${percent === null ? "–" : `${percent}%`} (${value.hits}/${value.of}, ${pending})`;
  if (median === null || p90 === null) return share;
  return language === "zh"
    ? `${share}，中位 ${median}，九成 ${p90}`
    : `${share}, median ${median}, P90 ${p90}`;
}

/** An answer as lines for a terminal: what was understood and what not, the figure, a line for each stratum. */
export function answerLines(view: AskView, language: "zh" | "en"): string[] {
  const isChinese = language === "zh";
  const lines = [
    `${isChinese ? "看懂了" : "Understood"}: ${view.understood.map(({ text, name }) => `${text} → ${name[language]}`).join("; ") || "–"}`,
    `${isChinese ? "时间" : "Period"}: ${view.period.from} – ${view.period.until}${view.period.isAssumed ? (isChinese ? "（没有说时间，按近 12 个月）" : " (none was named: the last 12 months)") : ""}`,
  ];
  if (view.notUnderstood.length > 0)
    lines.push(
      `${isChinese ? "没有看懂，数字没有按它筛选" : "Not understood, the figures are not limited by it"}: ${view.notUnderstood.join(" · ")}`,
    );
  if (view.answer === null) {
    lines.push(
      view.status === "no_indicator"
        ? isChinese
          ? "没有认出指标。"
          : "No indicator was recognised."
        : isChinese
          ? "有几个指标，请只问一个。"
          : "Several indicators: ask for one.",
    );
    if (view.suggestions.length > 0)
      lines.push(
        `${isChinese ? "也许想问" : "Perhaps"}: ${view.suggestions.map(({ name }) => name[language]).join(" · ")}`,
      );
    return lines;
  }
  const { indicator, value, chart } = view.answer;
  return [
    ...lines,
    "",
    `${indicator.name[language]}: ${figureWords(value, language)}`,
    ...view.answer.wider.map((one) => `${language === "zh" ? "放宽一步" : "More widely"}: ${one.question}`),
    ...chart.items.map((one) => `  ${one.label}: ${figureWords(one.value, language)}`),
  ];
}
