import fc from "fast-check";
import { expect, test } from "vitest";
import { isOneLetterOff, looksLikeExpertHeader, readHeader, recogniseColumns } from "./columns.js";
import type { ColumnMapping, MappingOptions } from "./columns.js";
import type { FieldId } from "./fields.js";
import { fieldIds, fields } from "./fields.js";

function mapping(rows: string[][], options?: MappingOptions): ColumnMapping {
  const result = recogniseColumns(rows, options);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
const fieldsOf = ({ columns }: ColumnMapping): FieldId[] => columns.map(({ field }) => field);

test.each<[string, FieldId | undefined]>([
  ["姓名", "name"],
  [" 姓 名 ", "name"],
  ["*姓名（必填）", "name"],
  ["姓名/Name", "name"],
  ["职称/职务", "title"],
  ["License No.", "licenceNumber"],
  ["专家姓名", "name"],
  ["Full Name", "name"],
  ["医院名称", "institution"],
  ["主要执业医疗机构", "institution"],
  ["医疗机构地址", undefined],
  ["医院等级", undefined],
  ["科室", "department"],
  ["专业科室名称", "department"],
  ["DEPARTMENT", "department"],
  ["技术职称", "title"],
  ["学术职称", "academicTitle"],
  ["行政职务", "post"],
  ["身份证号码(18位)", "idNumber"],
  ["身份证号玛", "idNumber"],
  ["医师执业证书编码", "licenceNumber"],
  ["资格证号", "qualificationNumber"],
  ["手机号码", "mobile"],
  ["E-mail", "email"],
  ["擅长疾病", "goodAt"],
  ["每周会诊上限", "weeklyCap"],
  ["独立开展临床工作时间", "independentSince"],
  ["序号", "ignored"],
  ["微信昵称", undefined],
  ["__proto__", undefined],
  ["constructor", undefined],
  ["", undefined],
])("header %j is %s", (header, field) => {
  expect(readHeader(header)?.field).toBe(field);
});

test("no wording belongs to two fields", () => {
  const owners = new Map<string, FieldId>();
  for (const id of fieldIds) {
    for (const word of [...fields[id].words, ...(fields[id].doubtfulWords ?? [])]) {
      expect([word, owners.get(word) ?? id]).toEqual([word, id]);
      owners.set(word, id);
    }
  }
});

test("the header may stand below titles and over merged rows", () => {
  const rows = [
    ["××省专家名单", "××省专家名单", "××省专家名单"],
    ["填报单位：甲医院", "", ""],
    ["姓名", "科室", "联系方式", "联系方式"],
    ["姓名", "科室", "手机", "邮箱"],
    ["张甲", "心内科", "", ""],
  ];
  const read = mapping(rows);
  expect(read.headerRowIndex).toBe(3);
  expect(fieldsOf(read)).toEqual(["name", "department", "mobile", "email"]);
  expect(read.missing).toEqual(["institution"]);
  expect(mapping(rows, { hasDefaultInstitution: true }).missing).toEqual([]);
});

test("a field goes to the surest column; the others are shown, not dropped", () => {
  const read = mapping([["部门", "姓名", "科室", "医院", "爱好", "姓名"]]);
  expect(read.columns.find(({ field }) => field === "department")?.columnIndex).toBe(2);
  expect(read.unmapped).toEqual([
    { columnIndex: 0, header: "部门", reason: "taken", field: "department" },
    { columnIndex: 4, header: "爱好", reason: "unknown", field: null },
    { columnIndex: 5, header: "姓名", reason: "taken", field: "name" },
  ]);
});

test("what a person chose beats recognition, and may give a table without header words a meaning", () => {
  const chosen = new Map<number, FieldId | null>([
    [0, "department"],
    [1, null],
  ]);
  const read = mapping([["部门", "姓名", "科室", "医院"]], { chosen });
  expect(read.columns.map(({ columnIndex, field }) => [columnIndex, field])).toEqual([
    [0, "department"],
    [3, "institution"],
  ]);
  expect(read.missing).toEqual(["name"]);
  const foreign = new Map<number, FieldId | null>([[0, "name"]]);
  expect(fieldsOf(mapping([["nom", "service"]], { chosen: foreign }))).toEqual(["name"]);
});

test("a table that is no expert list has no header", () => {
  expect(recogniseColumns([["日期", "金额"]]).ok).toBe(false);
  expect(recogniseColumns([]).ok).toBe(false);
  expect(looksLikeExpertHeader(["张甲", "心内科", "主任医师"])).toBe(false);
});

test("a row of data below is not taken for the header", () => {
  const read = mapping([
    ["医生", "医院", "部门"],
    ["张甲", "甲市第一医院", "心内科"],
  ]);
  expect(read.headerRowIndex).toBe(0);
  expect(fieldsOf(read)).toEqual(["name", "institution", "department"]);
});

test("the mapping follows the columns wherever they stand", () => {
  const headers = ["姓名", "医院", "科室", "职称", "手机", "备注", "血型"];
  fc.assert(
    fc.property(fc.shuffledSubarray(headers, { minLength: headers.length }), (order) => {
      const named = mapping([order]).columns.map(({ columnIndex, field }) => [order[columnIndex], field]);
      expect(Object.fromEntries(named)).toEqual({
        姓名: "name",
        医院: "institution",
        科室: "department",
        职称: "title",
        手机: "mobile",
        备注: "ignored",
      });
    }),
  );
});

test("one letter off is symmetric and never true of equals", () => {
  expect(isOneLetterOff("身份证号", "身份证号")).toBe(false);
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(isOneLetterOff(a, b)).toBe(isOneLetterOff(b, a));
    }),
  );
});
