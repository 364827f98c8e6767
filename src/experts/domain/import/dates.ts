export type DateReading =
  | { readonly kind: "date"; readonly firstOn: string; readonly lastOn: string; readonly isWhole: boolean }
  | { readonly kind: "impossible" }
  | { readonly kind: "unread" };

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0);

const iso = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

const written = [
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u,
  /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/u,
  /^(\d{4})(\d{2})(\d{2})$/u,
  /^(\d{4})[-/.](\d{1,2})$/u,
  /^(\d{4})年(\d{1,2})月$/u,
  /^(\d{4})(\d{2})$/u,
  /^(\d{4})年?$/u,
] as const;

/**
 * Reads a civil date as Chinese lists write it: 1975-5-1, 1975/05/01, 1975.5, 1975年5月1日, 19750501, 1975. A time of
 * day behind it is dropped. "unread" is a writing we do not take (5/1/75), "impossible" a day no calendar has.
 */
export function readDate(text: string): DateReading {
  const bare = text
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/[T ]\d{1,2}:\d{2}.*$/u, "")
    .replaceAll(" ", "");
  for (const pattern of written) {
    const found = pattern.exec(bare);
    if (found === null) continue;
    const [year = 0, month, day] = found.slice(1).map(Number);
    if (year < 1) return { kind: "impossible" };
    if (month === undefined)
      return { kind: "date", firstOn: iso(year, 1, 1), lastOn: iso(year, 12, 31), isWhole: false };
    const days = daysIn(year, month);
    if (days === 0) return { kind: "impossible" };
    if (day === undefined) {
      return { kind: "date", firstOn: iso(year, month, 1), lastOn: iso(year, month, days), isWhole: false };
    }
    if (day < 1 || day > days) return { kind: "impossible" };
    return { kind: "date", firstOn: iso(year, month, day), lastOn: iso(year, month, day), isWhole: true };
  }
  return { kind: "unread" };
}

/** The same day `years` earlier; 29 February becomes 28. */
export function yearsBefore(civilDate: string, years: number): string {
  const year = Number(civilDate.slice(0, 4)) - years;
  const rest = civilDate.slice(4);
  return `${String(year).padStart(4, "0")}${rest === "-02-29" && !isLeap(year) ? "-02-28" : rest}`;
}
