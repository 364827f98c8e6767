import fc from "fast-check";
import { expect, test } from "vitest";
import { specialtyIndex } from "../load.js";
import { splitDepartments } from "./split-departments.js";

const index = specialtyIndex();

test.each([
  ["心内科/老年科", ["心内科", "老年科"]],
  ["普外科、肝胆外科", ["普外科", "肝胆外科"]],
  ["骨科、运动医学科", ["骨科", "运动医学科"]],
  ["心内/呼吸科", ["心内", "呼吸科"]],
  ["呼吸内科\n消化内科", ["呼吸内科", "消化内科"]],
  ["心内科 老年科", ["心内科", "老年科"]],
  ["眼科/耳鼻喉科/皮肤科", ["眼科", "耳鼻喉科", "皮肤科"]],
  ["心内科，", ["心内科"]],
  ["心内科/心内科", ["心内科"]],
  ["  ", []],
])("%j names %j", (cell, pieces) => {
  expect(splitDepartments(index, cell)).toEqual(pieces);
});

test.each([
  "呼吸与危重症医学科",
  "康复与理疗科",
  "PET/CT中心",
  "临床体液、血液专业",
  "肝胆、胰脾外科",
  "疝、腹壁外科",
  "耳鼻咽喉-头颈外科",
  "呼吸 内科",
  "外科(普外、肝胆)",
  "急诊科病房、门诊",
  "某甲/某乙",
])("%s stays whole", (cell) => {
  expect(splitDepartments(index, cell)).toEqual([cell]);
});

test("a page of text in one cell stays whole, at once", () => {
  const page = "科 ".repeat(100_000).trim();
  expect(splitDepartments(index, page)).toEqual([page]);
});

test("known departments joined by a separator come apart again", () => {
  const departments = fc.uniqueArray(fc.constantFrom("心内科", "骨科", "儿科", "眼科", "产科", "神经内科"), {
    minLength: 2,
  });
  fc.assert(
    fc.property(departments, fc.constantFrom("、", "/", "，", ";", "\n", " / "), (list, mark) => {
      expect(splitDepartments(index, list.join(mark))).toEqual(list);
    }),
  );
});
