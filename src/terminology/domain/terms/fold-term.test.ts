import fc from "fast-check";
import { expect, test } from "vitest";
import { toSimplified } from "../simplified-characters.js";
import { foldTerm } from "./fold-term.js";

test.each([
  ["Ⅱ型糖尿病", "2型糖尿病"],
  ["II型糖尿病", "2型糖尿病"],
  ["二型糖尿病", "2型糖尿病"],
  ["心功能Ⅳ级", "心功能4级"],
  ["肺癌ＩＶ期", "肺癌4期"],
  ["ⅢＢ期", "3b期"],
  ["膽囊結石", "胆囊结石"],
  ["脑梗塞", "脑梗死"],
  ["β-地中海贫血", "β 地中海贫血"],
  ["beta地中海贫血", "β地中海贫血"],
  ["HIV感染", "hiv感染"],
  ["视神经炎(左)", "视神经炎 左"],
  ["体温38.5", "体温38点5"],
  ["  ,;。", ""],
])("%s is compared as %s", (written, folded) => {
  expect(foldTerm(written)).toBe(folded);
});

test("folding a folded string changes nothing, whatever the string", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const once = foldTerm(text);
      expect(foldTerm(once)).toBe(once);
    }),
  );
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(...Array.from("ⅠⅡIVXivx一二三型期级度癌肺(),.+%38 ")),
        maxLength: 20,
      }),
      (text) => {
        const once = foldTerm(text);
        expect(foldTerm(once)).toBe(once);
      },
    ),
  );
});

test("simplifying keeps the length and simplified text", () => {
  expect(toSimplified("慢性腎臟病")).toBe("慢性肾脏病");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      expect(toSimplified(text)).toHaveLength(text.length);
    }),
    { numRuns: 30 },
  );
});
