// Everything of the terminology that needs no database, no disk and no network: published as `consilium/terminology`.
export {
  type CodeSystem,
  type CodeSystemId,
  type CodeSystems,
  type Concept,
  editionOn,
  lineage,
  lookup,
} from "./domain/code-systems/code-system.js";
export type { Procedure, ProcedureList } from "./domain/code-systems/procedures.js";
export { type RareDisease, rareDiseasesOf } from "./domain/code-systems/rare-diseases.js";
export {
  diagnosisOf,
  searchDiagnoses,
  type Diagnosis,
  type DiagnosisHit,
  type DiagnosisIndex,
} from "./domain/diagnosis-search.js";
export { icd10PlaceOf, type Icd10, type Icd10Place } from "./domain/icd10.js";
export {
  creditCodeCheckCharacter,
  organizationCodeCheckCharacter,
  parseCreditCode,
  parseInstitutionCode,
  parseMobile,
  parseNationalId,
  parsePracticeLicence,
  parseQualification,
  type CreditCode,
  type InstitutionCode,
  type NationalId,
  type NationalIdRefusal,
  type QualificationNumber,
  type QualificationRefusal,
} from "./domain/identifiers.js";
export { institutionKindOf, type InstitutionKind } from "./domain/institution-kind.js";
export {
  normaliseSpecialty,
  type Basis,
  type NormaliseContext,
  type NormalisedSpecialty,
  type SpecialtyCandidate,
} from "./domain/normalise-specialty.js";
export {
  buildHospitalIndex,
  type HospitalCandidate,
  type HospitalIndex,
  type NormalisedHospital,
  normaliseHospital,
  type RegisteredHospital,
} from "./domain/hospitals/normalise-hospital.js";
export { settleByContext, type SpecialtySurroundings } from "./domain/specialty-context.js";
export type { Duration } from "./domain/mentions/durations.js";
export { findMentions, type Mention } from "./domain/mentions/find-mentions.js";
export type { MentionIndex, MentionKind } from "./domain/mentions/mention-index.js";
export {
  areNeighbours,
  coordinatesOf,
  nearestRegions,
  provinceOf,
  regionDistanceKm,
  regionOf,
  regionPath,
  type Region,
  type RegionIndex,
} from "./domain/regions.js";
export type { Relation, SpecialtyIndex } from "./domain/specialty.js";
export type { SpecialtyEdition } from "./domain/specialty-code-input.js";
export { specialtyKey } from "./domain/specialty-text.js";
export {
  childrenOf,
  isWithin,
  lineOf,
  rootOf,
  scopeCovers,
  type ScopeRule,
  type Specialty,
  type SpecialtyTree,
} from "./domain/specialty-tree.js";
export { splitDepartments } from "./domain/split-departments.js";
export {
  parseTitle,
  seniorityOf,
  type ParsedTitle,
  type Title,
  type TitleAttribute,
  type TitleIndex,
  type TitleRank,
} from "./domain/titles.js";
export {
  type HospitalGrade,
  type PracticeScope,
  type TermList,
  type Terminology,
  terminologyOf,
} from "./domain/terminology.js";
export { specialtyForChild, usualSpecialties } from "./domain/usual-specialties.js";
export {
  buildTermReader,
  chooseTerms,
  normaliseTerms,
  type NormalisedTerm,
  type NormalisedTerms,
  type TermCandidate,
  type TermReader,
  type TermRelation,
} from "./domain/terms/normalise-terms.js";
export type { TermFigures } from "./domain/terms/evaluate-terms.js";
export type { Term, TermAlias } from "./domain/terms/term-index.js";
export type { EngineKind } from "./domain/terms/term-model.js";
