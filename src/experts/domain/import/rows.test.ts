import fc from "fast-check";
import { expect, test } from "vitest";
import { recogniseColumns } from "./columns.js";
import { canonicalRecord, naturalKey, naturalKeys } from "./record.js";
import { rejectedFile } from "./rejected-file.js";
import type { JudgeOptions } from "./judging.js";
import type { ImportTable, JudgedTable } from "./rows.js";
import { judgeRows } from "./rows.js";
import { summarise } from "./summary.js";
import { testTerms } from "./terms-for-tests.js";

const today = "2026-11-22";
const header = ["姓名", "医院", "科室", "职称", "身份证号", "执业证书编号", "出生日期"];
const validId = "11010519491231002X";
const licence = "110310105000123";

const tableOf = (rows: string[][], flaws: ImportTable["flaws"] = []): ImportTable => ({
  rows,
  rowNumbers: rows.map((_row, i) => i + 1),
  flaws,
});
function judge(table: ImportTable, options: Partial<JudgeOptions> = {}): JudgedTable {
  const mapping = recogniseColumns(table.rows);
  if (!mapping.ok) throw new Error(mapping.error);
  return judgeRows(table, mapping.value, testTerms, { today, ...options });
}
const judgeRow = (...cells: string[]) => judge(tableOf([header, cells])).rows[0]!;
const codes = (row: { problems: readonly { code: string }[] }): string[] =>
  row.problems.map(({ code }) => code);

test("a good row is ready and read", () => {
  const row = judgeRow(
    "张甲",
    "甲医院",
    "心内科、骨科",
    "主任医师 教授 博导",
    validId,
    licence,
    "1949-12-31",
  );
  expect(row.outcome).toBe("ready");
  expect(row.problems).toEqual([]);
  expect(row.record).toMatchObject({
    name: "张甲",
    gender: "female",
    bornOn: "1949-12-31",
    clinicalTitle: { code: "231" },
    academicTitle: { code: "011" },
    supervisor: "doctoral",
    licenceNumber: licence,
  });
  expect(row.record?.departments.map(({ code }) => code)).toEqual(["03.04", "04.03"]);
});

test.each([
  [["", "甲医院", "骨科"], "missing_name", "姓名"],
  [["张甲", "", "骨科"], "missing_institution", "医院"],
  [["张甲", "甲医院", "无"], "missing_department", "科室"],
  [["张甲", '=HYPERLINK("http://x")', "骨科"], "institution_not_a_name", "医院"],
  [["张甲", "甲医院", "骨科", "", "110105194912310021"], "id_number_check_digit", "身份证号"],
  [["张甲", "甲医院", "骨科", "", "11010519491331002X"], "id_number_birth_date", "身份证号"],
  [["张甲", "甲医院", "骨科", "", "110105491231002"], "id_number_format", "身份证号"],
  [["张甲", "甲医院", "骨科", "", "", "", "1975-02-30"], "impossible_date", "出生日期"],
  [["张甲", "甲医院", "骨科", "", "", "", "2020-01-01"], "date_out_of_range", "出生日期"],
  [["张\u202e甲", "甲医院", "骨科"], "control_characters", "姓名"],
  [["张\u0000甲", "甲医院", "骨科"], "control_characters", "姓名"],
  [["张�", "甲医院", "骨科"], "damaged_characters", "姓名"],
  [["长".repeat(5000), "甲医院", "骨科"], "too_long", "姓名"],
  [["同上", "同上", "骨科"], "ditto_without_row", "医院"],
])("row %j is rejected: %s at %s", (cells, code, column) => {
  const row = judgeRow(...cells);
  expect(row.outcome).toBe("rejected");
  expect(row.record).toBeNull();
  expect(row.problems.find((problem) => problem.code === code)?.column).toBe(column);
  for (const problem of row.problems)
    expect(`${problem.zh}${problem.en}${problem.remedyZh}`).not.toMatch(/[{}]/u);
});

test("a department is asked about, never guessed", () => {
  const unknown = judgeRow("张甲", "甲医院", "心内科、国际部");
  expect(unknown.outcome).toBe("review");
  expect(unknown.record?.departments.map(({ status, code }) => [status, code])).toEqual([
    ["resolved", "03.04"],
    ["unknown", null],
  ]);
  expect(unknown.problems[0]?.zh).toContain("国际部");
  expect(codes(judgeRow("张甲", "甲医院", "外科门诊"))).toEqual(["department_ambiguous"]);
});

test("ID and licence numbers never appear whole in a message", () => {
  const row = judgeRow("张甲", "甲医院", "骨科", "", "110105194912310021", "12345678901234");
  expect(codes(row)).toEqual(["id_number_check_digit", "licence_number_format"]);
  expect(JSON.stringify(row.problems)).not.toMatch(/1949|0021|5678/u);
});

