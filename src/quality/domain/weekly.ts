import { durationWords, percentOf } from "./figure-words.js";
import { dayAfter } from "./follow-up.js";
import { type IndicatorValue, leastShown } from "./indicator.js";

type Two = { readonly zh: string; readonly en: string };
export type WeeklyLanguage = keyof Two;

/** One indicator over the week and over the week before; small numbers are taken out already. */
export interface WeeklyFigure {
  readonly code: string;
  readonly name: Two;
  readonly type: "share" | "duration";
  readonly now: IndicatorValue;
  readonly before: IndicatorValue;
}

/** A week of one hospital, or of all. Counts of people's cases under {@link leastShown} are null. */
export interface WeeklyReport {
  /** Monday and Sunday, YYYY-MM-DD. */
  readonly from: string;
  readonly until: string;
  /** The hospital's name; null: everybody's, for the operator. */
  readonly hospitalName: string | null;
  readonly cases: { readonly now: number | null; readonly before: number | null };
  readonly figures: readonly WeeklyFigure[];
  /** Alerts that wait for somebody: tasks, not cases. */
  readonly openAlerts: number;
  readonly overdueFollowUps: number | null;
}

export interface WeeklyMessage {
  readonly subject: string;
  readonly text: string;
}

/** The indicators of the page, in this order. */
export const weeklyCodes = [
  "accept_time",
  "opinion_time",
  "handed_over",
  "no_show",
  "adopted",
  "inviter_satisfied",
  "patient_satisfied",
] as const;

/** Monday of the last whole week before the civil day `today` (YYYY-MM-DD). */
export function lastWeek(today: string): string {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return dayAfter(today, -7 - weekday);
}

/** True when nothing happened in either week and nothing waits: then nobody is told. */
export const isSilent = ({ cases, openAlerts, overdueFollowUps }: WeeklyReport): boolean =>
  cases.now === 0 && cases.before === 0 && openAlerts === 0 && overdueFollowUps === 0;

const few: Two = { zh: `不足 ${leastShown} 例`, en: `fewer than ${leastShown}` };
const units = {
  minutes: { zh: "分钟", en: "min" },
  hours: { zh: "小时", en: "h" },
  days: { zh: "天", en: "days" },
} as const;

function figureWords(type: WeeklyFigure["type"], value: IndicatorValue, language: WeeklyLanguage): string {
  if (value.isSuppressed) return few[language];
  const percent = percentOf({ count: value.hits, of: value.of });
  if (percent === null) return language === "zh" ? "无" : "none";
  const median = durationWords(value.median);
  const rest = language === "zh" ? `（${value.hits}/${value.of}）` : ` (${value.hits}/${value.of})`;
  if (type === "share") return `${percent}%${rest}`;
  const share = language === "zh" ? `按时 ${percent}%${rest}` : `${percent}% in time${rest}`;
  if (median === null) return share;
  const time = `${median.count} ${units[median.unit][language]}`;
  return language === "zh" ? `${share}，中位 ${time}` : `${share}, median ${time}`;
}

/** The page as a message: figures with their denominators and the week before; no case, no patient, no person. */
export function weeklyMessage(report: WeeklyReport, language: WeeklyLanguage): WeeklyMessage {
  const isChinese = language === "zh";
  const count = (n: number | null) => (n === null ? few[language] : String(n));
  const place = report.hospitalName ?? (isChinese ? "全平台" : "The whole platform");
  const lines = report.figures
    .filter(({ now, before }) => now.of + before.of > 0 || now.isSuppressed || before.isSuppressed)
    .map(({ name, type, now, before }) => {
      const [week, last] = [figureWords(type, now, language), figureWords(type, before, language)];
      return isChinese ? `${name.zh}：${week}；上周 ${last}` : `${name.en}: ${week}; the week before ${last}`;
    });
  const { cases, openAlerts, overdueFollowUps } = report;
  return isChinese
    ? {
        subject: `会诊周报 ${report.from} 至 ${report.until}`,
        text: [
          `${place}，${report.from} 至 ${report.until}`,
          `会诊申请：${count(cases.now)}；上周 ${count(cases.before)}`,
          ...lines,
          `待处理警示：${openAlerts}；逾期未随访：${count(overdueFollowUps)}`,
          `不足 ${leastShown} 例不显示。可在平台“每周简报”页停收。`,
        ].join("\n"),
      }
    : {
        subject: `Consultations, ${report.from} to ${report.until}`,
        text: [
          `${place}, ${report.from} to ${report.until}`,
          `Requests: ${count(cases.now)}; the week before ${count(cases.before)}`,
          ...lines,
          `Alerts that wait: ${openAlerts}; follow-ups overdue: ${count(overdueFollowUps)}`,
          `Fewer than ${leastShown} cases are not shown. To stop these messages see "Weekly page" on the platform.`,
        ].join("\n"),
      };
}
