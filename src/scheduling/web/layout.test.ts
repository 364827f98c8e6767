import { expect, test } from "vitest";
import { zoneOf } from "../domain/zone.js";
import { columnsOf, daysOf, type Entry, fromField, toField, turn, windowOf } from "./layout.js";

test("a week begins on Monday, a month shows whole weeks, pages turn over year ends", () => {
  expect(daysOf("week", "2026-12-03")).toEqual({ first: "2026-11-30", count: 7 });
  expect(daysOf("month", "2026-12-31")).toEqual({ first: "2026-11-30", count: 35 });
  expect(daysOf("month", "2027-02-10")).toEqual({ first: "2027-02-01", count: 28 });
  expect(daysOf("week", "2026-12-03", true)).toEqual({ first: "2026-12-03", count: 7 });
  expect(turn("month", "2026-12-31", 1)).toBe("2027-01-01");
  expect(turn("week", "2026-12-30", 1)).toBe("2027-01-06");
  expect(windowOf(zoneOf("Asia/Shanghai"), "2026-12-01", 1)).toEqual({
    from: "2026-11-30T16:00:00.000Z",
    to: "2026-12-01T16:00:00.000Z",
  });
});

const entry = (key: string, from: number, to: number): Entry => ({
  key,
  kind: "surgery",
  from,
  to,
  startsAt: "",
  endsAt: "",
});

test("what overlaps stands side by side, what does not has the whole width", () => {
  const places = columnsOf([entry("a", 0, 60), entry("b", 30, 90), entry("c", 60, 80), entry("d", 90, 100)]);
  expect(Object.fromEntries(places)).toEqual({ a: [0, 2], b: [1, 2], c: [0, 2], d: [0, 1] });
});

test("a field shows the calendar's clock and gives the instant back", () => {
  const zone = zoneOf("Europe/London");
  expect(toField(zone, "2026-07-01T08:30:00.000Z")).toBe("2026-07-01T09:30");
  expect(fromField(zone, "2026-07-01T09:30")).toBe("2026-07-01T08:30:00.000Z");
  expect(fromField(zone, "")).toBeUndefined();
});
