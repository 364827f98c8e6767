import { expect, test } from "vitest";
import { icd10, specialtyTree } from "../load.js";
import { usualSpecialties } from "./usual-specialties.js";

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
