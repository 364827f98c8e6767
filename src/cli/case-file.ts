import { z } from "zod";
import { RequestDraft, UrgencyLevelSchema } from "../cases/api.js";
import { fieldProblems } from "../platform/field-problems.js";
import { CliError, parseInput, readInput } from "./io.js";

/** The short names a file may use, and what the form calls them. */
const shortNames: Readonly<Record<string, string>> = {
  ageYears: "patientAgeYears",
  sex: "patientSex",
  pregnant: "patientIsPregnant",
};

/** A case as JSON: the fields of the request form, none required, and what a signed-in doctor brings along. */
const CaseFile = RequestDraft.extend({
  institution: z.string().trim().min(1).max(200).optional(),
  level: UrgencyLevelSchema.optional(),
});
export type CaseFile = z.infer<typeof CaseFile>;

export const caseFileHelp = `
A case is one JSON object; every field may be left out (fields of the form: ageYears, sex, pregnant, question, summary,
vitals, diagnoses, wantedSpecialtyCode, wantedTitleRank, mode, …), for example:
  {"ageYears": 63, "sex": "male", "question": "右上肺结节是否需要手术？", "summary": "磨玻璃结节 12mm，无发热。",
   "vitals": {"heartRatePerMin": 88, "spo2Percent": 97}, "diagnoses": [{"code": "R91.x00", "name": "肺部阴影"}]}`;

/** Reads a case from the file, or from standard input. Throws a CliError that names every wrong field in both languages. */
export function readCaseFile(path: string | undefined): CaseFile {
  const input = parseInput(readInput(path));
  if (input === null || typeof input !== "object" || Array.isArray(input))
    throw new CliError("病例应为一个 JSON 对象 A case is one JSON object: { … }");
  const written = new Map<string, string>();
  const fields: [string, unknown][] = [];
  for (const [name, value] of Object.entries(input)) {
    const formName = Object.hasOwn(shortNames, name) ? (shortNames[name] ?? name) : name;
    const other = written.get(formName);
    if (other !== undefined)
      throw new CliError(`${other}、${name}: 同一项写了两次 The same thing is given twice`);
    written.set(formName, name);
    fields.push([formName, value]);
  }
  const parsed = CaseFile.safeParse(Object.fromEntries(fields), { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = fieldProblems(parsed.error).map(({ path: place, zh, en }) => {
    const [first = "", ...rest] = place.split(".");
    const name = [written.get(first) ?? first, ...rest].join(".");
    return `  ${name === "" ? "" : `${name}: `}${zh}${zh === en ? "" : `  ${en}`}`;
  });
  throw new CliError(["病例内容有误 The case is not right:", ...problems].join("\n"));
}
