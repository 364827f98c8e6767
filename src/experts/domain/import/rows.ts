import { hasControls, isDamaged, isPlaceholder, maskNumber, quoteCell } from "./clean-text.js";
import type { ColumnMapping, ColumnMatch } from "./columns.js";
import { findTwins } from "./duplicates.js";
import type { FieldId } from "./fields.js";
import { fields } from "./fields.js";
import type { JudgeOptions, Note } from "./judging.js";
import type { ProblemCode, Severity, TextValues } from "./problem-texts.js";
import { fillText, problemTexts } from "./problem-texts.js";
import type { ExpertRecord } from "./record.js";
import { readRecord } from "./read-record.js";
import type { ImportTerms } from "./terms.js";

/** A table as the file reader gives it; see its documentation for the meaning of the parts. */
export type ImportTable = {
  readonly rows: readonly (readonly string[])[];
  readonly rowNumbers: readonly number[];
  readonly flaws: readonly {
    readonly rowIndex: number;
    readonly columnIndex: number;
    readonly code: FlawCode;
  }[];
};

type FlawCode = "formula_cell" | "number_precision_lost" | "error_value";

export type RowProblem = {
  /** The header of the column as the file writes it, or the field's name when the file has no such column. */
  readonly column: string;
  /** Zero-based; null when the file has no such column. */
  readonly columnIndex: number | null;
  readonly field: FieldId;
  /** The cell, shortened; numbers that identify a person are masked. */
  readonly value: string;
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
};

/** ready: lands as it is · review: lands, and a person is asked · rejected: comes back with its reasons. */
export type RowOutcome = "ready" | "review" | "rejected";

export type JudgedRow = {
  /** As the spreadsheet program shows it. */
  readonly rowNumber: number;
  /** Index into the table's rows. */
  readonly rowIndex: number;
  readonly outcome: RowOutcome;
  /** Null exactly when rejected. */
  readonly record: ExpertRecord | null;
  readonly problems: readonly RowProblem[];
  /** Cells that say "同上": column index → the text of the row above that they stand for. */
  readonly dittos: ReadonlyMap<number, string>;
};

export type SkippedRow = { readonly rowNumber: number; readonly reason: "repeated_header" | "section_title" };

export type JudgedTable = {
  /** In file order: one for each data row. */
  readonly rows: readonly JudgedRow[];
  /** Rows between the data that are no experts. */
  readonly skipped: readonly SkippedRow[];
};

