import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestDraft } from "../api.js";
import { ageLabel } from "../domain/patient-label.js";
import {
  ageIn,
  ageInYears,
  ageUnitOf,
  differingParts,
  emptyDraft,
  isSameDraft,
  overlongTexts,
  toDraft,
  toForm,
} from "./request-form.js";

const signed = { textVersion: "2026-01", givenBy: "guardian", signerName: "王一", form: "paper" } as const;

test("a draft comes back from the form as it went in, and is always a valid draft", () => {
  for (const consent of [null, signed]) {
    const draft = RequestDraft.parse({ patientName: "王秀英", consent });
    const back = toDraft(toForm(draft), "2026-01");
    expect(back).toEqual(draft);
    expect(RequestDraft.safeParse(back).success).toBe(true);
  }
});

test("a consent without signature or signer is none, so that half of one can be saved", () => {
  const form = toForm(emptyDraft());
  const part = { ...form.consent, isSigned: true };
  expect(toDraft({ ...form, consent: part }, "2026-01").consent).toBeNull();
  expect(toDraft({ ...form, consent: { ...part, signerName: "  " } }, "2026-01").consent).toBeNull();
  expect(
    toDraft({ ...form, consent: { ...part, signerName: "王一", isSigned: false } }, "2026-01").consent,
  ).toBeNull();
});

test("texts over the limit are named with what they hold", () => {
  const form = { ...toForm(emptyDraft()), question: "问".repeat(2001), patientName: "王".repeat(50) };
  expect(overlongTexts(form)).toEqual([{ field: "question", max: 2000, count: 2001 }]);
});

test("the order of keys makes no difference, another value does", () => {
  const one = emptyDraft();
  const reordered = RequestDraft.parse(Object.fromEntries(Object.entries(one).reverse()));
  expect(isSameDraft(one, reordered)).toBe(true);
  expect(differingParts(one, { ...one, question: "？", mode: "video" })).toEqual(["question", "mode"]);
});

test("every age typed in days, months or years comes back as typed, and reads so in a list", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("years", "months", "days"),
      fc.integer({ min: 0, max: 130 }),
      (unit, value) => {
        const years = ageInYears(value, unit);
        expect(ageIn(years, unit)).toBe(value);
      },
    ),
  );
  for (let days = 0; days < 30; days++) expect(ageUnitOf(ageInYears(days, "days"))).toBe("days");
  for (let months = 1; months < 24; months++) {
    expect(ageUnitOf(ageInYears(months, "months"))).toBe("months");
    expect(ageLabel(ageInYears(months, "months"))).toBe(`${months}个月`);
  }
  expect(ageUnitOf(null)).toBe("years");
  expect(ageUnitOf(2)).toBe("years");
});

test("an age typed in days reads so in a list", () => {
  for (let days = 0; days < 30; days++) expect(ageLabel(ageInYears(days, "days"))).toBe(`${days}天`);
});
