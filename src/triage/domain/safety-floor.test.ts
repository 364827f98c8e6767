import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../../platform/package-root.js";
import { complaintConcepts } from "./complaints/concepts.js";
import { triage, type TriageInput, triageLevel } from "./triage.js";
import type { UrgencyModel } from "./urgency-model/model.js";
import { unpackUrgencyModel } from "./urgency-model/pack-model.js";
import type { Vitals } from "./vitals.js";

const shipped = unpackUrgencyModel(
  readFileSync(join(packageRoot(), "src/triage/data/urgency-model.json"), "utf8"),
);
/** Models that say "not urgent" whatever they see, and models of noise. */
const models: fc.Arbitrary<UrgencyModel | null> = fc.oneof(
  fc.constant(null),
  fc.constant(shipped),
  fc.constant({ ...shipped, thresholds: [2, 2, 2] }),
  fc
    .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 200 })
    .map((weights) => ({ ...shipped, linear: [weights, weights, weights], thresholds: [0.99, 0.99, 0.99] })),
);

/**
 * Level-I signs of the consensus table, written down here a second time on purpose.
 * Source: 急诊预检分诊专家共识(2018): HR >180 or <40; SBP <70 or a fall of 30–60; SpO2 <80 % with dyspnoea; axillary
 * temperature >41; glucose <3.33; potassium >7.0; GCS <9; no response or to pain only; breathing stopped.
 */
const signs: fc.Arbitrary<Vitals> = fc.oneof(
  fc.integer({ min: 181, max: 400 }).map((heartRatePerMin) => ({ heartRatePerMin })),
  fc.integer({ min: 0, max: 39 }).map((heartRatePerMin) => ({ heartRatePerMin })),
  fc.integer({ min: 0, max: 59 }).map((systolicMmHg) => ({ systolicMmHg })),
  fc
    .tuple(fc.integer({ min: 100, max: 250 }), fc.integer({ min: 30, max: 60 }))
    .map(([usual, fall]) => ({ usualSystolicMmHg: usual, systolicMmHg: usual - fall })),
  fc.integer({ min: 0, max: 79 }).map((spo2Percent) => ({ spo2Percent, dyspnoea: true })),
  fc.integer({ min: 411, max: 465 }).map((tenths) => ({ temperatureC: tenths / 10 })),
  fc.integer({ min: 0, max: 332 }).map((hundredths) => ({ glucoseMmolL: hundredths / 100 })),
  fc.integer({ min: 71, max: 200 }).map((tenths) => ({ potassiumMmolL: tenths / 10 })),
  fc.integer({ min: 3, max: 8 }).map((gcs) => ({ gcs })),
  fc.constantFrom<Vitals>({ consciousness: "P" }, { consciousness: "U" }, { respiratoryRatePerMin: 0 }),
);

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "无特殊不适，生命体征平稳",
    "否认一切不适",
    "复查开药",
    "normal, no complaints",
    "既往体健",
  ),
  fc.constantFrom(...complaintConcepts.flatMap(({ zh }) => zh.split("|"))),
);
const anything: fc.Arbitrary<TriageInput> = fc.record({
  ageYears: fc.option(fc.integer({ min: -5, max: 300 }), { nil: undefined }),
  sex: fc.constantFrom("male", "female", "unknown"),
  pregnant: fc.option(fc.boolean(), { nil: undefined }),
  text: fc.record({ question: texts, summary: texts }),
  vitals: fc.record(
    {
      diastolicMmHg: fc.integer({ min: 0, max: 300 }),
      onOxygen: fc.boolean(),
      painScore: fc.integer({ min: 0, max: 10 }),
    },
    { requiredKeys: [] },
  ),
  suspectedDiagnoses: fc.array(fc.record({ code: fc.string({ maxLength: 6 }), name: texts }), {
    maxLength: 2,
  }),
});

test("law: no input with a level-I sign is ever below I, with any model and any other content", () => {
  fc.assert(
    fc.property(anything, signs, models, (input, sign, model) => {
      const { level, estimate } = triage({ ...input, vitals: { ...input.vitals, ...sign } }, model);
      expect(level).toBe("I");
      if (estimate !== null) expect(estimate.level).toBe("I");
    }),
    { numRuns: 400 },
  );
});

test("the level asked for alone is that of the whole judgment", () => {
  fc.assert(
    fc.property(anything, fc.option(signs, { nil: {} }), models, (input, sign, model) => {
      const request = { ...input, vitals: { ...input.vitals, ...sign } };
      expect(triageLevel(request)).toBe(triage(request, model).level);
    }),
  );
});

test("law: a systolic pressure of 60–69 is I but in the first month of life", () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 60, max: 69 }), models, (input, systolicMmHg, model) => {
      const adult = { ...input, ageYears: Math.max(1, Math.abs(input.ageYears ?? 40) % 130) };
      expect(triage({ ...adult, vitals: { ...input.vitals, systolicMmHg } }, model).level).toBe("I");
    }),
  );
});

