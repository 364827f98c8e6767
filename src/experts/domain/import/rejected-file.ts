import type { ColumnMapping } from "./columns.js";
import type { ImportTable } from "./rows.js";
import type { SummarisedRow } from "./summary.js";

export type RejectedFile = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** A rejected row and its reasons, whether they were found in the file or in what is stored. */
export type ReturnedRow = Omit<SummarisedRow, "problems"> & {
  readonly rowIndex: number;
  readonly dittos: ReadonlyMap<number, string>;
  readonly problems: readonly (SummarisedRow["problems"][number] & {
    readonly remedyZh: string;
    readonly remedyEn: string;
  })[];
};

/**
 * The rejected rows with their own columns untouched, and in front of them the row number, the reasons and what to do,
 * in Chinese and English; "同上" is written out, since the row above it is gone. Corrected, the file can be imported as it is: the added columns are known and ignored.
 */
export function rejectedFile(
  table: ImportTable,
  mapping: ColumnMapping,
  judged: readonly ReturnedRow[],
): RejectedFile {
  const header = table.rows[mapping.headerRowIndex] ?? [];
  const rejected = judged.filter(({ outcome }) => outcome === "rejected");
  return {
    header: ["行号", "原因", "怎么改", "Reason", "Remedy", ...header],
    rows: rejected.map(({ rowIndex, rowNumber, problems, dittos }) => {
      const errors = problems.filter(({ severity }) => severity === "error");
      const join = (parts: readonly string[]): string => [...new Set(parts)].join("\n");
      return [
        String(rowNumber),
        join(errors.map(({ column, zh }) => `${column}：${zh}`)),
        join(errors.map(({ remedyZh }) => remedyZh)),
        join(errors.map(({ column, en }) => `${column}: ${en}`)),
        join(errors.map(({ remedyEn }) => remedyEn)),
        ...header.map((_title, i) => dittos.get(i) ?? table.rows[rowIndex]?.[i] ?? ""),
      ];
    }),
  };
}
