import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packageRoot } from "../../../platform/package-root.js";
import { urgencyLevels } from "../../../kernel/urgency.js";
import { complaintConcepts } from "../complaints/concepts.js";
import { triage, type TriageInput } from "../triage.js";
import type { UrgencyFacts } from "./features.js";
import { urgencyFigures } from "./figures.js";
import { cumulative, levelOf } from "./model.js";
import { packUrgencyModel, unpackUrgencyModel } from "./pack-model.js";
import { chooseThresholds, foldsOf, trainUrgency, type UrgencyExample } from "./train.js";

const shipped = unpackUrgencyModel(
  readFileSync(join(packageRoot(), "src/triage/data/urgency-model.json"), "utf8"),
);

const facts = (change: Partial<UrgencyFacts> = {}): UrgencyFacts => ({
  ageYears: 60,
  isFemale: true,
  arrival: "own",
  isInjury: false,
  consciousness: "A",
  hasPain: false,
  painScore: null,
  systolicMmHg: 130,
  diastolicMmHg: 80,
  heartRatePerMin: 80,
  respiratoryRatePerMin: 18,
  temperatureC: 36.6,
  spo2Percent: 98,
  complaints: new Set(),
  ...change,
});

test("figures: shares of all, recall of the urgent", () => {
  expect(urgencyFigures(["I", "II", "III", "IV"], ["I", "III", "II", "IV"])).toEqual({
    n: 4,
    accuracy: 0.5,
    underTriage: 0.25,
    overTriage: 0.25,
    recallUrgent: 0.5,
  });
  expect(urgencyFigures([], [])).toEqual({
    n: 0,
    accuracy: 0,
    underTriage: 0,
    overTriage: 0,
    recallUrgent: 0,
  });
});

test("learns what it is shown, the same from the same, and comes back from its file", () => {
  const examples: UrgencyExample[] = Array.from({ length: 48 }, (_, i) => {
    const level = urgencyLevels[i % 4] ?? "IV";
    const complaint = { I: "arrest", II: "chest-pain", III: "dizziness", IV: "wound" }[level];
    return { facts: facts({ ageYears: 20 + (i % 60), complaints: new Set([complaint]) }), level };
  });
  const model = trainUrgency(examples, "test");
  for (const example of examples)
    expect(levelOf(cumulative(model, example.facts), model.thresholds)).toBe(example.level);
  expect(trainUrgency(examples, "test")).toEqual(model);
  const back = unpackUrgencyModel(packUrgencyModel(model));
  expect(cumulative(back, facts())[1]).toBeCloseTo(cumulative(model, facts())[1] ?? 0, 3);
});

test("thresholds keep the safety goals before they look at accuracy", () => {
  // Every second II looks like a III: only a low threshold finds it.
  const truth = Array.from({ length: 40 }, (_, i): "II" | "III" => (i % 2 === 0 ? "II" : "III"));
  const answers = truth.map((level, i) => [0.01, level === "II" ? (i % 4 === 0 ? 0.9 : 0.3) : 0.28, 0.9]);
  const chosen = chooseThresholds(truth, answers);
  const { recallUrgent } = urgencyFigures(
    truth,
    answers.map((p) => levelOf(p, chosen)),
  );
  expect(recallUrgent).toBeGreaterThanOrEqual(0.85);
});

test("each fold has its share of each level", () => {
  const levels = Array.from({ length: 100 }, (_, i) => urgencyLevels[i % 4] ?? "IV");
  const fold = foldsOf(levels, 5, 3);
  for (const level of urgencyLevels)
    for (let f = 0; f < 5; f++)
      expect(levels.filter((one, i) => one === level && fold[i] === f)).toHaveLength(5);
});

test("the shipped model: probabilities never fall from I to III, and grave is graver than slight", () => {
  const number = (min: number, max: number) => fc.option(fc.double({ min, max, noNaN: true }));
  fc.assert(
    fc.property(
      fc.record({
        ageYears: number(16, 100),
        systolicMmHg: number(0, 300),
        heartRatePerMin: number(0, 250),
        temperatureC: number(20, 45),
        spo2Percent: number(0, 100),
        complaints: fc.subarray(complaintConcepts.map(({ id }) => id)).map((ids) => new Set(ids)),
      }),
      (change) => {
        const [one = 0, two = 0, three = 0] = cumulative(shipped, facts(change));
        expect(one).toBeGreaterThanOrEqual(0);
        expect(two).toBeGreaterThanOrEqual(one);
        expect(three).toBeGreaterThanOrEqual(two);
        expect(three).toBeLessThanOrEqual(1);
      },
    ),
  );
  const urgent = (complaint: string): number =>
    cumulative(shipped, facts({ complaints: new Set([complaint]) }))[1] ?? 0;
  expect(urgent("chest-pain")).toBeGreaterThan(0.5);
  expect(urgent("wound")).toBeLessThan(0.1);
});

const request = (change: Partial<TriageInput>): TriageInput => ({
  ageYears: 60,
  text: { question: "", summary: "" },
  vitals: {},
  suspectedDiagnoses: [],
  ...change,
});

test("the model advises: the level is the same without it, and it keeps silent where it has not learned", () => {
  const chest = request({ text: { question: "", summary: "突发胸痛1小时" } });
  expect(triage(chest, shipped).level).toBe(triage(chest).level);
  expect(triage(chest, shipped).estimate).toMatchObject({ level: "II", complaints: ["chest-pain"] });
  expect(triage(chest).estimate).toBeNull();
  expect(triage({ ...chest, ageYears: 8 }, shipped).estimate).toBeNull();
  expect(triage({ ...chest, ageYears: undefined }, shipped).estimate).toBeNull();
  expect(triage({ ...chest, sex: "female", ageYears: 30, pregnant: true }, shipped).estimate).toBeNull();
  expect(triage(request({}), shipped).estimate).toBeNull();
});
