import fc from "fast-check";
import { expect, test } from "vitest";
import { askOdds } from "./ask-odds.js";

test("equals are equally likely, who is clearly ahead is certain, nobody has no odds", () => {
  expect(askOdds([])).toEqual([]);
  expect(askOdds([{ from: 3, width: 0 }])).toEqual([1]);
  expect(askOdds(Array.from({ length: 4 }, () => ({ from: 2, width: 0.02 })))).toEqual([
    0.25, 0.25, 0.25, 0.25,
  ]);
  expect(askOdds([2, 2].map((from) => ({ from, width: 0 })))).toEqual([0.5, 0.5]);
  expect(askOdds([2, 1.9].map((from) => ({ from, width: 0.02 })))).toEqual([1, 0]);
});

test("half a band ahead: seven of eight", () => {
  // The second wins only if it is in its upper half and the first in its lower, and then half the time.
  expect(askOdds([1.5, 1].map((from) => ({ from, width: 1 })))).toEqual([0.875, 0.125]);
});

const anyDraws = fc.array(
  fc.record({
    from: fc.double({ min: 0, max: 3, noNaN: true }),
    width: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);

test("odds add up to one, and whoever is worth more at the same width is no less likely", () => {
  fc.assert(
    fc.property(anyDraws, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (draws, at, more) => {
      const odds = askOdds(draws);
      expect(odds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4);
      const i = at % draws.length;
      const raised = askOdds(draws.map((one, j) => (j === i ? { ...one, from: one.from + more } : one)));
      expect(raised[i]).toBeGreaterThanOrEqual((odds[i] ?? 0) - 2e-6);
    }),
    { numRuns: 300 },
  );
});
