import type { Result } from "../../kernel/result.js";
import { ok } from "../../kernel/result.js";
import { readCsv } from "./read-csv.js";
import { readXlsx } from "./read-xlsx.js";
import type { TableRefusal } from "./refusals.js";
import { TableUnreadable, tableRefusal, tableWarning } from "./refusals.js";
import { SheetRows } from "./sheet-rows.js";
import { sniffFile } from "./sniff.js";
import type { CellFlaw, ReadTableOptions, Table, TableLimits, TableWarning } from "./table.js";
import { defaultTableLimits } from "./table.js";

const headerRows = 10;
const megabyte = 1024 * 1024;

/**
 * Reads the bytes of an .xlsx or delimited text file into rows of text. What the file is, is decided by its content;
 * its name plays no part. Formulas are never evaluated, no link is followed, nothing is written.
 *
 * Work and memory are bounded by `limits` before and while parsing, and parsing yields between pieces, so a hostile
 * file costs a refusal and not the process.
 * @returns the table, or the first refusal met: size, kind, password, damage, limits, empty, no header.
 */
export async function readTable(
  bytes: Uint8Array,
  options: ReadTableOptions = {},
): Promise<Result<Table, TableRefusal>> {
  const limits: TableLimits = { ...defaultTableLimits, ...options.limits };
  const refusal = refusedUnread(bytes, limits);
  if (refusal !== undefined) return { ok: false, error: refusal };
  try {
    const table = await readKnown(bytes, limits, options);
    if (table.rows.length === 0) return { ok: false, error: tableRefusal("empty_file") };
    if (!table.rows.slice(0, headerRows).some(canBeHeader))
      return { ok: false, error: tableRefusal("no_header") };
    return ok(table);
  } catch (error) {
    if (error instanceof TableUnreadable) return { ok: false, error: error.refusal };
    throw error;
  }
}

function refusedUnread(bytes: Uint8Array, limits: TableLimits): TableRefusal | undefined {
  if (bytes.length > limits.fileBytes) {
    const inMegabytes = (size: number): string => (size / megabyte).toFixed(1).replace(/\.0$/u, "");
    return tableRefusal("file_too_large", {
      actual: inMegabytes(bytes.length),
      limit: inMegabytes(limits.fileBytes),
    });
  }
  return bytes.length === 0 ? tableRefusal("empty_file") : undefined;
}

async function readKnown(bytes: Uint8Array, limits: TableLimits, options: ReadTableOptions): Promise<Table> {
  const file = sniffFile(bytes);
  switch (file.kind) {
    case "encrypted_ole":
      throw new TableUnreadable("password_protected");
    case "unsupported":
      throw new TableUnreadable("unsupported_file_type", { zhKind: file.zhKind, enKind: file.enKind });
    case "zip": {
      const { sheet, sheetName, warnings } = await readXlsx(bytes, limits, options);
      return assemble("xlsx", sheet, { sheetName, encoding: null, delimiter: null, warnings });
    }
    case "text": {
      const sheet = new SheetRows(limits);
      const { encoding, delimiter, warnings } = await readCsv(bytes, limits, sheet);
      return assemble("csv", sheet, { sheetName: "", encoding, delimiter, warnings });
    }
  }
}

type Origin = Pick<Table, "sheetName" | "encoding" | "delimiter" | "warnings">;

function assemble(format: Table["format"], sheet: SheetRows, origin: Origin): Table {
  const flaws: readonly CellFlaw[] = [...sheet.flaws, ...(format === "csv" ? lostDigitFlaws(sheet) : [])];
  const warnings: TableWarning[] = [...origin.warnings];
  const formulas = flaws.filter(({ code }) => code === "formula_cell").length;
  const lost = flaws.filter(({ code }) => code === "number_precision_lost").length;
  if (formulas > 0) warnings.push(tableWarning("formula_cells", { count: formulas }));
  if (lost > 0) warnings.push(tableWarning("numbers_lost_digits", { count: lost }));
  return { format, ...origin, rows: sheet.rows, rowNumbers: sheet.rowNumbers, flaws, warnings };
}

/** A text file saved by a spreadsheet program shows lost digits as "1.38E+10". */
function lostDigitFlaws(sheet: SheetRows): CellFlaw[] {
  const flaws: CellFlaw[] = [];
  sheet.rows.forEach((row, rowIndex) => {
    row.forEach((cell, columnIndex) => {
      if (cell.length <= 24 && /^\s*\d(?:\.\d+)?E\+\d{1,2}\s*$/iu.test(cell)) {
        flaws.push({ rowIndex, columnIndex, code: "number_precision_lost" });
      }
    });
  });
  return flaws;
}

/** A header has at least one cell that is a short piece of text with a letter in it. */
const canBeHeader = (row: readonly string[]): boolean =>
  row.some((cell) => cell.length <= 60 && /\p{L}/u.test(cell) && !/^\s*[\d.]+E\+\d+\s*$/u.test(cell));
