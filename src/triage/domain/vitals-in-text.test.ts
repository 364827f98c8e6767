import fc from "fast-check";
import { expect, test } from "vitest";
import { isMoreSevere } from "./level.js";
import { triage } from "./triage.js";
import { readVitals, withVitalsInText } from "./vitals-in-text.js";

const read = (summary: string, question = "") =>
  Object.fromEntries(readVitals({ question, summary }).map((one) => [one.vital, one.value]));

test.each([
  ["BP 60/40", { systolicMmHg: 60, diastolicMmHg: 40 }],
  ["血压85/50mmHg", { systolicMmHg: 85, diastolicMmHg: 50 }],
  ["血压：１２０／８０ｍｍＨｇ", { systolicMmHg: 120, diastolicMmHg: 80 }],
  ["血压低至 60 / 40 mmHg", { systolicMmHg: 60, diastolicMmHg: 40 }],
  ["心率 150次/分", { heartRatePerMin: 150 }],
  ["HR:150bpm", { heartRatePerMin: 150 }],
  ["SpO2 82%", { spo2Percent: 82 }],
  ["SpO₂：82", { spo2Percent: 82 }],
  ["指脉氧82％", { spo2Percent: 82 }],
  ["体温 39.5", { temperatureC: 39.5 }],
  ["体温39.5℃。", { temperatureC: 39.5 }],
  ["呼吸 30次/分", { respiratoryRatePerMin: 30 }],
  [
    "T 36.5℃，P 110次/分，R 22次/分，BP 100/60mmHg",
    {
      temperatureC: 36.5,
      heartRatePerMin: 110,
      respiratoryRatePerMin: 22,
      systolicMmHg: 100,
      diastolicMmHg: 60,
    },
  ],
  ["既往血压正常，现血压 60/40", { systolicMmHg: 60, diastolicMmHg: 40 }],
  ["既往史：高血压10年，查体：血压 85/50", { systolicMmHg: 85, diastolicMmHg: 50 }],
])("a clear form is read: %s", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each([
  "既往血压 180/110",
  "既往史：高血压10年，血压 180/110",
  "平素血压 120/80",
  "3年前曾测血压 200/120",
  "父亲血压 200/120",
  "最高血压 180/110",
  "血压最高 180/110",
  "血压控制目标：血压 130/80",
  "若血压 80/50 请转诊",
  "血压 80-90/50-60",
  "体温 38-39℃",
  "体温38.5~39.5℃",
  "SpO2 <90%",
  "血压 16/10kPa",
  "血压 40/60",
  "血压 2024/12/05 测",
  "胎心率 150次/分",
  "人工呼吸 30次/分",
  "HR 0.75 (95%CI 0.6-0.9)",
  "P 0.05",
  "T 12",
  "血氧分压 60mmHg",
  "体温 395",
  "呼吸机 PEEP 10",
])("what is of another time or person, a range, a limit or unclear is not read: %s", (text) => {
  expect(read(text)).toEqual({});
});

test("a quote stands where it says, in the text as given", () => {
  const summary = "胸痛２小时；血压：６０／４０ｍｍＨｇ，心率 150次/分。";
  for (const one of readVitals({ question: "", summary })) {
    expect(one.field).toBe("summary");
    expect(summary.slice(one.start, one.end)).toBe(one.quote);
  }
});

test("of several values the one furthest out is taken, wherever it stands", () => {
  expect(read("血压 60/40。补液后血压 110/70。")).toMatchObject({ systolicMmHg: 60, diastolicMmHg: 40 });
  expect(read("血压 110/70。")).toEqual(read("血压 110/70。血压 115/75。"));
});

test("a typed value stands against the text; an empty field is filled, and the reason says from where", () => {
  const text = { question: "", summary: "血压 60/40，心率 110次/分" };
  const typed = triage({ text, vitals: { systolicMmHg: 120, diastolicMmHg: 80 }, suspectedDiagnoses: [] });
  expect(typed.vitalsFromText.map((one) => one.vital)).toEqual(["heartRatePerMin"]);
  expect(typed.level).toBe("III");
  const empty = triage({ text, vitals: {}, suspectedDiagnoses: [] });
  expect(empty.level).toBe("I");
  const reason = empty.reasons.find(({ ruleId }) => ruleId === "cn2018.I.systolic");
  expect(reason?.zh).toContain("取自文字");
  expect(reason?.evidence).toMatchObject({
    kind: "vitals",
    values: [{ field: "systolicMmHg", value: 60, quote: "血压 60/40" }],
  });
  expect(empty.missing.map(({ field }) => field)).not.toContain("systolicMmHg");
});

test("a typed impossible value is asked back and not replaced by the text", () => {
  const result = triage({
    text: { question: "", summary: "心率 150次/分" },
    vitals: { heartRatePerMin: 999 },
    suspectedDiagnoses: [],
  });
  expect(result.vitalsFromText).toEqual([]);
  expect(result.problems.map(({ field }) => field)).toContain("heartRatePerMin");
});

const sentence = fc.oneof(
  fc
    .tuple(fc.integer({ min: 40, max: 250 }), fc.integer({ min: 12, max: 39 }))
    .map(([systolic, diastolic]) => `血压 ${systolic}/${diastolic}mmHg。`),
  fc.integer({ min: 20, max: 300 }).map((n) => `心率 ${n}次/分。`),
  fc.integer({ min: 4, max: 80 }).map((n) => `呼吸 ${n}次/分。`),
  fc.integer({ min: 300, max: 430 }).map((n) => `体温 ${n / 10}℃。`),
  fc.integer({ min: 30, max: 100 }).map((n) => `SpO2 ${n}%。`),
  fc.constantFrom("胸痛2小时。", "否认发热，", "既往史：", "患儿，", "孕30周。"),
);

test("law: the order of sentences and of the two texts does not change what is read", () => {
  fc.assert(
    fc.property(
      fc.array(
        sentence.filter((s) => s.endsWith("。")),
        { maxLength: 8 },
      ),
      (sentences) => {
        const forward = read(sentences.join(""));
        expect(read([...sentences].reverse().join(""))).toEqual(forward);
        expect(read("", sentences.join(""))).toEqual(forward);
      },
    ),
  );
});

test("law: what is read is possible, of each sign at most one, and the lower pressure is below the upper", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(sentence, fc.string({ unit: "binary" }))), (parts) => {
      const found = readVitals({ question: "", summary: parts.join("") });
      expect(new Set(found.map(({ vital }) => vital)).size).toBe(found.length);
      for (const { value } of found) expect(value).toBeGreaterThan(0);
    }),
  );
});

