import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { DepartmentModel, LabelledText, VectorSource } from "../triage/index.js";
import { unpackDepartment } from "../triage/index.js";
import { CliError, readInput } from "./io.js";

/** Texts of a tab-separated file with a header that names the columns `label` and `text`; others are not looked at. */
export function readLabelledTexts(path: string): readonly LabelledText[] {
  const [head = "", ...lines] = readInput(path)
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u);
  const names = head.split("\t").map((name) => name.trim());
  const [labelAt, textAt] = [names.indexOf("label"), names.indexOf("text")];
  if (labelAt < 0 || textAt < 0)
    throw new CliError(
      `${path}: 首行应有 label 与 text 两列 The first line must name the columns label and text (tab-separated)`,
    );
  const texts = lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const cells = line.split("\t");
    const [label, text] = [cells[labelAt]?.trim() ?? "", cells[textAt] ?? ""];
    if (label === "")
      throw new CliError(`${path}, 第 ${i + 2} 行：没有 label line ${i + 2}: the label is empty`);
    return [{ label, text }];
  });
  if (texts.length === 0) throw new CliError(`${path}: 没有一行数据 There is no row`);
  return texts;
}

/** A model written by `consilium train department`. */
export function readDepartmentModel(path: string): DepartmentModel {
  try {
    return unpackDepartment(gunzipSync(readFileSync(path)));
  } catch (error) {
    throw new CliError(`${path}: 不是科室模型 Not a department model: ${(error as Error).message}`);
  }
}

function jsonLines(path: string): readonly Readonly<Record<string, unknown>>[] {
  return readInput(path)
    .split("\n")
    .flatMap((line, i) => {
      if (line.trim() === "") return [];
      try {
        return [JSON.parse(line) as Readonly<Record<string, unknown>>];
      } catch (error) {
        throw new CliError(
          `${path}, 第 ${i + 1} 行不是 JSON line ${i + 1} is not JSON: ${(error as Error).message}`,
        );
      }
    });
}

const words = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const word = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * A list of diseases, one JSON object a line with `name`, `alias`, `department` (the narrowest last), `symptoms`, `part`:
 * names as one text, signs and place as another.
 */
export function readDiseases(path: string): VectorSource {
  const texts = jsonLines(path).flatMap((disease) => {
    const department = words(disease["department"]).at(-1);
    if (department === undefined) return [];
    const signs = words(disease["symptoms"]);
    return [
      { department, text: [word(disease["name"]), ...words(disease["alias"])].join(" ") },
      ...(signs.length === 0 ? [] : [{ department, text: [...signs, ...words(disease["part"])].join(" ") }]),
    ];
  });
  return { name: "diseases", texts };
}

const leastChars = 9;

/** Physicians' own words, one JSON object a line with `department`, `good_at`, `treatment_experience`: two texts each. */
export function readPractice(path: string): VectorSource {
  const texts = jsonLines(path).flatMap((expert) =>
    [word(expert["good_at"]), word(expert["treatment_experience"]).replace(/\(.*?\)/gu, "")]
      .filter((text) => text.length >= leastChars && !text.includes("页面未显示"))
      .map((text) => ({ department: word(expert["department"]), text })),
  );
  return { name: "practice", texts };
}

/** Diseases physicians say they treat, one JSON object a line with `department` and `kg["doctor.cure_disease.disease"]`. */
export function readTreated(path: string): VectorSource {
  const texts = jsonLines(path).flatMap((doctor) => {
    const department = word(doctor["department"]);
    const facts = doctor["kg"] as Readonly<Record<string, unknown>> | undefined;
    const diseases = words(facts?.["doctor.cure_disease.disease"]);
    return [diseases.join(" "), ...diseases].map((text) => ({ department, text }));
  });
  return { name: "treated", texts };
}
