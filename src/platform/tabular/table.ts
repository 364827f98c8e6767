/** A place in a table where the written value cannot be taken as it stands. */
export type CellFlawCode = "formula_cell" | "number_precision_lost" | "error_value";

export type CellFlaw = {
  /** Index into `Table.rows`. */
  readonly rowIndex: number;
  /** Zero-based column; `columnLetters` turns it into what the spreadsheet program shows. */
  readonly columnIndex: number;
  readonly code: CellFlawCode;
};

export type TableWarningCode =
  | "several_sheets"
  | "hidden_rows"
  | "damaged_characters"
  | "formula_cells"
  | "numbers_lost_digits";

export type TableWarning = {
  readonly code: TableWarningCode;
  readonly zh: string;
  readonly en: string;
};

/**
 * A sheet as text. Blank rows are left out, so `rowNumbers[i]` (1-based, as the spreadsheet program shows it)
 * says where `rows[i]` stood. An empty cell is ""; empty cells at the end of a row are left out.
 */
export type Table = {
  readonly format: "xlsx" | "csv";
  /** The sheet's name; "" for a text file. */
  readonly sheetName: string;
  /** The text encoding found; null for a workbook. */
  readonly encoding: TextEncoding | null;
  /** The column separator found; null for a workbook. */
  readonly delimiter: string | null;
  readonly rows: readonly (readonly string[])[];
  readonly rowNumbers: readonly number[];
  readonly flaws: readonly CellFlaw[];
  readonly warnings: readonly TableWarning[];
};

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

export type TableLimits = {
  /** Size of the file as sent. */
  readonly fileBytes: number;
  /** Rows that are not blank, header included. */
  readonly rows: number;
  readonly columns: number;
  /** Characters of all cells together, repeated ones counted each time: a small file can hold a large text often. */
  readonly characters: number;
  /** Bytes that the parts of a workbook may inflate to, by declaration and by count. */
  readonly inflatedBytes: number;
  /** Parts in a workbook's archive. */
  readonly archiveMembers: number;
};

export const defaultTableLimits: TableLimits = {
  fileBytes: 10 * 1024 * 1024,
  rows: 50_000,
  columns: 500,
  characters: 60_000_000,
  inflatedBytes: 200 * 1024 * 1024,
  archiveMembers: 5_000,
};

export type ReadTableOptions = {
  readonly limits?: Partial<TableLimits>;
  /** True for a row that can be the header of what the caller wants; the first sheet with one is read. */
  readonly isHeader?: (row: readonly string[]) => boolean;
  /** Reads this sheet whatever its rows look like. */
  readonly sheetName?: string;
};

/** "A" for column 0, "AA" for column 26: the letters a spreadsheet program shows. */
export function columnLetters(columnIndex: number): string {
  let letters = "";
  for (let rest = columnIndex + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
