import { dayAfter } from "./follow-up.js";

/** Civil days in Beijing, YYYY-MM-DD; `to` is not one of them. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const digits: Readonly<Record<string, number>> = {
  半: 0.5,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  十一: 11,
  十二: 12,
};
const english: Readonly<Record<string, number>> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  nine: 9,
  twelve: 12,
};
const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** First day of the month `index` (year × 12 + month from 0). */
const monthStart = (index: number): string =>
  `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}-01`;
const span = (index: number, count: number): Period => ({
  from: monthStart(index),
  to: monthStart(index + count),
});

interface Today {
  readonly day: string;
  readonly year: number;
  /** year × 12 + month from 0 */
  readonly month: number;
}

/** The last month, quarter or half year of that kind that has begun; of a named year when there is one. */
const latest = (today: Today, first: number, count: number, year: number | undefined): Period =>
  span((year ?? (today.year * 12 + first > today.month ? today.year - 1 : today.year)) * 12 + first, count);

function lastUnits(today: Today, count: number, unit: string): Period | undefined {
  const whole = Math.round(count * (unit === "year" ? 12 : unit === "quarter" ? 3 : 1));
  if (unit === "week" || unit === "day") {
    const days = Math.round(count * (unit === "week" ? 7 : 1));
    return days < 1 || days > 1100
      ? undefined
      : { from: dayAfter(today.day, 1 - days), to: dayAfter(today.day, 1) };
  }
  return whole < 1 || whole > 36 ? undefined : span(today.month - whole + 1, whole);
}

/** One step back (1) or none (0) in weeks, months, quarters or years. */
function stepped(today: Today, back: number, unit: string): Period {
  if (unit === "year") return span((today.year - back) * 12, 12);
  if (unit === "quarter") return span((Math.floor(today.month / 3) - back) * 3, 3);
  if (unit === "month") return span(today.month - back, 1);
  const weekday = (new Date(`${today.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const from = dayAfter(today.day, -weekday - 7 * back);
  return { from, to: dayAfter(from, 7) };
}

const unitOf = (word: string): string =>
  ({ 月: "month", 年: "year", 周: "week", 星期: "week", 天: "day", 日: "day", 季度: "quarter" })[word] ??
  word.replace(/s$/u, "");
const year = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);
const quarter = (text: string): number => ((digits[text] ?? Number(text)) - 1) * 3;

type Reader = (found: RegExpExecArray, today: Today) => Period | undefined;
/** Tried in this order at one place of the text; all of it is lower case and folded. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/(20\d\d)年?(上|下)半年/uy, ([, y, half], today) => latest(today, half === "上" ? 0 : 6, 6, year(y))],
  [/(上|下)半年/uy, ([, half], today) => latest(today, half === "上" ? 0 : 6, 6, undefined)],
  [/(20\d\d)年?第?([一二三四1-4])季度/uy, ([, y, q = ""], today) => latest(today, quarter(q), 3, year(y))],
  [/第?([一二三四1-4])季度/uy, ([, q = ""], today) => latest(today, quarter(q), 3, undefined)],
  [
    /(?:(20\d\d)年)?(1[0-2]|0?[1-9]|十一|十二|[一二三四五六七八九十])月份?/uy,
    ([, y, m = ""], today) => latest(today, (digits[m] ?? Number(m)) - 1, 1, year(y)),
  ],
  [/(20\d\d)年?(?![\d-])/uy, ([, y]) => span(Number(y) * 12, 12)],
  [
    /(?:最近|过去|近)(\d{1,4}|十[一二]|[半一二两三四五六七八九十])个?(月|年|周|星期|天|日|季度)/uy,
    ([, n = "", unit = ""], today) => lastUnits(today, digits[n] ?? Number(n), unitOf(unit)),
  ],
  [/上一?个?(季度|月|周|星期)/uy, ([, unit = ""], today) => stepped(today, 1, unitOf(unit))],
  [/(?:本|这个?|当)(季度|月|周|星期|年)/uy, ([, unit = ""], today) => stepped(today, 0, unitOf(unit))],
  [/前年/uy, (_, today) => stepped(today, 2, "year")],
  [/去年/uy, (_, today) => stepped(today, 1, "year")],
  [/今年/uy, (_, today) => stepped(today, 0, "year")],
  [/昨天|昨日|yesterday/uy, (_, { day }) => ({ from: dayAfter(day, -1), to: day })],
  [/今天|今日|today/uy, (_, { day }) => ({ from: day, to: dayAfter(day, 1) })],
  [
    /(?:the )?(?:last|past) (\d{1,4}|one|two|three|four|five|six|nine|twelve) (month|year|week|day|quarter)s?/uy,
    ([, n = "", unit = ""], today) => lastUnits(today, english[n] ?? Number(n), unit),
  ],
  [/(?:last|previous) (quarter|month|year|week)/uy, ([, unit = ""], today) => stepped(today, 1, unit)],
  [/this (quarter|month|year|week)/uy, ([, unit = ""], today) => stepped(today, 0, unit)],
  [/q([1-4])(?: (?:of )?(20\d\d))?/uy, ([, q = "", y], today) => latest(today, quarter(q), 3, year(y))],
  [
    new RegExp(`(${months.join("|")})(?: (20\\d\\d))?`, "uy"),
    ([, m = "", y], today) => latest(today, months.indexOf(m), 1, year(y)),
  ],
];

const isWordLetter = (letter: string | undefined): boolean =>
  letter !== undefined && /[a-z0-9]/u.test(letter);

/**
 * A period of time said at `at` in the folded text, as of the civil day `today` in Beijing. 近 3 个月: this month and the two
 * before; 三季度 or 5 月 without a year: the last one that has begun. Undefined: none is said there.
 */
export function readPeriod(
  text: string,
  at: number,
  today: string,
): { readonly length: number; readonly period: Period } | undefined {
  const [y = 0, m = 1] = today.split("-").map(Number);
  for (const [pattern, read] of readers) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) continue;
    const end = at + found[0].length;
    // Neither the q4 of faq4 nor the may of maybe.
    if (/^[a-z]/u.test(found[0]) && isWordLetter(text[at - 1])) continue;
    if (/[a-z]$/u.test(found[0]) && isWordLetter(text[end])) continue;
    const period = read(found, { day: today, year: y, month: y * 12 + m - 1 });
    if (period) return { length: found[0].length, period };
  }
  return undefined;
}

/** The last `count` calendar months up to this one. */
export function lastMonths(today: string, count: number): Period {
  const [y = 0, m = 1] = today.split("-").map(Number);
  return span(y * 12 + m - count, count);
}

/** The period for a line of months: the period itself when it is long enough, else up to its end from six months on. */
export function monthsToDraw({ from, to }: Period): Period {
  const last = dayAfter(to, -1);
  const [y = 0, m = 1] = last.split("-").map(Number);
  const early = monthStart(y * 12 + m - 6);
  return { from: early < from ? early : from, to };
}
