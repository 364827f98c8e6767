import ExcelJS from "exceljs";
import fc from "fast-check";
import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { readTable } from "./read-table.js";
import type { ReadTableOptions, Table } from "./table.js";
import { writeCsv, writeXlsx } from "./write-table.js";
import { zip } from "./zip-for-tests.js";

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
const grid = "姓名,科室\n张甲,心内科\n";
const cells = [
  ["姓名", "科室"],
  ["张甲", "心内科"],
];

async function table(bytes: Uint8Array, options?: ReadTableOptions): Promise<Table> {
  const result = await readTable(bytes, options);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
async function refusal(bytes: Uint8Array, options?: ReadTableOptions): Promise<string> {
  const result = await readTable(bytes, options);
  return result.ok ? "read" : result.error.code;
}
async function workbook(fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet("专家"), book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

test.each([
  ["utf-8", utf8(grid)],
  ["utf-8", utf8(`\ufeff${grid}`)],
  ["utf-8", utf8(grid.replaceAll("\n", "\r\n"))],
  ["utf-8", utf8(grid.replaceAll("\n", "\r"))],
  ["utf-8", utf8(grid.replaceAll(",", "\t"))],
  ["utf-8", utf8(grid.replaceAll(",", ";"))],
  ["utf-8", utf8(`sep=;\r\n${grid.replaceAll(",", ";")}`)],
  ["gb18030", iconv.encode(grid, "gb18030")],
  ["utf-16le", iconv.encode(grid, "utf-16le", { addBOM: true })],
  ["utf-16le", iconv.encode(grid, "utf-16le", { addBOM: false })],
  ["utf-16be", iconv.encode(grid, "utf-16be", { addBOM: true })],
])("text in %s reads the same, whatever separates cells and lines (case %#)", async (encoding, bytes) => {
  const read = await table(bytes);
  expect(read.rows).toEqual(cells);
  expect(read.encoding).toBe(encoding);
});

test("rare characters of GB18030 survive", async () => {
  const read = await table(iconv.encode("姓名,科室\n王𬍛,㖞科\n", "gb18030"));
  expect(read.rows[1]).toEqual(["王𬍛", "㖞科"]);
});

test("one damaged byte does not turn a UTF-8 file into another language", async () => {
  const bytes = Buffer.concat([utf8(grid.repeat(20)), Buffer.from([0xe5, 0x0a])]);
  const read = await table(bytes);
  expect(read.rows[1]).toEqual(["张甲", "心内科"]);
  expect(read.warnings.map(({ code }) => code)).toContain("damaged_characters");
});

test("blank rows are left out and row numbers stay those of the spreadsheet", async () => {
  const read = await table(utf8('\n姓名,科室\n,\n"张甲\n备注",心内科\n\n李乙,骨科\n'));
  expect(read.rowNumbers).toEqual([2, 4, 6]);
});

test("a quote that is never closed is named by its line", async () => {
  const result = await readTable(utf8('姓名,科室\n张甲,心内科\n"李乙,骨科\n王丙,眼科\n'));
  expect(result.ok ? "" : result.error.zh).toContain("第 3 行");
});

test("a quote inside a cell is a letter, and text that looks like a formula stays text", async () => {
  const read = await table(utf8('姓名,科室\n张"甲",=1+1\n@SUM(1),-2\n'));
  expect(read.rows.slice(1)).toEqual([
    ['张"甲"', "=1+1"],
    ["@SUM(1)", "-2"],
  ]);
  expect(read.flaws).toEqual([]);
});

test("a number that a spreadsheet program shortened is marked", async () => {
  const read = await table(utf8("姓名,身份证\n张甲,1.10105194912310E+17\n"));
  expect(read.flaws).toEqual([{ rowIndex: 1, columnIndex: 1, code: "number_precision_lost" }]);
});

test.each([
  ["unsupported_file_type", Buffer.from("d0cf11e0a1b11ae1", "hex")],
  [
    "password_protected",
    Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.from("EncryptedPackage", "utf16le")]),
  ],
  ["unsupported_file_type", utf8("%PDF-1.7\n")],
  ["unsupported_file_type", utf8("<html><table><tr><td>姓名</td></tr></table></html>")],
  ["unsupported_file_type", zip({ "word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>" })],
  ["unsupported_file_type", zip({ "姓名.csv": grid })],
  ["unsupported_file_type", Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 73 + 11) & 255))],
  ["corrupt_workbook", Buffer.concat([utf8("PK\u0003\u0004"), Buffer.alloc(300)])],
  ["corrupt_workbook", zip({ "[Content_Types].xml": "<Types/>" })],
  ["empty_file", Buffer.alloc(0)],
  ["empty_file", utf8("\n,,\n \n")],
  ["no_header", utf8("1,2\n3,4\n")],
])("%s is told, whatever the file is called (case %#)", async (code, bytes) => {
  expect(await refusal(bytes)).toBe(code);
});

