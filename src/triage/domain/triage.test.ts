import fc from "fast-check";
import { expect, test } from "vitest";
import { isMoreSevere, type UrgencyLevel } from "./level.js";
import { triage, triageVersion, type TriageInput } from "./triage.js";
import type { Vitals } from "./vitals.js";

const request = (
  change: Partial<TriageInput> & { question?: string; summary?: string } = {},
): TriageInput => {
  const { question = "", summary = "", ...rest } = change;
  return { text: { question, summary }, vitals: {}, suspectedDiagnoses: [], ...rest };
};
const levelOf = (change: Parameters<typeof request>[0]): UrgencyLevel => triage(request(change)).level;
const ruleIds = (change: Parameters<typeof request>[0]): string[] =>
  triage(request(change)).reasons.map((r) => r.ruleId);

const calm: Vitals = {
  heartRatePerMin: 72,
  respiratoryRatePerMin: 14,
  systolicMmHg: 120,
  diastolicMmHg: 75,
  temperatureC: 36.6,
  spo2Percent: 98,
  onOxygen: false,
  dyspnoea: false,
  consciousness: "A",
};

test("an empty request is IV with the reason that nothing was found, and asks for what could change that", () => {
  const result = triage(request());
  expect(result).toMatchObject({ level: "IV", rescueFirst: false, version: triageVersion });
  expect(result.reasons.map((r) => r.ruleId)).toEqual(["none"]);
  expect(result.missing.map((m) => m.field)).toEqual(
    expect.arrayContaining([
      "heartRatePerMin",
      "systolicMmHg",
      "spo2Percent",
      "respiratoryRatePerMin",
      "temperatureC",
      "consciousness",
      "ageYears",
    ]),
  );
  for (const item of result.missing) expect(isMoreSevere(item.wouldChange, "IV")).toBe(true);
});

test("a stable, complete request asks nothing that cannot change the level", () => {
  const result = triage(
    request({ ageYears: 50, sex: "male", vitals: calm, question: "体检发现肺结节，请协助诊治" }),
  );
  expect(result.level).toBe("IV");
  expect(result.missing).toEqual([]);
  expect(result.scores.news2).toMatchObject({ status: "scored", total: 0 });
});

test("reasons come most severe first and each names its rule, source and evidence", () => {
  const { reasons, level, rescueFirst } = triage(
    request({
      ageYears: 60,
      vitals: { ...calm, heartRatePerMin: 120 },
      summary: "突发胸痛2小时，血压测不出",
    }),
  );
  expect(level).toBe("I");
  expect(rescueFirst).toBe(true);
  expect(reasons.map((r) => r.level)).toEqual([...reasons.map((r) => r.level)].sort());
  expect(reasons[0]).toMatchObject({
    ruleId: "text.I.shock",
    source: expect.stringContaining("急诊预检分诊专家共识") as string,
    evidence: { kind: "text", field: "summary", start: 8, quote: "血压测不出" },
  });
});

test("NEWS2 policy at its thresholds: 7 is I, 5–6 and a single 3 are II, 4 is nothing; never for a child", () => {
  const news2 = (vitals: Vitals, ageYears = 50): string[] =>
    ruleIds({ ageYears, vitals: { ...calm, ...vitals } }).filter((id) => id.startsWith("news2"));
  const four: Vitals = { respiratoryRatePerMin: 22, systolicMmHg: 98 };
  expect(news2(four)).toEqual([]);
  expect(news2({ ...four, heartRatePerMin: 95 })).toEqual(["news2.II.medium"]);
  expect(news2({ ...four, heartRatePerMin: 111 })).toEqual(["news2.II.medium"]);
  expect(news2({ ...four, heartRatePerMin: 111, temperatureC: 38.2 })).toEqual(["news2.I.high"]);
  expect(news2({ respiratoryRatePerMin: 8 })).toEqual(["news2.II.single-red"]);
  expect(news2({ respiratoryRatePerMin: 8 }, 10)).toEqual([]);
});

