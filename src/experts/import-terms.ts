import {
  type AliasBook,
  buildHospitalIndex,
  institutionKindOf,
  type NormaliseContext,
  type NormalisedSpecialty,
  normaliseHospital,
  normaliseSpecialty,
  normaliseTerms,
  parseCreditCode,
  parseInstitutionCode,
  parseNationalId,
  parsePracticeLicence,
  parseQualification,
  parseTitle,
  practiceScopes,
  regionIndex,
  type RegisteredHospital,
  scopeRules,
  settleByContext,
  findMentions,
  mentionIndex,
  specialtyIndex,
  specialtyKey,
  specialtyTree,
  splitDepartments,
  termReader,
  type TermKind,
  type Title,
  titleIndex,
} from "../terminology/index.js";
import { foldForKey } from "./domain/import/clean-text.js";
import type { CodedName, DepartmentReading, ImportTerms } from "./domain/import/terms.js";
import type { SpecialtyRelation } from "./tables.js";

export interface ExpertTerms extends ImportTerms {
  /** One department's name with the relation to its code; null: it has none. A code that people decided is `confirmed`. */
  readonly codeOf: (
    label: string,
    institutionName: string,
    scopeCode: string | null,
  ) => { readonly code: string; readonly relation: SpecialtyRelation } | null;
  /** ICD-10 code that people gave the disease's name, or that the normaliser is certain of: one and no more specific than the text; null: neither. */
  readonly diagnosisCodeOf: (label: string, institutionName: string) => string | null;
  /** Titles of a title cell; where it holds none of its own, the one that people gave its words. */
  readonly titlesOf: (
    titleText: string,
    institutionName: string,
  ) => { readonly titleCode: string | null; readonly teachingTitleCode: string | null };
  /** The registered hospital a cell means; null: none, or not certain which. */
  readonly hospitalIdOf: (cell: string) => string | null;
  /** 执业范围 code of the first wording that is an official one; null when none is. */
  readonly practiceScopeOf: (wordings: readonly string[]) => string | null;
}

export interface TermSettings {
  /** Civil date against which dates of birth are judged. */
  readonly today: string;
  /** By registered name: WS 218 class, and the names this hospital (or everyone) has decided, by `specialtyKey`. */
  readonly hospitals: ReadonlyMap<string, RegisteredHospital & { readonly classCode: string }>;
  readonly aliases: AliasBook;
  /** Whose names the cells of the hospital column are read by; null: everybody's. */
  readonly importerId: string | null;
  /** Names of the hospitals' departments, as far as they are known, by registered name. */
  readonly departments: ReadonlyMap<string, Iterable<string>>;
}

const coded = (title: Title | null): CodedName | null => title && { code: title.code, name: title.name };

const doctoral = /博士生?导师|博导/u;

