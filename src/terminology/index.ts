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
  diagnosisIndex,
  hospitalGrades,
  icd10,
  institutionClasses,
  practiceScopes,
  regionIndex,
  scopeRules,
  specialtyIndex,
  specialtyTree,
  titleIndex,
  type HospitalGrade,
  type PracticeScope,
} from "./load.js";
export { terminologyRoutes } from "./routes.js";
export { customAliases } from "./store/aliases.js";
export { type AskedName, queueReview } from "./store/review.js";
export type { TermKind } from "./tables.js";
export { usualSpecialties } from "./domain/usual-specialties.js";
