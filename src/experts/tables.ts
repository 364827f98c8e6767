import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { ClaimKind, ClaimSource, OverdueAction } from "./domain/claims/kinds.js";
import type { Evidence } from "./domain/claims/record-claims.js";
import type { ClaimValue } from "./domain/claims/slot.js";
import type { CampaignRule, TaskStatus } from "./domain/freshness/campaign.js";
import type { FindingKind, FindingOutcome } from "./domain/freshness/findings.js";
import type { ClaimState } from "./domain/claims/states.js";
import type { MembershipAct, MembershipStatus } from "./domain/membership.js";

/** One stretch of a week in which an expert takes consultations, in the institution's zone. */
export interface DutyHours {
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** HH:MM; `to` before `from` runs over midnight. */
  readonly from: string;
  readonly to: string;
}

export type RoleStatus = "active" | "paused" | "retired";
export type SpecialtyRelation = "exact" | "narrower" | "broader" | "confirmed";
export type { ClaimKind, ClaimSource, ClaimState };
export type MembershipOrigin = "application" | "invitation" | "transfer" | "list" | "recorded";
export type RowResult = "imported" | "unchanged" | "review" | "rejected";

/**
 * Rows of schema `experts`, as migrations/0006_experts.sql, 0013_claims.sql, 0014_membership.sql, 0015_freshness.sql and
 * 0018_registry.sql create them.
 */
