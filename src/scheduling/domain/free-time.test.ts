import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCalendar, origin } from "../arbitrary-for-tests.js";
import { availabilityAt } from "./availability.js";
import { busyKinds, compileCalendar, type PersonCalendar } from "./calendar.js";
import { FreeTimeIndex } from "./free-index.js";
import {
  bookableTime,
  busyTime,
  commonFreeTime,
  fitsCaps,
  freeTime,
  loadIn,
  nextFreeOf,
  openTime,
} from "./free-time.js";
import { knownHolidays } from "./holidays.js";
import { covers, coversAll, firstFit, intersectionOf, toIntervals } from "./intervals.js";
import { commonSlots, panelSlots, seatPeople } from "./slots.js";
import { dayBounds, dayOfDate, minuteOf, weekBounds } from "./zone.js";

const swaps = new Map(knownHolidays.map((day) => [dayOfDate(day.on), day.standsFor ?? 0]));
const window = [origin, origin + 14 * 1440] as const;
const compiled = anyCalendar.map(compileCalendar);

test("free is open and nothing else, and no appointment comes nearer than the pause", () => {
  fc.assert(
    fc.property(
      compiled,
      fc.array(fc.integer({ min: 0, max: 14 * 1440 - 1 }), { minLength: 40, maxLength: 40 }),
      (calendar, probes) => {
        const free = freeTime(calendar, ...window, swaps);
        const open = openTime(calendar, ...window, swaps);
        const { bufferMinutes } = calendar.source;
        expect(toIntervals([...free])).toEqual(free.slice());
        for (const probe of probes) {
          const minute = origin + probe;
          const isBusy = busyKinds.some((kind) =>
            covers(busyTime(calendar, kind, minute - 1, minute + 1, swaps), minute),
          );
          if (covers(free, minute)) {
            expect(covers(open, minute) && !isBusy).toBe(true);
            for (const { start, end, takesTime } of calendar.source.bookings)
              if (takesTime)
                expect(minute >= end + bufferMinutes || minute < start - bufferMinutes).toBe(true);
          } else if (covers(open, minute) && bufferMinutes === 0) expect(isBusy).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("a window in two halves is the window", () => {
  fc.assert(
    fc.property(compiled, fc.integer({ min: 1, max: 14 * 1440 - 1 }), (calendar, cut) => {
      const whole = freeTime(calendar, ...window, swaps);
      const halves = [
        freeTime(calendar, origin, origin + cut, swaps),
        freeTime(calendar, origin + cut, window[1], swaps),
      ];
      expect(toIntervals(halves.flatMap((half) => [...half]))).toEqual(whole.slice());
    }),
  );
});

test("a booking that fits the bookable time passes no cap; one that does not fit the caps is not bookable", () => {
  fc.assert(
    fc.property(
      compiled,
      fc.integer({ min: 0, max: 14 * 1440 - 60 }),
      fc.constantFrom(15, 30, 60),
      (calendar, offset, minutes) => {
        const start = origin + offset;
        const bookable = bookableTime(calendar, ...window, minutes, swaps);
        const free = freeTime(calendar, ...window, swaps);
        expect(covers(bookable, start)).toBe(covers(free, start) && fitsCaps(calendar, start, minutes));
      },
    ),
    { numRuns: 500 },
  );
});

test("common free time is the intersection, whatever the order", () => {
  fc.assert(
    fc.property(fc.array(compiled, { minLength: 1, maxLength: 4 }), (people) => {
      const common = commonFreeTime(people, ...window, 30, swaps);
      expect(commonFreeTime([...people].reverse(), ...window, 30, swaps)).toEqual(common);
      const each = people.map((one) => bookableTime(one, ...window, 30, swaps));
      expect(common.slice()).toEqual(each.reduce((a, b) => intersectionOf(a, b)).slice());
    }),
  );
});

test("every slot is free for everybody for its whole length, in order, without overlap, on a quarter", () => {
  fc.assert(
    fc.property(
      fc.array(compiled, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(20, 30, 45),
      (people, minutes) => {
        const slots = commonSlots(people, { minutes, from: window[0], to: window[1], limit: 40 }, swaps);
        slots.forEach((slot, i) => {
          expect(slot.start % 15).toBe(0);
          expect(slot.end - slot.start).toBe(minutes);
          expect(slot.start).toBeGreaterThanOrEqual(slots[i - 1]?.end ?? -Infinity);
          for (const one of people)
            expect(coversAll(freeTime(one, ...window, swaps), slot.start, slot.end)).toBe(true);
        });
        if (slots.length === 0) {
          const common = commonFreeTime(people, ...window, minutes, swaps);
          expect(firstFit(common, window[0], minutes, 15)).toBeUndefined();
        }
      },
    ),
  );
});

test("a panel has one free person a seat, nobody twice, and none is overlooked", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(compiled, { minLength: 2, maxLength: 5, selector: (one) => one.source.personId }),
      fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 3,
      }),
      (people, wanted) => {
        const seats = wanted.map((seat) => seat.map((i) => people[i % people.length]!));
        const ask = { minutes: 30, from: origin, to: origin + 4 * 1440, limit: 1 };
        const [slot] = panelSlots(seats, ask, swaps);
        const canMeet = (start: number) =>
          seatPeople(
            seats.map((seat) =>
              seat.filter((one) =>
                coversAll(bookableTime(one, ask.from, ask.to, 30, swaps), start, start + 30),
              ),
            ),
          );
        let first: number | undefined;
        for (let start = ask.from; start + 30 <= ask.to && first === undefined; start += 15)
          if (canMeet(start)) first = start;
        expect(slot?.start).toBe(first);
        if (slot) {
          expect(new Set(slot.personIds).size).toBe(seats.length);
          slot.personIds.forEach((id, i) =>
            expect(seats[i]!.map((one) => one.source.personId)).toContain(id),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("the index of many people answers what each calendar answers by itself", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(compiled, { minLength: 1, maxLength: 8, selector: (one) => one.source.personId }),
      fc.integer({ min: 0, max: 1440 }),
      fc.constantFrom(15, 30, 120),
      fc.integer({ min: 1, max: 8 }),
      (people, offset, minutes, limit) => {
        const index = new FreeTimeIndex(people, origin, swaps);
        const at = origin + offset;
        const alone = people
          .map((one, n) => ({ n, personId: one.source.personId, at: nextFreeOf(one, at, minutes, swaps) }))
          .filter((one) => one.at !== undefined)
          .sort((a, b) => a.at! - b.at! || a.n - b.n)
          .slice(0, limit);
        expect(index.nextFree(at, minutes, limit)).toEqual(
          alone.map(({ personId, at }) => ({ personId, at })),
        );
      },
    ),
  );
});

test("the state tells what is in the way, and lasts until it ends", () => {
  fc.assert(
    fc.property(compiled, fc.integer({ min: 1440, max: 3 * 1440 }), (calendar, offset) => {
      const at = origin + offset;
      const standing = availabilityAt(calendar, at, swaps);
      const isFree = covers(freeTime(calendar, at, at + 1, swaps), at);
      expect(standing.state === "free").toBe(isFree);
      if (standing.until !== null) {
        expect(standing.until).toBeGreaterThan(at);
        // Until then nothing lighter shows: the same state, or one that weighs more.
        const weight = (state: string) => [...busyKinds, "off_hours", "free"].indexOf(state);
        const last = availabilityAt(calendar, standing.until - 1, swaps).state;
        expect(weight(last)).toBeLessThanOrEqual(weight(standing.state));
      }
      expect(standing.nextFree ?? at).toBeGreaterThanOrEqual(at);
      expect(standing.bookedToday).toBe(loadIn(calendar, ...dayBounds(calendar.zone, at)).count);
      expect(standing.bookedThisWeek).toBe(loadIn(calendar, ...weekBounds(calendar.zone, at)).count);
    }),
  );
});

const plain: PersonCalendar = {
  personId: "p",
  zone: "Asia/Shanghai",
  rules: [],
  posts: [],
  blocks: [],
  bookings: [],
  bufferMinutes: 0,
  caps: { dayCount: null, weekCount: null, dayMinutes: null, weekMinutes: null },
  followsHolidays: true,
};
const daily = [1, 2, 3, 4, 5].map((weekday) => ({
  kind: "available" as const,
  weekday,
  from: "08:00",
  to: "17:00",
}));
const beijing = (text: string) => minuteOf(`${text}+08:00`);

test("on a day of rest there are no hours and no clinics; a day worked in exchange has those of the day it stands for", () => {
  const calendar = compileCalendar({
    ...plain,
    rules: [...daily, { kind: "outpatient", weekday: 5, from: "08:00", to: "12:00" }],
  });
  const free = (day: string) =>
    [...freeTime(calendar, beijing(`${day}T00:00`), beijing(`${day}T00:00`) + 1440, swaps)].map(
      (minute) => (minute - beijing(`${day}T00:00`)) / 60,
    );
  // 2026-10-01 is a Thursday of rest, 2026-10-10 a Saturday worked as a Friday, 2026-10-11 an ordinary Sunday.
  expect(free("2026-10-01")).toEqual([]);
  expect(free("2026-10-10")).toEqual([12, 17]);
  expect(free("2026-10-11")).toEqual([]);
  expect(free("2026-10-12")).toEqual([8, 17]);
});

test("hours in Xinjiang differ although the zone is one: they are the person's own", () => {
  const late = daily.map((one) => ({ ...one, from: "10:00", to: "19:30" }));
  const calendars = [plain, { ...plain, personId: "q" }].map((one, n) =>
    compileCalendar({ ...one, rules: n === 0 ? daily : late }),
  );
  const common = commonFreeTime(
    calendars,
    beijing("2026-10-12T00:00"),
    beijing("2026-10-13T00:00"),
    30,
    swaps,
  );
  expect([...common].map((minute) => (minute - beijing("2026-10-12T00:00")) / 60)).toEqual([10, 17]);
});

test("two posts are one calendar: the hours of either hospital, the appointments of both", () => {
  const hours = (weekday: number, from: string, to: string) => ({
    zone: "Asia/Shanghai",
    hours: [{ weekday, from, to }],
  });
  const calendar = compileCalendar({
    ...plain,
    posts: [hours(1, "08:00", "10:00"), hours(1, "14:00", "16:00")],
    bookings: [{ start: beijing("2026-10-12T09:00"), end: beijing("2026-10-12T09:30"), takesTime: true }],
    bufferMinutes: 10,
  });
  const free = freeTime(calendar, beijing("2026-10-12T00:00"), beijing("2026-10-13T00:00"), swaps);
  expect([...free].map((minute) => minute - beijing("2026-10-12T00:00"))).toEqual([
    480, 530, 580, 600, 840, 960,
  ]);
});
