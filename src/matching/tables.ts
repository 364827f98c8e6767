import { tablesOf } from "../platform/database/database.js";
import type { Candidate, ExclusionGroup } from "./domain/rank.js";
import type { UnsuitableReason } from "./domain/unsuitable.js";
import type { MatchFacts, MatchRequest } from "./domain/request.js";

/** What a ranking was made from, so that it can be made again. Maps are kept as lists of pairs. */
export interface StoredInputs {
  /** Without the doctor's words: they stay with the case, and are named here by their SHA-256. */
  readonly request: Omit<MatchRequest, "text"> & { readonly textSha256: string };
  readonly facts: { readonly [K in keyof MatchFacts]: Stored<MatchFacts[K]> };
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
}

export const matchingTables = tablesOf<MatchingTables>();
