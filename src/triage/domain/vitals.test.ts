import fc from "fast-check";
import { expect, test } from "vitest";
import { checkVitals, usableVitals, vitalNames, type VitalField, type Vitals } from "./vitals.js";

const codes = (vitals: Vitals): string[] => checkVitals(vitals).map((p) => `${p.field}:${p.kind}:${p.code}`);

test("plausible values, and values not given, raise nothing", () => {
  expect(codes({})).toEqual([]);
  expect(
    codes({
      heartRatePerMin: 72,
      systolicMmHg: 120,
      diastolicMmHg: 80,
      temperatureC: 36.6,
      spo2Percent: 98,
      gcs: 15,
      consciousness: "A",
      painScore: 0,
    }),
  ).toEqual([]);
});

test.each<[Vitals, string]>([
  [{ spo2Percent: 120 }, "spo2Percent:impossible:above_possible"],
  [{ spo2Percent: 0.97 }, "spo2Percent:impossible:looks_like_fraction"],
  [{ spo2Percent: 42 }, "spo2Percent:suspicious:device_unreliable"],
  [{ temperatureC: 98.6 }, "temperatureC:impossible:looks_like_fahrenheit"],
  [{ temperatureC: 366 }, "temperatureC:impossible:above_possible"],
  [{ heartRatePerMin: -1 }, "heartRatePerMin:impossible:below_possible"],
  [{ heartRatePerMin: 0 }, "heartRatePerMin:suspicious:zero_reading"],
  [{ heartRatePerMin: Number.NaN }, "heartRatePerMin:impossible:not_a_number"],
  [{ systolicMmHg: 16 }, "systolicMmHg:suspicious:looks_like_kpa"],
  [{ glucoseMmolL: 108 }, "glucoseMmolL:suspicious:looks_like_mg_per_dl"],
  [{ painScore: 11 }, "painScore:impossible:above_possible"],
  [{ gcs: 2 }, "gcs:impossible:below_possible"],
  [{ systolicMmHg: 80, diastolicMmHg: 120 }, "systolicMmHg:contradiction:systolic_not_above_diastolic"],
  [{ gcs: 15, consciousness: "U" }, "gcs:contradiction:consciousness_against_gcs"],
  [{ gcs: 6, consciousness: "A" }, "gcs:contradiction:consciousness_against_gcs"],
  [{ dyspnoea: false, respiratoryRatePerMin: 40 }, "dyspnoea:suspicious:dyspnoea_against_rate"],
])("%j is asked back as %s, in both languages", (vitals, expected) => {
  expect(codes(vitals)).toEqual([expected]);
  const [first] = checkVitals(vitals);
  expect(first?.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(first?.en).toMatch(/^[\x20-\x7e]+$/);
});

test("an impossible value is not used and nothing takes its place; suspicious and contradictory ones are used", () => {
  expect(
    usableVitals({ spo2Percent: 120, heartRatePerMin: 0, systolicMmHg: 80, diastolicMmHg: 120 }),
  ).toEqual({
    heartRatePerMin: 0,
    systolicMmHg: 80,
    diastolicMmHg: 120,
  });
});

test("any numbers at all are checked without throwing, and what remains is finite", () => {
  const fields = Object.keys(vitalNames) as VitalField[];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), fc.double()), (raw) => {
      const usable = usableVitals(raw);
      for (const value of Object.values(usable))
        expect(typeof value !== "number" || Number.isFinite(value)).toBe(true);
    }),
  );
});
