import { cleanBlock, cleanLine, isPlaceholder } from "./clean-text.js";
import { readDate, yearsBefore } from "./dates.js";
import { readDiseases, splitList } from "./diseases.js";
import type { FieldId } from "./fields.js";
import type { CellReading } from "./read-cells.js";
import {
  readCap,
  readEmail,
  readGender,
  readIdentifier,
  readName,
  readPhone,
  readText,
} from "./read-cells.js";
import type { ExpertRecord } from "./record.js";
import type { JudgeOptions, Note } from "./judging.js";
import type { DepartmentReading, ImportTerms, TitleReading } from "./terms.js";

type Cells = ReadonlyMap<FieldId, string>;

const mostDepartments = 12;
const youngestYears = 18;
const earliestBirth = "1900-01-01";

/**
 * Reads the cells of one row into a record and notes what is wrong with each.
 * @returns null when name, institution or department is missing; a record with noted errors is not to be stored.
 */
export function readRecord(
  cells: Cells,
  terms: ImportTerms,
  options: JudgeOptions,
  note: Note,
): ExpertRecord | null {
  const cell = (field: FieldId): string => cells.get(field) ?? "";
  const optional = <T>(field: FieldId, read: (text: string) => CellReading<T>): T | null => {
    const text = cell(field);
    return isPlaceholder(text) ? null : take(field, read(text), note);
  };
  const text = (field: FieldId): string => readText(cell(field));
  const name = take("name", readName(cell("name")), note);
  const institutionName = readInstitution(cells, options, note);
  const departments = readDepartments(cells, institutionName ?? "", terms, note);
  const idNumber = readIdNumber(cells, terms, options, note);
  const bornOn = readBirthDate(cells, options, note);
  const gender = optional("gender", readGender);
  if (idNumber.gender !== null && gender !== null && gender !== idNumber.gender)
    note("gender", "gender_conflicts_with_id");
  if (idNumber.bornOn !== null && bornOn !== null && bornOn !== idNumber.bornOn) {
    note("bornOn", "birth_date_conflicts_with_id");
  }
  const title = readTitle(cells, terms, note);
  const diseases = readDiseases(text("diseases"));
  if (diseases.unread > 0) note("diseases", "diseases_unread", { count: diseases.unread });
  const rest = {
    qualificationNumber: readQualificationNumber(cells, terms, idNumber.value, note),
    licenceNumber: optional("licenceNumber", (written) => {
      const reading = terms.checkLicenceNumber(readIdentifier(written));
      return reading.ok
        ? { value: reading.value }
        : { value: undefined, problem: { code: "licence_number_format" } };
    }),
    institutionCode: readInstitutionCode(cells, terms, note),
    mobile: optional("mobile", readPhone),
    email: optional("email", readEmail),
    independentSinceOn: readIndependentSince(cells, options, note),
    dailyCap: optional("dailyCap", readCap),
    weeklyCap: optional("weeklyCap", readCap),
  };
  if (name === null || institutionName === null || departments.length === 0) return null;
  return {
    name,
    institutionName,
    departments,
    gender: gender ?? idNumber.gender,
    bornOn: bornOn ?? idNumber.bornOn,
    idNumber: idNumber.value,
    ...title,
    ...rest,
    diseases: diseases.items,
    practiceScopes: splitList(text("practiceScope"))
      .map(cleanLine)
      .filter((scope) => scope !== ""),
    practiceCategory: text("practiceCategory"),
    staffNumber: text("staffNumber"),
    post: text("post"),
    goodAt: text("goodAt"),
    subspecialty: text("subspecialty"),
    availability: text("availability"),
    education: text("education"),
    languages: text("languages"),
    societies: text("societies"),
    research: text("research"),
    honours: text("honours"),
    introduction: text("introduction"),
  };
}

function take<T>(field: FieldId, reading: CellReading<T>, note: Note): T | null {
  if (reading.problem !== undefined) note(field, reading.problem.code, reading.problem.values);
  return reading.value ?? null;
}

