import fc from "fast-check";
import { expect, test } from "vitest";
import { leastShown, quantileOfClasses, suppressSmall } from "./indicator.js";

const value = (hits: number, of: number, pending: number) => ({
  hits,
  of,
  pending,
  median: 3,
  p90: 9,
  isDrawn: false,
  isSuppressed: false,
});

test("too few cases are hidden with all their numbers; none, and enough, are shown", () => {
  expect(suppressSmall(value(1, leastShown - 1, 0))).toEqual({
    hits: 0,
    of: 0,
    pending: 0,
    median: null,
    p90: null,
    isDrawn: false,
    isSuppressed: true,
  });
  expect(suppressSmall(value(1, 1, leastShown - 1)).isSuppressed).toBe(false);
  expect(suppressSmall(value(0, 0, 0)).isSuppressed).toBe(false);
});

/** As `quality.wait_class` in the database, from 0. */
const classOf = (minutes: number) =>
  minutes <= 1 ? 0 : Math.min(63, 1 + Math.floor((4 * Math.log(minutes)) / Math.LN2));

test("a quantile drawn from classes lies in the class of the exact one, and rises with the share", () => {
  expect(quantileOfClasses([], 0.5)).toBeNull();
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.1, max: 40_000, noNaN: true }), { minLength: 1, maxLength: 80 }),
      (minutes) => {
        const classes = Array.from({ length: 64 }, () => 0);
        for (const one of minutes) classes[classOf(one)]! += 1;
        const sorted = minutes.toSorted((a, b) => a - b);
        let last = 0;
        for (const share of [0.1, 0.5, 0.9, 1]) {
          const drawn = quantileOfClasses(classes, share)!;
          const place = classOf(sorted[Math.ceil(share * minutes.length - 1e-9) - 1]!);
          expect(drawn).toBeGreaterThanOrEqual(place === 0 ? 0 : 2 ** ((place - 1) / 4) - 0.06);
          expect(drawn).toBeLessThanOrEqual(2 ** (place / 4) + 0.06);
          expect(drawn).toBeGreaterThanOrEqual(last);
          last = drawn;
        }
      },
    ),
    { seed: 20261129, numRuns: 300 },
  );
});
