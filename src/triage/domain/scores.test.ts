import fc from "fast-check";
import { expect, test } from "vitest";
import { scoreMews } from "./mews.js";
import { scoreNews2 } from "./news2.js";
import type { Vitals } from "./vitals.js";

const adult = { ageMonths: 40 * 12, isChild: false, isPregnant: false };
const normal: Vitals = {
  respiratoryRatePerMin: 16,
  spo2Percent: 98,
  onOxygen: false,
  systolicMmHg: 120,
  heartRatePerMin: 75,
  consciousness: "A",
  temperatureC: 36.8,
};
const news2 = (change: Vitals): number | null => scoreNews2({ ...normal, ...change }, adult).total;
const mews = (change: Vitals): number | null =>
  scoreMews({ ...normal, respiratoryRatePerMin: 12, ...change }, adult).total;

test("NEWS2: the two totals every implementation is checked with", () => {
  expect(news2({})).toBe(0);
  expect(
    news2({
      respiratoryRatePerMin: 25,
      spo2Percent: 91,
      systolicMmHg: 90,
      heartRatePerMin: 131,
      consciousness: "C",
      temperatureC: 39.1,
    }),
  ).toBe(17);
});

test.each<[keyof Vitals, readonly (readonly [number, number])[]]>([
  [
    "respiratoryRatePerMin",
    [
      [8, 3],
      [9, 1],
      [11, 1],
      [12, 0],
      [20, 0],
      [21, 2],
      [24, 2],
      [25, 3],
    ],
  ],
  [
    "spo2Percent",
    [
      [91, 3],
      [92, 2],
      [93, 2],
      [94, 1],
      [95, 1],
      [96, 0],
    ],
  ],
  [
    "systolicMmHg",
    [
      [90, 3],
      [91, 2],
      [100, 2],
      [101, 1],
      [110, 1],
      [111, 0],
      [219, 0],
      [220, 3],
    ],
  ],
  [
    "heartRatePerMin",
    [
      [40, 3],
      [41, 1],
      [50, 1],
      [51, 0],
      [90, 0],
      [91, 1],
      [110, 1],
      [111, 2],
      [130, 2],
      [131, 3],
    ],
  ],
  [
    "temperatureC",
    [
      [35, 3],
      [35.1, 1],
      [36, 1],
      [36.1, 0],
      [38, 0],
      [38.1, 1],
      [39, 1],
      [39.1, 2],
    ],
  ],
])("NEWS2 bands of %s, both ends of each", (field, rows) => {
  expect(rows.map(([value]) => [value, news2({ [field]: value })])).toEqual(rows);
});

test("NEWS2 scale 2: 88–92 is the target; above it only oxygen counts against the patient", () => {
  const scale2 = (spo2Percent: number, onOxygen: boolean): number | null =>
    news2({ spo2Percent, onOxygen, spo2Scale: 2 });
  expect([83, 84, 86, 88, 92, 93, 97].map((v) => scale2(v, false))).toEqual([3, 2, 1, 0, 0, 0, 0]);
  expect([83, 84, 86, 88, 92, 93, 94, 95, 96, 97].map((v) => scale2(v, true))).toEqual([
    5, 4, 3, 2, 2, 3, 3, 4, 4, 5,
  ]);
});

test("NEWS2: every missing input withholds the total and is named", () => {
  for (const field of [
    "respiratoryRatePerMin",
    "spo2Percent",
    "onOxygen",
    "systolicMmHg",
    "heartRatePerMin",
    "consciousness",
    "temperatureC",
  ] as const) {
    const score = scoreNews2({ ...normal, [field]: undefined }, adult);
    expect(score).toMatchObject({ status: "incomplete", total: null, missing: [field] });
  }
});

test("NEWS2 and MEWS are withheld under 16 years and in pregnancy, and say why", () => {
  const fifteen = { ...adult, ageMonths: 16 * 12 - 1 };
  for (const score of [scoreNews2, scoreMews]) {
    expect(score(normal, fifteen)).toMatchObject({ status: "not_applicable", total: null, why: "under_16" });
    expect(score(normal, { ...adult, ageMonths: 16 * 12 }).status).toBe("scored");
    expect(score(normal, { ...adult, isPregnant: true })).toMatchObject({ total: null, why: "pregnant" });
  }
});

test("an unknown age is scored as adult and says so", () => {
  expect(scoreNews2(normal, { ...adult, ageMonths: null })).toMatchObject({ total: 0, assumed: ["adult"] });
  expect(scoreNews2(normal, { ...adult, ageMonths: null, isChild: true }).status).toBe("not_applicable");
});

test.each<[keyof Vitals, readonly (readonly [number, number])[]]>([
  [
    "systolicMmHg",
    [
      [70, 3],
      [71, 2],
      [80, 2],
      [81, 1],
      [100, 1],
      [101, 0],
      [199, 0],
      [200, 2],
    ],
  ],
  [
    "heartRatePerMin",
    [
      [40, 2],
      [41, 1],
      [50, 1],
      [51, 0],
      [100, 0],
      [101, 1],
      [110, 1],
      [111, 2],
      [129, 2],
      [130, 3],
    ],
  ],
  [
    "respiratoryRatePerMin",
    [
      [8, 2],
      [9, 0],
      [14, 0],
      [15, 1],
      [20, 1],
      [21, 2],
      [29, 2],
      [30, 3],
    ],
  ],
  [
    "temperatureC",
    [
      [34.9, 2],
      [35, 0],
      [38.4, 0],
      [38.5, 2],
    ],
  ],
])("MEWS bands of %s, both ends of each", (field, rows) => {
  expect(rows.map(([value]) => [value, mews({ [field]: value })])).toEqual(rows);
});

test("MEWS consciousness: A 0, V 1, P 2, U 3, and confusion as V", () => {
  expect((["A", "C", "V", "P", "U"] as const).map((consciousness) => mews({ consciousness }))).toEqual([
    0, 1, 1, 2, 3,
  ]);
});

test("what is missing can only add: an incomplete score is never above the full one", () => {
  const fields = Object.keys(normal) as (keyof Vitals)[];
  const vitals = fc.record({
    respiratoryRatePerMin: fc.integer({ min: 4, max: 50 }),
    spo2Percent: fc.integer({ min: 60, max: 100 }),
    onOxygen: fc.boolean(),
    systolicMmHg: fc.integer({ min: 50, max: 240 }),
    heartRatePerMin: fc.integer({ min: 30, max: 200 }),
    consciousness: fc.constantFrom("A", "C", "V", "P", "U"),
    temperatureC: fc.double({ min: 33, max: 42, noNaN: true }),
  });
  fc.assert(
    fc.property(vitals, fc.subarray(fields), (full, dropped) => {
      const known = Object.fromEntries(
        Object.entries(full).filter(([field]) => !dropped.includes(field as keyof Vitals)),
      );
      for (const score of [scoreNews2, scoreMews]) {
        const part = score(known, adult);
        const whole = score(full, adult);
        const atLeast = part.status === "incomplete" ? part.atLeast : (part.total ?? 0);
        expect(atLeast).toBeLessThanOrEqual(whole.total ?? 0);
      }
    }),
  );
});
