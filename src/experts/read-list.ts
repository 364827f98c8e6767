import type { Refusal } from "../platform/http/problem.js";
import { readTable, type Table, type TableRefusal } from "../platform/tabular/index.js";
import type { Result } from "../kernel/result.js";
import { foldForKey } from "./domain/import/clean-text.js";
import { type ColumnMapping, looksLikeExpertHeader, recogniseColumns } from "./domain/import/columns.js";
import { type FieldId, fields } from "./domain/import/fields.js";
import { fillText, importRefusalTexts } from "./domain/import/problem-texts.js";
import { judgeInSteps, type JudgedTable, type SkippedRow } from "./domain/import/rows.js";
import {
  type Hospital,
  hospitalsByName,
  hospitalsToRegister,
  type PlacedRow,
  placeRows,
  withRegisteredNames,
} from "./domain/place-rows.js";
import type { ExpertTerms } from "./import-terms.js";

/** Why a file is no expert list, with the texts for whoever sent it. */
export interface ListRefusal extends Refusal {
  readonly code: string;
}

/** What a person decided about the columns. */
export interface ColumnChoices {
  readonly chosen?: ReadonlyMap<number, FieldId | null>;
  readonly headerRowIndex?: number;
}

export interface JudgeSetting {
  readonly hospitals: readonly Hospital[];
  readonly terms: ExpertTerms;
  /** Civil date against which dates are judged. */
  readonly today: string;
  /** Whose experts they are where a row names no hospital. */
  readonly defaultInstitution: string | undefined;
  /** The only institution the importer may write; null: every one. */
  readonly ownInstitutionId: string | null;
  readonly createsInstitutions: boolean;
}

export interface JudgedList {
  /** In file order, one for each data row; empty while required columns are missing. */
  readonly rows: readonly PlacedRow[];
  readonly skipped: readonly SkippedRow[];
  /** Hospitals to be registered before the rows can land. */
  readonly toRegister: readonly string[];
}

const tooLarge = new Set<TableRefusal["code"]>(["file_too_large", "too_many_rows", "content_too_large"]);

const statusOf = (code: TableRefusal["code"]): Refusal["status"] =>
  tooLarge.has(code) ? 413 : code === "unsupported_file_type" ? 415 : 422;

/** Opens the file as a table; of a workbook, the first sheet that looks like an expert list. */
export async function openList(bytes: Uint8Array): Promise<Result<Table, ListRefusal>> {
  const table = await readTable(bytes, { isHeader: looksLikeExpertHeader });
  if (table.ok) return table;
  return { ok: false, error: { ...table.error, status: statusOf(table.error.code) } };
}

/** Says what each column holds. Refuses a table in which no header of an expert list is found, or without rows below it. */
export function mapColumns(
  table: Table,
  choices: ColumnChoices,
  hasDefaultInstitution: boolean,
): Result<ColumnMapping, ListRefusal> {
  const mapping = recogniseColumns(table.rows, { ...choices, hasDefaultInstitution });
  if (!mapping.ok) return noList(mapping.error);
  return table.rows.length <= mapping.value.headerRowIndex + 1 ? noList("no_rows") : mapping;
}

const noList = (code: "no_expert_header" | "no_rows"): Result<never, ListRefusal> => ({
  ok: false,
  error: { code, status: 422, ...importRefusalTexts[code] },
});

/** Judges every row and finds its hospital. Others are served between steps of a long list. */
export async function judgeList(
  table: Table,
  mapping: ColumnMapping,
  setting: JudgeSetting,
  onStep: (share: number) => void = () => undefined,
): Promise<JudgedList> {
  if (mapping.missing.length > 0) return { rows: [], skipped: [], toRegister: [] };
  const byName = hospitalsByName(setting.hospitals);
  const byId = new Map(setting.hospitals.map((hospital) => [hospital.id, hospital]));
  const hospitalOf = (cell: string): Hospital | undefined =>
    byName.get(foldForKey(cell)) ?? byId.get(setting.terms.hospitalIdOf(cell) ?? "");
  const named = { ...table, rows: withRegisteredNames(table.rows, mapping, hospitalOf) };
  const judged = await inSteps(
    judgeInSteps(named, mapping, setting.terms, {
      today: setting.today,
      ...(setting.defaultInstitution !== undefined && { defaultInstitution: setting.defaultInstitution }),
    }),
    (steps) => onStep(Math.min(1, (steps * 200) / table.rows.length)),
  );
  const rows = placeRows(judged.rows, mapping, { ...setting, byName });
  return { rows, skipped: judged.skipped, toRegister: hospitalsToRegister(rows) };
}

async function inSteps(
  judging: Generator<undefined, JudgedTable, undefined>,
  onStep: (steps: number) => void,
): Promise<JudgedTable> {
  for (let steps = 1; ; steps++) {
    const step = judging.next();
    if (step.done === true) return step.value;
    onStep(steps);
    await new Promise(setImmediate);
  }
}

/** The refusal of a list that lacks these columns. */
export const missingColumns = (missing: readonly FieldId[]): Result<never, ListRefusal> => {
  const { zh, en } = importRefusalTexts.missing_columns;
  return {
    ok: false,
    error: {
      code: "missing_columns",
      status: 422,
      zh: fillText(zh, { columns: missing.map((field) => fields[field].zh).join("、") }),
      en: fillText(en, { columnsEn: missing.map((field) => fields[field].en).join(", ") }),
    },
  };
};