const identifying: ReadonlySet<FieldId> = new Set([
  "idNumber",
  "licenceNumber",
  "qualificationNumber",
  "mobile",
]);
const flawCodes = {
  formula_cell: "formula_cell",
  error_value: "error_value",
  number_precision_lost: "number_lost_digits",
} as const;
/** Lists repeat a value with these marks. */
const ditto = /^\s*(?:同上|同前|〃|″|"|''|“|”)\s*$/u;
const dittoFields: ReadonlySet<FieldId> = new Set(["institution", "department", "title", "institutionCode"]);

/**
 * Judges every row below the header. Nothing throws and nothing is guessed: each data row gets exactly one outcome, and
 * a rejected row never keeps a later one from landing.
 */
export function judgeRows(
  table: ImportTable,
  mapping: ColumnMapping,
  terms: ImportTerms,
  options: JudgeOptions,
): JudgedTable {
  const steps = judgeInSteps(table, mapping, terms, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Rows judged between two pauses: a few dozen milliseconds. */
const rowsPerStep = 200;

/** `judgeRows` with pauses, so that a server can serve others while it judges a long list. */
export function* judgeInSteps(
  table: ImportTable,
  mapping: ColumnMapping,
  terms: ImportTerms,
  options: JudgeOptions,
): Generator<undefined, JudgedTable, undefined> {
  const skipped: SkippedRow[] = [];
  const judged: JudgedRow[] = [];
  const flaws = new Map(table.flaws.map((flaw) => [`${flaw.rowIndex}:${flaw.columnIndex}`, flaw.code]));
  const header = table.rows[mapping.headerRowIndex] ?? [];
  const above = new Map<FieldId, string>();
  const twins = findTwins();
  for (let rowIndex = mapping.headerRowIndex + 1; rowIndex < table.rows.length; rowIndex++) {
    if (rowIndex % rowsPerStep === 0) yield;
    const row = table.rows[rowIndex] ?? [];
    const rowNumber = table.rowNumbers[rowIndex] ?? rowIndex + 1;
    const reason = noExpert(row, header);
    if (reason !== undefined) {
      skipped.push({ rowNumber, reason });
      continue;
    }
    const problems: RowProblem[] = [];
    const note: Note = (field, code, values = {}) => {
      // A cell refused for its form (a formula, too long) reads as empty; it is not also missing.
      if (code.startsWith("missing_") && problems.some((problem) => problem.field === field)) return;
      problems.push(describe(mapping, row, field, code, values));
    };
    const dittos = new Map<number, string>();
    const flawAt = (columnIndex: number): FlawCode | undefined => flaws.get(`${rowIndex}:${columnIndex}`);
    const cells = readRowCells(row, mapping, above, dittos, note, flawAt);
    const record = readRecord(cells, terms, options, note);
    if (record !== null && !hasError(problems)) twins.check(record, note);
    const isRejected = record === null || hasError(problems);
    if (record !== null && !isRejected) twins.remember(record, rowNumber);
    const asks = problems.some(({ severity }) => severity === "ask");
    const outcome = isRejected ? "rejected" : asks ? "review" : "ready";
    judged.push({ rowNumber, rowIndex, outcome, record: isRejected ? null : record, problems, dittos });
  }
  return { rows: judged, skipped };
}

const hasError = (problems: readonly RowProblem[]): boolean =>
  problems.some(({ severity }) => severity === "error");

/** A printed list repeats its header on each page and puts titles ("一、内科系统") over several merged cells. */
export function noExpert(
  row: readonly string[],
  header: readonly string[],
): SkippedRow["reason"] | undefined {
  const filled = row.filter((cell) => cell.trim() !== "");
  const isHeader = filled.length > 0 && row.every((cell, i) => cell.trim() === (header[i] ?? "").trim());
  if (isHeader) return "repeated_header";
  return filled.length >= 3 && filled.every((cell) => cell === filled[0]) ? "section_title" : undefined;
}

/** The raw text of each mapped column, after ditto marks; a cell that cannot be taken is noted and reads "". */
export function readRowCells(
  row: readonly string[],
  mapping: ColumnMapping,
  above: Map<FieldId, string>,
  dittos: Map<number, string>,
  note: Note,
  flawAt: (columnIndex: number) => FlawCode | undefined,
): ReadonlyMap<FieldId, string> {
  const cells = new Map<FieldId, string>();
  for (const { field, columnIndex } of mapping.columns) {
    if (field === "ignored") continue;
    let text = row[columnIndex] ?? "";
    const isDitto = dittoFields.has(field) && ditto.test(text);
    if (isDitto) {
      text = above.get(field) ?? "";
      if (text === "") note(field, "ditto_without_row");
      dittos.set(columnIndex, text);
    } else if (text.trim() !== "" && dittoFields.has(field)) above.set(field, text);
    const code = refusedCell(field, text, isDitto ? undefined : flawAt(columnIndex));
    if (code !== undefined) note(field, code.code, code.values);
    const isTaken = code === undefined || code.keepsText;
    cells.set(field, isTaken ? text : "");
  }
  return cells;
}

type CellVerdict = { readonly code: ProblemCode; readonly values?: TextValues; readonly keepsText: boolean };

function refusedCell(field: FieldId, text: string, flaw: FlawCode | undefined): CellVerdict | undefined {
  const { isStrict, longest } = fields[field];
  if (flaw === "number_precision_lost") {
    if (field === "mobile") return { code: "phone_lost_digits", keepsText: false };
    if (isStrict) return { code: flawCodes[flaw], keepsText: false };
  } else if (flaw === "error_value") {
    return { code: isStrict ? flawCodes[flaw] : "error_value_ignored", keepsText: false };
  } else if (flaw !== undefined) return { code: flawCodes[flaw], keepsText: false };
  if (text.length > longest) {
    return { code: "too_long", values: { count: text.length, limit: longest }, keepsText: false };
  }
  if (isDamaged(text)) return { code: isStrict ? "damaged_characters" : "damaged_text", keepsText: true };
  if (hasControls(text))
    return { code: isStrict ? "control_characters" : "control_characters_removed", keepsText: true };
  return undefined;
}

function describe(
  mapping: ColumnMapping,
  row: readonly string[],
  field: FieldId,
  code: ProblemCode,
  values: TextValues,
): RowProblem {
  const match: ColumnMatch | undefined = mapping.columns.find((column) => column.field === field);
  const cell = match === undefined ? "" : (row[match.columnIndex] ?? "");
  const { severity, zh, en, remedyZh, remedyEn } = problemTexts[code];
  return {
    column: match === undefined || match.header === "" ? fields[field].zh : quoteCell(match.header, 30),
    columnIndex: match?.columnIndex ?? null,
    field,
    value: identifying.has(field) && !isPlaceholder(cell) ? maskNumber(quoteCell(cell)) : quoteCell(cell),
    code,
    severity,
    zh: fillText(zh, values),
    en: fillText(en, values),
    remedyZh: fillText(remedyZh, values),
    remedyEn: fillText(remedyEn, values),
  };
}
