import fc from "fast-check";
import { expect, test } from "vitest";
import { titleIndex } from "../load.js";
import { parseTitle, seniorityOf } from "./titles.js";

const parse = (raw: string) => parseTitle(titleIndex(), raw);

test.each([
  ["主任医师 教授", "231", "011"],
  ["副主任医师、副教授、硕导", "232", "012"],
  ["主任医师，教授", "231", "011"],
  ["副主任医师 讲师", "232", "013"],
  ["二级教授、主任医师、博士生导师", "231", "011"],
  ["主任医师教授", "231", "011"],
  ["某医院核医学科副主任医师", "232", undefined],
  ["住院医师", "234", undefined],
  ["主管康复师", "263", undefined],
  ["教授", undefined, "011"],
  ["任医师", undefined, undefined],
  ["副任医师", undefined, undefined],
  ["该专家", undefined, undefined],
  ["主治医师/主任医师", "231", undefined],
])("%s", (raw, clinical, teaching) => {
  const title = parse(raw);
  expect([title.clinical?.code, title.teaching?.code]).toEqual([clinical, teaching]);
});

test("tutorship, degree, honour and post are attributes, not titles", () => {
  expect(parse("医学博士，主任医师、院士、博导、科主任").others).toEqual([
    { kind: "degree", text: "医学博士" },
    { kind: "honour", text: "院士" },
    { kind: "tutor", text: "博导" },
    { kind: "post", text: "科主任" },
  ]);
});

test("a research title stands beside the clinical one; unknown words are listed", () => {
  const title = parse("主任医师 副研究员 某奖获得者");
  expect([title.clinical?.rank, title.research?.code]).toEqual(["正高", "612"]);
  expect(title.unrecognised).toEqual(["某奖获得者"]);
});

test("every official title is read as itself in any width", () => {
  for (const title of titleIndex().byCode.values()) {
    expect(parse(` ${title.name} `)[title.group]?.code).toBe(title.code);
    expect(seniorityOf(title)).toBeGreaterThan(0);
  }
  expect(seniorityOf(null)).toBe(0);
});

/** Any text at all, torn surrogates included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));

test("no cell breaks it", () => {
  fc.assert(fc.property(anyText, (raw) => parse(raw).input === raw));
});
