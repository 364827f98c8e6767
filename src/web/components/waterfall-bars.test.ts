import fc from "fast-check";
import { expect, test } from "vitest";
import { waterfallBars } from "./waterfall-bars.js";

test("bars follow each other and a loss steps back", () => {
  expect(waterfallBars([60, 40, -20], 0)).toEqual([
    { fromPercent: 0, widthPercent: 60 },
    { fromPercent: 60, widthPercent: 40 },
    { fromPercent: 80, widthPercent: 20 },
  ]);
  expect(waterfallBars([0, 0], 0)).toEqual([
    { fromPercent: 0, widthPercent: 0 },
    { fromPercent: 0, widthPercent: 0 },
  ]);
});

test("no bar ever leaves its track", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 })),
      fc.integer({ min: -500, max: 500 }),
      (values, start) =>
        waterfallBars(values, start).every(
          ({ fromPercent, widthPercent }) => fromPercent >= 0 && fromPercent + widthPercent <= 100 + 1e-9,
        ),
    ),
  );
});
