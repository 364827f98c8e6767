import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentOf, shareOut, yuan } from "./money.js";

const weights = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 })
  .filter((all) => all.some((one) => one > 0));
const amounts = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });

describe("shareOut", () => {
  test("what is left goes to the largest remainders, ties to the earlier", () => {
    expect(shareOut(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(shareOut(10, [20, 25, 5, 50])).toEqual([2, 3, 0, 5]);
    expect(shareOut(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(shareOut(0, [3, 7])).toEqual([0, 0]);
  });

  test("law: the shares add up exactly, none is off by a whole unit, none changes sign, zero weight gets nothing", () => {
    fc.assert(
      fc.property(amounts, weights, (amount, shares) => {
        const parts = shareOut(amount, shares);
        expect(parts.reduce((sum, one) => sum + one, 0)).toBe(amount);
        const whole = shares.reduce((sum, one) => sum + one, 0);
        parts.forEach((part, i) => {
          expect(Math.abs(part - (amount * (shares[i] ?? 0)) / whole)).toBeLessThan(1);
          expect(Math.sign(part) * Math.sign(amount)).toBeGreaterThanOrEqual(0);
          if (shares[i] === 0) expect(part).toBe(0);
        });
      }),
    );
  });

  test("refuses fractions and weights that share nothing", () => {
    expect(() => shareOut(0.5, [1])).toThrow(RangeError);
    expect(() => shareOut(1, [0, 0])).toThrow(RangeError);
    expect(() => shareOut(1, [1, -1])).toThrow(RangeError);
    expect(() => shareOut(2 ** 32, [1])).toThrow(RangeError);
  });
});

test("fen as yuan, percent to the fen", () => {
  expect([0, 5, 12345, -50].map(yuan)).toEqual(["0.00", "0.05", "123.45", "-0.50"]);
  expect([percentOf(10_000, 20), percentOf(333, 50), percentOf(1, 49)]).toEqual([2000, 167, 0]);
});
