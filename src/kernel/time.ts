import type { Instant } from "./types.js";

/** Parses any ISO-8601 text or epoch milliseconds into an Instant. Throws RangeError on an impossible date. */
export const instant = (value: string | number | Date): Instant => new Date(value).toISOString() as Instant;

/** The instant `minutes` (may be negative or fractional) after `from`. */
export const addMinutes = (from: Instant, minutes: number): Instant =>
  instant(Date.parse(from) + minutes * 60_000);

/** Whole and fractional minutes from `from` to `to`; negative when `to` is earlier. */
export const minutesBetween = (from: Instant, to: Instant): number =>
  (Date.parse(to) - Date.parse(from)) / 60_000;
