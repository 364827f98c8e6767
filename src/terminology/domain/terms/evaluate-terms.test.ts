import { expect, test } from "vitest";
import { figuresOf, type Answered } from "./evaluate-terms.js";

const answered = (names: string, ranked: string, chosen: string, resolved = ""): Answered => ({
  example: { text: "x", names: names.split("##") },
  ranked: ranked.split(" "),
  chosen: chosen.split(" "),
  resolved: resolved === "" ? [] : resolved.split(" "),
});

test("figures by hand", () => {
  const figures = figuresOf([
    answered("甲", "甲 乙", "甲", "甲"),
    answered("乙", "甲 丙 乙", "甲", "甲"),
    answered("甲##乙", "丙 乙 甲", "乙 丙"),
    answered("丙##丁", "甲 乙", "甲"),
  ]);
  expect(figures).toEqual({
    n: 4,
    top1: 0.25,
    top5: 0.75,
    top10: 0.75,
    precision: 0.3333,
    recall: 0.25,
    f1: 0.2857,
    all: { precision: 0.4, recall: 0.3333, f1: 0.3636 },
    single: { n: 2, top1: 0.5, top5: 1, top10: 1 },
    several: { n: 2, top1: 0, top5: 0.5, top10: 0.5 },
    resolved: { share: 0.3333, precision: 0.5 },
  });
});

test("nothing measured is 0, not NaN", () => {
  expect(figuresOf([])).toMatchObject({ n: 0, top1: 0, f1: 0, resolved: { share: 0, precision: 0 } });
});
