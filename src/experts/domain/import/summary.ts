import type { Severity } from "./problem-texts.js";
import type { RowOutcome } from "./rows.js";

/** How a row compares with what is stored already. */
export type Landing = "new" | "changed" | "unchanged";

export type ImportSummary = {
  /** Data rows of the file: `imported + unchanged + review + rejected.length`. */
  readonly rows: number;
  /** New or changed, nothing to ask. */
  readonly imported: number;
  /** Stored already, word for word. */
  readonly unchanged: number;
  /** New or changed, with a question to a person. */
  readonly review: number;
  /** One entry a row: its first error's place, and all its errors as the reason. */
  readonly rejected: readonly RejectedRow[];
};

export type RejectedRow = {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
};

/** A row with what is wrong in it, whether that was found in the file or in what is stored. */
export type SummarisedRow = {
  readonly rowNumber: number;
  readonly outcome: RowOutcome;
  readonly problems: readonly {
    readonly column: string;
    readonly value: string;
    readonly severity: Severity;
    readonly zh: string;
    readonly en: string;
  }[];
};

/**
 * Counts the rows of a judged file.
 * @param landingOf what happened, or in a dry run would happen, to a row that lands.
 * @param language of the reasons.
 */
export function summarise<Row extends SummarisedRow>(
  rows: readonly Row[],
  landingOf: (row: Row) => Landing,
  language: "zh" | "en" = "zh",
): ImportSummary {
  const landed = rows.filter(({ outcome }) => outcome !== "rejected");
  const fresh = landed.filter((row) => landingOf(row) !== "unchanged");
  return {
    rows: rows.length,
    imported: fresh.filter(({ outcome }) => outcome === "ready").length,
    unchanged: landed.length - fresh.length,
    review: fresh.filter(({ outcome }) => outcome === "review").length,
    rejected: rows.filter(({ outcome }) => outcome === "rejected").map((row) => rejectedRow(row, language)),
  };
}

/** The row's first error's place, and all its errors as the reason. */
export function rejectedRow({ rowNumber, problems }: SummarisedRow, language: "zh" | "en"): RejectedRow {
  const errors = problems.filter(({ severity }) => severity === "error");
  const reasons = errors.map((problem) =>
    language === "zh" ? `${problem.column}：${problem.zh}` : `${problem.column}: ${problem.en}`,
  );
  return {
    row: rowNumber,
    column: errors[0]?.column ?? "",
    value: errors[0]?.value ?? "",
    reason: [...new Set(reasons)].join(language === "zh" ? "；" : "; "),
  };
}
