import { expect, test } from "vitest";
import { blocksOf, extremesOf, shadeOf } from "./rhythm-words.js";

const week = (answers: (weekday: number, hour: number) => number) =>
  Array.from({ length: 168 }, (_, i) => ({ answers: answers(Math.floor(i / 24), i % 24), offers: 0 }));

test("a week becomes 56 blocks, the likeliest the darkest", () => {
  const blocks = blocksOf(week((weekday, hour) => (weekday === 2 && hour >= 15 && hour < 18 ? 0.9 : 0.2)));
  expect(blocks).toHaveLength(56);
  expect(extremesOf(blocks)?.best).toEqual({ weekday: 2, hour: 15, answers: expect.closeTo(0.9, 10) });
  expect(extremesOf(blocks)?.worst).toMatchObject({ weekday: 0, hour: 0 });
  expect(shadeOf(blocks[2 * 8 + 5]!, blocks)).toBe(4);
  expect(shadeOf(blocks[0]!, blocks)).toBe(0);
});

test("a week without differences is of one shade", () => {
  const blocks = blocksOf(week(() => 0.4));
  expect(new Set(blocks.map((block) => shadeOf(block, blocks)))).toEqual(new Set([2]));
  expect(extremesOf([])).toBeNull();
});
