import type { Instant } from "../../kernel/types.js";

/** Chinese hospitals file by one legal time, also in 新疆. */
export const legalTimeZone = "Asia/Shanghai";

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: legalTimeZone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function read(at: Instant): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
}

/** The civil date `YYYY-MM-DD` in {@link legalTimeZone}. */
export function civilDate(at: Instant): string {
  const { year, month, day } = read(at);
  return `${year}-${month}-${day}`;
}

/** Date and time as printed: `2026-11-22 16:05:09`, in {@link legalTimeZone}. */
export function civilTime(at: Instant): string {
  const { hour, minute, second } = read(at);
  return `${civilDate(at)} ${hour}:${minute}:${second}`;
}
