import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";
import {
  diagnosisIndex,
  hospitalGrades,
  institutionClasses,
  institutionKindOf,
  normaliseSpecialty,
  practiceScopes,
  regionIndex,
  scopeRules,
  specialtyIndex,
  specialtyTree,
  titleIndex,
} from "./index.js";

const rows = (file: string): string[][] =>
  readFileSync(join(packageRoot(), "src/terminology/data", file), "utf8")
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));

test("the files hold what their README says", () => {
  expect(specialtyTree().byCode.size).toBe(182);
  expect(diagnosisIndex().rows.length).toBe(30_501);
  expect(new Set(diagnosisIndex().rows.map((row) => row.code)).size).toBe(30_501);
  expect(regionIndex().byCode.size).toBe(3348);
  expect(titleIndex().byCode.size).toBe(27);
  expect(practiceScopes().length).toBe(25);
  expect(hospitalGrades().length).toBe(14);
  expect(institutionClasses().get("A100")).toBe("综合医院");
});

test("diagnosis codes stand in order", () => {
  const codes = diagnosisIndex().rows.map((row) => row.code);
  expect(codes).toEqual([...codes].sort());
});

test("an alias has one code, or says that it is ambiguous", () => {
  const seen = new Map<string, string[][]>();
  for (const row of rows("specialty-aliases.tsv")) {
    const key = `${row[1] ?? ""} ${row[4] ?? ""}`;
    seen.set(key, [...(seen.get(key) ?? []), row]);
  }
  const torn = [...seen.values()].filter(
    (same) => new Set(same.map((row) => row[0])).size > 1 && same.some((row) => row[2] !== "ambiguous"),
  );
  expect(torn).toEqual([]);
  const strange = rows("specialty-aliases.tsv").filter(
    ([, , relation = "", source = "", setting = "?"]) =>
      !["exact", "narrower", "broader", "ambiguous"].includes(relation) ||
      !["R1", "R2", "R3", "R4", "R5", "R6", "M"].includes(source) ||
      !["", "tcm"].includes(setting),
  );
  expect(strange).toEqual([]);
});

test("every alias is answered as its row says", () => {
  const wrong = rows("specialty-aliases.tsv").filter(([code = "", alias = "", relation, , setting]) => {
    const answer = normaliseSpecialty(specialtyIndex(), alias, {
      institution: setting === "tcm" ? "tcm" : "general",
    });
    if (relation !== "ambiguous") return answer.code !== code;
    return answer.status !== "ambiguous" || !answer.candidates.some((candidate) => candidate.code === code);
  });
  expect(wrong).toEqual([]);
});

test("every official name and every code is answered with itself", () => {
  const wrong = [...specialtyTree().byCode.values()].filter(({ code, label }) => {
    const byCode = normaliseSpecialty(specialtyIndex(), code, { edition: "2010" });
    const byName = normaliseSpecialty(specialtyIndex(), label);
    return byCode.code !== code || (byName.code !== code && !label.endsWith("其他专业"));
  });
  expect(wrong).toEqual([]);
});

test("every word a name is made of has a known role, and only once", () => {
  const words = rows("specialty-morphemes.tsv");
  const roles = "branch topic weak modality contest population tradition joint and filler stop".split(" ");
  for (const row of words) expect(roles, row[0]).toContain(row[1]);
  expect(new Set(words.map((row) => row[0])).size).toBe(words.length);
});

test("scope rules and counterparts name codes that exist", () => {
  const scopes = practiceScopes().map((scope) => scope.code);
  for (const rule of scopeRules()) {
    expect(scopes).toContain(rule.scope);
    expect(specialtyTree().byCode.has(rule.specialty)).toBe(true);
  }
  for (const [, code = ""] of rows("specialty-counterparts.tsv"))
    expect(specialtyTree().byCode.has(code)).toBe(true);
});

test("no note of a data file speaks of anything but the data", () => {
  for (const file of [
    "titles.tsv",
    "practice-scope.tsv",
    "scope-to-specialty.tsv",
    "hospital-grade.tsv",
    "README.md",
  ])
    expect(readFileSync(join(packageRoot(), "src/terminology/data", file), "utf8")).not.toMatch(
      /\bid \d{6,}|from memory/u,
    );
});

test("the kind of a hospital follows its class, then its name", () => {
  expect(institutionKindOf("A210", "某医院")).toBe("tcm");
  expect(institutionKindOf("A519", "某医院")).toBe("children");
  expect(institutionKindOf("A100", "某市中医院")).toBe("tcm");
  expect(institutionKindOf(undefined, "某市中西医结合医院")).toBe("general");
});
