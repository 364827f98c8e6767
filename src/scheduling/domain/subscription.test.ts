import fc from "fast-check";
import { expect, test } from "vitest";
import { minutesToNext, readCalendarAddress } from "./subscription.js";

test.each([
  [" https://cal.example/a.ics#x ", "https://cal.example/a.ics"],
  ["webcal://cal.example/a.ics?k=1", "https://cal.example/a.ics?k=1"],
  ["WEBCALS://cal.example/a", "https://cal.example/a"],
  ["http://cal.example/a", "http://cal.example/a"],
])("an address is read as people copy it: %s", (text, address) => {
  expect(readCalendarAddress(text)).toEqual({ ok: true, value: address });
});

test.each([
  ["", "address_not_understood"],
  ["cal.example/a.ics", "address_not_understood"],
  ["file:///etc/passwd", "address_not_understood"],
  ["javascript:alert(1)", "address_not_understood"],
  [`https://cal.example/${"a".repeat(2000)}`, "address_not_understood"],
  ["https://me:secret@cal.example/a", "address_with_password"],
])("what is none is refused: %s", (text, error) => {
  expect(readCalendarAddress(text)).toEqual({ ok: false, error });
});

test("failures wait longer and longer, at most a day; a success goes back to the rhythm", () => {
  expect([0, 1, 2, 3, 9].map((failures) => minutesToNext(60, failures, false))).toEqual([
    60, 60, 120, 240, 1440,
  ]);
  expect(minutesToNext(15, 0, true)).toBe(360);
  fc.assert(
    fc.property(fc.integer({ min: 15, max: 1440 }), fc.nat(1000), fc.boolean(), (every, failures, isSlow) => {
      const next = minutesToNext(every, failures, isSlow);
      expect(next).toBeGreaterThanOrEqual(every);
      expect(next).toBeLessThanOrEqual(1440);
      expect(minutesToNext(every, failures + 1, isSlow)).toBeGreaterThanOrEqual(next);
    }),
    { seed: 20261129 },
  );
});
