import { expect, test } from "vitest";
import { leastShown, suppressSmall } from "./indicator.js";

const value = (hits: number, of: number, pending: number) => ({
  hits,
  of,
  pending,
  median: 3,
  p90: 9,
  isSuppressed: false,
});

test("too few cases are hidden with all their numbers; none, and enough, are shown", () => {
  expect(suppressSmall(value(1, leastShown - 1, 0))).toEqual({
    hits: 0,
    of: 0,
    pending: 0,
    median: null,
    p90: null,
    isSuppressed: true,
  });
  expect(suppressSmall(value(1, 1, leastShown - 1)).isSuppressed).toBe(false);
  expect(suppressSmall(value(0, 0, 0)).isSuppressed).toBe(false);
});
