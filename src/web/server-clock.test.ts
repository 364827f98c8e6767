import { expect, test } from "vitest";
import { betterSample } from "./server-clock.js";

const sample = (offsetMs: number, roundTripMs: number, takenAt: number) => ({
  offsetMs,
  roundTripMs,
  takenAt,
});

test("the shorter round trip is believed", () => {
  const slow = sample(500, 900, 0);
  const quick = sample(200, 40, 1000);
  expect(betterSample(slow, quick)).toBe(quick);
  expect(betterSample(quick, { ...slow, takenAt: 2000 })).toBe(quick);
});

test("a local clock that was set anew overrides an older, quicker sample", () => {
  const before = sample(0, 10, 0);
  const after = sample(3_600_000, 800, 1000);
  expect(betterSample(before, after)).toBe(after);
});

test("an estimate older than five minutes is replaced", () => {
  const old = sample(0, 10, 0);
  const fresh = sample(100, 700, 5 * 60_000 + 1);
  expect(betterSample(old, fresh)).toBe(fresh);
});
