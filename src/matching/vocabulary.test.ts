import { expect, test } from "vitest";
import { icd10, specialtyTree } from "../terminology/index.js";
import { usualSpecialties } from "./domain/usual-specialties.js";
import { vocabulary } from "./vocabulary.js";

test("the usual specialties of every disease are codes of the catalogue, and every disease before V has some", () => {
  const known = specialtyTree().byCode;
  for (const category of icd10().categories.keys())
    for (const age of [5, 60]) {
      const codes = usualSpecialties(category, age);
      expect(
        codes.filter((code) => !known.has(code)),
        category,
      ).toEqual([]);
      expect(new Set(codes).size, category).toBe(codes.length);
      if (/^[A-Q]/.test(category)) expect(codes.length, category).toBeGreaterThan(0);
    }
});

test.each([
  ["C34.900", 63, "03.01"],
  ["I21.100", 63, "03.04"],
  ["I60.900", 50, "04.02"],
  ["K35.800", 30, "04.01"],
  ["J18.900", 4, "07.04"],
  ["N04.900", 40, "03.06"],
  ["M32.900", 28, "03.08"],
  ["O14.100", 29, "05.02"],
  ["P22.000", 0, "07.01"],
  ["S72.000", 80, "04.03"],
  ["A15.000", 33, "17"],
  ["H40.200", 60, "10"],
])("%s at %i years belongs to %s first", (code, age, specialty) => {
  expect(usualSpecialties(code, age)[0]).toBe(specialty);
});

test("codes outside diseases, and what is no code, belong to nobody", () => {
  for (const code of ["V01.0", "Z00.0", "", "🜁", "C3", "肺癌"]) expect(usualSpecialties(code)).toEqual([]);
});

test("the platform's code systems answer as ranking asks", () => {
  expect(vocabulary.placeOf("C34.900")).toEqual({ category: "C34", block: "C30-C39", chapter: "C00-D48" });
  expect(vocabulary.specialtyName("03.01")).toBe("呼吸内科专业");
  expect(vocabulary.specialtyName("99")).toBe("99");
  expect(vocabulary.scopeCovers("11", "03.05")).toBe(true);
  expect(vocabulary.scopeCovers("12", "03.05")).toBe(false);
  expect(vocabulary.areNeighbours("330100", "310100")).toBe(true);
  expect(vocabulary.areNeighbours("330100", "650100")).toBe(false);
});
