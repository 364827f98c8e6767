import { expect, test } from "vitest";
import { VitalsSchema } from "../cases/api.js";
import { longestSent, outgoingOf } from "./prompt.js";

const known = { people: ["王秀英"], institutions: [], regions: new Set<string>() };
const asked = {
  question: "王秀英能否手术？",
  summary: "患者咳嗽。",
  patientSex: "female",
  patientAgeYears: 63,
  patientIsPregnant: false,
  vitals: VitalsSchema.parse({ heartRatePerMin: 88 }),
} as const;
const messageOf = (change: object = {}, diagnoses: { code: string | null; name: string }[] = []) =>
  outgoingOf({ ...asked, ...change }, diagnoses, known, "2026-03-10");

test("the message holds what was measured and no name; diagnoses are de-identified, too", () => {
  const { message, texts } = messageOf({}, [{ code: null, name: "王秀英肺部阴影待查" }]);
  expect(JSON.parse(message)).toEqual({
    patient: { ageYears: 63, sex: "female", isPregnant: false },
    vitals: { heartRatePerMin: 88 },
    diagnoses: [{ code: null, name: "[姓名1]肺部阴影待查" }],
    question: "[姓名1]能否手术？",
    summary: "患者咳嗽。",
  });
  expect(texts).toEqual(["[姓名1]能否手术？", "患者咳嗽。"]);
});

test("an age of ninety and more is not told; none stays none", () => {
  const ageOf = (patientAgeYears: number | null) =>
    (JSON.parse(messageOf({ patientAgeYears }).message) as { patient: { ageYears: unknown } }).patient
      .ageYears;
  expect([ageOf(89), ageOf(90), ageOf(104), ageOf(null)]).toEqual([89, "≥90", "≥90", null]);
});

test("a text over the limit is cut after the names are out, so that no half name leaves", () => {
  for (let back = 1; back <= 3; back++) {
    const { message, texts } = messageOf({ summary: `${"咳".repeat(longestSent - back)}王秀英，乏力。` });
    expect(message).not.toMatch(/王秀|秀英/u);
    expect(texts[1]?.length).toBeLessThanOrEqual(longestSent);
  }
});

test("the same request gives the same hash, another one another", () => {
  expect(messageOf().sha256).toBe(messageOf().sha256);
  expect(messageOf({ summary: "患者发热。" }).sha256).not.toBe(messageOf().sha256);
});
