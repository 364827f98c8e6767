export {
  answerExamples,
  crossValidate,
  evaluateReader,
  learnReader,
  type Lesson,
  packModel,
  type TermExample,
  trainTerms,
  unpackModel,
} from "./evaluation.js";
export * from "./library.js";
export type { TermModel } from "./domain/terms/term-model.js";
export { buildTermIndex } from "./domain/terms/term-index.js";
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
  termList,
  termReader,
  titleIndex,
} from "./load.js";
export { terminologyRoutes } from "./routes.js";
export { type AliasBook, customAliases, readAliases } from "./store/aliases.js";
export { type AskedName, queueReview } from "./store/review.js";
export type { TermKind } from "./tables.js";