test("limits are kept: bytes, rows, columns, characters", async () => {
  expect(await refusal(Buffer.alloc(50 * 1024 * 1024, 65))).toBe("file_too_large");
  expect(await refusal(utf8(`姓名,科室\n${"张甲,心内科\n".repeat(20)}`), { limits: { rows: 20 } })).toBe(
    "too_many_rows",
  );
  expect(await refusal(utf8(`姓名${",a".repeat(600)}\n`))).toBe("too_many_columns");
  expect(await refusal(utf8(grid), { limits: { characters: 8 } })).toBe("content_too_large");
});

test("a truncated or altered workbook is refused and never throws", async () => {
  const whole = await workbook((sheet) => {
    sheet.addRows(cells);
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
      const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
      if (!cut) bytes[at] = byte;
      const result = await readTable(bytes);
      if (!result.ok) expect(result.error.zh).not.toContain("{");
    }),
    { numRuns: 300 },
  );
});

test("any bytes give a table or a refusal", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const result = await readTable(bytes);
      expect(typeof result.ok).toBe("boolean");
    }),
  );
});

test("workbook cells become text: rich text, dates, long and padded numbers, booleans, errors", async () => {
  const read = await table(
    await workbook((sheet) => {
      sheet.addRow(["姓名", "出生日期", "执业证", "工号", "在岗", "错误", "链接"]);
      sheet.addRow([
        { richText: [{ text: "张" }, { font: { bold: true }, text: "甲" }] },
        new Date(Date.UTC(1975, 4, 1)),
        110310105000123,
        123,
        true,
        { error: "#N/A" },
        { text: "a@example.org", hyperlink: "mailto:a@example.org" },
      ]);
      sheet.getCell("B2").numFmt = 'yyyy"年"m"月"d"日"';
      sheet.getCell("D2").numFmt = "000000";
      sheet.addRow(["李乙", new Date(Date.UTC(2024, 1, 29, 8, 30)), 110105194912310020]);
      sheet.getCell("B3").numFmt = "yyyy-mm-dd hh:mm";
    }),
  );
  expect(read.rows[1]).toEqual([
    "张甲",
    "1975-05-01",
    "110310105000123",
    "000123",
    "TRUE",
    "#N/A",
    "a@example.org",
  ]);
  expect(read.rows[2]).toEqual(["李乙", "2024-02-29 08:30", "110105194912310020"]);
  expect(read.flaws).toEqual([
    { rowIndex: 1, columnIndex: 5, code: "error_value" },
    { rowIndex: 2, columnIndex: 2, code: "number_precision_lost" },
  ]);
});

test("a formula is never evaluated and its stored result is never shown", async () => {
  const read = await table(
    await workbook((sheet) => {
      sheet.addRow(["姓名", "科室"]);
      sheet.addRow([{ formula: 'HYPERLINK("http://127.0.0.1/","点击")', result: "张甲" }, "心内科"]);
    }),
  );
  expect(read.rows[1]).toEqual(['=HYPERLINK("http://127.0.0.1/","点击")', "心内科"]);
  expect(read.flaws).toEqual([{ rowIndex: 1, columnIndex: 0, code: "formula_cell" }]);
});

test("merged cells read like their first cell, down and across", async () => {
  const read = await table(
    await workbook((sheet) => {
      sheet.addRows([
        ["姓名", "医院", "科室", "联系"],
        ["张甲", "甲医院", "心内科", "1"],
        ["李乙", null, "骨科", "2"],
        ["王丙", null, "眼科"],
      ]);
      sheet.mergeCells("B2:B4");
      sheet.mergeCells("C4:D4");
    }),
  );
  expect(read.rows.slice(1)).toEqual([
    ["张甲", "甲医院", "心内科", "1"],
    ["李乙", "甲医院", "骨科", "2"],
    ["王丙", "甲医院", "眼科", "眼科"],
  ]);
});

