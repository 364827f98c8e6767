import fc from "fast-check";
import { expect, test } from "vitest";
import { missingItems, type RequestFacts } from "./completeness.js";

const noVitals = {
  heartRatePerMin: null,
  respiratoryRatePerMin: null,
  systolicMmHg: null,
  temperatureC: null,
  spo2Percent: null,
  consciousness: null,
};
const empty: RequestFacts = {
  patientName: "",
  patientSex: "unknown",
  patientAgeYears: null,
  question: "",
  summary: "",
  mode: null,
  vitals: noVitals,
  diagnoses: [],
  wantedSpecialtyCode: null,
  consent: null,
};
const full: RequestFacts = {
  patientName: "王秀英",
  patientSex: "female",
  patientAgeYears: 63,
  question: "是否需要急诊介入？",
  summary: "胸痛两小时，心电图下壁导联抬高，已予阿司匹林负荷量口服。",
  mode: "written",
  vitals: {
    heartRatePerMin: 96,
    respiratoryRatePerMin: 20,
    systolicMmHg: 118,
    temperatureC: 36.8,
    spo2Percent: 96,
    consciousness: "A",
  },
  diagnoses: [{ code: "I21.1", name: "急性下壁心肌梗死" }],
  wantedSpecialtyCode: "03.04",
  consent: { givenBy: "patient", signerName: "王秀英", form: "paper" },
};
const requiredOf = (request: RequestFacts) =>
  missingItems(request)
    .filter((item) => item.required)
    .map((item) => item.field);

test("an empty form lacks everything, in the order of the form", () => {
  expect(missingItems(empty).map((item) => `${item.field}${item.required ? "!" : ""}`)).toEqual([
    "patientName!",
    "patientAgeYears!",
    "question!",
    "summary!",
    "mode!",
    "consent!",
    "patientSex",
    "vitals",
    "diagnoses",
    "wantedSpecialtyCode",
  ]);
  expect(missingItems(full)).toEqual([]);
});

test("a summary counts characters that can be seen", () => {
  expect(requiredOf({ ...full, summary: "一".repeat(19) })).toEqual(["summary"]);
  expect(requiredOf({ ...full, summary: "一".repeat(20) })).toEqual([]);
  expect(requiredOf({ ...full, summary: `${"一".repeat(19)}${" \u200b\u3000".repeat(50)}` })).toEqual([
    "summary",
  ]);
});

test("the vitals named are those not measured", () => {
  const [item] = missingItems({ ...full, vitals: { ...full.vitals, spo2Percent: null } });
  expect(item).toMatchObject({ field: "vitals", required: false });
  expect(item?.zh).toContain("血氧饱和度");
  expect(item?.zh).not.toContain("心率");
});

const request: fc.Arbitrary<RequestFacts> = fc.record({
  patientName: fc.constantFrom("", " ", "王秀英"),
  patientSex: fc.constantFrom("male" as const, "female" as const, "unknown" as const),
  patientAgeYears: fc.option(fc.double({ min: 0, max: 130, noNaN: true })),
  question: fc.string({ maxLength: 5 }),
  summary: fc.string({ maxLength: 40 }),
  mode: fc.option(fc.constantFrom("written" as const, "video" as const)),
  vitals: fc.record({
    heartRatePerMin: fc.option(fc.nat()),
    respiratoryRatePerMin: fc.option(fc.nat()),
    systolicMmHg: fc.option(fc.nat()),
    temperatureC: fc.option(fc.nat()),
    spo2Percent: fc.option(fc.nat()),
    consciousness: fc.option(fc.constantFrom("A", "U")),
  }),
  diagnoses: fc.array(fc.constant({}), { maxLength: 2 }),
  wantedSpecialtyCode: fc.option(fc.constant("03")),
  consent: fc.option(
    fc.record({
      givenBy: fc.constantFrom(
        "patient" as const,
        "guardian" as const,
        "relative" as const,
        "emergency_approver" as const,
      ),
      signerName: fc.constantFrom("", "王秀英"),
      form: fc.constantFrom("paper" as const, "electronic" as const, "emergency" as const),
    }),
  ),
});

test("required items come first, and every item speaks both languages", () => {
  fc.assert(
    fc.property(request, (facts) => {
      const items = missingItems(facts);
      const firstAdvice = items.findIndex((item) => !item.required);
      return (
        items.every((item) => item.zh !== "" && item.en !== "" && item.field !== "") &&
        (firstAdvice === -1 || items.slice(firstAdvice).every((item) => !item.required))
      );
    }),
  );
});

test("filling in a field never makes another one missing", () => {
  const fields = Object.keys(full) as (keyof RequestFacts)[];
  fc.assert(
    fc.property(
      request,
      fc.constantFrom(...fields.filter((f) => f !== "patientAgeYears")),
      (facts, field) => {
        const before = new Set(missingItems(facts).map((item) => item.field));
        return missingItems({ ...facts, [field]: full[field] }).every(
          // A consent that is there can be found wrong, which one that is missing cannot.
          (item) => before.has(item.field) || item.field.startsWith(`${field}.`),
        );
      },
    ),
  );
});
