import fc from "fast-check";
import { expect, test } from "vitest";
import { splitSegments } from "./split-terms.js";

const textsOf = (raw: string): readonly string[] => splitSegments("diagnosis", raw).map(({ text }) => text);

test.each([
  ["糖尿病反复低血糖;骨质疏松", ["糖尿病反复低血糖", "骨质疏松"]],
  ["1.慢性支气管炎 2.肺气肿", ["慢性支气管炎", "肺气肿"]],
  ["1、高血压2、冠心病", ["高血压", "冠心病"]],
  ["①贫血②低蛋白血症", ["贫血", "低蛋白血症"]],
  ["高血压  冠心病", ["高血压", "冠心病"]],
  ["高血压 冠心病", ["高血压", "冠心病"]],
  ["左乳切除+腋窝清扫", ["左乳切除", "腋窝清扫"]],
  ["肿块3.5cm", ["肿块3.5cm"]],
  ["头痛.头晕.高血压", ["头痛", "头晕", "高血压"]],
  ["EB virus感染", ["EB virus感染"]],
  [";;,", []],
])("%s has the segments %j", (raw, segments) => {
  expect(textsOf(raw)).toEqual(segments);
});

test("a temperature among symptoms also has its name", () => {
  expect(splitSegments("symptom", "39度5")[0]?.folded).toContain("高热");
  expect(splitSegments("diagnosis", "39度5")[0]?.folded).not.toContain("高热");
});

test("segments are parts of the string, in order", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("糖尿病高血压;,.。、+ 12)(①ab")), maxLength: 40 }),
      (raw) => {
        let from = 0;
        for (const { text, folded } of splitSegments("diagnosis", raw)) {
          // A blank may have been read as a separator, never as a letter.
          const at = raw.indexOf(text, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + text.length;
          expect(folded).not.toBe("");
        }
      },
    ),
  );
});