describe("a value shared by two rows of the consensus table belongs to the more severe one", () => {
  const adult = (vitals: Vitals) =>
    triage({ ageYears: 40, text: { question: "", summary: "" }, vitals, suspectedDiagnoses: [] })
      .reasons.filter(({ ruleId }) => ruleId.startsWith("cn2018"))
      .map(({ level }) => level)[0];
  test.each<[Vitals, string]>([
    [{ heartRatePerMin: 181 }, "I"],
    [{ heartRatePerMin: 180 }, "II"],
    [{ heartRatePerMin: 150 }, "II"],
    [{ heartRatePerMin: 149 }, "III"],
    [{ heartRatePerMin: 100 }, "III"],
    [{ heartRatePerMin: 55 }, "III"],
    [{ heartRatePerMin: 50 }, "II"],
    [{ heartRatePerMin: 40 }, "II"],
    [{ heartRatePerMin: 39 }, "I"],
    [{ systolicMmHg: 201 }, "II"],
    [{ systolicMmHg: 200 }, "III"],
    [{ systolicMmHg: 180 }, "III"],
    [{ systolicMmHg: 90 }, "III"],
    [{ systolicMmHg: 80 }, "II"],
    [{ systolicMmHg: 70 }, "II"],
    [{ systolicMmHg: 69 }, "I"],
    [{ spo2Percent: 79, dyspnoea: true }, "I"],
    [{ spo2Percent: 80, dyspnoea: true }, "II"],
    [{ spo2Percent: 90, dyspnoea: true }, "II"],
    [{ spo2Percent: 91, dyspnoea: true }, "III"],
    [{ spo2Percent: 94, dyspnoea: true }, "III"],
    [{ temperatureC: 41.1 }, "I"],
    [{ glucoseMmolL: 3.32 }, "I"],
    [{ potassiumMmolL: 7.1 }, "I"],
    [{ painScore: 7 }, "II"],
    [{ painScore: 4 }, "III"],
    [{ gcs: 8 }, "I"],
  ])("%o is %s", (vitals, level) => {
    expect(adult(vitals)).toBe(level);
  });
  test.each<[Vitals]>([
    [{ heartRatePerMin: 99 }],
    [{ heartRatePerMin: 56 }],
    [{ systolicMmHg: 179 }],
    [{ systolicMmHg: 91 }],
    [{ spo2Percent: 95, dyspnoea: true }],
    [{ temperatureC: 41 }],
    [{ glucoseMmolL: 3.33 }],
    [{ painScore: 3 }],
  ])("%o meets no row", (vitals) => {
    expect(adult(vitals)).toBeUndefined();
  });
});

describe("a small child is measured by its age", () => {
  const level = (ageMonths: number, systolicMmHg: number) =>
    triage({
      ageMonths,
      text: { question: "", summary: "" },
      vitals: { systolicMmHg },
      suspectedDiagnoses: [],
    }).level;
  // Source: AHA PALS, hypotension: <60 newborn, <70 infant, <70 + 2 × age to 10 years.
  test.each<[number, number, string]>([
    [0.5, 66, "III"],
    [0.5, 59, "I"],
    [3, 69, "I"],
    [3, 72, "IV"],
    [24, 73, "I"],
    [60, 79, "I"],
  ])("%d months, %d mmHg: %s", (months, pressure, expected) => {
    expect(level(months, pressure)).toBe(expected);
  });
});

describe("strokes and infarctions of old are not acute", () => {
  const level = (summary: string) =>
    triage({ ageYears: 70, text: { question: "", summary }, vitals: {}, suspectedDiagnoses: [] }).level;
  test.each([
    "既往心梗、脑梗病史",
    "既往：脑梗塞，心肌梗塞",
    "脑梗死2年",
    "高血压10年，脑梗死5年，本次咳嗽3天",
    "脑梗死后遗症10年，左侧肢体活动不灵，发热2天",
    "old myocardial infarction",
    "2 years after stroke",
  ])("%s: IV", (text) => {
    expect(level(text)).toBe("IV");
  });
  test.each([
    "2年前脑梗死后遗症，现右侧肢体无力",
    "2年前脑梗死，遗留右侧偏瘫",
    "患者2年前患脑梗死，遗留左侧肢体无力，3天前咳嗽咳痰",
  ])("%s: III", (text) => {
    expect(level(text)).toBe("III");
  });
  test.each([
    "2年前脑梗死后遗症，今晨突发右侧肢体无力",
    "脑梗死后遗症2年，右侧肢体无力加重1天",
    "既往脑梗死，遗留左侧肢体无力，3小时前出现言语不清",
    "右侧肢体无力2年，加重1天",
    "突发右侧肢体无力2小时",
    "sudden left-sided weakness and slurred speech",
  ])("%s: II", (text) => {
    expect(level(text)).toBe("II");
  });
});
