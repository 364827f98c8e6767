import type { FinderExpert, PastCase } from "../matching/index.js";
import { CliError, readInput } from "./io.js";

const numberOf = (value: unknown): number => {
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : 0;
};
const log = (value: unknown): number => Math.log1p(Math.max(0, numberOf(value)));

/**
 * Experts of a file of JSON lines: `item_id`, `department`, `kg["doctor.cure_disease.disease"]`, and counts of visits, patients,
 * ratings and thanks. Counts are read on a logarithmic scale; a missing one is 0.
 */
export function readFinderExperts(path: string): readonly FinderExpert[] {
  return readInput(path)
    .split("\n")
    .flatMap((line, i): FinderExpert[] => {
      if (line.trim() === "") return [];
      let row: Readonly<Record<string, unknown>>;
      try {
        row = JSON.parse(line) as Readonly<Record<string, unknown>>;
      } catch (error) {
        throw new CliError(
          `${path}, 第 ${i + 1} 行不是 JSON line ${i + 1} is not JSON: ${(error as Error).message}`,
        );
      }
      const { item_id: id, department } = row;
      if (typeof id !== "string" || typeof department !== "string")
        throw new CliError(
          `${path}, 第 ${i + 1} 行缺 item_id 或 department line ${i + 1}: item_id and department are wanted`,
        );
      const listed = (row["kg"] as Readonly<Record<string, unknown>> | undefined)?.[
        "doctor.cure_disease.disease"
      ];
      return [
        {
          id,
          department,
          diseases: Array.isArray(listed)
            ? listed.filter((one): one is string => typeof one === "string")
            : [],
          figures: {
            patients: log(row["total_patient"]),
            consultations: log(row["consultation_amount"]),
            recommendation: numberOf(row["patient_recommendation_score"]),
            thanksLetters: log(row["thanks_letter_num"]),
            evaluations: log(row["total_evaluation"]),
            activeYears: numberOf(row["active_years"]),
            articles: log(row["total_article"]),
            visits: log(row["total_access"]),
            gifts: log(row["thanks_present"]),
            isChief: row["doctor_title"] === "主任医师" ? 1 : 0,
            satisfaction: numberOf(row["cure_satisfaction"]),
          },
        },
      ];
    });
}

/** A question with the expert who was asked, and his department. */
export interface AskedCase extends PastCase {
  readonly department: string;
}

/** Questions of a tab-separated file with the columns user_id, consulted_doctor, department, query. */
export function readAskedCases(path: string): readonly AskedCase[] {
  const [head = "", ...lines] = readInput(path)
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u);
  const names = head.split("\t").map((name) => name.trim());
  const [doctorAt, departmentAt, queryAt] = ["consulted_doctor", "department", "query"].map((name) => {
    const at = names.indexOf(name);
    if (at < 0) throw new CliError(`${path}: 缺 ${name} 列 The column ${name} is missing`);
    return at;
  });
  const cases = lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const cells = line.split("\t");
    const cell = (at: number | undefined): string => cells[at ?? -1]?.trim() ?? "";
    // The line names the case: a person may ask twice.
    return [
      {
        id: String(i + 2),
        expertId: cell(doctorAt),
        department: cell(departmentAt),
        text: cell(queryAt),
      },
    ];
  });
  if (cases.length === 0) throw new CliError(`${path}: 没有一行数据 There is no row`);
  return cases;
}
