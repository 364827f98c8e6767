import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";
import { evaluateReader, normaliseSpecialty, normaliseTerms, specialtyIndex, termReader } from "./index.js";

/** Invented strings with their names, made for this test; docs/evaluation.md has the figures on real ones. */
function invented(kind: string): readonly { readonly text: string; readonly names: readonly string[] }[] {
  const [, ...lines] = readFileSync(join(packageRoot(), "test/terms", `${kind}.tsv`), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [text = "", names = ""] = line.split("\t");
    return { text, names: names.split("##") };
  });
}

test.each([
  { kind: "diagnosis", least: { top1: 0.8, top10: 0.95, resolved: 0.97 } },
  { kind: "procedure", least: { top1: 0.7, top10: 0.92, resolved: 0.94 } },
  { kind: "symptom", least: { top1: 0.9, top10: 0.97, resolved: 0.97 } },
] as const)("invented strings: $kind does not get worse", ({ kind, least }) => {
  const { top1, top10, resolved } = evaluateReader(termReader(kind), invented(kind));
  expect(top1).toBeGreaterThanOrEqual(least.top1);
  expect(top10).toBeGreaterThanOrEqual(least.top10);
  expect(resolved.precision).toBeGreaterThanOrEqual(least.resolved);
});

test("invented strings: departments are resolved, and rightly", () => {
  const names = invented("specialty");
  const answers = names.map(({ text }) => normaliseSpecialty(specialtyIndex(), text));
  const resolved = answers.filter(({ status }) => status === "resolved");
  expect(resolved.length / names.length).toBeGreaterThanOrEqual(0.93);
  answers.forEach(({ code }, i) => {
    if (code !== null) expect(names[i]?.names).toContain(code);
  });
});

test("every name of a list is its own answer", () => {
  for (const kind of ["diagnosis", "procedure", "symptom"] as const) {
    const reader = termReader(kind);
    const { terms } = reader.engine.index;
    const step = Math.ceil(terms.length / 60);
    for (let at = 0; at < terms.length; at += step) {
      const { name = "" } = terms[at] ?? {};
      const { candidates } = normaliseTerms(reader, name);
      expect(candidates.slice(0, 5).map((one) => one.name)).toContain(name);
    }
  }
});

test("several diseases in one string", () => {
  const { terms } = normaliseTerms(termReader("diagnosis"), "糖尿病反复低血糖;骨质疏松");
  expect(terms.map(({ text }) => text)).toEqual(expect.arrayContaining(["糖尿病反复低血糖", "骨质疏松"]));
  expect(terms.find(({ text }) => text === "骨质疏松")).toMatchObject({
    status: "resolved",
    relation: "exact",
  });
});
