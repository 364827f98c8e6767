import fc from "fast-check";
import { expect, test } from "vitest";
import { specialtyIndex } from "../load.js";
import { normaliseSpecialty, type NormaliseContext } from "./normalise-specialty.js";
import { specialtyKey } from "./specialty-text.js";

const index = specialtyIndex();
const read = (raw: string, context?: NormaliseContext) => normaliseSpecialty(index, raw, context);

test.each([
  ["心血管内科", "03.04", "exact"],
  ["心内科", "03.04", "exact"],
  ["心臟內科", "03.04", "exact"],
  ["心血管内科（东院区）", "03.04", "exact"],
  ["第二神经内科病房", "03.03", "exact"],
  ["普外一科", "04.01", "exact"],
  ["乳腺疾病诊治中心", "04.01", "narrower"],
  ["甲状腺乳腺血管外科", "04.01", "narrower"],
  ["运动医学科", "22", "exact"],
  ["小儿骨科", "08.02", "exact"],
  ["儿科消化", "07.03", "narrower"],
  ["小儿外科麻醉", "26", "narrower"],
  ["乳腺超声科", "32.05", "narrower"],
  ["中医骨科", "50.10", "exact"],
  ["中医神经内科", "50.01", "narrower"],
  ["藏医内科", "51.02", "narrower"],
  ["中西医结合肿瘤科", "52", "narrower"],
  ["康复与理疗科", "21", "narrower"],
  ["腹部肿瘤外科", "04.01", "narrower"],
  ["胸部肿瘤内科", "19", "narrower"],
  ["外科（整形外科方向）", "04.08", "narrower"],
  ["内科(心血管)", "03.04", "exact"],
  ["消化科（脾胃病科）", "03.02", "exact"],
  ["急诊科(含EICU)", "20", "exact"],
  ["内科", "03", "exact"],
  ["大内科", "03", "broader"],
])("%s is %s (%s)", (raw, code, relation) => {
  expect(read(raw)).toMatchObject({ input: raw, status: "resolved", code, relation });
});

test.each([
  ["心脏科", ["03.04", "04.06"]],
  ["神经科", ["03.03", "04.02"]],
  ["胃肠科", ["03.02", "04.01"]],
  ["肛肠科", ["04.01", "50.11"]],
  ["骨伤科", ["04.03", "50.10"]],
  ["肝病科", ["03.02", "16.03"]],
  ["肝胆科", ["03.02", "04.01"]],
  ["心胸外科", ["04.05", "04.06"]],
  ["心脏中心", ["03.04", "04.06"]],
  ["五官科", ["10", "11", "12"]],
  ["NICU", ["03.03", "04.02", "07.01"]],
  ["肿瘤放疗科", ["19", "32.10"]],
  ["放化疗科", ["19", "32.10"]],
  ["针灸推拿科", ["50.13", "50.14"]],
  ["中毒科", ["03.11", "20", "23"]],
  ["胃肠科二病区", ["03.02", "04.01"]],
  ["内外科", ["03", "04"]],
  ["心内科/老年科", ["03.04", "03.10"]],
  ["骨科与小儿骨科", ["08.02"]],
  ["肺结节多学科门诊", ["03.01", "04.05"]],
  ["康复病房（疼痛科）", ["21", "27"]],
])("%s is ambiguous between %j", (raw, codes) => {
  const answer = read(raw);
  expect(answer).toMatchObject({ status: "ambiguous", code: null });
  expect(answer.candidates.map((c) => c.code)).toEqual(expect.arrayContaining(codes));
});

test.each([
  "办公室",
  "互联网医院",
  "医院感染管理科",
  "药剂科",
  "护理部",
  "司法鉴定科",
  "门诊",
  "一病区",
  "杨杨",
  "",
  "　",
  "100",
])("%s is no clinical department", (raw) => {
  expect(read(raw)).toMatchObject({ status: "unknown", code: null });
});

test.each([
  ["03.04", "03.04"],
  ["A03.04", "03.04"],
  ["A03.99", "03.11"],
  ["0304", "03.04"],
  ["304", "03.04"],
  ["NHC-03.04", "03.04"],
  ["04.01.01", "04.01.01"],
  ["03", "03"],
  ["心内科(03.04)", "03.04"],
  ["03.04 心血管内科", "03.04"],
])("the code %s is read as %s", (raw, code) => {
  expect(read(raw)).toMatchObject({ status: "resolved", code });
});

