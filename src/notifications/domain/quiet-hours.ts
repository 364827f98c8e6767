import { addMinutes, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";

/** 免打扰时段, from `from` up to but not including `to`, wall clock HH:MM of the person's zone; over midnight when from > to. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const wallClocks = new Map<string, Intl.DateTimeFormat>();

/** Minutes since local midnight. */
function minuteOfDay(at: Instant, timeZone: string): number {
  let format = wallClocks.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    wallClocks.set(timeZone, format);
  }
  return minutesOf(format.format(Date.parse(at)));
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Whether the person's wall clock stands within the quiet hours; equal ends mean no quiet hours at all. */
export function isQuiet(at: Instant, quiet: QuietHours | null, timeZone: string): boolean {
  if (quiet === null) return false;
  const [from, to, minute] = [minutesOf(quiet.from), minutesOf(quiet.to), minuteOfDay(at, timeZone)];
  return from <= to ? from <= minute && minute < to : minute >= from || minute < to;
}

/** `at` itself when it is not quiet; else the first full minute at which the quiet hours are over, also where clocks change. */
export function quietEndsAt(at: Instant, quiet: QuietHours | null, timeZone: string): Instant {
  if (quiet === null || !isQuiet(at, quiet, timeZone)) return at;
  const minuteStart = instant(Math.floor(Date.parse(at) / 60_000) * 60_000);
  const ahead = (minutesOf(quiet.to) - minuteOfDay(at, timeZone) + 1440) % 1440;
  // Clocks may be put forward or back on the way, by at most three hours anywhere: look from before the earliest end.
  let end = addMinutes(minuteStart, Math.max(1, ahead - 180));
  while (isQuiet(end, quiet, timeZone)) end = addMinutes(end, 1);
  return end;
}
