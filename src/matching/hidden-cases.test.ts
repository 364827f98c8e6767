import { expect, test } from "vitest";
import { measureHiddenSkills } from "./hidden-cases.js";

test("the non-specialist who has the patients is found, with them named, and nobody is without", () => {
  const figures = measureHiddenSkills();
  expect(figures.cases).toBe(60);
  expect(figures.foundInTop5).toBeGreaterThanOrEqual(0.95);
  expect(figures.withoutEvidence).toBe(0);
  // Where the disease is an ordinary one, those who declare its specialty stay in front.
  expect(figures.ordinary).toMatchObject({ firstFits: 1, firstFiveFit: 1 });
});
