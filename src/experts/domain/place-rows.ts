import type { ColumnMapping } from "./import/columns.js";
import { foldForKey, quoteCell } from "./import/clean-text.js";
import type { FieldId } from "./import/fields.js";
import { fields } from "./import/fields.js";
import type { JudgedRow, RowProblem } from "./import/rows.js";
import type { Severity } from "./import/problem-texts.js";

/** A problem of a row, found in the file or in what is stored. */
export type Problem = Omit<RowProblem, "code"> & { readonly code: string };

/** A judged row with its place. `organizationId` null: rejected, or a hospital that is still to be registered. */
export interface PlacedRow extends Omit<JudgedRow, "problems"> {
  readonly problems: readonly Problem[];
  readonly organizationId: string | null;
}

/** A hospital with every name it is written by. */
export interface Hospital {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly aliases: readonly string[];
}

interface ProblemText {
  readonly severity: Severity;
  readonly field: FieldId;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
}

/** What a row can be told once it is compared with what is stored. */
const storedTexts = {
  institution_unregistered: {
    severity: "error",
    field: "institution",
    zh: "机构未登记",
    en: "The institution is not registered",
    remedyZh: "请填写已登记机构的全称，或先由运营登记该机构",
    remedyEn: "Write the full name of a registered institution, or let the operator register it first",
  },
  institution_not_yours: {
    severity: "error",
    field: "institution",
    zh: "不是本机构的专家",
    en: "An expert of another institution",
    remedyZh: "医务部只能导入本机构的专家；外院专家请由该院或运营导入",
    remedyEn:
      "Medical affairs imports its own institution's experts; leave others to their hospital or the operator",
  },
  institution_name_length: {
    severity: "error",
    field: "institution",
    zh: "机构名称过长或过短，无法登记",
    en: "The institution's name is too long or too short to register",
    remedyZh: "机构名称应为 2–100 个字",
    remedyEn: "Write a name of 2 to 100 characters",
  },
  numbers_of_two_people: {
    severity: "error",
    field: "licenceNumber",
    zh: "执业证书编号与身份证号分属库中两位专家",
    en: "Licence and ID number belong to two experts on record",
    remedyZh: "请核对两个号码",
    remedyEn: "Check both numbers",
  },
  number_of_another_name: {
    severity: "error",
    field: "licenceNumber",
    zh: "该号码已登记在另一姓名下",
    en: "This number is on record under another name",
    remedyZh: "请核对姓名和号码；更名请先联系运营",
    remedyEn: "Check name and number; after a change of name, contact the operator",
  },
  other_licence_on_record: {
    severity: "error",
    field: "licenceNumber",
    zh: "与库中该专家的执业证书编号不同",
    en: "Another licence number is on record for this expert",
    remedyZh: "请核对执业证书编号",
    remedyEn: "Check the licence number",
  },
  other_id_on_record: {
    severity: "error",
    field: "idNumber",
    zh: "与库中该专家的身份证号不同",
    en: "Another ID number is on record for this expert",
    remedyZh: "请核对身份证号",
    remedyEn: "Check the ID number",
  },
  namesakes: {
    severity: "error",
    field: "name",
    zh: "该科室库中有多位同名专家，无法判断是哪一位",
    en: "Several experts of this name are on record in this department",
    remedyZh: "请补填执业证书编号",
    remedyEn: "Add the licence number",
  },
} as const satisfies Readonly<Record<string, ProblemText>>;

export type StoredProblemCode = keyof typeof storedTexts;

/** The words of a problem, with its field. */
export const storedProblemText = (code: StoredProblemCode): ProblemText => storedTexts[code];

/** Words the problem for a row; the value is what the row says, numbers left out. */
export function storedProblem(mapping: ColumnMapping, code: StoredProblemCode, value: string): Problem {
  const { field, ...text } = storedTexts[code];
  const match = mapping.columns.find((column) => column.field === field);
  return {
    column: match === undefined || match.header === "" ? fields[field].zh : quoteCell(match.header, 30),
    columnIndex: match?.columnIndex ?? null,
    field,
    value: quoteCell(value),
    code,
    ...text,
  };
}

