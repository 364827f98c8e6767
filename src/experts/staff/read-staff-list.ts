import type { Result } from "../../kernel/result.js";
import { cleanLine, foldForKey } from "../domain/import/clean-text.js";
import { headerKey } from "../domain/import/columns.js";
import { type FieldId, fields } from "../domain/import/fields.js";
import { problemTexts, fillText } from "../domain/import/problem-texts.js";
import { noExpert, readRowCells } from "../domain/import/rows.js";
import { type ListRefusal, mapColumns, missingColumns, openList } from "../read-list.js";
import type { StaffFault } from "./staff-faults.js";

/** One row of a hospital's list, its cells not judged yet. */
export interface StaffListRow {
  /** As the spreadsheet program counts. */
  readonly rowNumber: number;
  /** The staff number where the list has one, else name and department folded. */
  readonly staffKey: string;
  readonly values: ReadonlyMap<FieldId, { readonly text: string; readonly column: string }>;
  /** Cells that could not be taken at all; `place` is the column. */
  readonly faults: readonly StaffFault[];
}

/**
 * Reads a spreadsheet or CSV of a hospital's staff with the reader of expert lists.
 * @param columns header → what the column holds, null for nothing; headers it does not name are recognised.
 * @returns rows in file order; refuses a file that is no expert list or lacks required columns.
 */
export async function readStaffList(
  bytes: Uint8Array,
  columns: Readonly<Record<string, string | null>>,
): Promise<Result<readonly StaffListRow[], ListRefusal>> {
  const table = await openList(bytes);
  if (!table.ok) return table;
  const first = mapColumns(table.value, {}, true);
  if (!first.ok) return first;
  const header = table.value.rows[first.value.headerRowIndex] ?? [];
  const wanted = new Map(Object.entries(columns).map(([name, field]) => [headerKey(name), field]));
  const chosen = new Map<number, FieldId | null>();
  header.forEach((name, i) => {
    const field = wanted.get(headerKey(name));
    if (field !== undefined) chosen.set(i, field as FieldId | null);
  });
  const mapping =
    chosen.size === 0
      ? first
      : mapColumns(table.value, { chosen, headerRowIndex: first.value.headerRowIndex }, true);
  if (!mapping.ok) return mapping;
  if (mapping.value.missing.length > 0) return missingColumns(mapping.value.missing);
  const headerOf = new Map(mapping.value.columns.map((column) => [column.field, column.header]));
  const flaws = new Map(
    table.value.flaws.map(({ rowIndex, columnIndex, code }) => [`${rowIndex}:${columnIndex}`, code]),
  );
  const above = new Map<FieldId, string>();
  const rows: StaffListRow[] = [];
  for (let i = mapping.value.headerRowIndex + 1; i < table.value.rows.length; i++) {
    const row = table.value.rows[i] ?? [];
    if (noExpert(row, header) !== undefined || row.every((cell) => cell.trim() === "")) continue;
    const faults: StaffFault[] = [];
    const columnOf = (field: FieldId): string => headerOf.get(field) || fields[field].zh;
    const cells = readRowCells(
      row,
      mapping.value,
      above,
      new Map(),
      (field, code, values = {}) => {
        const { severity, zh, en, remedyZh, remedyEn } = problemTexts[code];
        faults.push({
          place: columnOf(field),
          code,
          severity,
          value: "",
          zh: fillText(zh, values),
          en: fillText(en, values),
          remedyZh: fillText(remedyZh, values),
          remedyEn: fillText(remedyEn, values),
        });
      },
      (columnIndex) => flaws.get(`${i}:${columnIndex}`),
    );
    const values = new Map<FieldId, { text: string; column: string }>();
    for (const [field, text] of cells)
      if (text.trim() !== "") values.set(field, { text, column: columnOf(field) });
    const number = cleanLine(cells.get("staffNumber") ?? "");
    const key = [cells.get("name") ?? "", cells.get("department") ?? ""].map(foldForKey).join("/");
    rows.push({
      rowNumber: table.value.rowNumbers[i] ?? i + 1,
      staffKey: (number === "" ? `list:${key}` : number).slice(0, 200).toWellFormed(),
      values,
      faults,
    });
  }
  return { ok: true, value: rows };
}
