import { expect, test } from "vitest";
import { foldText, gramsOf } from "./text.js";

test("pairs of characters, whole Latin words, none of the words every doctor uses", () => {
  expect([...gramsOf("擅长Castleman病与肺癌的诊断治疗")]).toEqual([
    "castleman",
    "病与",
    "与肺",
    "肺癌",
    "癌的",
    "的诊",
    "断治",
  ]);
  expect(gramsOf("，。 1 a").size).toBe(0);
});

test("one spelling for what is one thing", () => {
  expect(foldText("肺恶性肿瘤")).toBe("肺癌");
  expect(foldText("ＣＡＳＴＬＥＭＡＮ")).toBe("castleman");
  expect(gramsOf("心肌梗塞")).toEqual(gramsOf("心肌梗死"));
});

test("a very long text costs no more than a long one", () => {
  const began = performance.now();
  expect(gramsOf("肺癌与淋巴瘤".repeat(1_000_000)).size).toBeLessThan(10);
  expect(performance.now() - began).toBeLessThan(500);
});