test("warnings leave the row ready and the doubtful value out", () => {
  const row = judgeRow("张甲", "甲医院", "骨科", "大夫", "", "123", "1975");
  expect(row.outcome).toBe("ready");
  expect(codes(row).sort()).toEqual(["date_unread", "licence_number_format", "title_unread"]);
  expect(row.record).toMatchObject({
    licenceNumber: null,
    bornOn: null,
    clinicalTitle: null,
    titleText: "大夫",
  });
});

test("flaws of cells count where they matter", () => {
  const rows = [
    ["姓名", "医院", "科室", "身份证号", "手机", "年龄"],
    ["张甲", "甲医院", "骨科", "", "", "=YEAR(A1)"],
    ["=A1", "甲医院", "骨科", "", "", ""],
    ["李乙", "甲医院", "骨科", "110105194912310000", "13800138000", ""],
    ["王丙", "甲医院", "骨科", "", "13800138000", ""],
  ];
  const judged = judge(
    tableOf(rows, [
      { rowIndex: 1, columnIndex: 5, code: "formula_cell" },
      { rowIndex: 2, columnIndex: 0, code: "formula_cell" },
      { rowIndex: 3, columnIndex: 3, code: "number_precision_lost" },
      { rowIndex: 4, columnIndex: 4, code: "number_precision_lost" },
    ]),
  );
  expect(judged.rows.map((row) => [row.outcome, ...codes(row)])).toEqual([
    ["ready"],
    ["rejected", "formula_cell"],
    ["rejected", "number_lost_digits"],
    ["ready", "phone_lost_digits"],
  ]);
});

test("the same person twice: refused, second workplace, or a namesake", () => {
  const judged = judge(
    tableOf([
      header,
      ["张甲", "甲医院", "骨科", "", "", licence],
      ["张甲", "甲医院", "眼科", "", "", licence],
      ["张甲", "乙医院", "骨科", "", "", licence],
      ["李乙", "甲医院", "骨科", "", "", licence],
      ["王丙", "甲医院", "心内科"],
      ["王　丙", "甲医院", "心血管内科、骨科"],
      ["王丙", "甲医院", "眼科"],
      ["王丙", "甲医院", "心内科", "", "", "110310105000999"],
      ["王丙", "甲医院", "心内科", "", "", "110310105000888"],
    ]),
  );
  expect(judged.rows.map((row) => [row.outcome, ...codes(row)])).toEqual([
    ["ready"],
    ["rejected", "duplicate_row"],
    ["ready", "second_workplace"],
    ["rejected", "identifier_of_another_name"],
    ["ready"],
    ["rejected", "duplicate_row"],
    ["ready", "same_name_nearby"],
    ["rejected", "duplicate_row"],
    ["rejected", "duplicate_row"],
  ]);
  expect(judged.rows[1]?.problems[0]?.zh).toContain("第 2 行");
});

test("a rejected row does not keep a corrected repeat from landing", () => {
  const judged = judge(
    tableOf([
      header,
      ["张甲", "甲医院", "骨科", "", "", "", "1975-02-30"],
      ["张甲", "甲医院", "骨科", "", "", "", "1975-02-28"],
    ]),
  );
  expect(judged.rows.map(({ outcome }) => outcome)).toEqual(["rejected", "ready"]);
});

test("ditto marks, repeated headers and section titles", () => {
  const judged = judge(
    tableOf([
      header,
      ["一、外科", "一、外科", "一、外科"],
      ["张甲", "甲医院", "骨科"],
      ["李乙", "同上", "〃"],
      header,
      ["=1", "同上", "骨科"],
    ]),
  );
  expect(judged.rows.map(({ rowNumber, outcome }) => [rowNumber, outcome])).toEqual([
    [3, "ready"],
    [4, "ready"],
    [6, "rejected"],
  ]);
  expect(judged.rows[1]?.record).toMatchObject({ institutionName: "甲医院" });
  expect(judged.skipped.map(({ rowNumber, reason }) => [rowNumber, reason])).toEqual([
    [2, "section_title"],
    [5, "repeated_header"],
  ]);
});

test("rejected rows come back with reasons, and corrected they import", () => {
  const table = tableOf([
    header,
    ["张甲", "甲医院", "骨科"],
    ["李乙2", "同上", "骨科", "", "", "", "1975-02-30"],
  ]);
  const mapping = recogniseColumns(table.rows);
  if (!mapping.ok) throw new Error(mapping.error);
  const judged = judgeRows(table, mapping.value, testTerms, { today });
  const file = rejectedFile(table, mapping.value, judged.rows);
  expect(file.rows).toHaveLength(1);
  expect(file.rows[0]?.slice(0, 2)).toEqual(["3", "姓名：姓名里有数字、符号或公式\n出生日期：日期不存在"]);
  expect(file.rows[0]?.slice(5)).toEqual(["李乙2", "甲医院", "骨科", "", "", "", "1975-02-30"]);
  const corrected = file.rows.map((row) =>
    row.map((cell) => cell.replace("李乙2", "李乙").replace("02-30", "02-28")),
  );
  expect(judge(tableOf([[...file.header], ...corrected])).rows.map(({ outcome }) => outcome)).toEqual([
    "ready",
  ]);
});

