import type { NumberShape } from "./cell-values.js";
import { numberText, unescapeWorkbookText } from "./cell-values.js";
import { TableUnreadable } from "./refusals.js";
import type { SheetRows } from "./sheet-rows.js";
import type { CellFlaw, CellFlawCode } from "./table.js";
import type { Workbook } from "./workbook-parts.js";
import { RichText } from "./workbook-parts.js";
import type { XmlHandler } from "./xml-scanner.js";

type Range = { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };
type Cell = { columnIndex: number; type: string; style: number; value: string; formula: string | undefined };

const plain: NumberShape = { kind: "plain" };
/** Excel's own bounds: column XFD, row 1,048,576. */
const lastColumn = 16_384;
const lastRow = 1_048_576;
const shownFormula = 200;
/** Repairs a hostile sheet cannot multiply: merges of a genuine sheet never overlap, so they cover each cell once. */
const coveredCellsLimit = 3_000_000;

/**
 * Turns the XML of one sheet into rows. A formula is never evaluated and its stored result is never trusted: the cell
 * reads as the formula's text with the flaw `formula_cell`.
 */
export class SheetReader implements XmlHandler {
  hiddenRows = 0;
  readonly #workbook: Workbook;
  readonly #sheet: SheetRows;
  readonly #rich = new RichText();
  readonly #merges: Range[] = [];
  #rowNumber = 0;
  #cells: string[] = [];
  #flaws: Omit<CellFlaw, "rowIndex">[] = [];
  #cell: Cell | undefined;
  #collecting: "v" | "f" | undefined;

  constructor(workbook: Workbook, sheet: SheetRows) {
    this.#workbook = workbook;
    this.#sheet = sheet;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === "row") this.#openRow(attributes);
    else if (name === "c") this.#openCell(attributes);
    else if (name === "v" || name === "f") {
      this.#collecting = name;
      if (name === "f" && this.#cell !== undefined) this.#cell.formula = "";
    } else if (name === "mergeCell") this.#merge(attributes.get("ref") ?? "");
    else this.#rich.open(name);
  }

  text(text: string): void {
    const cell = this.#cell;
    if (cell === undefined) return;
    if (this.#collecting === "v") cell.value += text;
    else if (this.#collecting === "f") cell.formula = ((cell.formula ?? "") + text).slice(0, shownFormula);
    else this.#rich.text(text);
  }

  close(name: string): void {
    if (name === "v" || name === "f") this.#collecting = undefined;
    else if (name === "c") this.#closeCell();
    else if (name === "row") this.#closeRow();
    else this.#rich.close(name);
  }

  #openRow(attributes: ReadonlyMap<string, string>): void {
    const written = Number(attributes.get("r") ?? this.#rowNumber + 1);
    if (!Number.isInteger(written) || written <= this.#rowNumber || written > lastRow) {
      throw new TableUnreadable("corrupt_workbook");
    }
    this.#rowNumber = written;
    this.#cells = [];
    this.#flaws = [];
    if (["1", "true"].includes(attributes.get("hidden") ?? "")) this.hiddenRows++;
  }

  #openCell(attributes: ReadonlyMap<string, string>): void {
    const place = attributes.get("r");
    const columnIndex = place === undefined ? this.#cells.length : (readPlace(place)?.column ?? -1);
    if (columnIndex < 0 || columnIndex >= lastColumn) throw new TableUnreadable("corrupt_workbook");
    this.#rich.clear();
    this.#cell = {
      columnIndex,
      type: attributes.get("t") ?? "n",
      style: Number(attributes.get("s") ?? 0),
      value: "",
      formula: undefined,
    };
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (cell === undefined) return;
    const { text, flaw } = this.#read(cell);
    if (text === "" && flaw === undefined) return;
    while (this.#cells.length < cell.columnIndex) this.#cells.push("");
    this.#cells[cell.columnIndex] = text;
    if (flaw !== undefined) this.#flaws.push({ columnIndex: cell.columnIndex, code: flaw });
  }

  #read(cell: Cell): { text: string; flaw?: CellFlawCode } {
    if (cell.formula !== undefined)
      return { text: `=${cell.formula === "" ? "…" : cell.formula}`, flaw: "formula_cell" };
    switch (cell.type) {
      case "s":
        return { text: this.#workbook.sharedStrings[Number(cell.value)] ?? "" };
      case "inlineStr":
        return { text: this.#rich.value() };
      case "str":
        return { text: unescapeWorkbookText(cell.value) };
      case "b":
        return { text: cell.value.trim() === "1" ? "TRUE" : "FALSE" };
      case "e":
        return { text: cell.value, flaw: "error_value" };
      case "d":
        return { text: cell.value.replace("T", " ").replace(/ 00:00(:00(\.0+)?)?Z?$/u, "") };
      default: {
        const shape = this.#workbook.shapes[cell.style] ?? plain;
        const { text, lostDigits } = numberText(cell.value, shape, this.#workbook.date1904);
        return lostDigits ? { text, flaw: "number_precision_lost" } : { text };
      }
    }
  }

  #closeRow(): void {
    this.#sheet.add(this.#rowNumber, this.#cells, this.#flaws);
    this.#cells = [];
    this.#flaws = [];
  }

  #merge(ref: string): void {
    const [from, to] = ref.split(":", 2).map(readPlace);
    if (from === undefined || to === undefined) return;
    this.#merges.push({ top: from.row, left: from.column, bottom: to.row, right: to.column });
    if (this.#merges.length > coveredCellsLimit) throw new TableUnreadable("content_too_large");
  }

  /** Every cell that a merge covers reads like its top left cell. Blank rows under a merge stay left out. */
  fillMerges(): void {
    const { rowNumbers, rows } = this.#sheet;
    let covered = 0;
    for (const { top, left, bottom, right } of this.#merges) {
      const first = lowerBound(rowNumbers, top);
      if (rowNumbers[first] !== top) continue;
      const text = rows[first]?.[left] ?? "";
      if (text === "") continue;
      for (let i = first; i < rowNumbers.length && (rowNumbers[i] ?? bottom + 1) <= bottom; i++) {
        for (let column = left; column <= right; column++) {
          if (++covered > coveredCellsLimit) throw new TableUnreadable("content_too_large");
          if (i !== first || column !== left) this.#sheet.put(i, column, text);
        }
      }
    }
  }
}

/** "C5" → column 2, row 5; undefined when it is not a place. */
function readPlace(place: string): { column: number; row: number } | undefined {
  const found = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})$/u.exec(place);
  if (found === null) return undefined;
  let column = 0;
  for (const letter of (found[1] ?? "").toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return { column: column - 1, row: Number(found[2]) };
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
