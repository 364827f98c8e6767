import { readFileSync } from "node:fs";
import { normaliseSpecialty, specialtyIndex } from "../terminology/index.js";
import { triageDataFile } from "./load-departments.js";

let decided: ReadonlyMap<string, string> | undefined;

function decidedLabels(): ReadonlyMap<string, string> {
  return (decided ??= new Map(
    readFileSync(triageDataFile("department-labels.tsv"), "utf8")
      .split("\n")
      .slice(1)
      .filter((line) => line !== "")
      .map((line) => {
        const [label = "", code = ""] = line.split("\t");
        return [label, code] as const;
      }),
  ));
}

/**
 * The 诊疗科目 code of a department's name in labelled texts: as the maintainers decided, else as the terminology resolves it.
 * Null: the name says nothing of whom to ask, has several codes or none.
 */
export function specialtyOfLabel(label: string): string | null {
  const code = decidedLabels().get(label);
  if (code !== undefined) return code === "" ? null : code;
  return normaliseSpecialty(specialtyIndex(), label).code;
}
