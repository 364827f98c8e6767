import { tablesOf } from "../platform/database/database.js";
import type { OfferStatus, Ring } from "./domain/offer.js";

/** Rows of schema `dispatch`, as migrations/0010_dispatch.sql creates them. */
export interface DispatchTables {
  "dispatch.offer": {
    id: string;
    case_id: string;
    ring: Ring;
    attempt: number;
    practitioner_role_id: string;
    person_id: string;
    institution_id: string;
    agreement_id: string | null;
    expert_name: string;
    decision_id: string | null;
    grounds: OfferGrounds;
    status: OfferStatus;
    sent_at: string;
    seen_at: string | null;
    expires_at: string;
    responded_at: string | null;
    decline_code: string | null;
    decline_note: string | null;
    withdraw_code: string | null;
  };
  "dispatch.search": {
    case_id: string;
    status: SearchStatus;
    ring: Ring;
    decision_id: string | null;
    attempts: number;
    backup_practitioner_role_id: string | null;
    backup_name: string | null;
    reason_code: string | null;
    started_at: string;
    updated_at: string;
  };
  "dispatch.past_consult": {
    case_id: string;
    practitioner_role_id: string;
    diagnosis_codes: string[];
    specialty_code: string | null;
    decision: "adopted" | "partly_adopted" | "not_adopted";
    closed_at: string;
  };
}

export type SearchStatus = "running" | "with_dispatcher" | "assigned" | "stopped";

/** Why this expert: what the ranking said, or what the dispatcher gave as reason. */
export interface OfferGrounds {
  readonly score?: number;
  readonly reasons?: readonly { readonly zh: string; readonly en: string }[];
  readonly dispatcherReason?: string;
  readonly policyVersion?: string;
}

export const dispatchTables = tablesOf<DispatchTables>();
