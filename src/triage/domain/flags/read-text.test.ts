import fc from "fast-check";
import { expect, test } from "vitest";
import { sources } from "../source.js";
import { flagRules } from "./flag-rules.js";
import { harmlessWords } from "./harmless-and-facts.js";
import { normaliseText } from "./lexicon.js";
import { readText } from "./read-text.js";

/** `胸痛:denied` for every word found, once. */
const found = (text: string): string[] => [
  ...new Set(
    readText(text).mentions.map(
      (m) => `${text.slice(m.start, m.end)}:${m.polarity}${m.isChronic ? ":chronic" : ""}`,
    ),
  ),
];

test.each([
  ["无明显诱因出现胸痛", ["胸痛:present"]],
  ["无诱因突发意识丧失", ["意识丧失:present"]],
  ["胸痛无缓解", ["胸痛:present"]],
  ["胸痛未见好转", ["胸痛:present"]],
  ["未予重视胸痛", ["胸痛:present"]],
  ["四肢无力伴呼吸困难", ["呼吸困难:present"]],
  ["患者意识不清2小时", ["意识不清:present"]],
])("no denial: %s", (text, expected) => expect(found(text)).toEqual(expected));

test.each([
  ["否认胸痛、呼吸困难", ["胸痛:denied", "呼吸困难:denied"]],
  ["无发热、咳嗽、胸痛、晕厥", ["胸痛:denied", "晕厥:denied"]],
  ["未见活动性出血", ["活动性出血:denied"]],
  ["未昏迷", ["昏迷:denied"]],
  ["无意识障碍", ["意识障碍:denied"]],
  ["肺栓塞已排除", ["肺栓塞:denied"]],
  ["CT排除脑出血", ["脑出血:denied"]],
  ["不考虑主动脉夹层", ["主动脉夹层:denied"]],
  ["胸痛（-）", ["胸痛:denied"]],
  ["呼吸困难：无", ["呼吸困难:denied"]],
  ["Denies chest pain", ["chest pain:denied"]],
])("denied: %s", (text, expected) => {
  const words = found(text).filter((word) => !word.startsWith("发热"));
  expect(words).toEqual(expected);
});

test.each([
  ["否认发热，突发胸痛", "胸痛:present"],
  ["否认胸闷，胸痛3小时", "胸痛:present"],
  ["无发热伴呼吸困难", "呼吸困难:present"],
  ["无高血压病史胸痛3小时", "胸痛:present"],
  ["无发热 胸痛3小时", "胸痛:present"],
])("a denial ends with its clause or where something begins: %s", (text, expected) =>
  expect(found(text)).toContain(expected),
);

test.each([
  ["不除外肺栓塞", "肺栓塞:uncertain"],
  ["不能排除主动脉夹层", "主动脉夹层:uncertain"],
  ["肺栓塞待排", "肺栓塞:uncertain"],
  ["疑似急性心肌梗死", "急性心肌梗死:uncertain"],
  ["请会诊排除急性心梗", "急性心梗:uncertain"],
  ["是否为主动脉夹层？", "主动脉夹层:uncertain"],
  ["脑卒中？", "脑卒中:uncertain"],
  ["有无肺栓塞", "肺栓塞:uncertain"],
])("doubt, also by double negation, keeps the finding: %s", (text, expected) =>
  expect(found(text)).toEqual([expected]),
);

test.each([
  ["既往脑梗死，现突发右侧肢体无力", ["脑梗死:history", "右侧肢体无力:present"]],
  ["3年前突发脑梗死", ["脑梗死:history"]],
  ["1个月前脑梗死", ["脑梗死:history:chronic"]],
  ["心肌梗死病史", ["心肌梗死:history"]],
  ["心梗后2年", ["心梗:history:chronic"]],
  ["既往史：高血压，脑梗死，心肌梗死。胸痛1小时", ["脑梗死:history", "心肌梗死:history", "胸痛:present"]],
  ["既往史：脑梗死，3小时前突发胸痛", ["脑梗死:history", "胸痛:present"]],
  ["既往体健，突发胸痛", ["胸痛:present"]],
  ["3年前急性心梗行支架，再次胸痛2小时", ["急性心梗:uncertain", "胸痛:present"]],
  ["陈旧性心肌梗死", []],
])("history: %s", (text, expected) => expect(found(text)).toEqual(expected));

