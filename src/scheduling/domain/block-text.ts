import { ok, refuse, type Result } from "../../kernel/result.js";
import type { BlockKind, RuleKind, WeeklyRule } from "./calendar.js";
import { dateOfDay, weekdayOf } from "./zone.js";

/** Words people use for what fills their time; the first that is found counts. */
const words: readonly (readonly [RegExp, BlockKind])[] = [
  [/手术|术日|surgery|operat|theatre/iu, "surgery"],
  [/请假|休假|年假|病假|出差|进修|外出|不在|leave|vacation|holiday|travel/iu, "leave"],
  [/备班|二线|听班|值班|on.?call|duty/iu, "on_call"],
  [/会诊|consult|MDT/iu, "consultation"],
  [/加开|加号|可约|空闲|available|free/iu, "available"],
  [/门诊|出诊|坐诊|clinic|outpatient/iu, "outpatient"],
  [/勿扰|免打扰|不接|休息|查房|教学|开会|会议|disturb|meeting|teaching|round/iu, "do_not_disturb"],
];

/** What a text says its time is for. Undefined: it does not say. */
export const kindInWords = (text: string): BlockKind | undefined =>
  words.find(([pattern]) => pattern.test(text))?.[1];

export type LineFault =
  | "no_day"
  | "no_time"
  | "no_kind"
  | "ends_before_start"
  | "no_such_date"
  | "too_long_a_line";

/** What one line means: a stretch of every week, or one on a date. */
export type ReadLine =
  | { readonly repeats: true; readonly rule: WeeklyRule }
  | {
      readonly repeats: false;
      readonly kind: BlockKind;
      /** Civil dates and wall clocks; `to` on `lastDate`. */
      readonly date: string;
      readonly lastDate: string;
      readonly from: string;
      readonly to: string;
    };

const dayNames: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  末: 6,
};
const englishDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Parts of a day as hospitals keep them. */
const dayParts: readonly (readonly [RegExp, string, string])[] = [
  [/全天|整天|all.?day/iu, "00:00", "24:00"],
  [/上午|早上|morning|\bam\b/iu, "08:00", "12:00"],
  [/下午|afternoon|\bpm\b/iu, "13:30", "17:30"],
  [/晚上|晚间|夜间|夜班|evening|night/iu, "18:00", "22:00"],
];

const two = (n: number): string => String(n).padStart(2, "0");

/** Weekdays a text names, in order: 周一、三、五 · 周一至周五 · 工作日 · 每天 · Mon-Fri. */
function weekdaysIn(text: string): readonly number[] {
  if (/每天|每日|天天|daily|every ?day/iu.test(text)) return [1, 2, 3, 4, 5, 6, 7];
  if (/工作日|weekdays/iu.test(text)) return [1, 2, 3, 4, 5];
  if (/周末|weekend/iu.test(text)) return [6, 7];
  const days = new Set<number>();
  const span = (a: number, b: number): void => {
    for (let day = a; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === b) break;
    }
  };
  const chinese =
    /(?:周|星期|礼拜)([一二三四五六日天])(?:\s*(?:至|到|—|–|-|~|～)\s*(?:周|星期|礼拜)?([一二三四五六日天]))?((?:[、,，和及](?:周|星期|礼拜)?[一二三四五六日天])*)/gu;
  for (const [, first = "", last, more = ""] of text.matchAll(chinese)) {
    const from = dayNames[first] ?? 1;
    span(from, last === undefined ? from : (dayNames[last] ?? from));
    for (const character of more) if (dayNames[character]) days.add(dayNames[character]);
  }
  const english =
    /\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:\s*(?:-|–|to)\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*)?/giu;
  for (const [, first = "", last] of text.matchAll(english)) {
    const from = englishDays.indexOf(first.toLowerCase()) + 1;
    span(from, last === undefined ? from : englishDays.indexOf(last.toLowerCase()) + 1);
  }
  return [...days].sort((a, b) => a - b);
}