test("a spreadsheet's 3.1 may be 03.01 or 03.10", () => {
  expect(read("3.1").candidates.map((c) => c.code)).toEqual(["03.01", "03.10"]);
});

test("a dental code means what its edition says, and nothing certain without one", () => {
  expect(read("12.02")).toMatchObject({ status: "ambiguous" });
  expect(read("12.02").candidates.map((c) => c.code)).toEqual(["12.02", "12.05"]);
  expect(read("12.02", { edition: "2010" })).toMatchObject({ code: "12.02" });
  expect(read("12.02", { edition: "1994" })).toMatchObject({ code: "12.05" });
  expect(read("12.07")).toMatchObject({ code: "12.07" });
});

test("a code and a name that disagree are left to a person", () => {
  expect(read("03.04 骨科")).toMatchObject({ status: "ambiguous" });
});

test("codes of other departments of CT08.00.002 are not clinical", () => {
  expect(read("D72")).toMatchObject({ status: "unknown" });
});

test("the kind of hospital decides what its names mean", () => {
  expect(read("脾胃病科", { institution: "tcm" })).toMatchObject({ code: "50.01" });
  expect(read("肛肠科", { institution: "tcm" })).toMatchObject({ code: "50.11" });
  expect(read("心内科", { institution: "children" })).toMatchObject({ code: "07.05" });
  expect(read("某某市中医院脾胃病科")).toMatchObject({ code: "50.01" });
  expect(read("某某市人民医院脾胃病科")).toMatchObject({ code: "03.02" });
});

test("the institution's own alias wins over everything, in any spelling", () => {
  const custom = new Map([[specialtyKey("心脏中心"), "04.06"]]);
  expect(read("心脏 中心", { custom })).toMatchObject({ status: "resolved", code: "04.06", basis: "custom" });
  expect(read("五官科", { custom: new Map([[specialtyKey("五官科"), "99"]]) })).toMatchObject({
    status: "ambiguous",
  });
});

test("an unknown name offers what looks like it", () => {
  const answer = read("江湾心内科");
  expect(answer.status).not.toBe("resolved");
  expect(answer.candidates[0]?.code).toBe("03.04");
});

const words = fc.constantFrom(
  ..."心 脏 内 外 科 骨 小儿 中医 肿瘤 与 、 / ( ) 一 病区 中心 门诊 超声 介入 肝胆 妇 产 眼 口腔 12.01 A03 3 办公室 重症 老年 的 甲".split(
    " ",
  ),
);
/** Any text at all, torn surrogates included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));

const names = fc.oneof(
  fc.array(words, { maxLength: 8 }).map((list) => list.join("")),
  anyText,
);

test("resolved carries a code that exists; anything else carries none", () => {
  fc.assert(
    fc.property(names, (raw) => {
      const answer = read(raw);
      const isKnown = (code: string) => index.tree.byCode.has(code);
      const scores = answer.candidates.map((candidate) => candidate.score);
      const inOrder = scores.every((score, i) => i === 0 || score <= (scores[i - 1] ?? 0));
      const carries =
        answer.status === "resolved"
          ? index.tree.byCode.get(answer.code)?.label === answer.name
          : JSON.stringify([answer.code, answer.name, answer.relation]) === "[null,null,null]";
      const offers = answer.status !== "ambiguous" || answer.candidates.length > 0;
      const valid = answer.candidates.every((candidate) => isKnown(candidate.code)) && scores.length <= 5;
      return answer.input === raw && carries && offers && valid && inOrder;
    }),
    { numRuns: 600 },
  );
});

test("the same name in another spelling has the same answer", () => {
  fc.assert(
    fc.property(names, (raw) => {
      const [once, again] = [read(raw), { ...read(` ${specialtyKey(raw)} `), input: raw }];
      return raw.length > 80 || JSON.stringify(once) === JSON.stringify(again);
    }),
    { numRuns: 400 },
  );
});

test("a megabyte in one cell is answered at once", () => {
  const start = performance.now();
  expect(read("心".repeat(1_000_000)).status).not.toBe("resolved");
  expect(performance.now() - start).toBeLessThan(200);
});
