import { instant } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { CalendarFilePerson } from "./api.js";
import { readBlockLine } from "./domain/block-text.js";
import { type Block, compileCalendar, type CompiledCalendar, type WeeklyRule } from "./domain/calendar.js";
import { bothClocks } from "./domain/clocks.js";
import { knownHolidays, swapsOfHolidays } from "./domain/holidays.js";
import { commonSlots } from "./domain/slots.js";
import { minutesOfClock } from "./domain/weekly.js";
import { dateOfDay, dayOf, dayOfDate, minuteOf, toUtc, toWall, zoneOf } from "./domain/zone.js";
import { lineFaults } from "./refusals.js";

/** A line that was not understood, whose it is, and how to write it. */
export interface LineProblem {
  readonly person: string;
  readonly text: string;
  readonly zh: string;
  readonly en: string;
}

/** A calendar as a person wrote it into a file. Lines that cannot be read come back; the others count. */
export function calendarOfFile(
  person: CalendarFilePerson,
  index: number,
  from: Instant,
): { readonly calendar: CompiledCalendar; readonly problems: readonly LineProblem[] } {
  const zone = zoneOf(person.zone);
  const today = dateOfDay(dayOf(toWall(zone, minuteOf(from))));
  const rules: WeeklyRule[] = [...person.rules];
  const blocks: Block[] = person.busy.map(({ startsAt, endsAt }) => ({
    kind: "consultation",
    start: minuteOf(startsAt),
    end: minuteOf(endsAt),
  }));
  const problems: LineProblem[] = [];
  const at = (date: string, clock: string): number =>
    toUtc(zone, dayOfDate(date) * 1440 + minutesOfClock(clock));
  for (const text of person.lines) {
    const read = readBlockLine(text, today);
    if (!read.ok) problems.push({ person: person.name, text, ...lineFaults[read.error] });
    else
      for (const one of read.value)
        if (one.repeats) rules.push(one.rule);
        else blocks.push({ kind: one.kind, start: at(one.date, one.from), end: at(one.lastDate, one.to) });
  }
  const calendar = compileCalendar({
    personId: `${index}`,
    zone: person.zone,
    rules,
    posts: [],
    blocks,
    bookings: [],
    bufferMinutes: person.bufferMinutes,
    caps: { dayCount: person.dayCap, weekCount: null, dayMinutes: null, weekMinutes: null },
    followsHolidays: person.followsHolidays,
  });
  return { calendar, problems };
}

/** Common slots of calendars from a file, on everybody's clock, under the public holidays that are known. */
export function commonSlotsOf(
  people: readonly CompiledCalendar[],
  ask: { readonly minutes: number; readonly from: Instant; readonly days: number; readonly limit: number },
) {
  const from = Math.ceil(Date.parse(ask.from) / 60_000);
  const window = { minutes: ask.minutes, from, to: from + ask.days * 1440, limit: ask.limit };
  const zones = [...new Set(people.map((one) => one.source.zone))];
  return commonSlots(people, window, swapsOfHolidays(knownHolidays)).map((slot) => ({
    startsAt: instant(slot.start * 60_000),
    endsAt: instant(slot.end * 60_000),
    clocks: bothClocks(slot.start, zones),
    isPreferred: slot.isPreferred,
    joinsSitting: slot.joinsSitting,
  }));
}
