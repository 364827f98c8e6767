import fc from "fast-check";
import { expect, test } from "vitest";
import { soundsOf } from "../../name-index.js";
import { joinMarks, literalMarks } from "./marks.js";
import { editsBetween, matchSounds, pinyinOf, spelled } from "./sounds.js";

const find = (typed: string, name: string) => matchSounds(pinyinOf(typed) ?? "", soundsOf(name));

test.each([
  ["单雄信", "shanxiongxin"],
  ["解缙云", "xiejinyun"],
  ["仇英", "qiuying"],
  ["曾国安", "zengguoan"],
  ["区小明", "ouxiaoming"],
  ["查文斌", "zhawenbin"],
  ["任月苓", "renyueling"],
  ["尉迟恭", "yuchigong"],
  ["长孙无忌", "zhangsunwuji"],
  ["覃丽", "qinli"],
  ["缪荣", "miaorong"],
  ["万俟卨", "moqixie"],
])("surnames are read as surnames: %s is %s", (name, letters) => {
  expect(spelled(soundsOf(name))).toBe(letters);
  expect(find(letters, name)).toMatchObject({ rank: 0, start: 0, end: name.length });
});

test("full, unfinished, initials, mixed, from inside, and with both spellings of ü", () => {
  expect(find("wangxiuying", "王秀英")).toEqual({ start: 0, end: 3, rank: 0 });
  expect(find("wangxiu", "王秀英")).toEqual({ start: 0, end: 2, rank: 1 });
  expect(find("wangxi", "王秀英")).toEqual({ start: 0, end: 2, rank: 1 });
  expect(find("wxy", "王秀英")).toEqual({ start: 0, end: 3, rank: 2 });
  expect(find("w", "王秀英")).toEqual({ start: 0, end: 1, rank: 2 });
  expect(find("wangxy", "王秀英")).toEqual({ start: 0, end: 3, rank: 2 });
  expect(find("xiuying", "王秀英")).toEqual({ start: 1, end: 3, rank: 3 });
  expect(find("zhx", "周晓")).toEqual({ start: 0, end: 2, rank: 2 });
  for (const typed of ["lvli", "lüli", "luli", "lyuli", "LvLi", "lǚ'li"])
    expect(find(typed, "吕丽")).toBeDefined();
  expect(find("xian", "西安")).toEqual({ start: 0, end: 2, rank: 0 });
  expect(find("gaijiao", "盖叫天")).toBeDefined();
  expect(find("gejiao", "盖叫天")).toBeDefined();
  expect(find("mmt", "买买提·艾力")).toEqual({ start: 0, end: 3, rank: 2 });
  expect(find("aili", "买买提·艾力")).toEqual({ start: 4, end: 6, rank: 3 });
  expect(find("zzz", "王秀英")).toBeUndefined();
  expect(pinyinOf("王")).toBeUndefined();
  expect(pinyinOf("03.04")).toBeUndefined();
});

test("edits count insertions, drops, changes and swaps, and stop at the limit", () => {
  expect(editsBetween("王秀英", "王秀英", 2)).toBe(0);
  expect(editsBetween("wangxiuyin", "wangxiuying", 2)).toBe(1);
  expect(editsBetween("wagnxiuying", "wangxiuying", 2)).toBe(1);
  expect(editsBetween("abc", "xyz", 2)).toBe(3);
  expect(editsBetween("", "abcd", 2)).toBe(3);
});

const hanName = fc
  .array(fc.constantFrom(...Array.from("王李张单解仇曾区查任秀英伟丽建国明军磊洋勇艳")), {
    minLength: 1,
    maxLength: 4,
  })
  .map((characters) => characters.join(""));

test("law: every beginning of a name's spelling and of its initials finds it, within its bounds", () => {
  fc.assert(
    fc.property(hanName, fc.nat(20), (name, cut) => {
      const sounds = soundsOf(name);
      const initials = sounds.map(({ readings }) => readings[0]?.charAt(0)).join("");
      for (const letters of [spelled(sounds), initials]) {
        const match = matchSounds(letters.slice(0, 1 + (cut % letters.length)), sounds);
        expect(match?.start).toBe(0);
        expect(match?.end).toBeLessThanOrEqual(name.length);
      }
    }),
  );
});

test("law: marks lie in the text, in order, apart", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ maxLength: 3 })), (text, words) => {
      const marks = literalMarks(text, words);
      let last = -1;
      for (const [start, end] of marks) {
        expect(start).toBeGreaterThan(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
      expect(joinMarks(marks)).toEqual(marks);
    }),
  );
});
