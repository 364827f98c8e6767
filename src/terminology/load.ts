import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.js";
import type { CounterpartRow, MorphemeRole, Relation, SpecialtyIndex } from "./domain/specialty.js";
import { buildSpecialtyIndex } from "./domain/specialty.js";
import { buildSpecialtyTree, type ScopeRule, type SpecialtyTree } from "./domain/specialty-tree.js";

/** Keeps the first answer of a function without arguments. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The rows of a data file without its header, cells in column order. The files are part of the package. */
function rowsOf(file: string): readonly (readonly string[])[] {
  const text = readFileSync(join(packageRoot(), "src/terminology/data", file), "utf8");
  return text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** 医疗机构诊疗科目 as a tree. Read once, at first use. */
export const specialtyTree: () => SpecialtyTree = once(() =>
  buildSpecialtyTree(
    rowsOf("clinical-specialties.tsv").map(([code = "", name = "", parent = ""]) => ({ code, name, parent })),
  ),
);

/** The index for `normaliseSpecialty` and `splitDepartments`. Built once, at first use, in about 20 ms. */
export const specialtyIndex: () => SpecialtyIndex = once(() =>
  buildSpecialtyIndex(
    specialtyTree(),
    rowsOf("specialty-aliases.tsv").map(([code = "", alias = "", relation = "", , setting = ""]) => ({
      code,
      alias,
      relation: relation as Relation | "ambiguous",
      setting: setting as "" | "tcm",
    })),
    rowsOf("specialty-morphemes.tsv").map(([token = "", role = "", plain = "", medical = "", surgical = ""]) => ({
      token,
      role: role as MorphemeRole,
      plain,
      medical,
      surgical,
    })),
    rowsOf("specialty-counterparts.tsv").map(([view = "", code = "", target = ""]): CounterpartRow => ({ view, code, target })),
  ),
);

/** Which registration scope (执业范围) covers which branch of 诊疗科目. */
export const scopeRules: () => readonly ScopeRule[] = once(() =>
  rowsOf("scope-to-specialty.tsv").map(([scope = "", specialty = ""]) => ({ scope, specialty })),
);
