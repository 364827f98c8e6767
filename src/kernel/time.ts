import type { Instant } from "./types.js";

/** Parses any ISO-8601 text or epoch milliseconds into an Instant. Throws RangeError on an impossible date. */
export const instant = (value: string | number | Date): Instant => new Date(value).toISOString() as Instant;

/** The instant `minutes` (may be negative or fractional) after `from`. */
export const addMinutes = (from: Instant, minutes: number): Instant =>
  instant(Date.parse(from) + minutes * 60_000);

/** Whole and fractional minutes from `from` to `to`; negative when `to` is earlier. */
export const minutesBetween = (from: Instant, to: Instant): number =>
  (Date.parse(to) - Date.parse(from)) / 60_000;

/** Making a formatter costs a hundred times what using it does. */
const civilFormats = new Map<string, Intl.DateTimeFormat>();

/** The civil date (YYYY-MM-DD) at that instant in the zone of an institution. */
export function civilDate(at: Instant, timeZone = "Asia/Shanghai"): string {
  let format = civilFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    civilFormats.set(timeZone, format);
  }
  return format.format(Date.parse(at));
}

/** The first instant after `now` at which it is `time` (HH:MM) in China, where no clock is ever put forward or back. */
export function nextInChina(now: Instant, time: string): Instant {
  const today = instant(`${civilDate(now)}T${time}:00+08:00`);
  return today > now ? today : addMinutes(today, 24 * 60);
}
