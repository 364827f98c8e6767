import { buildCodeSystems, type SpecialtyChange } from "./code-systems/build-code-systems.js";
import type { CodeSystem, CodeSystems } from "./code-systems/code-system.js";
import { type CodeList, openCodeList } from "./code-systems/code-list.js";
import { buildProcedureList, type ProcedureList } from "./code-systems/procedures.js";
import type { RareDisease } from "./code-systems/rare-diseases.js";
import { buildDiagnosisIndex, type DiagnosisIndex } from "./diagnosis-search.js";
import { buildIcd10, type Icd10 } from "./icd10.js";
import { buildMentionIndex, type MentionIndex, type MentionKind } from "./mentions/mention-index.js";
import type { Region, RegionIndex } from "./regions.js";
import {
  type AliasRow,
  buildSpecialtyIndex,
  type CounterpartRow,
  type MorphemeRow,
  type SpecialtyIndex,
} from "./specialty.js";
import { buildSpecialtyTree, type ScopeRule, type SpecialtyTree } from "./specialty-tree.js";
import { buildTitleIndex, type Title, type TitleIndex, type TitleWord } from "./titles.js";
import { buildTermReader, type TermReader } from "./terms/normalise-terms.js";
import { unpackModel } from "./terms/pack-model.js";
import { buildTermIndex, type TermAlias, type Term } from "./terms/term-index.js";
import type { EngineKind } from "./terms/term-model.js";
import { rowsOf } from "./tsv.js";

/** A list of terms and their other names, as `buildTermIndex` takes them. */
export interface TermList {
  readonly terms: readonly Term[];
  readonly aliases: readonly TermAlias[];
}

export interface PracticeScope {
  readonly code: string;
  readonly name: string;
  readonly categoryCode: string;
  readonly category: string;
}

export interface HospitalGrade {
  readonly level: string;
  readonly grade: string;
  readonly label: string;
}

/** Every code system and index, each built at its first use and kept. */
export interface Terminology {
  readonly codeSystems: () => CodeSystems;
  /** 医疗机构诊疗科目 as a tree. */
  readonly specialtyTree: () => SpecialtyTree;
  /** For `normaliseSpecialty` and `splitDepartments`. */
  readonly specialtyIndex: () => SpecialtyIndex;
  /** Registration scopes 执业范围: code, wording and category of physician (1 临床, 2 口腔, 3 公共卫生, 4 中医). */
  readonly practiceScopes: () => readonly PracticeScope[];
  /** Which registration scope (执业范围) covers which branch of 诊疗科目. */
  readonly scopeRules: () => readonly ScopeRule[];
  /** Official titles 职称 and the words of title cells, for `parseTitle`. */
  readonly titleIndex: () => TitleIndex;
  /** Levels and grades of hospitals, e.g. 三级 甲等. */
  readonly hospitalGrades: () => readonly HospitalGrade[];
  /** Classes of medical institutions by WS 218 code, e.g. A100 综合医院. */
  readonly institutionClasses: () => ReadonlyMap<string, string>;
  /** Divisions of China with parents and coordinates. */
  readonly regionIndex: () => RegionIndex;
  /** The national diagnosis list, for `searchDiagnoses` and `diagnosisOf`. */
  readonly diagnosisIndex: () => DiagnosisIndex;
  /** Names of ICD-10 categories, blocks and chapters. */
  readonly icd10: () => Icd10;
  /** The national list of operations (ICD-9-CM-3). */
  readonly procedureList: () => ProcedureList;
  /** The national catalogues of rare diseases. */
  readonly rareDiseases: () => readonly RareDisease[];
  /** Names of diseases, symptoms and operations, for `findMentions`. */
  readonly mentionIndex: () => MentionIndex;
  /** The shipped list of a kind: 医保 diagnoses, 医保 operations, Consilium's symptoms. */
  readonly termList: (kind: EngineKind) => TermList;
  /** For `normaliseTerms`: the shipped list of a kind with the shipped model; built at first use (under a second). */
  readonly termReader: (kind: EngineKind) => TermReader;
}

