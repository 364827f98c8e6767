import fc from "fast-check";
import { expect, test } from "vitest";
import { concerns, reconnectDelayMs } from "./live.js";

test("a hint concerns its own thing and every list of its topic, nothing else", () => {
  const hint = { topic: "case", id: "a" };
  expect(concerns(hint, ["case", "a"])).toBe(true);
  expect(concerns(hint, ["case", "a", "timeline"])).toBe(true);
  expect(concerns(hint, ["case"])).toBe(true);
  expect(concerns(hint, ["case", { state: "open" }])).toBe(true);
  expect(concerns(hint, ["case", "b"])).toBe(false);
  expect(concerns(hint, ["offers"])).toBe(false);
});

test("the wait before reconnecting stays between half a second and 30 s, however long it lasts", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const wait = reconnectDelayMs(attempt, random);
      return wait >= 500 && wait <= 30_000;
    }),
  );
  expect(reconnectDelayMs(3, 1)).toBeGreaterThan(reconnectDelayMs(0, 1));
});
