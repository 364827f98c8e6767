import { expect, test } from "vitest";
import { mostSevere } from "./level.js";
import { sources } from "./source.js";
import type { Subject } from "./subject.js";
import { metVitalRules, vitalRules } from "./vital-rules.js";
import type { VitalContext } from "./vital-rule.js";
import type { Vitals } from "./vitals.js";

const adult: Subject = {
  ageMonths: 40 * 12,
  isChild: false,
  isNewborn: false,
  isPregnant: false,
  isFemale: null,
};
const context = (subject: Partial<Subject> = {}, text: Partial<VitalContext> = {}): VitalContext => ({
  subject: { ...adult, ...subject },
  textDyspnoea: false,
  textFever: false,
  textNeutropenia: false,
  ...text,
});
const child = (ageMonths: number): VitalContext =>
  context({ ageMonths, isChild: true, isNewborn: ageMonths < 1 });
const level = (vitals: Vitals, of: VitalContext = context()): string =>
  mostSevere(metVitalRules(vitals, of).map((rule) => rule.level));

test("every rule has its own id, names its source and says its criterion in both languages", () => {
  expect(new Set(vitalRules.map((rule) => rule.id)).size).toBe(vitalRules.length);
  for (const rule of vitalRules) {
    expect(sources[rule.source]).toBeTruthy();
    expect(rule.id).toContain(`.${rule.level}.`);
    expect([rule.zh, rule.en].every((text) => text.length > 3)).toBe(true);
  }
});

test("nothing measured meets nothing", () => {
  expect(metVitalRules({}, context())).toEqual([]);
});

test.each<[keyof Vitals, readonly (readonly [number, string])[]]>([
  [
    "heartRatePerMin",
    [
      [0, "I"],
      [39, "I"],
      [40, "II"],
      [50, "II"],
      [51, "III"],
      [55, "III"],
      [56, "IV"],
      [99, "IV"],
      [100, "III"],
      [149, "III"],
      [150, "II"],
      [180, "II"],
      [181, "I"],
    ],
  ],
  [
    "systolicMmHg",
    [
      [69, "I"],
      [70, "II"],
      [80, "II"],
      [81, "III"],
      [90, "III"],
      [91, "IV"],
      [179, "IV"],
      [180, "III"],
      [200, "III"],
      [201, "II"],
    ],
  ],
  [
    "temperatureC",
    [
      [41, "IV"],
      [41.1, "I"],
    ],
  ],
  [
    "glucoseMmolL",
    [
      [3.32, "I"],
      [3.33, "IV"],
    ],
  ],
  [
    "potassiumMmolL",
    [
      [2.4, "II"],
      [2.5, "IV"],
      [6.5, "IV"],
      [7, "II"],
      [7.1, "I"],
    ],
  ],
  [
    "painScore",
    [
      [3, "IV"],
      [4, "III"],
      [6, "III"],
      [7, "II"],
      [10, "II"],
    ],
  ],
  [
    "gcs",
    [
      [8, "I"],
      [9, "II"],
      [13, "II"],
      [14, "III"],
      [15, "IV"],
    ],
  ],
])("%s at its boundaries: a shared value goes to the more severe level", (field, rows) => {
  expect(rows.map(([value]) => [value, level({ [field]: value })])).toEqual(rows);
});

test("SpO2 counts with dyspnoea, also when dyspnoea was not stated; denied dyspnoea takes it out", () => {
  const values = [79, 80, 90, 91, 94, 95];
  const at = (more: Vitals): string[] => values.map((spo2Percent) => level({ spo2Percent, ...more }));
  expect(at({ dyspnoea: true })).toEqual(["I", "II", "II", "III", "III", "IV"]);
  expect(at({})).toEqual(["I", "II", "II", "III", "III", "IV"]);
  expect(at({ dyspnoea: false })).toEqual(["IV", "IV", "IV", "IV", "IV", "IV"]);
  expect(at({ dyspnoea: false, respiratoryRatePerMin: 24 })[0]).toBe("I");
  expect(level({ spo2Percent: 79, dyspnoea: false }, context({}, { textDyspnoea: true }))).toBe("I");
});

