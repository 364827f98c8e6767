export * from "./library.js";
export {
  codeSystems,
  diagnosisIndex,
  hospitalGrades,
  icd10,
  institutionClasses,
  mentionIndex,
  practiceScopes,
  procedureList,
  rareDiseases,
  regionIndex,
  scopeRules,
  specialtyIndex,
  specialtyTree,
  titleIndex,
} from "./load.js";
export { terminologyRoutes } from "./routes.js";
export { customAliases } from "./store/aliases.js";
export { type AskedName, queueReview } from "./store/review.js";
export type { TermKind } from "./tables.js";