test.each([
  ["父亲死于急性心肌梗死", ["急性心肌梗死:family"]],
  ["家族史：脑卒中，猝死。", ["脑卒中:family", "猝死:family"]],
  ["患儿母亲代诉：昏迷10分钟", ["昏迷:present"]],
])("family: %s", (text, expected) => expect(found(text)).toEqual(expected));

test.each([
  ["反复胸痛3月余", ["胸痛:present:chronic"]],
  ["间断胸痛2年", ["胸痛:present:chronic"]],
  ["反复胸痛1年，加重3小时", ["胸痛:present"]],
  ["2024年查体，胸痛", ["胸痛:present"]],
])("course: %s", (text, expected) => expect(found(text)).toEqual(expected));

test("the longest word is read: 先兆子痫 is not 子痫, 酮症酸中毒 is no poisoning, 电休克治疗 is no shock", () => {
  expect(readText("先兆子痫").mentions.map((m) => m.rule.id)).toEqual(["text.II.obstetric"]);
  expect(readText("酮症酸中毒").mentions.map((m) => m.rule.id)).toEqual(["text.II.metabolic-crisis"]);
  expect(readText("拟行电休克治疗，联系胸痛中心").mentions).toEqual([]);
});

test("weeks of pregnancy are read, the obstetric history 孕2产1 is not", () => {
  const facts = (text: string): string[] => readText(text).facts.map((f) => f.fact);
  expect(facts("孕32+4周")).toEqual(["pregnancy"]);
  expect(facts("妊娠 30 周")).toEqual(["pregnancy"]);
  expect(facts("孕2产1")).toEqual([]);
});

test("full-width letters and capitals are the same words, at the same offsets", () => {
  const text = "提示ＳＴＥＭＩ";
  const [mention] = readText(text).mentions;
  expect(text.slice(mention?.start, mention?.end)).toBe("ＳＴＥＭＩ");
});

test("a Latin word is only read whole", () => {
  expect(readText("backstroke practice").mentions).toEqual([]);
  expect(readText("stroke").mentions).toHaveLength(1);
});

test("every word of every rule is found when written alone, and every harmless one raises nothing", () => {
  for (const rule of flagRules)
    for (const term of rule.terms.split("|"))
      expect([term, readText(`${term}。`).mentions.map((m) => m.rule.id)]).toEqual([
        term,
        expect.arrayContaining([rule.id]),
      ]);
  for (const word of harmlessWords.split("|")) expect([word, readText(word).mentions]).toEqual([word, []]);
});

test("rules are well-formed: own id that names the level, a known source, ICD-10 prefixes, words as they are matched", () => {
  expect(new Set(flagRules.map((rule) => rule.id)).size).toBe(flagRules.length);
  for (const rule of flagRules) {
    expect(rule.id.startsWith(`text.${rule.level}.`)).toBe(true);
    expect(sources[rule.source]).toBeTruthy();
    expect(normaliseText(rule.terms)).toBe(rule.terms);
    for (const code of rule.codes ?? []) expect(code).toMatch(/^[A-Z]\d\d(\.\d)?$/);
  }
});

const pieces = fc.constantFrom(
  "胸痛",
  "否认",
  "无",
  "未见",
  "不除外",
  "既往",
  "3年前",
  "父亲",
  "突发",
  "，",
  "、",
  "昏迷",
  "加重",
  "反复",
  "患者",
  "（",
  "）",
  "既往史：",
  "排除",
  "？",
  "可能",
  "stroke",
  " no ",
  "休克",
);
const clauseSoup = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));

test("sentences do not influence one another: reading two is reading each, shifted", () => {
  fc.assert(
    fc.property(clauseSoup, clauseSoup, (a, b) => {
      const shift = a.length + 1;
      const apart = [
        ...readText(`${a}。`).mentions,
        ...readText(`${b}。`).mentions.map((m) => ({ ...m, start: m.start + shift, end: m.end + shift })),
      ];
      expect(readText(`${a}。${b}。`).mentions).toEqual(apart);
    }),
  );
});

test("any string is read without throwing, and offsets stay inside it and in order", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), clauseSoup), (text) => {
      const { mentions } = readText(text);
      for (const m of mentions) expect(0 <= m.start && m.start < m.end && m.end <= text.length).toBe(true);
      const starts = mentions.map((m) => m.start);
      expect(starts).toEqual([...starts].sort((x, y) => x - y));
    }),
  );
});
