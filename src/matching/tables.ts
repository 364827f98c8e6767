import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { FactorKey } from "./domain/model.js";
import type { OrderFigures } from "./domain/rerank/evaluate-order.js";
import type { Candidate, ExclusionGroup } from "./domain/rank.js";
import type { UnsuitableReason } from "./domain/unsuitable.js";
import type { MatchFacts, MatchRequest } from "./domain/request.js";

/** What a ranking was made from, so that it can be made again. Maps are kept as lists of pairs. */
export interface StoredInputs {
  /** Without the doctor's words: they stay with the case, and are named here by their SHA-256. */
  readonly request: Omit<MatchRequest, "text"> & { readonly textSha256: string };
  readonly facts: { readonly [K in keyof MatchFacts]: Stored<MatchFacts[K]> } & {
    /** The roles whose facts are stored, entries or none; absent in older decisions, which have those of all. */
    readonly listed?: readonly string[];
  };
}
type Stored<T> = T extends ReadonlyMap<infer K, infer V> ? readonly (readonly [K, V])[] : T;

/** Rows of schema `matching`, as migrations/0009_matching.sql creates them. */
export interface MatchingTables {
  "matching.decision": {
    id: string;
    case_id: string;
    seat: number;
    model_version: string;
    pool_epoch: string;
    pool_version: number;
    inputs: StoredInputs;
    candidates: Candidate[];
    excluded: ExclusionGroup[];
    considered: number;
    made_at: string;
  };
  /** As migrations/0024_matching_feedback.sql creates it. */
  "matching.feedback": {
    id: string;
    case_id: string;
    decision_id: string;
    practitioner_role_id: string;
    person_id: string;
    reason: UnsuitableReason;
    note: string;
    given_at: string;
    withdrawn_at: string | null;
  };
  /** As migrations/0051_rank_model.sql creates them. */
  "matching.rank_model": {
    version: string;
    base_version: string;
    points: Readonly<Record<FactorKey, number>>;
    figures: RankModelFigures;
    trained_by: string | null;
    trained_at: string;
  };
  "matching.rank_model_use": {
    number: Generated<number>;
    version: string | null;
    reason: string;
    decided_by: string;
    decided_at: string;
  };
}

/** How an adjustment was learned from everything, and what its like, learned from the older part, was worth on the newer. */
export interface RankModelFigures {
  readonly asks: number;
  readonly unsuitable: number;
  readonly isLearned: boolean;
  readonly evaluation: OrderFigures;
}

export const matchingTables = tablesOf<MatchingTables>();