export interface ExpertsTables {
  "experts.practitioner": {
    id: string;
    person_id: string | null;
    name: string;
    gender: "male" | "female" | null;
    birth_on: string | null;
    id_number_cipher: string | null;
    id_number_index: string | null;
    licence_number: string | null;
    qualification_cipher: string | null;
    practice_scope_code: string | null;
    independent_since_on: string | null;
    phone_cipher: string | null;
    email_cipher: string | null;
    phone_index: string | null;
    merged_into: string | null;
    confirmed_on: string | null;
    freshness: Generated<number>;
    updated_at: string;
    created_at: string;
  };
  "experts.practitioner_role": {
    id: string;
    practitioner_id: string;
    organization_id: string;
    department_name: string;
    department_keys: Generated<string[]>;
    title_code: string | null;
    teaching_title_code: string | null;
    title_text: Generated<string>;
    skills_text: Generated<string>;
    details: Generated<Record<string, string>>;
    status: Generated<RoleStatus>;
    is_accepting: Generated<boolean>;
    daily_cap: Generated<number>;
    weekly_cap: Generated<number>;
    duty_hours: Generated<DutyHours[]>;
    accepts_modes: Generated<string[]>;
    person_key: string;
    content_hash: string | null;
    merged_into: string | null;
    updated_at: string;
  };
  "experts.role_specialty": {
    practitioner_role_id: string;
    specialty_code: string;
    relation: SpecialtyRelation;
  };
  "experts.claim": {
    id: string;
    practitioner_id: string;
    kind: ClaimKind;
    code: string | null;
    label: string;
    quantity: number | null;
    source: ClaimSource;
    state: Generated<ClaimState>;
    as_of: string;
    import_run_id: string | null;
    created_at: string;
    practitioner_role_id: string | null;
    subject_key: string;
    code_system: string | null;
    value: ClaimValue;
    evidence: Evidence | null;
    asserted_by: string | null;
    verified_by: string | null;
    verified_at: string | null;
    next_due_on: string | null;
    overdue_action: Generated<OverdueAction>;
    superseded_by: string | null;
    connector_run_id: string | null;
    disputed_reason: string | null;
    confirmed_on: string | null;
    confirmed_by: string | null;
  };
  "experts.claim_step": {
    id: Generated<string>;
    claim_id: string;
    from_state: ClaimState;
    to_state: ClaimState;
    reason: string;
    by_person_id: string | null;
    at: string;
  };
  "experts.claim_conflict": {
    id: string;
    practitioner_id: string;
    kind: ClaimKind;
    standing_claim_id: string;
    challenger_claim_id: string;
    status: "open" | "settled" | "lapsed";
    chosen_claim_id: string | null;
    reason: string | null;
    opened_at: string;
    closed_at: string | null;
    closed_by: string | null;
  };
  "experts.merge": {
    id: string;
    kept_id: string;
    gone_id: string;
    status: "merged" | "undone";
    grounds: unknown;
    reason: string;
    before: unknown;
    merged_by: string;
    merged_at: string;
    undone_by: string | null;
    undone_at: string | null;
    undone_reason: string | null;
  };
  "experts.not_same_person": {
    lower_id: string;
    higher_id: string;
    reason: string;
    decided_by: string;
    decided_at: string;
  };
  "experts.objection": {
    id: string;
    practitioner_id: string;
    about: "claim" | "score";
    claim_id: string | null;
    score_key: string | null;
    text: string;
    status: "open" | "accepted" | "rejected" | "withdrawn";
    answer: string | null;
    filed_by: string;
    filed_at: string;
    answered_by: string | null;
    answered_at: string | null;
  };
  "experts.membership": {
    id: string;
    practitioner_role_id: string | null;
    practitioner_id: string | null;
    organization_id: string;
    status: MembershipStatus;
    origin: MembershipOrigin;
    application: unknown;
    phone_cipher: string | null;
    licence_number: string | null;
    sign_off: unknown;
    term_from: string | null;
    term_to: string | null;
    reminded_days: number | null;
    reason_code: string | null;
    reason_note: Generated<string>;
    status_since: string;
    receipt_index: string | null;
    invitation_index: string | null;
    updated_at: string;
    created_at: string;
  };
  "experts.membership_step": {
    membership_id: string;
    sequence: number;
    kind: MembershipAct;
    from_status: MembershipStatus | null;
    to_status: MembershipStatus;
    reason_code: string | null;
    reason_note: Generated<string>;
    details: Generated<Record<string, unknown>>;
    by_person: string | null;
    by_label: string;
    at: string;
  };
  "experts.campaign": {
    id: string;
    organization_id: string | null;
    status: Generated<"running" | "closed">;
    origin: "person" | "schedule";
    rule: CampaignRule;
    started_by: string | null;
    started_by_label: string;
    started_at: string;
    closed_at: string | null;
  };
  "experts.campaign_task": {
    id: string;
    campaign_id: string;
    practitioner_id: string;
    organization_id: string;
    status: TaskStatus;
    due_facts: number;
    reminders: Generated<number>;
    asked_at: string;
    escalated_at: string | null;
    lapsed_at: string | null;
    suspended_at: string | null;
    answered_at: string | null;
    answered_by: string | null;
    answers: Generated<Record<string, number>>;
  };
  "experts.answer_signal": {
    event_id: string;
    practitioner_role_id: string;
    kind: "accepted" | "declined" | "expired";
    code: string | null;
    specialty_code: string | null;
    at: string;
  };
  "experts.finding": {
    id: string;
    kind: FindingKind;
    practitioner_id: string | null;
    practitioner_role_id: string | null;
    organization_id: string;
    department_name: Generated<string>;
    specialty_code: Generated<string>;
    claim_id: string | null;
    details: Generated<Record<string, unknown>>;
    status: Generated<"open" | "settled">;
    outcome: FindingOutcome | null;
    reason: Generated<string>;
    opened_at: string;
    settled_at: string | null;
    settled_by: string | null;
    settled_by_label: Generated<string>;
  };
  "experts.application_try": { address_index: string; at: string };
  "experts.pool_version": { singleton: boolean; epoch: string; version: number };
  /** Written by triggers; `changed_in` is the transaction, xid8 as text. */
  "experts.pool_change": { practitioner_id: string; changed_in: string };
  "experts.import_run": {
    id: string;
    institution_id: string;
    default_organization_id: string | null;
    creates_institutions: Generated<boolean>;
    file_id: string;
    file_name: string;
    mapping: unknown;
    status: "preview" | "applying" | "applied" | "discarded";
    summary: unknown;
    created_by: string | null;
    created_at: string;
    applied_at: string | null;
  };
  "experts.import_row": {
    run_id: string;
    row_number: number;
    outcome: RowResult;
    practitioner_id: string | null;
    problems: unknown;
  };
}

export const expertsTables = tablesOf<ExpertsTables>();
