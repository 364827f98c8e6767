import { hasControls, isDamaged, isPlaceholder, maskNumber, quoteCell } from "../domain/import/clean-text.js";
import { type FieldId, fields } from "../domain/import/fields.js";
import type { Note } from "../domain/import/judging.js";
import { fillText, type ProblemCode, problemTexts, type TextValues } from "../domain/import/problem-texts.js";
import { readRecord } from "../domain/import/read-record.js";
import type { ExpertRecord } from "../domain/import/record.js";
import type { ImportTerms } from "../domain/import/terms.js";
import type { KnownExpert } from "../domain/landing.js";
import type { StaffRow } from "./staff-row.js";
import type { StaffFault } from "./staff-faults.js";

export interface JudgedStaff {
  /** Null: not to be taken. */
  readonly record: ExpertRecord | null;
  readonly faults: readonly StaffFault[];
}

const identifying: ReadonlySet<FieldId> = new Set([
  "idNumber",
  "licenceNumber",
  "qualificationNumber",
  "mobile",
  "email",
  "staffNumber",
]);

/**
 * Reads one person's texts with the reader of expert lists, and names faults by the place the sender knows. An update may
 * leave out what is known: name and department then count as they stand.
 */
export function judgeStaff(
  row: StaffRow,
  known: KnownExpert | undefined,
  setting: { readonly terms: ImportTerms; readonly institutionName: string; readonly today: string },
): JudgedStaff {
  const faults: StaffFault[] = [];
  const noted = new Set<FieldId>();
  const note: Note = (field, code, values = {}) => {
    // A text refused for its form reads as empty; it is not also missing.
    if (code.startsWith("missing_") && noted.has(field)) return;
    noted.add(field);
    faults.push(faultOf(row, field, code, values));
  };
  const cells = new Map<FieldId, string>();
  for (const [field, { text }] of row.values) {
    if (field === "institution") continue;
    const { isStrict, longest } = fields[field];
    if (text.length > longest) {
      note(field, "too_long", { count: text.length, limit: longest });
      continue;
    }
    if (isDamaged(text)) note(field, isStrict ? "damaged_characters" : "damaged_text");
    else if (hasControls(text)) note(field, isStrict ? "control_characters" : "control_characters_removed");
    cells.set(field, text);
  }
  const post = known?.roles.find(({ id }) => id === row.known?.practitionerRoleId) ?? known?.roles[0];
  if (known !== undefined && !cells.has("name")) cells.set("name", known.name);
  if (post !== undefined && !cells.has("department")) cells.set("department", post.departmentName);
  const { terms, institutionName, today } = setting;
  const record = readRecord(cells, terms, { today, defaultInstitution: institutionName }, note);
  return { record: faults.some(({ severity }) => severity === "error") ? null : record, faults };
}

function faultOf(row: StaffRow, field: FieldId, code: ProblemCode, values: TextValues): StaffFault {
  const at = row.values.get(field);
  const { severity, zh, en, remedyZh, remedyEn } = problemTexts[code];
  const value = at?.text ?? fields[field].zh;
  return {
    place: at?.place ?? row.place,
    code,
    severity,
    value:
      identifying.has(field) && at !== undefined && !isPlaceholder(value)
        ? maskNumber(quoteCell(value))
        : quoteCell(value),
    zh: fillText(zh, values),
    en: fillText(en, values),
    remedyZh: fillText(remedyZh, values),
    remedyEn: fillText(remedyEn, values),
  };
}
