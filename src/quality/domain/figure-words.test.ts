import { expect, test } from "vitest";
import { durationWords, percentOf } from "./figure-words.js";

test("a waiting time changes its unit where people would", () => {
  expect(durationWords(null)).toBeNull();
  expect(durationWords(89.4)).toEqual({ unit: "minutes", count: 89 });
  expect(durationWords(90)).toEqual({ unit: "hours", count: 1.5 });
  expect(durationWords(47.9 * 60)).toEqual({ unit: "hours", count: 47.9 });
  expect(durationWords(48 * 60)).toEqual({ unit: "days", count: 2 });
});

test("a share of nothing is no percentage, and only all is 100 %", () => {
  expect(percentOf({ count: 0, of: 0 })).toBeNull();
  expect(percentOf({ count: 999, of: 1000 })).toBe(99);
  expect(percentOf({ count: 1, of: 1000 })).toBe(1);
  expect(percentOf({ count: 7, of: 7 })).toBe(100);
  expect(percentOf({ count: 0, of: 7 })).toBe(0);
});
