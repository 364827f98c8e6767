import fc from "fast-check";
import { expect, test } from "vitest";
import { diagnosisIndex, icd10 } from "../load.js";
import { buildDiagnosisIndex, diagnosisOf, searchDiagnoses } from "./diagnosis-search.js";
import { icd10PlaceOf } from "./icd10.js";

const index = diagnosisIndex();
const first = (query: string) => searchDiagnoses(index, query)[0];

test.each([
  ["肺炎", "J18.900"],
  ["高血压", "I10.x00x002"],
  ["糖尿病", "E14.900x001"],
  ["2型糖尿病", "E11.900"],
  ["急性心肌梗塞", "I21.900"],
  ["心梗", "I21.900"],
  ["冠心病", "I25.103"],
  ["慢阻肺", "J44.900"],
  ["COPD", "J44.900"],
  ["急性肾衰", "N17.900"],
  ["高血压病3级", "I10.x05"],
  ["J18.900", "J18.900"],
  ["j189", "J18.900"],
  ["ｊ１８９", "J18.900"],
])("%s finds %s first", (query, code) => {
  expect(first(query)?.code).toBe(code);
});

test("the plain term comes before longer ones", () => {
  const names = searchDiagnoses(index, "阑尾炎").map((hit) => hit.name);
  expect(names[0]).toBe("阑尾炎");
  expect(names.indexOf("慢性阑尾炎")).toBeLessThan(names.indexOf("阿米巴阑尾炎"));
});

test("all words must occur, in any order", () => {
  const hits = searchDiagnoses(index, "肾病 2型糖尿病").filter((hit) => hit.match === "contains");
  expect(hits.length).toBeGreaterThan(0);
  for (const hit of hits) expect(hit.name).toMatch(/2型糖尿病.*肾病/u);
});

test("a code's beginning finds its codes, shortest first", () => {
  const hits = searchDiagnoses(index, "I21.0", 50);
  expect(hits.every((hit) => hit.code.startsWith("I21.0") && hit.match === "code")).toBe(true);
  expect(hits[0]?.code.length).toBeLessThanOrEqual(hits.at(-1)?.code.length ?? 0);
});

test("nothing is found for nothing", () => {
  for (const query of ["", " ", "，", "()"]) expect(searchDiagnoses(index, query)).toEqual([]);
  expect(searchDiagnoses(index, "肺炎", 0)).toEqual([]);
  expect(searchDiagnoses(buildDiagnosisIndex([], []), "肺炎")).toEqual([]);
});

test("every name finds itself first or beside its twin", () => {
  const rows = fc.nat(index.rows.length - 1).map((at) => index.rows[at]!);
  fc.assert(
    fc.property(rows, (row) => {
      const hits = searchDiagnoses(index, row.name.slice(0, 40), 5);
      return (
        row.name.length > 40 || /^[A-Za-z]\d/u.test(row.name) || hits.some((hit) => hit.code === row.code)
      );
    }),
    { numRuns: 150 },
  );
});

/** Any text at all, torn surrogates included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));

test("no query breaks it, answers are unique and at most the limit", () => {
  fc.assert(
    fc.property(anyText, (query) => {
      const hits = searchDiagnoses(index, query, 7);
      expect(hits.length).toBeLessThanOrEqual(7);
      expect(new Set(hits.map((hit) => hit.code)).size).toBe(hits.length);
      for (const hit of hits) expect(diagnosisOf(index, hit.code)?.name).toBe(hit.name);
    }),
  );
});

test("twenty answers take five milliseconds at the median, even for frequent words", () => {
  const queries = ["性", "恶性肿瘤", "妊娠", "骨折", "疾病", "糖尿病肾病", "I", "急性", "其他的", "肺部感染"];
  const times = Array.from({ length: 50 }, (_, i) => {
    const start = performance.now();
    searchDiagnoses(index, queries[i % queries.length] ?? "");
    return performance.now() - start;
  }).sort((a, b) => a - b);
  expect(times[25]).toBeLessThan(5);
});

test("a code has its place in ICD-10", () => {
  const place = icd10PlaceOf(icd10(), "I21.900");
  expect(place.category).toEqual({ code: "I21", name: "急性心肌梗死" });
  expect(place.chapter?.name).toBe("循环系统疾病");
  expect(place.block?.from).toBe("I20");
  expect(icd10PlaceOf(icd10(), "Z03.501").chapter?.from).toBe("Z00");
  expect(icd10PlaceOf(icd10(), "??").category.name).toBeUndefined();
});
