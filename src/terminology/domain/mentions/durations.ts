/** How long something has lasted, as written. `days` is a rough count (a month is 30, a year 365); null: 数年, 多日. */
export interface Duration {
  readonly text: string;
  readonly days: number | null;
}

export interface FoundDuration extends Duration {
  readonly start: number;
  readonly end: number;
  /** 3天前: when it began, so what follows has lasted that long. */
  readonly isAgo: boolean;
}

const numerals = "0-9半一二两三四五六七八九十几数多";
const shape =
  /(\d{1,3}(?:\.\d)?|[半一二两三四五六七八九十几数多]{1,3})(?:\s?[-~至到]\s?\d{1,3})?\s?(?:余|多|来)?\s?(个)?(分钟|小时|天|日|周|星期|月|年|h|d|w|min)(?:余|多|半)?(以前|之前|前)?/uy;
const daysOf: Readonly<Record<string, number>> = {
  分钟: 1 / 1440,
  min: 1 / 1440,
  小时: 1 / 24,
  h: 1 / 24,
  天: 1,
  日: 1,
  d: 1,
  周: 7,
  星期: 7,
  w: 7,
  月: 30,
  年: 365,
};
const digit: Readonly<Record<string, number>> = {
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
};

export const mayStartDuration = (char: string): boolean => numeralChar.test(char);
const numeralChar = new RegExp(`[${numerals}]`, "u");

/** The duration that begins at `at` of a folded text. Dates (2019年, 3月5日), doses (一日三次) and 第3天 are none. */
export function durationAt(text: string, at: number): FoundDuration | undefined {
  const before = text.charAt(at - 1);
  if (numeralChar.test(before) || /[.第年月:/]/u.test(before)) return undefined;
  shape.lastIndex = at;
  const found = shape.exec(text);
  if (found === null) return undefined;
  const [whole, number = "", counted, unit = "", ago] = found;
  const end = at + whole.length;
  const next = text.slice(end, end + 3);
  const isDate =
    unit === "月" && counted === undefined && /^\d/u.test(number) && /^(?:\d|初|底|份)/u.test(next);
  const isLatinWord = /[a-z]/u.test(unit) && /^[a-z0-9]/u.test(next);
  const isDose = /^[一二三四五六两\d]+次/u.test(next) || (unit === "日" && /[一每]/u.test(number));
  if (isDate || isDose || isLatinWord) return undefined;
  const amount = amountOf(number);
  const days = amount === null ? null : Math.round(amount * (daysOf[unit] ?? 0) * 1000) / 1000;
  return { text: whole, days, start: at, end, isAgo: ago !== undefined };
}

/** 半 0.5, 十 10, 二十 20, 十余 10; null for 数, 几, 多. */
function amountOf(number: string): number | null {
  if (/^\d/u.test(number)) return Number(number);
  if (/[数几多]/u.test(number)) return null;
  if (number === "半") return 0.5;
  const [tens, ones] = number.includes("十") ? number.split("十") : ["", number];
  const high = number.includes("十") ? 10 * (tens === "" ? 1 : (digit[tens ?? ""] ?? 1)) : 0;
  return high + (digit[(ones ?? "").charAt(0)] ?? 0) + ((ones ?? "").endsWith("半") ? 0.5 : 0);
}
