/** A header and rows of text to hand back to a person. */
export type WritableTable = {
  readonly sheetName: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Characters no spreadsheet can store: XML forbids them and a person cannot see them. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;
/** Longest text of a cell in Excel, and longest sheet name. */
const longestCell = 32_767;
const longestSheetName = 31;

const clean = (cell: string): string => cell.replace(unprintable, "\ufffd").toWellFormed();

/**
 * CSV for Excel and WPS on a Chinese Windows: UTF-8 with a byte order mark, CRLF. A cell that a spreadsheet program
 * would run as a formula gets a leading apostrophe. Source: OWASP, CSV Injection; ASVS 5.0 1.2.10.
 */
export function writeCsv(table: WritableTable): Buffer {
  const lines = [table.header, ...table.rows].map((row) =>
    row.map((cell) => quoteCsv(clean(cell))).join(","),
  );
  return Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`, "utf8");
}

/** Full-width ＝＋－＠ count too: some programs fold them before deciding what a cell is. */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/u;

function quoteCsv(cell: string): string {
  const safe = startsFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;\t]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A workbook in which every cell is text (number format "@"), so that ID numbers keep their digits and nothing runs
 * as a formula. Text beyond what a cell can hold is cut with "…".
 */
export async function writeXlsx(table: WritableTable): Promise<Buffer> {
  // Loaded with the first workbook that is written: a third of a second that no start should pay.
  const { default: ExcelJS } = await import("exceljs");
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet(sheetTitle(table.sheetName), {
    views: [{ state: "frozen", ySplit: 1 }],
  });
  sheet.columns = table.header.map((title, i) => ({
    width: Math.min(
      50,
      Math.max(10, ...[title, ...table.rows.slice(0, 50).map((row) => row[i] ?? "")].map(shownWidth)),
    ),
    style: { numFmt: "@", alignment: { vertical: "top", wrapText: true } },
  }));
  for (const row of [table.header, ...table.rows]) sheet.addRow(row.map((cell) => fit(clean(cell))));
  sheet.getRow(1).font = { bold: true };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const fit = (cell: string): string =>
  cell.length > longestCell ? `${cell.slice(0, longestCell - 1)}…` : cell;

const sheetTitle = (name: string): string =>
  name
    .replace(/[\\/?*[\]:']/gu, " ")
    .trim()
    .slice(0, longestSheetName) || "Sheet1";

/** Chinese characters take two columns. */
const shownWidth = (cell: string): number => {
  const first = cell.slice(0, 60).split("\n", 1)[0] ?? "";
  let width = 2;
  for (let i = 0; i < first.length; i++) width += first.charCodeAt(i) > 0xff ? 2 : 1;
  return width;
};