/** HH:MM twice; undefined when the text names no time. */
function hoursIn(text: string): readonly [string, string] | undefined {
  const clock = "(\\d{1,2})(?:[:：](\\d{2})|[点时](半|\\d{1,2}分?)?)?";
  const range = new RegExp(`(?<![\\d-])${clock}\\s*(?:至|到|—|–|-|~|～)\\s*${clock}(?![\\d])`, "u").exec(
    text,
  );
  if (range) {
    const [, h1, m1, n1, h2, m2, n2] = range;
    const read = (hour = "0", minute?: string, spoken?: string): readonly [number, number] => [
      Number(hour),
      minute !== undefined ? Number(minute) : spoken === "半" ? 30 : Number.parseInt(spoken ?? "0", 10) || 0,
    ];
    const start = read(h1, m1, n1);
    let end = read(h2, m2, n2);
    // 下午1点到5点 is said on the twelve-hour clock.
    const isAfternoon = /下午|晚/u.test(text) && start[0] < 12;
    const begin: readonly [number, number] = isAfternoon ? [start[0] + 12, start[1]] : start;
    if (isAfternoon && end[0] <= 12) end = [end[0] + 12, end[1]];
    const isClock = ([hour, minute]: readonly [number, number]) =>
      minute < 60 && (hour < 24 || (hour === 24 && minute === 0));
    if (!isClock(begin) || !isClock(end)) return undefined;
    return [`${two(begin[0])}:${two(begin[1])}`, `${two(end[0])}:${two(end[1])}`];
  }
  const parts = dayParts.filter(([pattern]) => pattern.test(text));
  const [first] = parts;
  const last = parts.at(-1);
  return first && last ? [first[1], last[2]] : undefined;
}

const isDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

/** Dates a text names: YYYY-MM-DD, 2026年12月3日, 12月3日, with 至 between two of them. */
function datesIn(text: string, today: string): Result<readonly [string, string] | undefined, "no_such_date"> {
  const pattern = /(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/gu;
  const found: string[] = [];
  for (const [whole, year, month, day] of text.matchAll(pattern)) {
    if (year === undefined && !whole.includes("月")) continue;
    const named = year === undefined ? Number(today.slice(0, 4)) : Number(year);
    if (!isDate(named, Number(month), Number(day))) return refuse("no_such_date");
    const text_ = `${named}-${two(Number(month))}-${two(Number(day))}`;
    // Without a year the next one is meant: in December, 1月5日 lies ahead.
    found.push(year === undefined && text_ < today ? `${named + 1}${text_.slice(4)}` : text_);
  }
  const [first, last] = [found[0], found[1] ?? found[0]];
  return ok(first === undefined || last === undefined ? undefined : [first, last]);
}

/**
 * Reads one line as people write it: `周一上午门诊`, `周三 13:00-17:00 手术`, `每天 22:00-07:00 免打扰`, `12月3日至5日 请假`. More than one
 * weekday gives more than one rule.
 * @param today civil date of the writer, for dates without a year.
 */
export function readBlockLine(line: string, today: string): Result<readonly ReadLine[], LineFault> {
  const text = line.normalize("NFKC").trim();
  if (text.length > 200) return refuse("too_long_a_line");
  const kind = kindInWords(text);
  const bounds = datesIn(
    text.replace(
      /(\d{1,2}月\d{1,2}日?\s*(?:至|到|-|~|—|–)\s*)(\d{1,2})日/u,
      (_, head: string, day: string) => `${head}${/(\d{1,2})月/u.exec(head)?.[1] ?? ""}月${day}日`,
    ),
    today,
  );
  if (!bounds.ok) return bounds;
  const withoutDates = text.replace(
    /(?:\d{4}\s*[-/.年])?\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?![:：])/gu,
    (part) => (/月|\d{4}/u.test(part) ? " " : part),
  );
  const days = bounds.value ? [] : weekdaysIn(text);
  if (!bounds.value && days.length === 0) return refuse("no_day");
  if (kind === undefined) return refuse("no_kind");
  const hours =
    hoursIn(withoutDates) ?? (kind === "leave" || bounds.value ? (["00:00", "24:00"] as const) : undefined);
  if (hours === undefined) return refuse("no_time");
  const [from, to] = hours;
  if (from === to) return refuse("ends_before_start");
  if (bounds.value) {
    const [date, lastDate] = bounds.value;
    if (lastDate < date) return refuse("ends_before_start");
    // One that runs over midnight ends on the next day.
    const ends = date === lastDate && to < from ? nextDay(lastDate) : lastDate;
    return ok([{ repeats: false, kind, date, lastDate: ends, from, to }]);
  }
  // Leave every week is a day he does not work: nobody is to disturb him then.
  const weekly: RuleKind = kind === "leave" ? "do_not_disturb" : kind;
  const everyWeeks = /单周|双周|隔周|每两周|biweekly|every other/iu.test(text) ? 2 : 1;
  return ok(
    days.map((weekday) => ({
      repeats: true,
      rule: {
        kind: weekly,
        weekday,
        from,
        to,
        ...(everyWeeks === 2 && { everyWeeks, validFrom: nextOn(today, weekday) }),
      },
    })),
  );
}

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const nextDay = (date: string): string => dateOfDay(dayNumber(date) + 1);
const nextOn = (today: string, weekday: number): string => {
  const day = dayNumber(today);
  return dateOfDay(day + ((weekday - weekdayOf(day) + 7) % 7));
};
