export { listStandingFeedback, standingFeedback, type TrainingRow, trainingRows } from "./store/feedback.js";
export {
  type DepartmentChances,
  findExperts,
  type FoundExpert,
  learnFinder,
} from "./domain/learned/find-experts.js";
export { type FinderAnswer, finderFigures, type FinderFigures } from "./domain/learned/finder-figures.js";
export { buildFinderPool, type FinderExpert, type PastCase } from "./domain/learned/finder-pool.js";
export { explainAbsence, type RankingRefusal } from "./actions.js";
export * from "./domain/index/exports.js";
export type { CandidateView } from "./api.js";
export type { ExclusionCode } from "./domain/exclusion.js";
export { currentModel, type MatchModel } from "./domain/model.js";
export { evaluateOrder, type OrderFigures } from "./domain/rerank/evaluate-order.js";
export { type Fitted, fitAdjustment } from "./domain/rerank/fit-adjustment.js";
export { inventLessons } from "./domain/rerank/invent-lessons.js";
export { type Lesson, type Outcome, rewardOf, sharesOf } from "./domain/rerank/lesson.js";
export { weighedPoints, withAdjustment } from "./domain/rerank/adjustment.js";
export { changeRankModel, type RankModelRefusal, viewRankModels } from "./rank-models.js";
export { addRankModel } from "./store/rank-models.js";
export { buildPool, type Evidence, type MatchPool, type PoolMember } from "./domain/pool.js";
export { type Candidate, type ExclusionGroup, rank, type Ranking, type RankOptions } from "./domain/rank.js";
export {
  type MatchFacts,
  type MatchRequest,
  noFacts,
  type PastConsults,
  type ResponseStats,
} from "./domain/request.js";
export { type HiddenSkillFigures, measureHiddenSkills } from "./hidden-cases.js";
export type { Vocabulary } from "./domain/vocabulary.js";
export { type WhyNot, whyNot } from "./domain/why-not.js";
export {
  inviterOf,
  judgeRole,
  judgeRoleFor,
  matchRequestOf,
  previewRanking,
  proposePanelFor,
  rankSeats,
  toMatchRequest,
  toWhyNotView,
  whatWouldFor,
} from "./rank-case.js";
export { vocabulary } from "./vocabulary.js";
export { poolState, saveKeptPool, warmPool } from "./pool.js";
export type { PoolFile } from "./pool-file.js";
export { rankModelRefusals, refusals as rankingRefusals } from "./refusals.js";
export { matchingRoutes } from "./routes.js";
export { type Decision, findDecision, findDecisions, findLatestDecision } from "./store/decisions.js";
export { isSameLine } from "./domain/vocabulary.js";