test("MEWS bands at their thresholds: 6 is I, 4 is II, 2 is III, 1 is nothing", () => {
  const mews = (vitals: Vitals): string[] =>
    ruleIds({ ageYears: 50, vitals: { ...calm, ...vitals } }).filter((id) => id.startsWith("mews"));
  const one: Vitals = { respiratoryRatePerMin: 15 };
  expect(mews(one)).toEqual([]);
  expect(mews({ ...one, systolicMmHg: 100 })).toEqual(["mews.III"]);
  expect(mews({ ...one, heartRatePerMin: 111 })).toEqual(["mews.III"]);
  expect(mews({ ...one, heartRatePerMin: 111, systolicMmHg: 100 })).toEqual(["mews.II"]);
  expect(mews({ ...one, heartRatePerMin: 111, systolicMmHg: 80 })).toEqual(["mews.II"]);
  expect(mews({ ...one, heartRatePerMin: 130, systolicMmHg: 80 })).toEqual(["mews.I"]);
});

test("an incomplete score raises the level by what it is at least, and is worded as no total", () => {
  const result = triage(
    request({
      ageYears: 50,
      vitals: { respiratoryRatePerMin: 26, heartRatePerMin: 135, temperatureC: 39.5 },
    }),
  );
  expect(result.scores.news2).toMatchObject({ total: null, atLeast: 8 });
  expect(result.reasons.find((r) => r.ruleId === "news2.I.high")?.zh).toContain("总分未全");
});

test("definite infarction is I, suspected is II, in the past is nothing", () => {
  expect(levelOf({ question: "急性心肌梗死" })).toBe("I");
  expect(levelOf({ question: "疑似急性心肌梗死" })).toBe("II");
  expect(levelOf({ suspectedDiagnoses: [{ code: "I21.900", name: "急性心肌梗死" }] })).toBe("II");
  expect(levelOf({ suspectedDiagnoses: [{ code: "i21.9", name: "" }] })).toBe("II");
  expect(levelOf({ question: "既往急性心肌梗死" })).toBe("IV");
  expect(levelOf({ suspectedDiagnoses: [{ code: "I25.200", name: "陈旧性心肌梗死" }] })).toBe("IV");
});

test("a child's convulsion is I, an adult's seizure is III", () => {
  expect(levelOf({ ageYears: 3, summary: "抽搐1次" })).toBe("I");
  expect(levelOf({ summary: "患儿，抽搐1次" })).toBe("I");
  expect(levelOf({ ageYears: 40, summary: "抽搐1次" })).toBe("III");
});

test("obstetrics: eclampsia I, pre-eclampsia II, missed period with belly pain II", () => {
  expect(levelOf({ summary: "子痫发作" })).toBe("I");
  expect(levelOf({ summary: "重度子痫前期" })).toBe("II");
  expect(levelOf({ summary: "停经50天，下腹痛" })).toBe("II");
  expect(levelOf({ sex: "female", pregnant: true, vitals: { systolicMmHg: 165, diastolicMmHg: 100 } })).toBe(
    "II",
  );
});

test("a newborn is at least III, with danger signs II", () => {
  expect(levelOf({ ageMonths: 0, vitals: calm })).toBe("III");
  expect(levelOf({ ageMonths: 0, summary: "拒奶半天" })).toBe("II");
  expect(levelOf({ ageYears: 30, summary: "请新生儿科会诊" })).toBe("IV");
});

test("belly pain over 65 is III, younger and mild is IV", () => {
  expect(levelOf({ ageYears: 66, summary: "腹痛1天" })).toBe("III");
  expect(levelOf({ ageYears: 40, summary: "腹痛1天" })).toBe("IV");
});

test("impossible and contradictory input is asked back, never silently replaced", () => {
  const fields = (change: Parameters<typeof request>[0]): string[] =>
    triage(request(change)).problems.map((p) => `${p.field}:${p.code}`);
  expect(fields({ ageYears: 300 })).toEqual(["ageYears:age_out_of_range"]);
  expect(fields({ ageYears: 5, ageMonths: 3 })).toEqual(["ageMonths:age_years_against_months"]);
  expect(fields({ sex: "male", pregnant: true })).toEqual(["pregnant:pregnancy_against_sex"]);
  expect(fields({ pregnant: false, summary: "孕30周" })).toEqual(["pregnant:pregnancy_against_text"]);
  expect(fields({ ageYears: 45, summary: "患儿发热" })).toEqual(["ageYears:age_against_text"]);
  expect(fields({ suspectedDiagnoses: [{ code: "肺炎", name: "肺炎" }] })).toEqual([
    "suspectedDiagnoses:code_not_icd10",
  ]);
  const swapped = triage(request({ vitals: { systolicMmHg: 80, diastolicMmHg: 120 } }));
  expect(swapped.problems.map((p) => p.code)).toEqual(["systolic_not_above_diastolic"]);
  expect(swapped.level).toBe("II");
  const tooMuch = triage(request({ ageYears: 50, vitals: { ...calm, spo2Percent: 120 } }));
  expect(tooMuch.scores.news2.total).toBeNull();
  expect(tooMuch.missing.map((m) => m.field)).toContain("spo2Percent");
});

