import type { Instant } from "../../kernel/types.js";
import type { DutyHours } from "./pool.js";

const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Making a formatter costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** The minute of the week (0 is Monday 00:00) at that instant in the zone. */
export function minuteOfWeek(at: Instant, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(Date.parse(at));
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  return (
    weekdays.indexOf(part("weekday")) * minutesOfDay + Number(part("hour")) * 60 + Number(part("minute"))
  );
}

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/**
 * Minutes until someone with these hours is on duty: 0 now, Infinity never. A turn ends before its last minute, and
 * one whose end lies before its beginning runs over midnight. No hours at all mean any time.
 */
export function minutesUntilDuty(hours: readonly DutyHours[], minute: number): number {
  if (hours.length === 0) return 0;
  let soonest = Number.POSITIVE_INFINITY;
  for (const turn of hours) {
    const from = minuteOf(turn.from);
    const to = minuteOf(turn.to);
    const length = to > from ? to - from : to - from + minutesOfDay;
    const start = (turn.weekday - 1) * minutesOfDay + from;
    const since = (minute - start + minutesOfWeek) % minutesOfWeek;
    if (since < length) return 0;
    soonest = Math.min(soonest, minutesOfWeek - since);
  }
  return soonest;
}

/** Weekly hours in their zone, each kind once, in order of arrival. */
type Schedules = readonly { readonly hours: readonly DutyHours[]; readonly timeZone: string }[];

interface Waits {
  readonly minute: number;
  readonly ofSchedule: number[];
}
const kept = new WeakMap<Schedules, Waits>();

/** Minutes until each of the schedules is on duty, by place in the list, which only grows; worked out once a minute. Read it only. */
export function waitsOf(schedules: Schedules, now: Instant): readonly number[] {
  const minute = Math.floor(Date.parse(now) / 60_000);
  let waits = kept.get(schedules);
  if (waits?.minute !== minute) kept.set(schedules, (waits = { minute, ofSchedule: [] }));
  const { ofSchedule } = waits;
  const minuteIn = new Map<string, number>();
  for (let s = ofSchedule.length; s < schedules.length; s++) {
    const { hours = [], timeZone = "" } = schedules[s] ?? {};
    let at = minuteIn.get(timeZone);
    if (at === undefined) minuteIn.set(timeZone, (at = minuteOfWeek(now, timeZone)));
    ofSchedule.push(minutesUntilDuty(hours, at));
  }
  return ofSchedule;
}
