import fc from "fast-check";
import { expect, test } from "vitest";
import { countdownWords } from "./countdown-words.js";

const minute = 60_000;

test.each([
  [6.9 * minute, { side: "left", unit: "Minutes", minutes: 6, tone: "calm" }],
  [4.9 * minute, { side: "left", unit: "Minutes", minutes: 4, tone: "soon" }],
  [45_000, { side: "left", unit: "Seconds", seconds: 45, tone: "soon" }],
  [0, { side: "late", unit: "Seconds", seconds: 0, tone: "late" }],
  [-2.5 * minute, { side: "late", unit: "Minutes", minutes: 2, tone: "late" }],
  [125 * minute, { side: "left", unit: "Hours", hours: 2, minutes: 5, tone: "calm" }],
  [72 * 60 * minute, { side: "left", unit: "Days", days: 3, tone: "calm" }],
])("%d ms left", (leftMs, expected) => {
  const { values, ...said } = countdownWords(leftMs, 0);
  expect({ ...values, ...said }).toMatchObject(expected);
});

test("never promises more time than there is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 * 86_400_000 }), (leftMs) => {
      const { side, unit, values } = countdownWords(leftMs, 0);
      const saidMs = {
        Days: values.days * 86_400_000,
        Hours: values.hours * 3_600_000 + values.minutes * minute,
        Minutes: values.minutes * minute,
        Seconds: values.seconds * 1000,
      }[unit];
      return side === "left" && saidMs <= leftMs && (values.seconds === 0 || saidMs > 0);
    }),
  );
});