/** Sends the row back with one more reason. */
export const rejectRow = (row: PlacedRow, problem: Problem): PlacedRow => ({
  ...row,
  outcome: "rejected",
  record: null,
  organizationId: null,
  problems: [...row.problems, problem],
});

/** Hospitals by every folded name that only one of them bears; a full name beats another's short name or alias. */
export function hospitalsByName(hospitals: readonly Hospital[]): ReadonlyMap<string, Hospital> {
  const byName = new Map<string, Hospital | null>();
  for (const hospital of hospitals) byName.set(foldForKey(hospital.name), hospital);
  const full = new Set(byName.keys());
  for (const hospital of hospitals)
    for (const name of [hospital.shortName, ...hospital.aliases]) {
      const key = foldForKey(name);
      if (key === "" || full.has(key)) continue;
      const before = byName.get(key);
      byName.set(key, before === undefined || before?.id === hospital.id ? hospital : null);
    }
  return new Map([...byName].flatMap(([key, hospital]) => (hospital === null ? [] : [[key, hospital]])));
}

/**
 * The rows with hospitals' short names, former names and campuses replaced by the registered name, so that one hospital written
 * in two ways counts as one place. Cells that name no registered hospital stay as they are.
 */
export function withRegisteredNames(
  rows: readonly (readonly string[])[],
  mapping: ColumnMapping,
  find: (cell: string) => Hospital | undefined,
): readonly (readonly string[])[] {
  const column = mapping.columns.find(({ field }) => field === "institution")?.columnIndex;
  if (column === undefined) return rows;
  const cells = new Map<string, Hospital | undefined>();
  const hospitalOf = (cell: string): Hospital | undefined => {
    if (!cells.has(cell)) cells.set(cell, find(cell));
    return cells.get(cell);
  };
  return rows.map((row, i) => {
    const hospital = i <= mapping.headerRowIndex ? undefined : hospitalOf(row[column] ?? "");
    return hospital === undefined || row[column] === hospital.name ? row : row.with(column, hospital.name);
  });
}

export interface PlaceRules {
  readonly byName: ReadonlyMap<string, Hospital>;
  /** The only institution the importer may write; null: every one. */
  readonly ownInstitutionId: string | null;
  readonly createsInstitutions: boolean;
}

/** Finds each landing row's hospital, or sends the row back: not registered, or not the importer's own. */
export function placeRows(
  rows: readonly JudgedRow[],
  mapping: ColumnMapping,
  rules: PlaceRules,
): readonly PlacedRow[] {
  return rows.map((judged) => {
    const row: PlacedRow = { ...judged, organizationId: null };
    if (judged.record === null) return row;
    const { institutionName } = judged.record;
    const send = (code: StoredProblemCode): PlacedRow =>
      rejectRow(row, storedProblem(mapping, code, institutionName));
    const hospital = rules.byName.get(foldForKey(institutionName));
    if (hospital !== undefined) {
      const isOther = rules.ownInstitutionId !== null && hospital.id !== rules.ownInstitutionId;
      return isOther ? send("institution_not_yours") : { ...row, organizationId: hospital.id };
    }
    if (!rules.createsInstitutions) return send("institution_unregistered");
    const length = Array.from(institutionName).length;
    return length < 2 || length > 100 ? send("institution_name_length") : row;
  });
}

/** Names of hospitals that the landing rows need and nobody has registered, in file order, each once by its folded name. */
export function hospitalsToRegister(rows: readonly PlacedRow[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { record, organizationId } of rows)
    if (record !== null && organizationId === null) {
      const key = foldForKey(record.institutionName);
      if (!names.has(key)) names.set(key, record.institutionName);
    }
  return [...names.values()];
}
