import { expect, test } from "vitest";
import { Kept } from "./kept.js";

test("a value is read once for a state, again for another one, and not kept without one", async () => {
  const kept = new Kept<string>(2);
  const read: string[] = [];
  const of = (state: string | undefined, key: string) =>
    kept.of(state, key, () => {
      read.push(`${state ?? "-"}${key}`);
      return Promise.resolve(`${state ?? "-"}${key}`);
    });
  for (const [state, key] of [
    ["1", "a"],
    ["1", "a"],
    [undefined, "a"],
    ["1", "a"],
    ["2", "a"],
    ["2", "a"],
  ] as const)
    expect(await of(state, key)).toBe(`${state ?? "-"}${key}`);
  expect(read).toEqual(["1a", "-a", "2a"]);
  // Two are kept; the one kept longest went.
  for (const key of ["b", "c", "c", "a"]) await of("2", key);
  expect(read.slice(3)).toEqual(["2b", "2c", "2a"]);
});

test("what was read while the state became another one is handed out, and not kept for it", async () => {
  const kept = new Kept<number>();
  let answer = (_value: number): void => undefined;
  const slow = kept.of("1", "a", () => new Promise((resolve) => (answer = resolve)));
  expect(await kept.of("2", "a", () => Promise.resolve(2))).toBe(2);
  answer(1);
  expect(await slow).toBe(1);
  expect(await kept.of("2", "a", () => Promise.resolve(3))).toBe(2);
});
