import fc from "fast-check";
import { expect, test } from "vitest";
import { standInFor } from "./stand-in.js";

test("the chain of stand-ins always ends, and never at the one who asks or one who is barred", () => {
  const person = fc.integer({ min: 0, max: 6 }).map(String);
  fc.assert(
    fc.property(fc.array(fc.tuple(person, person)), fc.array(person), person, (pairs, barred, from) => {
      const found = standInFor(from, new Map(pairs), new Set(barred));
      expect(found).not.toBe(from);
      if (found !== undefined) expect(barred).not.toContain(found);
    }),
  );
  expect(
    standInFor(
      "a",
      new Map([
        ["a", "b"],
        ["b", "c"],
      ]),
      new Set(["b"]),
    ),
  ).toBe("c");
  expect(
    standInFor(
      "a",
      new Map([
        ["a", "b"],
        ["b", "a"],
      ]),
      new Set(["b"]),
    ),
  ).toBeUndefined();
});
