import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { bothClocks } from "./clocks.js";
import { compileWeek, weeklyTime } from "./weekly.js";
import {
  dateOfDay,
  dayOf,
  dayOfDate,
  isZone,
  minuteOf,
  offsetAt,
  toUtc,
  toWall,
  weekdayOf,
  zoneOf,
} from "./zone.js";

const wallOf = (date: string, clock: string): number =>
  dayOfDate(date) * 1440 + Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const utcText = (zone: string, date: string, clock: string): string =>
  instant(toUtc(zoneOf(zone), wallOf(date, clock)) * 60_000).slice(0, 16);

test("Shanghai kept summer time from 1986 to 1991 and none since", () => {
  expect(utcText("Asia/Shanghai", "1986-07-01", "08:00")).toBe("1986-06-30T23:00");
  expect(utcText("Asia/Shanghai", "1991-07-01", "08:00")).toBe("1991-06-30T23:00");
  expect(utcText("Asia/Shanghai", "1992-07-01", "08:00")).toBe("1992-07-01T00:00");
  expect(utcText("Asia/Shanghai", "2026-07-01", "08:00")).toBe("2026-07-01T00:00");
});

test("an hour the clock skips goes on in the old offset, one it shows twice is the first", () => {
  // New York: 2026-03-08 02:00 becomes 03:00, 2026-11-01 02:00 becomes 01:00.
  expect(utcText("America/New_York", "2026-03-08", "01:59")).toBe("2026-03-08T06:59");
  expect(utcText("America/New_York", "2026-03-08", "02:30")).toBe("2026-03-08T07:30");
  expect(utcText("America/New_York", "2026-03-08", "03:00")).toBe("2026-03-08T07:00");
  expect(utcText("America/New_York", "2026-11-01", "01:30")).toBe("2026-11-01T05:30");
  expect(utcText("America/New_York", "2026-11-01", "02:00")).toBe("2026-11-01T07:00");
});

test("every wall clock leads to an instant that shows it, unless the clock skips it", () => {
  const zones = [
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 130 * 365 * 1440 }), (name, utc) => {
      const zone = zoneOf(name);
      const wall = toWall(zone, utc);
      const back = toUtc(zone, wall);
      expect(toWall(zone, back)).toBe(wall);
      expect(back).toBeLessThanOrEqual(utc);
      // As the runtime itself writes it.
      const shown = new Intl.DateTimeFormat("sv-SE", {
        timeZone: name,
        dateStyle: "short",
        timeStyle: "short",
      });
      const written = new Date(wall * 60_000).toISOString().slice(0, 16).replace("T", " ");
      if (utc < Date.UTC(2099, 0, 1) / 60_000) expect(shown.format(utc * 60_000)).toBe(written);
    }),
    { numRuns: 1000 },
  );
});

test("weekly hours keep the wall clock through a change, lose the skipped hour and have the doubled one", () => {
  const zone = zoneOf("America/New_York");
  const nights = compileWeek([{ weekday: 7, from: "00:00", to: "06:00" }]);
  const lengthOn = (date: string): number => {
    const from = minuteOf(`${date}T00:00:00Z`);
    const time = weeklyTime(nights, zone, from, from + 2 * 1440);
    return [...time].reduce((sum, minute, i) => sum + (i % 2 === 0 ? -minute : minute), 0);
  };
  expect(lengthOn("2026-03-01")).toBe(360);
  expect(lengthOn("2026-03-08")).toBe(300);
  expect(lengthOn("2026-11-01")).toBe(420);
});

test("the day Samoa left out has no hours at all", () => {
  const zone = zoneOf("Pacific/Apia");
  const daily = compileWeek(
    [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "09:00", to: "10:00" })),
  );
  const time = weeklyTime(
    daily,
    zone,
    toUtc(zone, wallOf("2011-12-28", "00:00")),
    toUtc(zone, wallOf("2012-01-02", "00:00")),
  );
  const days = [...time]
    .filter((_, i) => i % 2 === 0)
    .map((minute) => dateOfDay(dayOf(toWall(zone, minute))));
  expect(days).toEqual(["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]);
});

const stretch = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  from: fc
    .integer({ min: 0, max: 95 })
    .map((q) => `${String(q >> 2).padStart(2, "0")}:${["00", "15", "30", "45"][q & 3]}`),
  to: fc
    .integer({ min: 1, max: 96 })
    .map((q) => `${String(q >> 2).padStart(2, "0")}:${["00", "15", "30", "45"][q & 3]}`),
});

test("a minute is in the weekly time exactly when its wall clock is in a stretch", () => {
  fc.assert(
    fc.property(
      fc.array(stretch, { maxLength: 5 }),
      fc.constantFrom("Asia/Shanghai", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"),
      fc.integer({ min: minuteOf("2011-01-01T00:00:00Z"), max: minuteOf("2027-01-01T00:00:00Z") }),
      fc.array(fc.integer({ min: 0, max: 10 * 1440 - 1 }), { minLength: 20, maxLength: 20 }),
      (stretches, name, from, probes) => {
        const zone = zoneOf(name);
        const time = weeklyTime(compileWeek(stretches), zone, from, from + 10 * 1440);
        for (const probe of probes) {
          const wall = toWall(zone, from + probe);
          const [day, minute] = [dayOf(wall), wall - dayOf(wall) * 1440];
          const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
          const expected = stretches.some((one) => {
            const [a, b] = [clock(one.from), clock(one.to)];
            const isToday = one.weekday === weekdayOf(day) && minute >= a && (b <= a || minute < b);
            const isFromYesterday = one.weekday === weekdayOf(day - 1) && b <= a && minute < b;
            return isToday || isFromYesterday;
          });
          const isIn = [...time].some(
            (start, i) => i % 2 === 0 && start <= from + probe && from + probe < (time[i + 1] ?? 0),
          );
          // Where a day is left out or doubled, a stretch over midnight follows its own day in its own clock.
          if (offsetAt(zone, from + probe - 1440) === offsetAt(zone, from + probe))
            expect(isIn).toBe(expected);
        }
      },
    ),
  );
});

test("a zone that does not exist is told, not guessed", () => {
  for (const name of ["Asia/Shanghai", "Asia/Urumqi", "UTC", "Etc/GMT-8"]) expect(isZone(name)).toBe(true);
  for (const name of [
    "Asia/Beijing",
    "",
    "+08:00",
    "Mars/Olympus",
    "a".repeat(5000),
    "../etc/passwd",
    "中国",
  ])
    expect(isZone(name)).toBe(false);
  expect(() => zoneOf("Mars/Olympus")).toThrow(RangeError);
});

test("a moment is on both clocks where they differ, on one where they agree", () => {
  const at = minuteOf("2026-12-03T06:00:00Z");
  expect(bothClocks(at, ["Asia/Shanghai", "Asia/Hong_Kong"])).toBe("2026-12-03 14:00");
  expect(bothClocks(at, ["Asia/Shanghai", "Europe/London"])).toBe(
    "2026-12-03 14:00 (Asia/Shanghai) = 2026-12-03 06:00 (Europe/London)",
  );
});
