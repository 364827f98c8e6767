import type { Span } from "./span.js";

const separator = String.raw`\s*[年./\-–—]\s*`;
const wholeDate = new RegExp(
  String.raw`(?<!\d)(?<year>(?:18|19|20)\d{2})${separator}(?<month>1[0-2]|0?[1-9])(?:${separator}|\s*月\s*)(?<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*日?`,
  "gu",
);
const packedDate = /(?<!\d)(?<year>(?:19|20)\d{2})(?<month>0[1-9]|1[0-2])(?<day>0[1-9]|[12]\d|3[01])(?!\d)/gu;
/** 1962年5月生: a month without a day still narrows a person down. */
const birthMonth =
  /(?<!\d)(?<year>(?:18|19|20)\d{2})\s*(?:年|[./-])\s*(?:(?<month>1[0-2]|0?[1-9])\s*月?)?(?=\s*(?:出生|生(?![化命物理活长])))/gu;

const birthBefore = /(?:出生(?:日期|年月日?|于)?|生日|生于|诞生于|DOB|dob|born)\s*[::为是]?\s*$/u;
const birthAfter = /^\s*(?:出生|生(?![化命物理活长])|born)/u;
const dayMs = 86_400_000;

const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day);

/** 3岁, 40天: an age as a paediatrician says it. Never negative. */
function ageWords(bornOn: number, today: number): string {
  const days = Math.max(0, Math.round((today - bornOn) / dayMs));
  if (days < 60) return `${days}天`;
  if (days < 3 * 365.25) return `${Math.floor(days / 30.44)}个月`;
  return `${Math.floor(days / 365.25)}岁`;
}

function distanceWords(date: number, today: number): string {
  const days = Math.round((today - date) / dayMs);
  if (days === 0) return "当日";
  const size = Math.abs(days);
  const words =
    size < 60
      ? `${size}天`
      : size < 730
        ? `${Math.round(size / 30.44)}个月`
        : `${Math.round(size / 365.25)}年`;
  return days > 0 ? `${words}前` : `${words}后`;
}

/**
 * Whole dates: a date of birth becomes an age, any other the distance from `today`, so that 起病 stays readable. Months
 * and days without a year stay.
 * @param todayOn the day of the request as YYYY-MM-DD.
 */
export function dateSpans(text: string, todayOn: string): Span[] {
  const [year = 2000, month = 1, day = 1] = todayOn.split("-").map(Number);
  const today = dayOf(year, month, day);
  const spans: Span[] = [];
  const seen = new Set<number>();
  for (const pattern of [wholeDate, packedDate, birthMonth])
    for (const match of text.matchAll(pattern)) {
      if (seen.has(match.index)) continue;
      seen.add(match.index);
      const { groups = {} } = match;
      const date = dayOf(Number(groups.year), Number(groups.month ?? 7), Number(groups.day ?? 1));
      const end = match.index + match[0].length;
      const isBirth =
        pattern === birthMonth ||
        birthBefore.test(text.slice(Math.max(0, match.index - 12), match.index)) ||
        birthAfter.test(text.slice(end, end + 6));
      spans.push(
        isBirth
          ? { start: match.index, end, kind: "birth_date", as: `[${ageWords(date, today)}]` }
          : { start: match.index, end, kind: "date", as: `[${distanceWords(date, today)}]` },
      );
    }
  return spans;
}
