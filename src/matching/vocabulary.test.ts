import { expect, test } from "vitest";
import { vocabulary } from "./vocabulary.js";

test("the platform's code systems answer as ranking asks", () => {
  expect(vocabulary.placeOf("C34.900")).toEqual({ category: "C34", block: "C30-C39", chapter: "C00-D48" });
  expect(vocabulary.specialtyName("03.01")).toBe("呼吸内科专业");
  expect(vocabulary.specialtyName("99")).toBe("99");
  expect(vocabulary.scopeCovers("11", "03.05")).toBe(true);
  expect(vocabulary.scopeCovers("12", "03.05")).toBe(false);
  expect(vocabulary.areNeighbours("330100", "310100")).toBe(true);
  expect(vocabulary.areNeighbours("330100", "650100")).toBe(false);
});
