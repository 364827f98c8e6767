import { TableUnreadable } from "./refusals.js";
import type { CellFlaw, CellFlawCode, TableLimits } from "./table.js";

export type SparseCell = {
  readonly columnIndex: number;
  readonly text: string;
  readonly flaw?: CellFlawCode;
};

/** Gathers the rows of one sheet, drops blank ones and stops with TableUnreadable as soon as a limit is passed. */
export class SheetRows {
  readonly rowNumbers: number[] = [];
  readonly rows: string[][] = [];
  readonly flaws: CellFlaw[] = [];
  readonly #limits: TableLimits;
  #characters = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  /** Adds a row that stood at `rowNumber` (1-based). Trailing empty cells do not count as columns. */
  add(rowNumber: number, cells: readonly string[], flaws: readonly Omit<CellFlaw, "rowIndex">[] = []): void {
    let width = cells.length;
    while (width > 0 && (cells[width - 1] ?? "").trim() === "") width--;
    if (width === 0) return;
    if (width > this.#limits.columns) {
      throw new TableUnreadable("too_many_columns", { row: rowNumber, limit: this.#limits.columns });
    }
    if (this.rows.length >= this.#limits.rows) {
      throw new TableUnreadable("too_many_rows", { limit: this.#limits.rows });
    }
    const row = cells.slice(0, width);
    for (const cell of row) this.spend(cell.length);
    for (const flaw of flaws) this.flaws.push({ rowIndex: this.rows.length, ...flaw });
    this.rows.push(row);
    this.rowNumbers.push(rowNumber);
  }

  /** Counts characters that a cell takes; repeated shared text counts each time. */
  spend(characters: number): void {
    this.#characters += characters;
    if (this.#characters > this.#limits.characters) throw new TableUnreadable("content_too_large");
  }

  /** Writes into a cell that a merge covers; the row must exist. */
  put(rowIndex: number, columnIndex: number, text: string): void {
    const row = this.rows[rowIndex];
    if (row === undefined || columnIndex >= this.#limits.columns) return;
    this.spend(text.length + 1);
    while (row.length < columnIndex) row.push("");
    row[columnIndex] = text;
  }
}