/** The code systems as the reader of expert lists asks for them. Answers are kept for the life of the object: one import. */
export function expertTerms(settings: TermSettings): ExpertTerms {
  const specialties = specialtyIndex();
  const titles = titleIndex();
  const scopes = new Map(practiceScopes().map((scope) => [foldForKey(scope.name), scope.code]));
  const contexts = new Map<string, NormaliseContext>();
  const readings = new Map<NormaliseContext, Map<string, NormalisedSpecialty>>();
  const splits = new Map<NormaliseContext, Map<string, readonly string[]>>();
  const diagnoses = new Map<string, string | null>();
  const contextsByKind = new Map<string, NormaliseContext>();
  const codesOfHospitals = new Map<string, ReadonlySet<string>>();
  const hospitalIds = new Map<string, string | null>();

  const contextOf = (institutionName: string): NormaliseContext =>
    kept(contexts, institutionName, () => {
      const hospital = settings.hospitals.get(institutionName);
      const institution = institutionKindOf(hospital?.classCode, institutionName);
      const forAll = settings.aliases.of("specialty", null);
      const custom = settings.aliases.of("specialty", hospital?.id ?? null);
      if (custom !== forAll) return { institution, custom };
      return kept(contextsByKind, institution, () => ({ institution, custom: forAll }));
    });
  const read = (context: NormaliseContext, label: string): NormalisedSpecialty =>
    kept(
      kept(readings, context, () => new Map<string, NormalisedSpecialty>()),
      label,
      () => normaliseSpecialty(specialties, label, context),
    );

  const departmentCodes = (institutionName: string): ReadonlySet<string> =>
    kept(
      codesOfHospitals,
      institutionName,
      () =>
        new Set(
          [...(settings.departments.get(institutionName) ?? [])].flatMap(
            (label) => read(contextOf(institutionName), label).code ?? [],
          ),
        ),
    );
  const readInContext = (label: string, institutionName: string, scopeCode: string | null) => {
    const answer = read(contextOf(institutionName), label);
    if (answer.status !== "ambiguous") return answer;
    return settleByContext(specialtyTree(), scopeRules(), answer, {
      scopeCode,
      departmentCodes: departmentCodes(institutionName),
    });
  };
  const practiceScopeOf = (wordings: readonly string[]): string | null => {
    for (const wording of wordings) {
      const code = scopes.get(foldForKey(wording));
      if (code !== undefined) return code;
    }
    return null;
  };
  const decided = (kind: TermKind, name: string, institutionName: string): string | undefined =>
    settings.aliases.of(kind, settings.hospitals.get(institutionName)?.id ?? null).get(specialtyKey(name));
  const hospitalIndex = buildHospitalIndex([...settings.hospitals.values()], regionIndex());
  const hospitalNames = settings.aliases.of("hospital", settings.importerId);

  return {
    normaliseDepartments(cell, institutionName, scopeWordings) {
      const scopeCode = practiceScopeOf(scopeWordings);
      const context = contextOf(institutionName);
      const labels = kept(
        kept(splits, context, () => new Map<string, readonly string[]>()),
        cell,
        () => splitDepartments(specialties, cell, context),
      );
      return labels.map((label): DepartmentReading => {
        const { status, code, name, candidates } = readInContext(label, institutionName, scopeCode);
        return { label, status, code, name, candidates };
      });
    },
    codeOf(label, institutionName, scopeCode) {
      const { status, code, relation, basis } = readInContext(label, institutionName, scopeCode);
      if (status !== "resolved") return null;
      return { code, relation: basis === "custom" ? "confirmed" : relation };
    },
    parseTitle(cell) {
      const parsed = parseTitle(titles, cell);
      const tutors = parsed.others.filter(({ kind }) => kind === "tutor").map(({ text }) => text);
      return {
        clinical: coded(parsed.clinical),
        academic: coded(parsed.teaching ?? parsed.research),
        supervisor:
          tutors.length === 0 ? null : tutors.some((text) => doctoral.test(text)) ? "doctoral" : "master",
      };
    },
    checkIdNumber(text) {
      const parsed = parseNationalId(text, settings.today);
      if (parsed.ok)
        return {
          ok: true,
          value: parsed.value.value,
          bornOn: parsed.value.birthOn,
          gender: parsed.value.sex,
        };
      if (parsed.error === "national_id_birth_date") return { ok: false, reason: "birth_date" };
      return { ok: false, reason: parsed.error === "national_id_check_digit" ? "check_digit" : "format" };
    },
    checkLicenceNumber: (text) => parsePracticeLicence(text),
    checkQualificationNumber(text) {
      const parsed = parseQualification(text);
      return parsed.ok ? { ok: true, value: parsed.value.value } : { ok: false };
    },
    checkInstitutionCode(text) {
      const parsed = text.length === 22 ? parseInstitutionCode(text) : parseCreditCode(text);
      if (!parsed.ok) return "malformed";
      return parsed.value.warnings.length > 0 ? "suspect" : "valid";
    },
    diagnosisCodeOf: (label, institutionName) =>
      decided("diagnosis", label, institutionName) ??
      kept(diagnoses, label, () => {
        const { terms } = normaliseTerms(termReader("diagnosis"), label);
        const [term] = terms;
        // More than the text says would be a guess; several diseases are not one.
        if (terms.length === 1 && term?.status === "resolved" && term.relation !== "broader")
          return term.code;
        // 肺癌, 冠心病: the whole of it is a name clinicians have for one code.
        const [mention] = findMentions(label, mentionIndex());
        const isWhole = mention?.text === label && mention.kind !== "procedure";
        return isWhole ? mention.code : null;
      }),
    titlesOf(titleText, institutionName) {
      const { clinical, teaching, research } = parseTitle(titles, titleText);
      const answer = titles.byCode.get(decided("title", titleText, institutionName) ?? "");
      const isClinical = answer?.group === "clinical";
      return {
        titleCode: (clinical ?? (isClinical ? answer : undefined))?.code ?? null,
        teachingTitleCode: (teaching ?? research ?? (isClinical ? undefined : answer))?.code ?? null,
      };
    },
    hospitalIdOf: (cell) =>
      kept(hospitalIds, cell, () => normaliseHospital(hospitalIndex, cell, hospitalNames).id),
    practiceScopeOf,
  };
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
