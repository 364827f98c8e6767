import fc from "fast-check";
import { expect, test } from "vitest";
import { groupBy } from "./collections.js";
import { addMinutes, instant, minutesBetween } from "./time.js";

const anInstant = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map(instant);

test("string order of instants is time order", () => {
  fc.assert(
    fc.property(anInstant, anInstant, (a, b) => {
      expect(a < b).toBe(Date.parse(a) < Date.parse(b));
    }),
  );
});

test("adding minutes and measuring them agree", () => {
  fc.assert(
    fc.property(anInstant, fc.integer({ min: -100_000, max: 100_000 }), (from, minutes) => {
      expect(minutesBetween(from, addMinutes(from, minutes))).toBe(minutes);
    }),
  );
});

test("an impossible date throws instead of becoming Invalid Date", () => {
  expect(() => instant("2026-02-30T00:00:00Z or so")).toThrow(RangeError);
});

test("grouping loses nothing and keeps the order within a group", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (items) => {
      const groups = groupBy(items, (item) => item % 3);
      expect([...groups.values()].flat().sort()).toEqual([...items].sort());
      for (const [key, group] of groups) expect(group).toEqual(items.filter((item) => item % 3 === key));
    }),
  );
});
