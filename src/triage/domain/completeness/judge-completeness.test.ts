import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packageRoot } from "../../../platform/package-root.js";
import { complaintConcepts } from "../complaints/concepts.js";
import { readComplaints } from "../complaints/read-complaints.js";
import { type CompletenessFacts, judgeCompleteness } from "./judge-completeness.js";
import { readCompletenessGroups } from "./read-groups.js";

const groups = readCompletenessGroups(
  readFileSync(join(packageRoot(), "src/triage/data/completeness.tsv"), "utf8"),
);

const facts = (text: string, change: Partial<CompletenessFacts> = {}): CompletenessFacts => ({
  text,
  diagnosisCodes: [],
  complaints: readComplaints(text),
  measured: new Set(),
  attachments: [],
  ...change,
});
const judged = (text: string, change: Partial<CompletenessFacts> = {}) =>
  Object.fromEntries(
    judgeCompleteness(groups, facts(text, change)).flatMap(({ items }) =>
      items.map(({ item, isPresent }) => [item.zh, isPresent]),
    ),
  );

test("at least 25 groups, each with items, known complaints, well-formed ranges and a way to be met", () => {
  expect(groups.length).toBeGreaterThanOrEqual(25);
  const known = new Set(complaintConcepts.map(({ id }) => id));
  for (const { id, icd, complaints, items } of groups) {
    expect(items.length, id).toBeGreaterThanOrEqual(3);
    expect(icd.length + complaints.length, id).toBeGreaterThan(0);
    for (const range of icd) expect(range).toMatch(/^[A-Z]\d[0-9A-Z]-[A-Z]\d[0-9A-Z]$|^[A-Z]\d[0-9A-Z]$/);
    expect(complaints.filter((one) => !known.has(one))).toEqual([]);
    for (const item of items) expect(item.words.length, item.zh).toBeGreaterThan(0);
  }
});

test("chest pain: what is written is there, what is not done or awaited is not", () => {
  expect(judged("突发胸痛2小时，心电图示ST段抬高，肌钙蛋白未查")).toMatchObject({
    起病时间: true,
    心电图: true,
    肌钙蛋白: false,
    血压: false,
  });
  expect(judged("胸痛，肌钙蛋白结果未归，未做心电图")).toMatchObject({ 肌钙蛋白: false, 心电图: false });
  expect(judged("胸痛", { measured: new Set(["systolicMmHg"]) })["血压"]).toBe(true);
  expect(judged("胸痛", { attachments: [{ title: "入院心电图.pdf", isImage: false }] })["心电图"]).toBe(true);
});

test("an inserted line that was not filled in is not there yet", () => {
  expect(judged("胸痛\n心电图：")["心电图"]).toBe(false);
  expect(judged("胸痛\n心电图：\n肌钙蛋白：0.9")).toMatchObject({ 心电图: false, 肌钙蛋白: true });
  expect(judged("胸痛\n心电图：窦性心律")["心电图"]).toBe(true);
});

test("groups by diagnosis come first, by range ends included, at most three, no item twice", () => {
  const ids = (codes: string[], text = "") =>
    judgeCompleteness(groups, facts(text, { diagnosisCodes: codes })).map(({ group }) => group.id);
  expect(ids(["I21.900"])).toEqual(["chest-pain"]);
  expect(ids(["I63.902"])).toEqual(["stroke"]);
  expect(ids(["G45"])).toEqual(["stroke"]);
  expect(ids(["J18.900"], "胸痛")).toEqual(["pneumonia", "chest-pain"]);
  expect(ids(["", "??", "I", "Z99"])).toEqual([]);
  const many = judgeCompleteness(groups, facts("胸痛、头痛、腹痛、发热、抽搐"));
  expect(many.length).toBe(3);
  const names = many.flatMap(({ items }) => items.map(({ item }) => item.zh));
  expect(new Set(names).size).toBe(names.length);
});

test("law: more text in new sentences never takes a present item away", () => {
  const parts = [
    "心电图示正常",
    "肌钙蛋白0.02",
    "起病3小时",
    "血压130/80",
    "未查肌钙蛋白",
    "剧烈",
    "ECG normal",
  ];
  fc.assert(
    fc.property(fc.subarray(parts), fc.constantFrom(...parts), (some, more) => {
      const before = judged(`胸痛。${some.join("。")}`);
      const after = judged(`胸痛。${some.join("。")}。${more}`);
      for (const [name, isPresent] of Object.entries(before)) if (isPresent) expect(after[name]).toBe(true);
    }),
  );
});
