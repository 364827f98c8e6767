/** Ranking without I/O, for a browser, a worker or another program: give it a pool, a request and a vocabulary. */
export * from "./domain/index/exports.js";
export { type ExclusionCode, exclusionCodes, exclusionTexts } from "./domain/exclusion.js";
export { currentModel, type FactorKey, factorKeys, type MatchModel } from "./domain/model.js";
export { buildPool, type DutyHours, type Evidence, type MatchPool, type PoolMember } from "./domain/pool.js";
export {
  type Candidate,
  type ExclusionGroup,
  type Factor,
  rank,
  type Ranking,
  type RankOptions,
} from "./domain/rank.js";
export {
  type MatchFacts,
  type MatchRequest,
  noFacts,
  type PastConsults,
  type ResponseStats,
} from "./domain/request.js";
export type { Vocabulary } from "./domain/vocabulary.js";
export { type WhatWould, whatWould, type WouldChange } from "./domain/what-would.js";
export { type WhyNot, whyNot } from "./domain/why-not.js";
