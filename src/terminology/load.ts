import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { packageRoot } from "../platform/package-root.js";
import { terminologyOf } from "./domain/terminology.js";

/** The terminology over the data files of the installed package; each is read once, at first use. */
const dataFile = (name: string): string => join(packageRoot(), "src/terminology/data", name);
export const terminology = terminologyOf(
  (file) => readFileSync(dataFile(file), "utf8"),
  (kind) => gunzipSync(readFileSync(dataFile(`term-model-${kind}.bin.gz`))),
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
  termList,
  termReader,
} = terminology;
