import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.js";
import { terminologyOf } from "./domain/terminology.js";

/** The terminology over the data files of the installed package; each is read once, at first use. */
export const terminology = terminologyOf((file) =>
  readFileSync(join(packageRoot(), "src/terminology/data", file), "utf8"),
);

export const {
  codeSystems,
  specialtyTree,
  specialtyIndex,
  practiceScopes,
  scopeRules,
  titleIndex,
  hospitalGrades,
  institutionClasses,
  regionIndex,
  diagnosisIndex,
  icd10,
  procedureList,
  rareDiseases,
  mentionIndex,
} = terminology;