test("chest pain without an ECG asks for one", () => {
  expect(triage(request({ summary: "胸痛1小时" })).missing.map((m) => m.field)).toContain("ecg");
  expect(triage(request({ summary: "胸痛1小时，心电图正常" })).missing.map((m) => m.field)).not.toContain(
    "ecg",
  );
});

const anyVitals = fc.record(
  {
    heartRatePerMin: fc.integer({ min: -5, max: 500 }),
    respiratoryRatePerMin: fc.integer({ min: 0, max: 80 }),
    systolicMmHg: fc.integer({ min: 0, max: 400 }),
    diastolicMmHg: fc.integer({ min: 0, max: 200 }),
    temperatureC: fc.double({ min: 20, max: 110, noNaN: true }),
    spo2Percent: fc.integer({ min: 0, max: 130 }),
    onOxygen: fc.boolean(),
    dyspnoea: fc.boolean(),
    consciousness: fc.constantFrom("A", "C", "V", "P", "U"),
    glucoseMmolL: fc.double({ min: 0, max: 60, noNaN: true }),
    potassiumMmolL: fc.double({ min: 1, max: 12, noNaN: true }),
    painScore: fc.integer({ min: 0, max: 12 }),
    gcs: fc.integer({ min: 1, max: 16 }),
  },
  { requiredKeys: [] },
);
const words = fc
  .array(
    fc.constantFrom(
      "胸痛",
      "否认",
      "无",
      "昏迷",
      "，",
      "。",
      "既往",
      "患儿",
      "孕30周",
      "疑似",
      "脑梗死",
      "3年前",
      "腹痛",
      "新生儿",
      "子痫",
      "稳定",
      "嗜睡",
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
const anyRequest = fc.record({
  ageYears: fc.option(fc.integer({ min: -1, max: 140 }), { nil: undefined }),
  ageMonths: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
  sex: fc.constantFrom("male", "female", "unknown"),
  pregnant: fc.constantFrom(true, false, undefined),
  text: fc.record({ question: words, summary: words }),
  vitals: anyVitals,
  suspectedDiagnoses: fc.array(
    fc.constantFrom(
      { code: "I63.9", name: "脑梗死" },
      { code: "J18.9", name: "肺炎" },
      { code: "?", name: "" },
    ),
    { maxLength: 2 },
  ),
});
const levelOneSign: fc.Arbitrary<Vitals> = fc.oneof(
  fc.integer({ min: 181, max: 400 }).map((heartRatePerMin) => ({ heartRatePerMin })),
  fc.integer({ min: 0, max: 39 }).map((heartRatePerMin) => ({ heartRatePerMin })),
  fc.integer({ min: 0, max: 69 }).map((systolicMmHg) => ({ systolicMmHg })),
  fc.integer({ min: 0, max: 79 }).map((spo2Percent) => ({ spo2Percent, dyspnoea: true })),
  fc.integer({ min: 411, max: 460 }).map((tenths) => ({ temperatureC: tenths / 10 })),
  fc.double({ min: 0, max: 3.329, noNaN: true }).map((glucoseMmolL) => ({ glucoseMmolL })),
  fc.double({ min: 7.001, max: 20, noNaN: true }).map((potassiumMmolL) => ({ potassiumMmolL })),
  fc.constantFrom<Vitals>({ consciousness: "P" }, { consciousness: "U" }),
  fc.integer({ min: 3, max: 8 }).map((gcs) => ({ gcs })),
);

test("law: no request with a level-I vital sign is ever below I", () => {
  fc.assert(
    fc.property(anyRequest, levelOneSign, (other, sign) => {
      expect(triage({ ...other, vitals: { ...other.vitals, ...sign } }).level).toBe("I");
    }),
    { numRuns: 500 },
  );
});

test("law: adding a red flag to the text or the diagnoses never lowers the level", () => {
  const flag = fc.constantFrom("休克。", "突发胸痛2小时。", "疑似肺栓塞。", "咯血。", "昏迷。", "子痫。");
  fc.assert(
    fc.property(anyRequest, flag, (before, words) => {
      const level = triage(before).level;
      const withWords = { ...before, text: { ...before.text, summary: `${before.text.summary}。${words}` } };
      const withCode = {
        ...before,
        suspectedDiagnoses: [...before.suspectedDiagnoses, { code: "R57.1", name: "" }],
      };
      expect(isMoreSevere(level, triage(withWords).level)).toBe(false);
      expect(isMoreSevere(level, triage(withCode).level)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test("law: the order of sentences, of the two texts and of diagnoses does not matter", () => {
  fc.assert(
    fc.property(anyRequest, fc.array(words, { maxLength: 5 }), (base, sentences) => {
      const of = (parts: readonly string[], swap: boolean): readonly string[] => {
        const text = parts.map((part) => `${part}。`).join("");
        const result = triage({
          ...base,
          text: swap ? { question: text, summary: "" } : { question: "", summary: text },
          suspectedDiagnoses: swap ? [...base.suspectedDiagnoses].reverse() : base.suspectedDiagnoses,
        });
        return [result.level, ...result.reasons.map((r) => r.ruleId)];
      };
      expect(of([...sentences].reverse(), true)).toEqual(of(sentences, false));
    }),
  );
});

test("law: a missing item is never one that could not change the level", () => {
  fc.assert(
    fc.property(anyRequest, (input) => {
      const { missing, level } = triage(input);
      for (const item of missing) expect(isMoreSevere(item.wouldChange, level)).toBe(true);
      if (level === "I") expect(missing).toEqual([]);
    }),
  );
});

test("any text of a megabyte is read: repeated cues, findings and openings that never close", () => {
  const size = 1 << 20;
  for (const unit of [
    "胸痛",
    "无",
    "否认胸痛、",
    "不能排除",
    "既往史：",
    "3年",
    "孕",
    "（",
    "a",
    " no ",
    "\ud800",
  ]) {
    const result = triage(request({ question: unit.repeat(Math.ceil(size / unit.length)) }));
    expect(result.reasons.length).toBeGreaterThan(0);
  }
}, 60_000);

test("any strings and numbers are answered without throwing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), fc.double(), (question, code, n) => {
      const result = triage(
        request({
          question,
          ageYears: n,
          vitals: { heartRatePerMin: n, spo2Percent: n },
          suspectedDiagnoses: [{ code, name: question }],
        }),
      );
      expect(result.reasons.length).toBeGreaterThan(0);
    }),
  );
});

test("words of worry or of long illness do not raise an undated request; the same words when acute do", () => {
  expect(levelOf({ question: "担心猝死" })).toBe("III");
  expect(levelOf({ question: "猝死" })).toBe("I");
  expect(levelOf({ question: "胸闷、气短" })).toBe("IV");
  expect(levelOf({ question: "突发胸闷、气短" })).toBe("III");
});

test("weeks of gestation in a small child's history are the mother's; a grown girl's are her own", () => {
  const text = { question: "", summary: "患儿，孕36周早产，生后气促，经皮血氧 92%。" };
  const scored = (ageYears: number | undefined, ageMonths: number | undefined) =>
    triage({ ageYears, ageMonths, text, vitals: { spo2Percent: 94 }, suspectedDiagnoses: [] }).reasons.some(
      ({ ruleId }) => ruleId.startsWith("pregnancy."),
    );
  expect(scored(undefined, 2)).toBe(false);
  expect(scored(8, undefined)).toBe(false);
  expect(scored(undefined, undefined)).toBe(false);
  const girl = triage({
    ageYears: 15,
    sex: "female",
    text: { question: "", summary: "停经8月，孕32周，头痛。" },
    vitals: { spo2Percent: 94 },
    suspectedDiagnoses: [],
  });
  expect(girl.reasons.map(({ ruleId }) => ruleId)).toContain("pregnancy.II.spo2");
});
