import { expect, test } from "vitest";
import { addMinutes, instant } from "../../../kernel/time.js";
import { drawOf } from "../simulation/streams.js";
import { evaluateResponses } from "./evaluate.js";
import type { ResponseOutcome } from "./model.js";

/** Two kinds of experts: one answers by day, one by night. */
const log = (count: number): ResponseOutcome[] =>
  Array.from({ length: count }, (_, i) => {
    const sentAt = addMinutes(instant("2026-01-05T00:00:00+08:00"), i * 37);
    const e = Math.floor(drawOf(1, i) * 12);
    const hour = Math.floor((i * 37) / 60) % 24;
    const isPresent = e % 2 === 0 ? hour >= 8 && hour < 18 : hour >= 18;
    const minutes = -Math.log(drawOf(2, i)) * (isPresent ? 5 : 120);
    const isIn = minutes < 15;
    return {
      expertId: `e${e}`,
      groupId: null,
      level: "III",
      sentAt,
      end: isIn ? (drawOf(3, i) < 0.8 ? "accepted" : "declined") : "expired",
      waitedMinutes: Math.min(15, minutes),
    };
  });

test("habits by hour are foretold better than by means, and the likelier is the likelier", () => {
  const { answered, accepted, foretold } = evaluateResponses(log(3000), () => 15);
  expect(foretold).toBe(2400);
  expect(answered.model.brier).toBeLessThan(answered.expertMean.brier * 0.85);
  expect(answered.model.logLoss).toBeLessThan(answered.globalMean.logLoss * 0.85);
  expect(accepted.model.brier).toBeLessThan(accepted.expertMean.brier);
  // Shrunk chances are less bold than the planted habits, but the likelier is the likelier.
  const full = answered.model.reliability.filter((bin) => bin.offers > 100);
  for (const bin of full) expect(Math.abs(bin.foretold - bin.happened)).toBeLessThan(0.25);
  expect(full.at(-1)!.happened).toBeGreaterThan(full[0]!.happened + 0.6);
  expect(answered.model.reliability.reduce((sum, bin) => sum + bin.offers, 0)).toBe(foretold);
});

test("what is foretold does not know what comes later", () => {
  const short = evaluateResponses(log(500), () => 15);
  const changed = log(500).map((one, i) =>
    i === 499 ? { ...one, end: "expired" as const, waitedMinutes: 15 } : one,
  );
  expect(evaluateResponses(changed, () => 15).answered.globalMean.brier).toBeCloseTo(
    short.answered.globalMean.brier,
    2,
  );
  expect(() => evaluateResponses([], () => 15)).toThrow(RangeError);
});
