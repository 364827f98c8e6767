import type { Icd10, Icd10Range } from "../icd10.js";
import type { RegionIndex } from "../regions.js";
import { readSpecialtyCode } from "../specialty-code-input.js";
import { specialtyKey } from "../specialty-text.js";
import type { SpecialtyTree } from "../specialty-tree.js";
import type { TitleIndex } from "../titles.js";
import type { CodeList } from "./code-list.js";
import type { CodeSystem, CodeSystemId, CodeSystems, ConceptRow, ConceptTable } from "./code-system.js";
import type { ProcedureList } from "./procedures.js";
import type { RareDisease } from "./rare-diseases.js";

/** One row of specialty-changes.tsv: a meaning that did not hold from the beginning, or no longer holds. */
export interface SpecialtyChange {
  readonly code: string;
  readonly name: string;
  readonly parent: string;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** What the code systems are put together from. The large lists come as functions and are read at first use. */
export interface CodeSystemParts {
  readonly editions: readonly CodeSystem[];
  readonly specialties: SpecialtyTree;
  readonly specialtyChanges: readonly SpecialtyChange[];
  readonly diagnoses: () => CodeList;
  readonly icd10: () => Icd10;
  readonly procedures: () => ProcedureList;
  readonly rareDiseases: () => readonly RareDisease[];
  readonly titles: () => TitleIndex;
  readonly practiceScopes: () => readonly { readonly code: string; readonly name: string }[];
  readonly hospitalGrades: () => readonly {
    readonly level: string;
    readonly grade: string;
    readonly label: string;
  }[];
  readonly institutionClasses: () => ReadonlyMap<string, string>;
  readonly regions: () => RegionIndex;
}

/** One notion for every code system: editions with validity, and `lookup(system, code, on)`. */
export function buildCodeSystems(parts: CodeSystemParts): CodeSystems {
  const specialty = specialtyTable(parts.specialties, parts.specialtyChanges);
  const tables = new Map<CodeSystemId, ConceptTable>([
    ["specialty", specialty],
    ["department", departmentTable(parts.specialties, specialty)],
    ["diagnosis", diagnosisTable(parts)],
    ["icd10", { find: (code) => icd10Rows(parts.icd10(), code) }],
    ["procedure", procedureTable(parts)],
    ["rare-disease", listTable(() => parts.rareDiseases().map(rareConcept))],
    ["title", listTable(() => [...parts.titles().byCode.values()].map(({ code, name }) => leaf(code, name)))],
    ["practice-scope", listTable(() => parts.practiceScopes().map(({ code, name }) => leaf(code, name)))],
    [
      "hospital-grade",
      listTable(() =>
        parts.hospitalGrades().map(({ level, grade, label }) => leaf(level + grade, firstOf(label))),
      ),
    ],
    [
      "institution-class",
      listTable(() => [...parts.institutionClasses()].map(([code, name]) => leaf(code, name))),
    ],
    [
      "region",
      {
        find: (code) => {
          const region = parts.regions().byCode.get(code);
          return region === undefined ? [] : [{ code, name: region.name, parent: region.parent ?? null }];
        },
      },
    ],
  ]);
  return { editions: parts.editions, tables };
}

const leaf = (code: string, name: string): ConceptRow => ({ code, name, parent: null });
const firstOf = (label: string): string => label.split(" / ")[0] ?? label;

function listTable(rows: () => readonly ConceptRow[]): ConceptTable {
  let byCode: ReadonlyMap<string, ConceptRow> | undefined;
  return {
    find: (code) => {
      const row = (byCode ??= new Map(rows().map((one) => [one.code, one]))).get(code);
      return row === undefined ? [] : [row];
    },
  };
}

/** First edition of 诊疗科目: what is not in the table of changes has held since then. */
const firstEdition = "1994-09-05";

function specialtyTable(tree: SpecialtyTree, changes: readonly SpecialtyChange[]): ConceptTable {
  const changed = new Map<string, ConceptRow[]>();
  for (const { code, name, parent, validFrom, validTo } of changes) {
    const row = { code, name, parent: parent === "" ? null : parent, validFrom, validTo };
    changed.set(code, [...(changed.get(code) ?? []), row]);
  }
  return {
    find: (code) => {
      const known = changed.get(code);
      if (known !== undefined) return known;
      const one = tree.byCode.get(code);
      if (one === undefined) return [];
      return [{ code, name: one.label, parent: one.parent ?? null, validFrom: firstEdition, validTo: null }];
    },
    // The day says which edition the dental codes belong to; a code is read, not translated into today's.
    spellings: (written) => readSpecialtyCode(tree, specialtyKey(written), "2010")?.codes ?? [],
  };
}

/**
 * CT08.00.002 writes A before the number of the 诊疗科目, and .99 for 其他: A03.04, A03.99. Its other letters are not
 * clinical departments.
 */
function departmentTable(tree: SpecialtyTree, specialty: ConceptTable): ConceptTable {
  const codeOf = (code: string): string =>
    tree.byCode.get(code)?.name === "其他" ? `A${code.replace(/\.\d+$/u, ".99")}` : `A${code}`;
  const numbersOf = (written: string, on: string): readonly string[] =>
    specialty.spellings?.(written, on) ?? [];
  return {
    find: (code) => {
      if (!/^A\d/u.test(code)) return [];
      return numbersOf(code, "")
        .filter((number) => codeOf(number) === code)
        .flatMap((number) => specialty.find(number))
        .filter(({ validTo }) => validTo === undefined || validTo === null)
        .map(({ name, parent }) => ({ code, name, parent: parent === null ? null : `A${parent}` }));
    },
    spellings: (written, on) => numbersOf(written, on).map(codeOf),
  };
}

/** The national diagnosis list hangs below the categories of ICD-10: I21.900 → I21 → I20-I25 → I00-I99. */
function diagnosisTable(parts: CodeSystemParts): ConceptTable {
  return {
    find: (code) => {
      const name = parts.diagnoses().byCode.get(code);
      if (name !== undefined) return [{ code, name, parent: aboveDiagnosis(parts.icd10(), code) }];
      return icd10Rows(parts.icd10(), code);
    },
    spellings: (written) => [dotted(written.trim())],
  };
}

/** Its category; where ICD-10's list does not name that (Z), the block. */
function aboveDiagnosis(icd10: Icd10, code: string): string | null {
  const category = code.slice(0, 3);
  if (icd10.categories.has(category)) return category;
  const around = [...icd10.chapters, ...icd10.blocks].filter(
    (one) => one.from <= category && category <= one.to,
  );
  return narrowest(around);
}

/** i21900 → I21.900; the national extension keeps its small x. */
function dotted(written: string): string {
  const compact = written.replaceAll(".", "");
  const code = compact.length > 3 ? `${compact.slice(0, 3)}.${compact.slice(3)}` : compact;
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll("X", "x");
}

const rangeCode = ({ from, to }: Icd10Range): string => `${from}-${to}`;

function icd10Rows(icd10: Icd10, code: string): readonly ConceptRow[] {
  const ranges = [...icd10.chapters, ...icd10.blocks];
  const range = ranges.find((one) => rangeCode(one) === code);
  if (range !== undefined) {
    const above = ranges.filter(
      (one) => one.from <= range.from && range.to <= one.to && rangeCode(one) !== code,
    );
    return [{ code, name: range.name, parent: narrowest(above) }];
  }
  const name = icd10.categories.get(code);
  const around = ranges.filter((one) => one.from <= code && code <= one.to);
  return name === undefined ? [] : [{ code, name, parent: narrowest(around) }];
}

/** Ranges of ICD-10 nest, so of those that hold one thing the one that begins last and ends first is the narrowest. */
function narrowest(ranges: readonly Icd10Range[]): string | null {
  const [first, ...rest] = ranges;
  if (first === undefined) return null;
  return rangeCode(
    rest.reduce((best, one) => (best.from <= one.from && one.to <= best.to ? one : best), first),
  );
}

/** Operations hang below the subcategories of ICD-9-CM-3 by their digits: 36.0601 → 36.06 → 36.0 → 36. */
function procedureTable(parts: CodeSystemParts): ConceptTable {
  return {
    find: (code) => {
      const name = parts.procedures().byCode.get(code);
      return name === undefined ? [] : [{ code, name, parent: parts.procedures().parentOf(code) }];
    },
  };
}

const rareConcept = ({ catalogue, number, name }: RareDisease): ConceptRow => ({
  code: `${String(catalogue)}-${String(number)}`,
  name,
  parent: null,
  validFrom: catalogue === 1 ? "2018-05-11" : "2023-09-18",
  validTo: null,
});