test("the default institution fills what a row leaves open", () => {
  const judged = judge(
    tableOf([
      ["姓名", "科室"],
      ["张甲", "骨科"],
    ]),
    { defaultInstitution: "甲医院" },
  );
  expect(judged.rows[0]?.record?.institutionName).toBe("甲医院");
});

test("the summary counts each row once", () => {
  const judged = judge(
    tableOf([
      header,
      ["张甲", "甲医院", "骨科"],
      ["李乙", "甲医院", "国际部"],
      ["", "", "骨科"],
      ["王丙", "甲医院", "眼科"],
    ]),
  );
  const summary = summarise(judged.rows, ({ rowNumber }) => (rowNumber === 5 ? "unchanged" : "new"));
  expect(summary).toEqual({
    rows: 4,
    imported: 1,
    unchanged: 1,
    review: 1,
    rejected: [{ row: 4, column: "姓名", value: "", reason: "姓名：没有姓名；医院：没有医院" }],
  });
  expect(summarise(judged.rows, () => "new", "en").rejected[0]?.reason).toContain("The name is missing");
});

test("keys find the same person again; the canonical text ignores layout, not content", () => {
  const a = judgeRow("张甲", "甲医院", "骨科", "", validId, licence).record!;
  const b = judgeRow(
    " 张　甲",
    "甲 医院",
    "骨 科".replace(" ", ""),
    "",
    validId.toLowerCase(),
    licence,
  ).record!;
  expect(naturalKeys(a)).toEqual([`licence:${licence}`, `id:${validId}`, "person:张甲:甲医院:骨科"]);
  expect(naturalKey(b)).toBe(naturalKey(a));
  expect(canonicalRecord(a)).not.toBe(canonicalRecord({ ...a, mobile: "13800138000" }));
  const recoded = a.departments.map((department) => ({ ...department, code: "99" }));
  expect(canonicalRecord({ ...a, departments: recoded })).toBe(canonicalRecord(a));
});

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    "张甲",
    "李乙",
    "甲医院",
    "骨科",
    "心内科",
    "国际部",
    "同上",
    "无",
    "NULL",
    "=1+1",
    validId,
    licence,
    "1975-02-30",
    "__proto__",
    "姓名",
  ),
);
const table = fc.record({
  header: fc.shuffledSubarray(
    [...header, "手机", "擅长", "诊疗经验", "每日上限", "性别", "备注", "__proto__"],
    { minLength: 3 },
  ),
  rows: fc.array(fc.array(nasty, { maxLength: 15 }), { maxLength: 12 }),
});

test("any table of strings is judged without throwing, and no row is lost", () => {
  fc.assert(
    fc.property(table, (input) => {
      const grid = tableOf([
        ["姓名", "科室", ...input.header.filter((word) => word !== "姓名" && word !== "科室")],
        ...input.rows,
      ]);
      const judged = judge(grid, { defaultInstitution: "甲医院" });
      expect(judged.rows.length + judged.skipped.length).toBe(input.rows.length);
      const summary = summarise(judged.rows, () => "new");
      expect(summary.imported + summary.review + summary.rejected.length).toBe(summary.rows);
      for (const row of judged.rows) {
        expect(row.record === null).toBe(row.outcome === "rejected");
        expect(row.problems.some(({ severity }) => severity === "error")).toBe(row.outcome === "rejected");
      }
    }),
    { numRuns: 300 },
  );
});

test("column order and blank rows do not change the judgement", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(nasty, { minLength: header.length, maxLength: header.length }), { maxLength: 8 }),
      fc.shuffledSubarray([...header.keys()], { minLength: header.length }),
      (rows, order) => {
        const straight = judge(tableOf([header, ...rows]));
        const moved = [header, ...rows].map((row) => order.map((i) => row[i] ?? ""));
        const shuffled = judge({ ...tableOf(moved), rowNumbers: moved.map((_row, i) => i * 3 + 1) });
        const seen = (judged: JudgedTable) =>
          judged.rows.map((row) => [
            row.outcome,
            codes(row).sort(),
            row.record === null ? "" : canonicalRecord(row.record),
          ]);
        expect(seen(shuffled)).toEqual(seen(straight));
      },
    ),
    { numRuns: 200 },
  );
});