test("consciousness: P and U are I, V and C are III", () => {
  expect((["A", "C", "V", "P", "U"] as const).map((consciousness) => level({ consciousness }))).toEqual([
    "IV",
    "III",
    "III",
    "I",
    "I",
  ]);
});

test("an acute fall of systolic pressure by 30 or more is I, by 29 is not", () => {
  expect(level({ systolicMmHg: 110, usualSystolicMmHg: 140 })).toBe("I");
  expect(level({ systolicMmHg: 111, usualSystolicMmHg: 140 })).toBe("IV");
});

test("fever with neutropenia is II, by thermometer or by words; either alone is not", () => {
  const neutropenic = context({}, { textNeutropenia: true });
  expect(level({ temperatureC: 38 }, neutropenic)).toBe("II");
  expect(level({ temperatureC: 37.9 }, neutropenic)).toBe("IV");
  expect(level({}, context({}, { textNeutropenia: true, textFever: true }))).toBe("II");
  expect(level({ temperatureC: 39 })).toBe("IV");
});

test("a small child's normal pulse and pressure are not held against it; level-I signs always are", () => {
  expect(level({ heartRatePerMin: 150 }, child(6))).toBe("IV");
  expect(level({ heartRatePerMin: 161 }, child(6))).toBe("II");
  expect(level({ heartRatePerMin: 140 }, child(30))).toBe("IV");
  expect(level({ heartRatePerMin: 141 }, child(30))).toBe("III");
  expect(level({ heartRatePerMin: 110 }, child(8 * 12))).toBe("III");
  expect(level({ systolicMmHg: 75 }, child(6))).toBe("IV");
  expect(level({ heartRatePerMin: 181 }, child(6))).toBe("I");
  expect(level({ systolicMmHg: 69 }, child(6))).toBe("I");
});

test("children's own criteria at their boundaries", () => {
  expect(level({ systolicMmHg: 79 }, child(5 * 12))).toBe("I");
  expect(level({ systolicMmHg: 91 }, child(5 * 12))).toBe("IV");
  expect(level({ systolicMmHg: 89 }, child(12 * 12))).toBe("II");
  expect(level({ heartRatePerMin: 59 }, child(4 * 12))).toBe("I");
  expect(level({ temperatureC: 38 }, child(2))).toBe("II");
  expect(level({ temperatureC: 38 }, child(3))).toBe("IV");
  expect(level({ temperatureC: 39 }, child(5))).toBe("III");
  expect(level({ respiratoryRatePerMin: 61 }, child(2))).toBe("II");
  expect(level({ respiratoryRatePerMin: 51 }, child(8))).toBe("III");
  expect(level({ respiratoryRatePerMin: 41 }, child(8))).toBe("IV");
  expect(level({ spo2Percent: 89, dyspnoea: false }, child(24))).toBe("II");
  expect(level({ consciousness: "V" }, child(24))).toBe("II");
});

test("pregnancy has its own criteria: severe hypertension and one red trigger are II, three are I", () => {
  const pregnant = context({ isPregnant: true, isFemale: true });
  expect(level({ systolicMmHg: 160, diastolicMmHg: 100 }, pregnant)).toBe("II");
  expect(level({ systolicMmHg: 150, diastolicMmHg: 110 }, pregnant)).toBe("II");
  expect(level({ systolicMmHg: 159, diastolicMmHg: 109 }, pregnant)).toBe("IV");
  expect(level({ temperatureC: 38.1 }, pregnant)).toBe("II");
  expect(level({ respiratoryRatePerMin: 31, heartRatePerMin: 121, systolicMmHg: 89 }, pregnant)).toBe("I");
});
