import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.js";
import { buildDiagnosisIndex, type DiagnosisIndex } from "./domain/diagnosis-search.js";
import { buildIcd10, type Icd10 } from "./domain/icd10.js";
import type { Region, RegionIndex } from "./domain/regions.js";
import type { AliasRow, CounterpartRow, MorphemeRow, SpecialtyIndex } from "./domain/specialty.js";
import { buildSpecialtyIndex } from "./domain/specialty.js";
import { buildSpecialtyTree, type ScopeRule, type SpecialtyTree } from "./domain/specialty-tree.js";
import { buildTitleIndex, type Title, type TitleIndex, type TitleWord } from "./domain/titles.js";

/** Keeps the first answer of a function without arguments. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * The rows of a data file without its header, cells by column name; an absent cell is empty. The files are part of the
 * package and are checked by the module's tests, so a column's values are trusted here.
 */
function rowsOf<Column extends string>(file: string): readonly Readonly<Record<Column, string>>[] {
  const [header = "", ...lines] = readFileSync(
    join(packageRoot(), "src/terminology/data", file),
    "utf8",
  ).split("\n");
  const columns = header.split("\t");
  const rows: Record<Column, string>[] = [];
  for (const line of lines) {
    if (line === "") continue;
    const cells = line.split("\t");
    const row = {} as Record<Column, string>;
    columns.forEach((column, i) => (row[column as Column] = cells[i] ?? ""));
    rows.push(row);
  }
  return rows;
}

/** 医疗机构诊疗科目 as a tree. Read once, at first use. */
export const specialtyTree: () => SpecialtyTree = once(() =>
  buildSpecialtyTree(rowsOf<"code" | "name" | "parent">("clinical-specialties.tsv")),
);

/** The index for `normaliseSpecialty` and `splitDepartments`. Built once, at first use. */
export const specialtyIndex: () => SpecialtyIndex = once(() =>
  buildSpecialtyIndex(
    specialtyTree(),
    rowsOf<keyof AliasRow>("specialty-aliases.tsv") as readonly AliasRow[],
    rowsOf<keyof MorphemeRow>("specialty-morphemes.tsv") as readonly MorphemeRow[],
    rowsOf<keyof CounterpartRow>("specialty-counterparts.tsv"),
  ),
);

/** Registration scopes 执业范围: code, wording and category of physician (1 临床, 2 口腔, 3 公共卫生, 4 中医). */
export const practiceScopes: () => readonly PracticeScope[] = once(() =>
  rowsOf<"code" | "scope" | "category_code" | "category">("practice-scope.tsv").map((row) => ({
    code: row.code,
    name: row.scope,
    categoryCode: row.category_code,
    category: row.category,
  })),
);

export interface PracticeScope {
  readonly code: string;
  readonly name: string;
  readonly categoryCode: string;
  readonly category: string;
}

/** Which registration scope (执业范围) covers which branch of 诊疗科目. */
export const scopeRules: () => readonly ScopeRule[] = once(() =>
  rowsOf<"scope_code" | "specialty_root" | "note">("scope-to-specialty.tsv").map((row) => ({
    scope: row.scope_code,
    specialty: row.specialty_root,
  })),
);

/** Official titles 职称 and the words of title cells, for `parseTitle`. */
export const titleIndex: () => TitleIndex = once(() =>
  buildTitleIndex(
    rowsOf<keyof Title>("titles.tsv") as readonly Title[],
    rowsOf<keyof TitleWord>("title-words.tsv") as readonly TitleWord[],
  ),
);

/** Levels and grades of hospitals, e.g. 三级 甲等. */
export const hospitalGrades: () => readonly HospitalGrade[] = once(() =>
  rowsOf<keyof HospitalGrade>("hospital-grade.tsv"),
);

export interface HospitalGrade {
  readonly level: string;
  readonly grade: string;
  readonly label: string;
}

/** Classes of medical institutions by WS 218 code, e.g. A100 综合医院. */
export const institutionClasses: () => ReadonlyMap<string, string> = once(
  () => new Map(rowsOf<"code" | "name">("institution-class.tsv").map((row) => [row.code, row.name])),
);

/** Divisions of China with parents and coordinates. */
export const regionIndex: () => RegionIndex = once(() => ({
  byCode: new Map(
    rowsOf<"code" | "name" | "level" | "parent" | "lng" | "lat">("regions.tsv").map((row) => [
      row.code,
      {
        code: row.code,
        name: row.name,
        level: row.level as Region["level"],
        parent: row.parent === "" ? undefined : row.parent,
        coordinates: row.lng === "" ? undefined : { longitude: Number(row.lng), latitude: Number(row.lat) },
      },
    ]),
  ),
  neighbours: new Map(
    rowsOf<"code" | "neighbours">("province-neighbours.tsv").map((row) => [
      row.code,
      row.neighbours.split("|"),
    ]),
  ),
}));

/** The national diagnosis list, for `searchDiagnoses` and `diagnosisOf`. */
export const diagnosisIndex: () => DiagnosisIndex = once(() =>
  buildDiagnosisIndex(
    rowsOf<"code" | "name">("diagnosis-codes.tsv"),
    rowsOf<"said" | "listed">("diagnosis-synonyms.tsv"),
  ),
);

/** Names of ICD-10 categories, blocks and chapters. */
export const icd10: () => Icd10 = once(() =>
  buildIcd10(
    rowsOf<"code" | "name">("icd10-categories.tsv"),
    rowsOf<"from" | "to" | "level" | "name">("icd10-chapters.tsv"),
  ),
);
