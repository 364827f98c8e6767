import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { TermKind } from "./domain/term-kind.js";

/** What a reviewer chooses from, best first. */
export interface StoredCandidate {
  readonly code: string;
  readonly name: string;
  /** 0…1; comparable only within one name. */
  readonly score: number;
}

export type { TermKind } from "./domain/term-kind.js";
export type ReviewReason = "ambiguous" | "unknown";
export type ReviewStatus = "open" | "resolved" | "dismissed";

/** Rows of schema `terminology`, as migrations/0005_terminology.sql and 0012 create them. */
export interface TerminologyTables {
  "terminology.alias": {
    id: string;
    kind: TermKind;
    institution_id: string | null;
    name: string;
    normalised_name: string;
    code: string;
    created_by: string | null;
    created_at: string;
    withdrawn_at: string | null;
  };
  "terminology.review_item": {
    id: string;
    kind: TermKind;
    institution_id: string;
    name: string;
    normalised_name: string;
    reason: ReviewReason;
    candidates: Generated<readonly StoredCandidate[]>;
    contexts: Generated<readonly string[]>;
    occurrences: Generated<number>;
    status: Generated<ReviewStatus>;
    code: string | null;
    alias_id: string | null;
    resolved_by: string | null;
    resolved_at: string | null;
    created_at: string;
  };
}

export const terminologyTables = tablesOf<TerminologyTables>();
