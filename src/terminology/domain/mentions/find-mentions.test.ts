import fc from "fast-check";
import { expect, test } from "vitest";
import { mentionIndex } from "../../load.js";
import { cueWords } from "./cues.js";
import { buildDictionary, longestAt } from "./dictionary.js";
import { durationAt } from "./durations.js";
import { findMentions } from "./find-mentions.js";
import { foldText } from "./fold-text.js";
import { measure } from "./labelled-for-tests.js";
import { labelledSentences } from "./labelled-sentences.js";

const index = mentionIndex();
const find = (text: string) => findMentions(text, index);

test("the labelled sentences are read as they are labelled", () => {
  const { figures } = measure(labelledSentences, index);
  expect(figures.sentences).toBeGreaterThanOrEqual(130);
  expect(figures.precision).toBeGreaterThanOrEqual(0.97);
  expect(figures.recall).toBeGreaterThanOrEqual(0.97);
  for (const [trait, right] of Object.entries(figures.traits))
    expect(right, trait).toBeGreaterThanOrEqual(0.97);
});

test("the measure notices what is wrong", () => {
  const { figures, errors } = measure("否认[胸痛|s]。无[肺炎|d-]，[咳嗽|s]3天。", index);
  expect(figures.traits.certainty).toBeLessThan(1);
  expect(figures.traits.days).toBeLessThan(1);
  expect(errors).toHaveLength(2);
});

test("offsets are those of the raw text, whatever its width, case and blanks", () => {
  const [first, second] = find("诊断：２ 型糖尿病，ＣＯＰＤ。");
  expect(first).toMatchObject({ text: "２ 型糖尿病", code: "E11.900", start: 3, end: 9 });
  expect(second).toMatchObject({ text: "ＣＯＰＤ", code: "J44.900" });
  expect(find("MSCOPDX")).toEqual([]);
});

test("a name beats the cue inside it, and a cue the name it only seems to begin", () => {
  expect(find("无力2天")).toMatchObject([{ text: "无力", certainty: "affirmed" }]);
  expect(find("无尿痛")).toMatchObject([{ text: "尿痛", certainty: "negated" }]);
  expect(find("无尿2天")).toMatchObject([{ text: "无尿", certainty: "affirmed" }]);
});

test("durations are read; dates, doses and ordinals are none", () => {
  const days = (text: string): number | null | undefined => durationAt(foldText(text), 0)?.days;
  expect(days("3天")).toBe(3);
  expect(days("十余年")).toBe(3650);
  expect(days("二十五天")).toBe(25);
  expect(days("半年")).toBe(182.5);
  expect(days("2个月余")).toBe(60);
  expect(days("数年")).toBeNull();
  expect(days("3-5天")).toBe(3);
  expect(days("3月5日")).toBeUndefined();
  expect(days("一日三次")).toBeUndefined();
  expect(durationAt("第3天", 1)).toBeUndefined();
  expect(durationAt("2019年", 2)).toBeUndefined();
});

test("an older tone of the text changes nothing of another line", () => {
  expect(find("既往史：高血压。糖尿病。\n现病史：发热").map(({ time }) => time)).toEqual([
    "past",
    "past",
    "current",
  ]);
});

const piece = fc.oneof(
  fc.constantFrom(...Object.values(cueWords).flatMap((words) => words.split("|"))),
  fc.constantFrom(
    "高血压",
    "胸痛",
    "阑尾切除术",
    "肺癌",
    "左侧",
    "3天",
    "10年前",
    "（右）",
    "2019年",
    "病史",
    "待排",
    "?",
    "COPD",
  ),
  fc.constantFrom("，", "。", "、", "；", "\n", "：", " ", "及"),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const anyText = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));

test("mentions stand in order, do not overlap, and quote the text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let end = 0;
      for (const mention of find(text)) {
        expect(mention.start).toBeGreaterThanOrEqual(end);
        expect(mention.end).toBeGreaterThan(mention.start);
        expect(text.slice(mention.start, mention.end)).toBe(mention.text);
        end = mention.end;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 300 },
  );
});

test("lines do not influence one another's findings", () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      const [first, second] = [a.replaceAll("\n", ""), b.replaceAll("\n", "")];
      const alone = [...find(first), ...find(second)].map(({ text, certainty }) => `${text} ${certainty}`);
      const joined = find(`${first}\n${second}`).map(({ text, certainty }) => `${text} ${certainty}`);
      expect(joined).toEqual(alone);
    }),
    { numRuns: 200 },
  );
});

test("folding keeps every unit in its place", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(foldText(text)).toHaveLength(text.length);
      expect(foldText(foldText(text))).toBe(foldText(text));
    }),
  );
});

test("the dictionary finds the longest name, as a plain search does", () => {
  const letter = fc.constantFrom("甲", "乙", "丙");
  const word = fc.string({ unit: letter, minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 12 }),
      fc.string({ unit: letter }),
      (names, text) => {
        const dictionary = buildDictionary(names);
        for (let at = 0; at < text.length; at++) {
          const best = names
            .filter((name) => text.startsWith(name, at))
            .sort((a, b) => b.length - a.length)[0];
          const found = longestAt(dictionary, text, at);
          expect(found && names[found.entry]).toBe(best);
        }
      },
    ),
  );
});

test("time grows with the text, not with its square", () => {
  const sentence = "患者3天前出现发热，伴咳嗽、咳痰，无胸痛、咯血，否认高血压、糖尿病，冠心病等病史";
  const millisecondsOf = (text: string): number => {
    const started = performance.now();
    find(text);
    return performance.now() - started;
  };
  const fastest = (text: string): number =>
    Math.min(...Array.from({ length: 5 }, () => millisecondsOf(text)));
  fastest(sentence.repeat(50));
  const [short, long] = [fastest(sentence.repeat(50)), fastest(sentence.repeat(800))];
  // Sixteen times the text; a quadratic reader would need 256 times as long.
  expect(long / short).toBeLessThan(160);
});