function readInstitution(cells: Cells, options: JudgeOptions, note: Note): string | null {
  const written = cleanLine(cells.get("institution") ?? "");
  if (!isPlaceholder(written)) {
    if (/\p{L}/u.test(written) && !/[<>={}|\\^~`;]|^[+\-@]/u.test(written)) return written;
    note("institution", "institution_not_a_name");
    return null;
  }
  if (options.defaultInstitution !== undefined) return options.defaultInstitution;
  note("institution", "missing_institution");
  return null;
}

function readDepartments(
  cells: Cells,
  institutionName: string,
  terms: ImportTerms,
  note: Note,
): readonly DepartmentReading[] {
  const scopes = splitList(cleanBlock(cells.get("practiceScope") ?? "")).map(cleanLine);
  const written = cleanBlock(cells.get("department") ?? "");
  const readings = isPlaceholder(written) ? [] : terms.normaliseDepartments(written, institutionName, scopes);
  if (readings.length === 0) note("department", "missing_department");
  if (readings.length > mostDepartments) {
    note("department", "too_many_departments", { count: readings.length, limit: mostDepartments });
    return readings;
  }
  for (const { status, label } of readings) {
    if (status === "ambiguous") note("department", "department_ambiguous", { label });
    if (status === "unknown") note("department", "department_unknown", { label });
  }
  return readings;
}

type IdReading = {
  readonly value: string | null;
  readonly bornOn: string | null;
  readonly gender: "male" | "female" | null;
};

function readIdNumber(cells: Cells, terms: ImportTerms, options: JudgeOptions, note: Note): IdReading {
  const nothing: IdReading = { value: null, bornOn: null, gender: null };
  const written = cells.get("idNumber") ?? "";
  if (isPlaceholder(written)) return nothing;
  const reading = terms.checkIdNumber(readIdentifier(written));
  if (!reading.ok) {
    note("idNumber", `id_number_${reading.reason}`);
    return nothing;
  }
  if (!isAdult(reading.bornOn, options.today)) note("idNumber", "date_out_of_range");
  return reading;
}

const isAdult = (bornOn: string, today: string): boolean =>
  bornOn >= earliestBirth && bornOn <= yearsBefore(today, youngestYears);

function readBirthDate(cells: Cells, options: JudgeOptions, note: Note): string | null {
  const written = cleanLine(cells.get("bornOn") ?? "");
  if (isPlaceholder(written)) return null;
  const reading = readDate(written);
  if (reading.kind === "impossible") note("bornOn", "impossible_date");
  if (reading.kind === "unread") note("bornOn", "date_unread");
  if (reading.kind !== "date") return null;
  if (!isAdult(reading.firstOn, options.today)) note("bornOn", "date_out_of_range");
  // Only a whole date is a date of birth; "1975" is not made up into one.
  if (!reading.isWhole) note("bornOn", "date_unread");
  return reading.isWhole ? reading.firstOn : null;
}

function readIndependentSince(cells: Cells, options: JudgeOptions, note: Note): string | null {
  const written = cleanLine(cells.get("independentSince") ?? "");
  if (isPlaceholder(written)) return null;
  const reading = readDate(written);
  if (reading.kind === "impossible") note("independentSince", "impossible_date");
  if (reading.kind === "unread") note("independentSince", "date_unread");
  if (reading.kind !== "date") return null;
  if (reading.firstOn < earliestBirth || reading.firstOn > options.today)
    note("independentSince", "date_out_of_range");
  if (!reading.isWhole) note("independentSince", "date_partial");
  return reading.lastOn;
}

function readQualificationNumber(
  cells: Cells,
  terms: ImportTerms,
  idNumber: string | null,
  note: Note,
): string | null {
  const written = cells.get("qualificationNumber") ?? "";
  if (isPlaceholder(written)) return null;
  const reading = terms.checkQualificationNumber(readIdentifier(written));
  if (!reading.ok) {
    note("qualificationNumber", "qualification_number_format");
    return null;
  }
  if (idNumber !== null && reading.value.length === 27 && !reading.value.endsWith(idNumber)) {
    note("qualificationNumber", "qualification_conflicts_with_id");
  }
  return reading.value;
}

function readInstitutionCode(cells: Cells, terms: ImportTerms, note: Note): string | null {
  const written = readIdentifier(cells.get("institutionCode") ?? "");
  if (isPlaceholder(written)) return null;
  const verdict = terms.checkInstitutionCode(written);
  if (verdict === "malformed") note("institutionCode", "institution_code_malformed");
  if (verdict === "suspect") note("institutionCode", "institution_code_suspect");
  return verdict === "malformed" ? null : written;
}

type TitleFields = Pick<ExpertRecord, "titleText" | "clinicalTitle" | "academicTitle" | "supervisor">;

/** A 职称 cell often holds both kinds ("主任医师 教授"); a separate 学术职称 column completes what it leaves open. */
function readTitle(cells: Cells, terms: ImportTerms, note: Note): TitleFields {
  const titleText = readText(cells.get("title") ?? "");
  const academicText = readText(cells.get("academicTitle") ?? "");
  const nothing: TitleReading = { clinical: null, academic: null, supervisor: null };
  const title = titleText === "" ? nothing : terms.parseTitle(titleText);
  const academic = academicText === "" ? nothing : terms.parseTitle(academicText);
  if (titleText !== "" && title.clinical === null && title.academic === null) note("title", "title_unread");
  return {
    titleText: [titleText, academicText].filter((part) => part !== "").join(" "),
    clinicalTitle: title.clinical ?? academic.clinical,
    academicTitle: academic.academic ?? title.academic,
    supervisor: title.supervisor ?? academic.supervisor,
  };
}