/** Keeps the first answer of a function without arguments. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * The terminology over its data files. Pure: how a file's text is come by (disk, bundle, network) is the caller's matter.
 * @param textOf the text of a data file by its name, e.g. `clinical-specialties.tsv`; called once a file, at first use.
 * @param modelOf the unpacked bytes of a kind's term model; only `termReader` asks for them.
 */
export function terminologyOf(
  textOf: (file: string) => string,
  modelOf: (kind: EngineKind) => Uint8Array = noModel,
): Terminology {
  const rows = <Column extends string>(file: string) => rowsOf<Column>(textOf(file));
  const specialtyTree = once(() =>
    buildSpecialtyTree(rows<"code" | "name" | "parent">("clinical-specialties.tsv")),
  );
  const specialtyIndex = once(() =>
    buildSpecialtyIndex(
      specialtyTree(),
      rows<keyof AliasRow>("specialty-aliases.tsv") as readonly AliasRow[],
      rows<keyof MorphemeRow>("specialty-morphemes.tsv") as readonly MorphemeRow[],
      rows<keyof CounterpartRow>("specialty-counterparts.tsv"),
    ),
  );
  const practiceScopes = once(() =>
    rows<"code" | "scope" | "category_code" | "category">("practice-scope.tsv").map((row) => ({
      code: row.code,
      name: row.scope,
      categoryCode: row.category_code,
      category: row.category,
    })),
  );
  const scopeRules = once(() =>
    rows<"scope_code" | "specialty_root" | "note">("scope-to-specialty.tsv").map((row) => ({
      scope: row.scope_code,
      specialty: row.specialty_root,
    })),
  );
  const titleIndex = once(() =>
    buildTitleIndex(
      rows<keyof Title>("titles.tsv") as readonly Title[],
      rows<keyof TitleWord>("title-words.tsv") as readonly TitleWord[],
    ),
  );
  const hospitalGrades = once(() => rows<keyof HospitalGrade>("hospital-grade.tsv"));
  const institutionClasses = once(
    () => new Map(rows<"code" | "name">("institution-class.tsv").map((row) => [row.code, row.name])),
  );
  const regionIndex = once(() => ({ byCode: readRegions(rows), neighbours: readNeighbours(rows) }));
  const synonyms = once(() => rows<"said" | "listed">("diagnosis-synonyms.tsv"));
  const diagnosisCodes = once(() => openCodeList(textOf("diagnosis-codes.tsv")));
  const diagnosisIndex = once(() => buildDiagnosisIndex(diagnosisCodes().rows, synonyms()));
  const icd10 = once(() =>
    buildIcd10(
      rows<"code" | "name">("icd10-categories.tsv"),
      rows<"from" | "to" | "level" | "name">("icd10-chapters.tsv"),
    ),
  );
  const procedureList = once(() => buildProcedureList(openCodeList(textOf("procedure-codes.tsv"))));
  const rareDiseases = once(() =>
    rows<"catalogue" | "number" | "name" | "icd10">("rare-diseases.tsv").map(
      ({ catalogue, number, name, icd10: codes }): RareDisease => ({
        catalogue: catalogue === "1" ? 1 : 2,
        number: Number(number),
        name,
        icd10: codes === "" ? [] : codes.split("|"),
      }),
    ),
  );
  const mentionIndex = once(() =>
    buildMentionIndex({
      diagnoses: diagnosisCodes().rows,
      icd10: icd10(),
      synonyms: synonyms(),
      procedures: procedureList().rows,
      spoken: rows<"kind" | "code" | "said">("spoken-terms.tsv").map(({ kind, code, said }) => ({
        kind: kind as MentionKind,
        code,
        said,
      })),
    }),
  );
  const codeSystems = once(() =>
    buildCodeSystems({
      editions: readEditions(rows),
      specialties: specialtyTree(),
      specialtyChanges: readSpecialtyChanges(rows),
      diagnoses: diagnosisCodes,
      icd10,
      procedures: procedureList,
      rareDiseases,
      titles: titleIndex,
      practiceScopes,
      hospitalGrades,
      institutionClasses,
      regions: regionIndex,
    }),
  );
  const termList = (kind: EngineKind): TermList =>
    readTermList(kind, rows, { diagnosis: diagnosisCodes, procedure: procedureList });
  const reader = (kind: EngineKind) =>
    once(() => {
      const { terms, aliases } = termList(kind);
      return buildTermReader(buildTermIndex(kind, terms, aliases), unpackModel(modelOf(kind)));
    });
  const readers = {
    diagnosis: reader("diagnosis"),
    procedure: reader("procedure"),
    symptom: reader("symptom"),
  };
  return {
    termList,
    termReader: (kind) => readers[kind](),
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
  };
}

