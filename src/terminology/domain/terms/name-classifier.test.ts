import { expect, test } from "vitest";
import { nameKey } from "./name-key.js";
import { featuresOf, fitClassifier, marginsOf, noClassifier } from "./name-classifier.js";

const examples = [
  { source: "拉肚子", targets: ["腹泻"] },
  { source: "总拉肚子", targets: ["腹泻"] },
  { source: "嗓子疼", targets: ["咽喉痛"] },
  { source: "嗓子有点疼", targets: ["咽喉痛"] },
  { source: "腹泻", targets: ["腹泻"] },
  { source: "流鼻涕", targets: ["鼻流涕"] },
];
const settings = { price: 1, epochs: 20 };
const classifier = fitClassifier(examples, settings);

const likeliest = (text: string): number | undefined => {
  const margins = marginsOf(classifier, featuresOf(text));
  return classifier.names[margins.indexOf(Math.max(...margins))];
};

test.each([
  ["宝宝拉肚子", "腹泻"],
  ["嗓子好疼", "咽喉痛"],
  ["鼻涕", "鼻流涕"],
])("%s is nearest to %s", (text, name) => {
  expect(likeliest(text)).toBe(nameKey(name));
});

test("the margin of a seen string is above 0 for its name and below for the others", () => {
  const margins = marginsOf(classifier, featuresOf("嗓子疼"));
  classifier.names.forEach((name, c) => {
    expect((margins[c] ?? 0) > 0).toBe(name === nameKey("咽喉痛"));
  });
});

test("the same examples give the same classifier", () => {
  expect(fitClassifier(examples, settings)).toEqual(classifier);
});

test("a temperature is a number with its bound: two spellings of one share more than two of unlike ones", () => {
  const shared = (a: string, b: string): number => {
    const other = new Set(featuresOf(b));
    return featuresOf(a).filter((feature) => other.has(feature)).length;
  };
  const spoken = "三十8度半 38点5 中等度热";
  expect(shared(spoken, "体温38点5")).toBeGreaterThan(shared(spoken, "体温39点5"));
  const bounded = (word: string): number => shared(`${word}38点5`, "不到39");
  expect(bounded("不到")).toBeGreaterThan(bounded("刚好"));
});

test("without classes there are no margins", () => {
  expect(marginsOf(noClassifier, featuresOf("咳嗽"))).toHaveLength(0);
});
