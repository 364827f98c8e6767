import fc from "fast-check";
import { expect, test } from "vitest";
import { barOf, labMetrics, panelMetrics, shownMetrics, verdictOf } from "./lab-metrics.js";

const breach = labMetrics[0]!;
const quality = labMetrics.find((metric) => metric.name === "quality")!;

test("a difference is called one only when its interval leaves out 0", () => {
  expect(verdictOf({ mean: -0.2, half: 0.1 }, breach)).toBe("better");
  expect(verdictOf({ mean: 0.2, half: 0.1 }, breach)).toBe("worse");
  expect(verdictOf({ mean: 0.2, half: 0.1 }, quality)).toBe("better");
  expect(verdictOf({ mean: -0.2, half: 0.3 }, breach)).toBe("same");
  expect(verdictOf({ mean: -0.2, half: null }, breach)).toBe("same");
  expect(verdictOf(undefined, breach)).toBe("same");
});

test("bars stay in their box and the interval holds the bar's end", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 200, noNaN: true }),
      (mean, half) => {
        const bar = barOf({ mean, half }, 100);
        expect(bar.from).toBeGreaterThanOrEqual(0);
        expect(bar.to).toBeLessThanOrEqual(100);
        expect(bar.from).toBeLessThanOrEqual(bar.width);
        expect(bar.width).toBeLessThanOrEqual(bar.to);
      },
    ),
  );
  expect(barOf({ mean: 0, half: null }, 0)).toEqual({ width: 0, from: 0, to: 0 });
});

test("figures of panels are shown where there were panels; results from before them have none", () => {
  const rows = [{ figures: { "panels.panels": { mean: 90, half: null } } }];
  expect(shownMetrics(rows, true)).toEqual([...labMetrics, ...panelMetrics]);
  expect(shownMetrics(rows, false).map(({ name }) => name)).toContain("panelServed");
  expect(shownMetrics([{ figures: {} }], true)).toEqual(labMetrics);
  expect(shownMetrics([{ figures: {} }], false)).toEqual(labMetrics.slice(0, 6));
});
