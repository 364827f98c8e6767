import fc from "fast-check";
import { expect, test } from "vitest";
import { anyEvidence, anyPiece, today } from "../arbitrary-for-tests.js";
import type { Evidence } from "./evidence.js";
import { PROFILE_MODEL as model } from "./model.js";
import { estimateUsualSkills, usualIn } from "./usual-skills.js";
import { type Skill, skillsOf, type SkillVocabulary } from "./skills.js";

const vocabulary: SkillVocabulary = {
  placeOf: (kind, code) =>
    kind === "operation"
      ? { category: code.slice(0, 2), block: undefined, chapter: undefined }
      : /^[A-Z]\d\d/.test(code)
        ? {
            category: code.slice(0, 3),
            block: code.startsWith("I2") ? "I20-I25" : undefined,
            chapter: `${code.slice(0, 1)}00-${code.slice(0, 1)}99`,
          }
        : undefined,
  usualSpecialties: (kind, category) =>
    kind === "operation" ? [] : category.startsWith("I") ? ["03.04"] : ["03.01", "19"],
  isUsualAmong: (declared, _kind, category) => declared.includes("20") && category === "C34",
  isSameLine: (a, b) => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`),
};
const skills = (evidence: readonly Evidence[], declared: readonly string[] = ["03.04"]): Skill[] =>
  skillsOf(evidence, declared, today, vocabulary, model);

const cases = (id: string, code: string, quantity: number, changes: Partial<Evidence> = {}): Evidence => ({
  id,
  kind: "disease_cases",
  label: code,
  code,
  quantity,
  value: 1,
  source: "his",
  verification: "verified",
  observedOn: today,
  verifiedOn: null,
  grade: null,
  mix: null,
  ...changes,
});

test("evidence for a disease counts for its category, its block and its chapter", () => {
  const found = skills([cases("a", "I21.900", 80), cases("b", "I20.000", 40)]);
  expect(found.map(({ level, code, documents }) => [level, code, documents.length])).toEqual([
    ["block", "I20-I25", 2],
    ["chapter", "I00-I99", 2],
    ["category", "I21", 1],
    ["category", "I20", 1],
  ]);
});

test("hidden: strong evidence that others have seen, where no declared specialty usually looks", () => {
  const lung = cases("a", "C34.900", 60);
  expect(skills([lung])[0]).toMatchObject({ level: "category", code: "C34", isHidden: true });
  expect(skills([lung], ["03.01"])[0]?.isHidden).toBe(false);
  // The whole of 内科 declared covers its parts.
  expect(skills([lung], ["03"])[0]?.isHidden).toBe(false);
  expect(skills([lung], [])[0]?.isHidden).toBe(false);
  // What many colleagues of the specialty have is no secret of one of them.
  expect(skills([lung], ["20"])[0]?.isHidden).toBe(false);
  expect(skills([lung], ["10"])[0]?.isHidden).toBe(true);
  expect(skills([{ ...lung, quantity: 1 }])[0]?.isHidden).toBe(false);
  const ownWord = { ...lung, source: "self_reported", verification: "asserted", quantity: 100_000 } as const;
  expect(skills([ownWord])[0]?.isHidden).toBe(false);
  expect(skills([{ ...ownWord, verification: "verified" }])[0]?.isHidden).toBe(true);
});

test("usual: two colleagues at least, and three in ten", () => {
  const holder = { specialty: "20", skills: [{ kind: "disease", level: "category", code: "C34" } as const] };
  const none = { specialty: "20", skills: [] };
  const of = (holders: number, others: number) =>
    estimateUsualSkills(
      [...Array.from({ length: holders }, () => holder), ...Array.from({ length: others }, () => none)],
      model,
    );
  expect(of(1, 0)).toEqual([]);
  expect(of(2, 4)).toEqual([{ specialty: "20", kind: "disease", code: "C34", members: 6, holders: 2 }]);
  expect(of(2, 5)).toEqual([]);
  expect(usualIn(of(2, 4))(["10", "20"], "disease", "C34")).toBe(true);
  expect(usualIn(of(2, 4))(["10"], "disease", "C34")).toBe(false);
});

test("no skill without evidence that counts, none without a code", () => {
  expect(skills([])).toEqual([]);
  expect(skills([{ ...cases("a", "I21.900", 50), code: null }])).toEqual([]);
  expect(skills([cases("a", "I21.900", 50, { verification: "disputed" })])).toEqual([]);
  expect(skills([cases("a", "I21.900", 0)])).toEqual([]);
  expect(skills([cases("a", "心梗", 50)])).toEqual([]);
});

test("laws: bounded, documents add up, order does not matter, one document more never weakens a skill", () => {
  fc.assert(
    fc.property(anyEvidence, anyPiece, (evidence, piece) => {
      const found = skills(evidence);
      expect(skills(evidence.toReversed())).toEqual(found);
      for (const skill of found) {
        expect(skill.strength).toBeGreaterThanOrEqual(0);
        expect(skill.strength).toBeLessThanOrEqual(100);
        expect(skill.documents.reduce((sum, { points }) => sum + Math.round(points * 100), 0)).toBe(
          Math.round(skill.strength * 100),
        );
        expect(skill.documents.length).toBeGreaterThan(0);
      }
      const more = skills([...evidence, { ...piece, id: "more" }]);
      for (const skill of found) {
        const after = more.find((one) => one.level === skill.level && one.code === skill.code);
        expect(after?.strength).toBeGreaterThanOrEqual(skill.strength);
      }
    }),
    { numRuns: 300 },
  );
});
