import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { packageRoot } from "../platform/package-root.js";
import type { DepartmentModel } from "./domain/department/department-model.js";
import { unpackDepartment, unpackVectors } from "./domain/department/pack-department.js";
import type { GramVectors } from "./domain/department/vectors.js";

/** Where the shipped files of the module lie. */
export const triageDataFile = (name: string): string => join(packageRoot(), "src/triage/data", name);

const read = (name: string): Uint8Array => gunzipSync(readFileSync(triageDataFile(name)));

let vectors: GramVectors | undefined;
let model: DepartmentModel | undefined;

/** The shipped gram vectors; read once, at first use. */
export const gramVectors = (): GramVectors => (vectors ??= unpackVectors(read("department-vectors.bin.gz")));

/** The shipped classifier, whose labels are 诊疗科目 codes; read once, at first use. Null when the installation has none. */
export function departmentModel(): DepartmentModel | null {
  if (!existsSync(triageDataFile("department-model.bin.gz"))) return null;
  return (model ??= unpackDepartment(read("department-model.bin.gz")));
}
