import { addMinutes, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { AppointmentView, CalendarView, StretchView } from "../api.js";
import {
  dateOfDay,
  dayOf,
  dayOfDate,
  minuteOf,
  toUtc,
  toWall,
  weekdayOf,
  type Zone,
} from "../domain/zone.js";

/** One thing as a day of the calendar shows it; minutes of the wall clock's day. */
export interface Entry {
  readonly key: string;
  readonly kind: StretchView["kind"];
  readonly from: number;
  readonly to: number;
  /** For several days: whether it goes on from the day before, or into the next. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly stretch?: StretchView;
  readonly appointment?: AppointmentView;
}

export interface Day {
  /** YYYY-MM-DD on the calendar's clock. */
  readonly date: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  readonly isToday: boolean;
  readonly holiday: CalendarView["holidays"][number] | undefined;
  /** Time he can be booked by his hours; drawn behind everything. */
  readonly open: readonly Entry[];
  /** By start, then the longer first. */
  readonly entries: readonly Entry[];
}

export type CalendarMode = "week" | "day" | "month";

/** The days a view shows, around the one that is looked at. */
export function daysOf(
  mode: CalendarMode,
  date: string,
  /** The week begins on the day itself, for a phone that shows days one under another. */
  isRolling = false,
): { readonly first: string; readonly count: number } {
  const day = dayOfDate(date);
  if (mode === "day") return { first: date, count: 1 };
  if (mode === "week" && isRolling) return { first: date, count: 7 };
  if (mode === "week") return { first: dateOfDay(day - weekdayOf(day) + 1), count: 7 };
  const firstOfMonth = dayOfDate(`${date.slice(0, 7)}-01`);
  const start = firstOfMonth - weekdayOf(firstOfMonth) + 1;
  const next =
    new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 1)).getTime() / 86_400_000;
  return { first: dateOfDay(start), count: Math.ceil((next - start) / 7) * 7 };
}

/** The same place one page further (1) or back (−1). */
export function turn(mode: CalendarMode, date: string, step: 1 | -1): string {
  if (mode !== "month") return dateOfDay(dayOfDate(date) + step * (mode === "day" ? 1 : 7));
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  return new Date(Date.UTC(year, month - 1 + step, 1)).toISOString().slice(0, 10);
}

export const windowOf = (zone: Zone, first: string, count: number): { from: Instant; to: Instant } => {
  const day = dayOfDate(first);
  return {
    from: instant(toUtc(zone, day * 1440) * 60_000),
    to: instant(toUtc(zone, (day + count) * 1440) * 60_000),
  };
};

const takesTime = (status: AppointmentView["status"]): boolean =>
  status !== "cancelled" && status !== "moved";

/** Lays what a calendar holds onto its days; what runs over midnight is on both. */
export function layDays(view: CalendarView, zone: Zone, first: string, count: number, now: string): Day[] {
  const today = dayOf(toWall(zone, minuteOf(now)));
  const start = dayOfDate(first);
  const open: Entry[][] = Array.from({ length: count }, () => []);
  const rest: Entry[][] = Array.from({ length: count }, () => []);
  const put = (
    kind: Entry["kind"],
    startsAt: string,
    endsAt: string,
    key: string,
    more: Partial<Entry>,
  ): void => {
    const from = toWall(zone, minuteOf(startsAt));
    const to = toWall(zone, minuteOf(addMinutes(instant(endsAt), -1))) + 1;
    for (let day = Math.max(dayOf(from), start); day <= dayOf(to - 1) && day < start + count; day++) {
      const entry: Entry = {
        key: `${key}/${day}`,
        kind,
        from: Math.max(0, from - day * 1440),
        to: Math.min(1440, to - day * 1440),
        startsAt,
        endsAt,
        ...more,
      };
      (kind === "open" || kind === "available" ? open : rest)[day - start]?.push(entry);
    }
  };
  view.stretches.forEach((stretch, i) => {
    put(stretch.kind, stretch.startsAt, stretch.endsAt, stretch.blockId ?? `s${i}`, { stretch });
  });
  for (const appointment of view.appointments)
    if (takesTime(appointment.status))
      put("consultation", appointment.startsAt, appointment.endsAt, appointment.id, { appointment });
  const holidays = new Map(view.holidays.map((day) => [day.on, day]));
  return open.map((entries, i) => {
    const date = dateOfDay(start + i);
    return {
      date,
      weekday: weekdayOf(start + i),
      isToday: start + i === today,
      holiday: view.settings.followsHolidays ? holidays.get(date) : undefined,
      open: entries,
      entries: (rest[i] ?? []).sort((a, b) => a.from - b.from || b.to - a.to || (a.key < b.key ? -1 : 1)),
    };
  });
}

/** Columns side by side for entries that overlap: [column, columns] by key. */
export function columnsOf(entries: readonly Entry[]): ReadonlyMap<string, readonly [number, number]> {
  const places = new Map<string, readonly [number, number]>();
  let group: Entry[] = [];
  let groupEnd = -1;
  const close = (): void => {
    const ends: number[] = [];
    const columnOf = group.map((entry) => {
      const free = ends.findIndex((end) => end <= entry.from);
      const column = free < 0 ? ends.length : free;
      ends[column] = entry.to;
      return column;
    });
    group.forEach((entry, i) => places.set(entry.key, [columnOf[i] ?? 0, ends.length]));
    group = [];
  };
  for (const entry of entries) {
    if (entry.from >= groupEnd) close();
    group.push(entry);
    groupEnd = Math.max(group.length === 1 ? entry.to : groupEnd, entry.to);
  }
  close();
  return places;
}

/** HH:MM of a minute of the day. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The value of a datetime-local field on this zone's clock, and back. */
export const toField = (zone: Zone, at: string): string => {
  const wall = toWall(zone, minuteOf(at));
  return `${dateOfDay(dayOf(wall))}T${clockOf(wall - dayOf(wall) * 1440)}`;
};
export const fromField = (zone: Zone, field: string): Instant | undefined => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(field);
  if (!match) return undefined;
  const [, date = "", hour, minute] = match;
  return instant(toUtc(zone, dayOfDate(date) * 1440 + Number(hour) * 60 + Number(minute)) * 60_000);
};