function noModel(kind: EngineKind): never {
  throw new Error(`terminologyOf was given no model for ${kind}`);
}

function readTermList(
  kind: EngineKind,
  rows: Rows,
  lists: Readonly<Record<Exclude<EngineKind, "symptom">, () => Pick<CodeList, "rows">>>,
): TermList {
  if (kind === "procedure") return { terms: lists.procedure().rows, aliases: [] };
  if (kind === "symptom") {
    const symptoms = rows<"code" | "name" | "aliases">("symptoms.tsv");
    return {
      terms: symptoms.map(({ code, name }) => ({ code, name })),
      aliases: symptoms.flatMap(({ name, aliases }) =>
        aliases === "" ? [] : aliases.split("|").map((alias) => ({ alias, name, isSure: false })),
      ),
    };
  }
  return {
    terms: lists.diagnosis().rows,
    aliases: [
      ...rows<"said" | "listed">("diagnosis-synonyms.tsv").map(({ said, listed }) => ({
        alias: said,
        name: listed,
        isSure: true,
      })),
      ...rows<"alias" | "name">("disease-aliases.tsv").map((row) => ({ ...row, isSure: false })),
    ],
  };
}

type Rows = <Column extends string>(file: string) => readonly Readonly<Record<Column, string>>[];

const readRegions = (rows: Rows): RegionIndex["byCode"] =>
  new Map(
    rows<"code" | "name" | "level" | "parent" | "lng" | "lat">("regions.tsv").map((row) => [
      row.code,
      {
        code: row.code,
        name: row.name,
        level: row.level as Region["level"],
        parent: row.parent === "" ? undefined : row.parent,
        coordinates: row.lng === "" ? undefined : { longitude: Number(row.lng), latitude: Number(row.lat) },
      },
    ]),
  );

const readNeighbours = (rows: Rows): RegionIndex["neighbours"] =>
  new Map(
    rows<"code" | "neighbours">("province-neighbours.tsv").map((row) => [
      row.code,
      row.neighbours.split("|"),
    ]),
  );

const readEditions = (rows: Rows): readonly CodeSystem[] =>
  rows<"id" | "title" | "url" | "version" | "valid_from" | "valid_to" | "source">("code-systems.tsv").map(
    (row) => ({
      id: row.id as CodeSystem["id"],
      title: row.title,
      url: row.url === "" ? null : row.url,
      version: row.version,
      validFrom: row.valid_from,
      validTo: row.valid_to === "" ? null : row.valid_to,
      source: row.source,
    }),
  );

const readSpecialtyChanges = (rows: Rows): readonly SpecialtyChange[] =>
  rows<"code" | "name" | "parent" | "valid_from" | "valid_to">("specialty-changes.tsv").map((row) => ({
    code: row.code,
    name: row.name,
    parent: row.parent,
    validFrom: row.valid_from,
    validTo: row.valid_to === "" ? null : row.valid_to,
  }));
