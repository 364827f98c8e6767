import { expect, test } from "vitest";
import { scopeRules, specialtyTree } from "../load.js";
import { buildSpecialtyTree, childrenOf, isWithin, lineOf, rootOf, scopeCovers } from "./specialty-tree.js";

const tree = specialtyTree();
const covers = (scope: string, code: string) => scopeCovers(tree, scopeRules(), scope, code);

test("a code's line runs up to its root", () => {
  expect(lineOf(tree, "04.01.01")).toEqual(["04.01.01", "04.01", "04"]);
  expect(rootOf(tree, "04.01.01")).toBe("04");
  expect(rootOf(tree, "99")).toBeUndefined();
  expect(childrenOf(tree, "13")).toEqual(["13.01", "13.02", "13.03"]);
});

test("every child lies within its parent, and no code within a stranger", () => {
  for (const [parent, children] of tree.children)
    for (const child of children) expect(isWithin(tree, child, parent)).toBe(true);
  expect(isWithin(tree, "03", "03.04")).toBe(false);
  expect(isWithin(tree, "99", "99")).toBe(false);
});

test("labels stand alone", () => {
  expect(tree.byCode.get("50.01")?.label).toBe("中医内科专业");
  expect(tree.byCode.get("03.11")?.label).toBe("内科其他专业");
  const labels = [...tree.byCode.values()].map((specialty) => specialty.label);
  expect(new Set(labels).size).toBe(labels.length);
});

test("a scope covers its branch and no other", () => {
  expect(covers("11", "03.04")).toBe(true);
  expect(covers("11", "16")).toBe(true);
  expect(covers("11", "04.01")).toBe(false);
  expect(covers("12", "08.02")).toBe(true);
  expect(covers("26", "05.03")).toBe(true);
  expect(covers("26", "05.02")).toBe(false);
  expect(covers("51", "50.10")).toBe(true);
  expect(covers("99", "03")).toBe(false);
});

test("a missing parent stops the program", () => {
  expect(() => buildSpecialtyTree([{ code: "03.01", name: "x", parent: "03" }])).toThrow(
    /parent 03 missing/u,
  );
});
