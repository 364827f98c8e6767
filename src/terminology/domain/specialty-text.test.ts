import fc from "fast-check";
import { expect, test } from "vitest";
import {
  foldName,
  nameStages,
  nameStem,
  specialtyKey,
  splitBrackets,
  splitInstitution,
} from "./specialty-text.js";

/** Any text at all, torn surrogates included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));

test.each([
  ["心 内 科", "心内科"],
  ["ＩＣＵ", "ICU"],
  ["神經內科", "神经内科"],
  ["耳鼻咽喉－头颈外科", "耳鼻咽喉头颈外科"],
  ["【心内科】", "(心内科)"],
  ["口腔黏膜科", "口腔粘膜科"],
  ["心\u200b内科\u0000", "心内科"],
  ["03.04", "03.04"],
])("%s has the key %s", (raw, key) => {
  expect(specialtyKey(raw)).toBe(key);
});

test("folding a folded name changes nothing", () => {
  fc.assert(fc.property(anyText, (raw) => foldName(foldName(raw)) === foldName(raw)));
});

test("blanks and full-width letters never change the key", () => {
  const name = fc.array(fc.constantFrom("心", "内", "科", "I", "C", "U", "(", ")", "1", "普"), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(name, (chars) => {
      const wide = chars.map((ch) => (ch < "\u007f" ? String.fromCharCode(ch.charCodeAt(0) + 0xfee0) : ch));
      return specialtyKey(wide.join(" \u3000")) === specialtyKey(chars.join(""));
    }),
  );
});

test.each([
  ["心内科一病区", "心内"],
  ["第二神经内科病房", "神经内"],
  ["东院消化科门诊", "消化"],
  ["骨二科", "骨"],
  ["特需门诊", "门诊"],
])("the stem of %s is %s", (name, stem) => {
  expect(nameStages(name).at(-1)).toBe(stem);
});

test("a stem is never empty unless the name is", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("科", "病区", "一", "第", "门诊", "东院", "心", "A"), { minLength: 1 }),
      (words) => {
        const stages = nameStages(words.join(""));
        return stages.every((stage) => stage !== "") && stages.at(-1) === nameStem(words.join(""));
      },
    ),
  );
});

test("brackets are taken out in order, unclosed ones too", () => {
  expect(splitBrackets("外科(普外)一病区(东院")).toEqual({ outside: "外科一病区", inside: ["普外", "东院"] });
});

test("a hospital's name is split off only when a department follows", () => {
  expect(splitInstitution("某市儿童医院心内科")).toEqual(["某市儿童医院", "心内科"]);
  expect(splitInstitution("口腔医院")).toEqual(["", "口腔医院"]);
});
