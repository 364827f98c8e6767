import fc from "fast-check";
import { expect, test } from "vitest";
import {
  clip,
  covers,
  coversAll,
  differenceOf,
  firstFit,
  intersectionOf,
  type Intervals,
  padded,
  toIntervals,
  totalMinutes,
  unionOf,
} from "./intervals.js";

const pairs = fc
  .array(fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -5, max: 20 })), { maxLength: 12 })
  .map((list) => list.flatMap(([start, length]) => [start, start + length]));
const intervals = pairs.map(toIntervals);
const minutes = Array.from({ length: 200 }, (_, i) => i - 100);
const inPairs = (list: readonly number[], minute: number): boolean =>
  list.some((start, i) => i % 2 === 0 && start <= minute && minute < (list[i + 1] ?? 0));
const inside = (list: Intervals, minute: number): boolean => inPairs([...list], minute);

test("whatever the pairs, the form is sorted, disjoint, without touching ends, and holds the same minutes", () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const tidy = toIntervals(list);
      expect(tidy.length % 2).toBe(0);
      for (let i = 1; i < tidy.length; i++) expect(tidy[i]).toBeGreaterThan(tidy[i - 1] ?? -Infinity);
      for (const minute of minutes) expect(inside(tidy, minute)).toBe(inPairs(list, minute));
    }),
  );
});

test("union, intersection and difference are what they are for sets of minutes", () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      const [both, either, only] = [intersectionOf(a, b), unionOf(a, b), differenceOf(a, b)];
      for (const minute of minutes) {
        expect(inside(both, minute)).toBe(inside(a, minute) && inside(b, minute));
        expect(inside(either, minute)).toBe(inside(a, minute) || inside(b, minute));
        expect(inside(only, minute)).toBe(inside(a, minute) && !inside(b, minute));
        expect(covers(a, minute)).toBe(inside(a, minute));
      }
      expect(totalMinutes(either) + totalMinutes(both)).toBe(totalMinutes(a) + totalMinutes(b));
      for (const form of [both, either, only]) expect(toIntervals([...form])).toEqual(form.slice());
    }),
  );
});

test("the first fit is the earliest start on the grid whose whole length is free", () => {
  const length = fc.integer({ min: 1, max: 15 });
  fc.assert(
    fc.property(
      intervals,
      fc.integer({ min: -70, max: 70 }),
      length,
      fc.constantFrom(1, 5, 15),
      (free, from, n, step) => {
        const fits = (start: number): boolean =>
          Array.from({ length: n }, (_, i) => start + i).every((minute) => inside(free, minute));
        const wanted = minutes.find((start) => start >= from && start % step === 0 && fits(start));
        const found = firstFit(free, from, n, step);
        expect(found === undefined ? undefined : found + 0).toBe(
          wanted === undefined ? undefined : wanted + 0,
        );
        if (found !== undefined) expect(coversAll(free, found, found + n)).toBe(true);
      },
    ),
  );
});

test("padding joins what it makes touch; clipping keeps what lies within", () => {
  expect([...padded(toIntervals([0, 10, 20, 30]), 5, 5)]).toEqual([-5, 35]);
  expect([...padded(toIntervals([0, 10, 21, 30]), 5, 5)]).toEqual([-5, 15, 16, 35]);
  expect([...clip(toIntervals([0, 10, 20, 30]), 5, 25)]).toEqual([5, 10, 20, 25]);
});