test("of several sheets the first with a header is read, hidden ones last", async () => {
  const bytes = await workbook((sheet, book) => {
    sheet.addRow(["填表说明"]);
    book.addWorksheet("字典", { state: "hidden" }).addRow(["姓名", "科室"]);
    book.addWorksheet("名单").addRows(cells);
  });
  const isHeader = (row: readonly string[]): boolean => row.includes("姓名");
  const read = await table(bytes, { isHeader });
  expect(read.sheetName).toBe("名单");
  expect(read.warnings.map(({ code }) => code)).toEqual(["several_sheets"]);
  expect((await table(bytes, { sheetName: "字典" })).rows).toEqual([["姓名", "科室"]]);
  expect(await refusal(bytes, { sheetName: "没有" })).toBe("sheet_not_found");
});

const parts = (sheet: string): Record<string, string> => ({
  "[Content_Types].xml": "<Types/>",
  "xl/workbook.xml":
    '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels":
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>',
  "xl/worksheets/s.xml": sheet,
});
const row1 = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>';

test("prefixed names, comments, CDATA and entities are understood", async () => {
  const sheet = `<x:worksheet><x:sheetData><!-- a > b --><x:row><x:c t="inlineStr"><x:is><x:t>姓&#x540d;<![CDATA[<&]]>&amp;</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`;
  expect((await table(zip(parts(sheet)))).rows).toEqual([["姓名<&&"]]);
});

test.each([
  [
    "a document type with entities",
    `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>${row1}</worksheet>`,
    "corrupt_workbook",
  ],
  [
    "a row number beyond the sheet",
    '<worksheet><row r="99999999"><c><v>1</v></c></row></worksheet>',
    "corrupt_workbook",
  ],
  [
    "a column beyond the sheet",
    '<worksheet><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>',
    "corrupt_workbook",
  ],
  ["rows out of order", '<worksheet><row r="2"/><row r="1"/></worksheet>', "corrupt_workbook"],
  ["a merge over the whole sheet", `<worksheet>${row1}<mergeCell ref="A1:XFD1048576"/></worksheet>`, "read"],
  [
    "the same huge merge a thousand times",
    `<worksheet>${row1}${'<mergeCell ref="A1:XFD1048576"/>'.repeat(1000)}</worksheet>`,
    "content_too_large",
  ],
  ["an endless tag", `<worksheet>${row1}<c r="${"A".repeat(200_000)}`, "corrupt_workbook"],
])("hostile sheet: %s", async (_name, sheet, expected) => {
  expect(await refusal(zip(parts(sheet)))).toBe(expected);
});

test("what a part really inflates to is counted, not what it declares", async () => {
  const bomb = zip({ ...parts(`<worksheet>${" ".repeat(3_000_000)}</worksheet>`) }, { declaredBytes: 10 });
  expect(await refusal(bomb, { limits: { inflatedBytes: 1_000_000 } })).toBe("content_too_large");
  const many = zip(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`xl/${i}`, ""])));
  expect(await refusal(many, { limits: { archiveMembers: 50 } })).toBe("content_too_large");
});

test("one shared text used often counts each time", async () => {
  const cell = '<c t="s"><v>0</v></c>';
  const book = {
    ...parts(`<worksheet>${`<row>${cell.repeat(100)}</row>`.repeat(200)}</worksheet>`),
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="s.xml"/></Relationships>',
    "xl/s.xml": `<sst><si><t>${"长".repeat(10_000)}</t></si></sst>`,
  };
  expect(await refusal(zip(book))).toBe("content_too_large");
});

test("what is written reads back: formulas stay text, long numbers keep their digits", async () => {
  const rows = [
    ["张甲", "=cmd|' /C calc'!'A1'", "11010519491231002X"],
    ['李"乙', "+1\n-2", "000123"],
    ["丙", "a\u0000b", ""],
  ];
  const written = { sheetName: "退回/行", header: ["姓名", "说明", "证件"], rows };
  const fromXlsx = await table(await writeXlsx(written));
  expect(fromXlsx.rows.slice(1)).toEqual([...rows.slice(0, 2), ["丙", "a\ufffdb"]]);
  expect(fromXlsx.flaws).toEqual([]);
  const csv = writeCsv(written);
  expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const fromCsv = await table(csv);
  expect(fromCsv.rows[1]).toEqual(["张甲", "'=cmd|' /C calc'!'A1'", "11010519491231002X"]);
  expect(fromCsv.rows[2]).toEqual(['李"乙', "'+1\n-2", "000123"]);
});

test("any text written as a workbook reads back as the same text", async () => {
  const cell = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
    .filter((text) => text.trim() !== "" && !/[\r\n]|_x[0-9A-Fa-f]{4}_/u.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
      async (rows) => {
        const read = await table(await writeXlsx({ sheetName: "s", header: ["表头"], rows }));
        expect(read.rows.slice(1)).toEqual(rows);
      },
    ),
    { numRuns: 40 },
  );
});
