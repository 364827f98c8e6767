import fc from "fast-check";
import { expect, test } from "vitest";
import { consentProblems } from "./consent.js";

const fieldsOf = (...given: Parameters<typeof consentProblems>) =>
  consentProblems(...given).map((p) => p.field);
const paper = { signerName: "王秀英", form: "paper" } as const;

test("an adult patient, guardian or relative may consent on paper", () => {
  for (const givenBy of ["patient", "guardian", "relative"] as const)
    expect(fieldsOf({ ...paper, givenBy }, 40)).toEqual([]);
});

test("below eighteen only a guardian", () => {
  expect(fieldsOf({ ...paper, givenBy: "patient" }, 17.99)).toEqual(["consent.givenBy"]);
  expect(fieldsOf({ ...paper, givenBy: "relative" }, 0)).toEqual(["consent.givenBy"]);
  expect(fieldsOf({ ...paper, givenBy: "guardian" }, 17.99)).toEqual([]);
  expect(fieldsOf({ ...paper, givenBy: "patient" }, 18)).toEqual([]);
  expect(fieldsOf({ ...paper, givenBy: "patient" }, null)).toEqual([]);
});

test("approver and emergency go together, at any age", () => {
  const givenBy = fc.constantFrom(
    "patient" as const,
    "guardian" as const,
    "relative" as const,
    "emergency_approver" as const,
  );
  const form = fc.constantFrom("paper" as const, "electronic" as const, "emergency" as const);
  fc.assert(
    fc.property(givenBy, form, fc.double({ min: 0, max: 130, noNaN: true }), (by, how, age) => {
      const holds = consentProblems({ givenBy: by, form: how, signerName: "李主任" }, age).length === 0;
      return !holds || (by === "emergency_approver") === (how === "emergency");
    }),
  );
  expect(fieldsOf({ givenBy: "emergency_approver", form: "emergency", signerName: "李主任" }, 5)).toEqual([]);
});

test("a signature of blanks is none", () => {
  expect(fieldsOf({ givenBy: "patient", form: "paper", signerName: " \u200b" }, 40)).toEqual([
    "consent.signerName",
  ]);
});
