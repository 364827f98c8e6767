import { groupBy } from "../kernel/collections.js";
import { columnLetters, type Table } from "../platform/tabular/index.js";
import type { ImportCounts, ImportProblem, ImportSummaryData } from "./api.js";
import { maskNumber, quoteCell } from "./domain/import/clean-text.js";
import { type ColumnMapping, sureConfidence } from "./domain/import/columns.js";
import type { Landing } from "./domain/import/summary.js";
import type { PlacedRow, Problem } from "./domain/place-rows.js";
import type { JudgedList } from "./read-list.js";
import type { RowResult } from "./tables.js";

export interface ComparedRow {
  readonly row: PlacedRow;
  readonly compared: Landing;
}

const shownRows = 20;
const shownSamples = 3;
/** What one reply and one stored run carry; the file of rejected rows has no such limit. */
export const mostProblems = 2000;
const mostQuestions = 500;
const identifying = new Set(["idNumber", "licenceNumber", "qualificationNumber", "mobile", "email"]);

const resultOf = ({ row, compared }: ComparedRow): RowResult => {
  if (row.outcome === "rejected") return "rejected";
  if (compared === "unchanged") return "unchanged";
  return row.outcome === "review" ? "review" : "imported";
};

/** How many rows would end how. */
export function countResults(rows: readonly ComparedRow[]): ImportCounts {
  const counts = { rows: rows.length, imported: 0, unchanged: 0, review: 0, rejected: 0 };
  for (const row of rows) counts[resultOf(row)]++;
  return counts;
}

/** Problems of the rows as the page lists them, rejected rows first. */
export const toProblems = (
  rows: readonly { rowNumber: number; isRejected: boolean; problems: readonly Problem[] }[],
): ImportProblem[] =>
  [...rows.filter((row) => row.isRejected), ...rows.filter((row) => !row.isRejected)].flatMap(
    ({ rowNumber, problems }) => problems.map((problem) => ({ row: rowNumber, ...problem })),
  );

/** Everything the preview shows: every column's meaning, what will be asked, what is wrong in which row. */
export function describeList(
  table: Table,
  mapping: ColumnMapping,
  list: JudgedList,
  rows: readonly ComparedRow[],
): ImportSummaryData {
  const problems = toProblems(
    rows.map(({ row }) => ({
      rowNumber: row.rowNumber,
      isRejected: row.outcome === "rejected",
      problems: row.problems,
    })),
  );
  return {
    counts: countResults(rows),
    format: table.format,
    sheetName: table.sheetName,
    encoding: table.encoding,
    warnings: table.warnings.map(({ zh, en }) => ({ zh, en })),
    headerRow: table.rowNumbers[mapping.headerRowIndex] ?? mapping.headerRowIndex + 1,
    columns: describeColumns(table, mapping),
    missing: [...mapping.missing],
    firstRows: rows.slice(0, shownRows).map((one) => describeRow(table, mapping, one)),
    questions: listQuestions(rows),
    newInstitutions: [...list.toRegister],
    skippedRows: list.skipped.slice(0, 1000).map(({ rowNumber }) => rowNumber),
    problems: problems.slice(0, mostProblems),
    problemTotal: problems.length,
  };
}

function describeColumns(table: Table, mapping: ColumnMapping): ImportSummaryData["columns"] {
  const below = table.rows.slice(mapping.headerRowIndex + 1);
  const samplesOf = (columnIndex: number, isMasked: boolean): string[] => {
    const cells: string[] = [];
    for (const row of below) {
      const cell = quoteCell(row[columnIndex] ?? "", 30);
      if (cell !== "") cells.push(isMasked ? maskNumber(cell) : cell);
      if (cells.length === shownSamples) break;
    }
    return cells;
  };
  const mapped = mapping.columns.map((column) => ({
    columnIndex: column.columnIndex,
    letters: columnLetters(column.columnIndex),
    header: quoteCell(column.header),
    field: column.field === "ignored" ? null : column.field,
    confidence: column.confidence,
    how: column.how,
    isSure: column.confidence >= sureConfidence,
    reason: null,
    samples: samplesOf(column.columnIndex, identifying.has(column.field)),
  }));
  const unmapped = mapping.unmapped.map((column) => ({
    columnIndex: column.columnIndex,
    letters: columnLetters(column.columnIndex),
    header: quoteCell(column.header),
    field: null,
    confidence: null,
    how: null,
    isSure: column.reason === "switched_off",
    reason: column.reason,
    // An unrecognised column may hold anything, numbers of people included.
    samples: samplesOf(column.columnIndex, false).map((cell) =>
      /\d{8}/u.test(cell) ? maskNumber(cell) : cell,
    ),
  }));
  return [...mapped, ...unmapped].sort((a, b) => a.columnIndex - b.columnIndex);
}

function describeRow(
  table: Table,
  mapping: ColumnMapping,
  compared: ComparedRow,
): ImportSummaryData["firstRows"][number] {
  const { row } = compared;
  const cell = (field: string): string => {
    const column = mapping.columns.find((one) => one.field === field)?.columnIndex;
    return column === undefined ? "" : quoteCell(table.rows[row.rowIndex]?.[column] ?? "");
  };
  return {
    row: row.rowNumber,
    outcome: resultOf(compared),
    name: row.record?.name ?? cell("name"),
    institutionName: row.record?.institutionName ?? cell("institution"),
    departments: row.record?.departments.map(({ label, code, name }) => ({ label, code, name })) ?? [
      { label: cell("department"), code: null, name: null },
    ],
    titleName: row.record?.clinicalTitle?.name ?? cell("title"),
    diseases: row.record?.diseases.length ?? 0,
  };
}

/** Open names of rows that land, the most frequent first. */
function listQuestions(rows: readonly ComparedRow[]): ImportSummaryData["questions"] {
  const open = rows
    .filter((one) => resultOf(one) === "review")
    .flatMap(({ row }) => {
      const { record } = row;
      if (record === null) return [];
      return record.departments.flatMap(({ label, status, candidates }) =>
        status === "resolved"
          ? []
          : [{ label, institutionName: record.institutionName, reason: status, candidates }],
      );
    });
  return [...groupBy(open, ({ label, institutionName }) => `${institutionName}\n${label}`).values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const candidates = first.candidates.map(({ code, name, score }) => ({ code, name, score }));
      return [{ ...first, rows: group.length, candidates }];
    })
    .sort((a, b) => b.rows - a.rows)
    .slice(0, mostQuestions);
}
