import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { minutesUntilDuty, minuteOfWeek } from "./duty.js";

const day = 24 * 60;
const wednesday = (clock: number) => 2 * day + clock;

test("the minute of the week is that of the hospital's own zone", () => {
  const at = instant("2026-03-03T16:30:00Z");
  expect(minuteOfWeek(at, "Asia/Shanghai")).toBe(wednesday(30));
  expect(minuteOfWeek(at, "Asia/Urumqi")).toBe(day + 22 * 60 + 30);
  expect(minuteOfWeek(instant("2026-03-01T16:00:00Z"), "Asia/Shanghai")).toBe(0);
});

test("a turn begins with its first minute and ends before its last", () => {
  const hours = [{ weekday: 3, from: "08:00", to: "12:00" }];
  expect(minutesUntilDuty(hours, wednesday(8 * 60 - 1))).toBe(1);
  expect(minutesUntilDuty(hours, wednesday(8 * 60))).toBe(0);
  expect(minutesUntilDuty(hours, wednesday(12 * 60 - 1))).toBe(0);
  expect(minutesUntilDuty(hours, wednesday(12 * 60))).toBe(7 * day - 4 * 60);
});

test("a night turn runs over midnight, and over the end of the week", () => {
  const sunday = [{ weekday: 7, from: "20:00", to: "08:00" }];
  expect(minutesUntilDuty(sunday, 6 * day + 23 * 60)).toBe(0);
  expect(minutesUntilDuty(sunday, 7 * 60 + 59)).toBe(0);
  expect(minutesUntilDuty(sunday, 8 * 60)).toBe(6 * day + 12 * 60);
  expect(minutesUntilDuty([{ weekday: 1, from: "00:00", to: "24:00" }], day - 1)).toBe(0);
});

test("no hours mean any time", () => {
  expect(minutesUntilDuty([], 0)).toBe(0);
});

test("after the minutes it says, someone is on duty; one minute earlier he is not", () => {
  const clock = fc
    .nat(day - 1)
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`);
  const turn = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), from: clock, to: clock });
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 4 }), fc.nat(7 * day - 1), (hours, minute) => {
      const wait = minutesUntilDuty(hours, minute);
      expect(minutesUntilDuty(hours, (minute + wait) % (7 * day))).toBe(0);
      if (wait > 0) expect(minutesUntilDuty(hours, (minute + wait - 1) % (7 * day))).toBe(1);
    }),
  );
});
