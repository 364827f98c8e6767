import fc from "fast-check";
import { expect, test } from "vitest";
import { complaintConcepts } from "./concepts.js";
import { readComplaints } from "./read-complaints.js";

const read = (text: string): string[] => [...readComplaints(text)].sort();

test("English notes and Chinese prose lead to the same complaints", () => {
  for (const text of ["pain, chest", "ant. chest pain", "Left chest pain", "突发胸痛2小时"])
    expect(read(text)).toContain("chest-pain");
  expect(read("Lt. side weakness")).toEqual(["focal-weakness"]);
  expect(read("突发左侧肢体无力1小时")).toEqual(["focal-weakness"]);
  expect(read("RLQ abd. pain")).toEqual(["lower-abdominal-pain"]);
  expect(read("右下腹痛1天")).toEqual(["lower-abdominal-pain"]);
  expect(read("DZ - Dizziness")).toEqual(["dizziness"]);
});

test("denied, past and relatives' complaints are none", () => {
  expect(read("no chest pain, denies dyspnea")).toEqual([]);
  expect(read("否认胸痛、呼吸困难")).toEqual([]);
  expect(read("父亲曾有胸痛")).toEqual([]);
  expect(read("denies fever but has chest pain")).toEqual(["chest-pain"]);
});

test("the longer complaint takes its words: a chest injury is no chest pain", () => {
  expect(read("chest wall pain left")).toEqual(["chest-wall-pain"]);
  expect(read("chest injury")).toEqual(["trunk-injury"]);
});

test("ids are unique, and every concept is found by each of its own words", () => {
  expect(new Set(complaintConcepts.map(({ id }) => id)).size).toBe(complaintConcepts.length);
  const lost = complaintConcepts.flatMap(({ id, zh }) =>
    zh.split("|").filter((word) => !readComplaints(word).has(id)),
  );
  expect(lost).toEqual([]);
});

test("any text is read, in time that grows with its length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      for (const id of readComplaints(text))
        expect(complaintConcepts.some((one) => one.id === id)).toBe(true);
    }),
  );
  const started = performance.now();
  readComplaints("left side pain ".repeat(20_000) + "胸痛腹痛".repeat(1000));
  expect(performance.now() - started).toBeLessThan(6000);
});
