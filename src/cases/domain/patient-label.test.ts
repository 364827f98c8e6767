import fc from "fast-check";
import { expect, test } from "vitest";
import { ageLabel, patientLabel, surnameLabel } from "./patient-label.js";

test("a list shows surname, sex and age", () => {
  expect(patientLabel({ name: "王秀英", sex: "female", ageYears: 63 })).toBe("王某 女 63岁");
  expect(patientLabel({ name: "欧阳小春", sex: "male", ageYears: 2 })).toBe("欧阳某 男 2岁");
  expect(patientLabel({ name: "艾力·阿不都", sex: "unknown", ageYears: null })).toBe("艾某");
  expect(patientLabel({ name: "", sex: "unknown", ageYears: null })).toBe("患者");
});

test("two characters that look like a compound surname are surname and given name", () => {
  expect(surnameLabel("东方")).toBe("东某");
  expect(surnameLabel("东方明")).toBe("东方某");
});

test("infants are aged in days and months", () => {
  expect(ageLabel(0)).toBe("0天");
  expect(ageLabel(10 / 365.25)).toBe("10天");
  expect(ageLabel(1 / 12)).toBe("1个月");
  expect(ageLabel(11 / 12)).toBe("11个月");
  expect(ageLabel(1.5)).toBe("18个月");
  expect(ageLabel(2)).toBe("2岁");
  expect(ageLabel(63.9)).toBe("63岁");
});

test("every whole number of months below two years comes back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 23 }), (months) => ageLabel(months / 12) === `${months}个月`),
  );
});

test("an older patient never gets a smaller label of the same unit", () => {
  const age = fc.double({ min: 0, max: 130, noNaN: true });
  fc.assert(
    fc.property(age, age, (a, b) => {
      const [young, old] = [ageLabel(Math.min(a, b)), ageLabel(Math.max(a, b))];
      const unit = (label: string) => label.replace(/\d+/, "");
      return unit(young) !== unit(old) || Number.parseInt(young, 10) <= Number.parseInt(old, 10);
    }),
  );
});

test("the given name never appears", () => {
  const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.array(han, { minLength: 2, maxLength: 4 }), (letters) => {
      const last = letters.at(-1) ?? "";
      fc.pre(!letters.slice(0, -1).includes(last) && last !== "某");
      return !surnameLabel(letters.join("")).includes(last);
    }),
  );
});