test("law: reading a vital sign from the text never gives a lower level than leaving it unread", () => {
  fc.assert(
    fc.property(
      fc.array(sentence, { maxLength: 5 }),
      fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      (parts, ageYears) => {
        const text = parts.join("");
        const withNumbers = triage({
          ageYears,
          text: { question: "", summary: text },
          vitals: {},
          suspectedDiagnoses: [],
        });
        const unread = triage({
          ageYears,
          text: { question: "", summary: text.replace(/\d+(?:\.\d+)?(?=\D*[/次%℃])/g, "某") },
          vitals: {},
          suspectedDiagnoses: [],
        });
        expect(isMoreSevere(unread.level, withNumbers.level)).toBe(false);
      },
    ),
  );
});

test("law: a typed vital sign is never changed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.array(sentence), (heartRatePerMin, parts) => {
      const inText = readVitals({ question: "", summary: parts.join("") });
      const { vitals, used } = withVitalsInText({ heartRatePerMin }, inText);
      expect(vitals.heartRatePerMin).toBe(heartRatePerMin);
      expect(used.some(({ vital }) => vital === "heartRatePerMin")).toBe(false);
    }),
  );
});

test("a megabyte of numbers is read in time that grows with its length", () => {
  for (const unit of ["血压 60/40 ", "心率", "BP 60/", "T 39.", "体温        ", "既往史：血压 60/40，"])
    expect(readVitals({ question: "", summary: unit.repeat((1 << 20) / unit.length) }).length).toBeLessThan(
      7,
    );
}, 30_000);
