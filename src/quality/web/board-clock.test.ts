import { expect, test } from "vitest";
import { isAnotherClock } from "./board-clock.js";

test("a second clock is shown where there is none, or where it says another time", () => {
  const at = "2026-03-02T00:30:00.000Z";
  expect(isAnotherClock(at, null)).toBe(true);
  expect(isAnotherClock(at, at)).toBe(false);
  expect(isAnotherClock(at, "2026-03-02T00:30:29.000Z")).toBe(false);
  expect(isAnotherClock(at, "2026-03-02T00:29:30.000Z")).toBe(true);
});
