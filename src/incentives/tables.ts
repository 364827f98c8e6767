import { tablesOf } from "../platform/database/database.js";
import type { AccountKind, PostingKind, Unit } from "./domain/postings.js";
import type { PriceStep } from "./domain/price.js";
import type { HonourList } from "./domain/rules.js";
import type { BatchStatus } from "./domain/settlement.js";

/** Why a line costs what it costs. */
export interface LineExplanation {
  readonly service: string;
  readonly inviterRegion: string;
  readonly inviteeLevel: string;
  readonly priceLevel: string;
  readonly urgency: string;
  readonly minutes: number | null;
  readonly signedAt: string;
  readonly itemCode: string;
  readonly itemName: string;
  readonly itemSource: string;
  readonly casePriceFen: number;
  readonly seats: number;
  readonly steps: readonly PriceStep[];
  readonly split: {
    readonly inviter: number;
    readonly invitee: number;
    readonly platform: number;
    readonly expert: number;
  };
  readonly splitFrom: "agreement" | "rules";
  readonly ruleVersion: number;
  readonly ruleTitle: string;
}

/** Rows of schema `incentives`, as migrations/0047_ledger.sql and 0048_incentives.sql create them. */
export interface IncentivesTables {
  "incentives.rule_set": {
    id: string;
    kind: "price" | "credit" | "honour";
    version: number;
    title: string;
    valid_from: string;
    valid_to: string | null;
    status: "draft" | "published" | "discarded";
    body: unknown;
    drafted_by: string | null;
    drafted_at: string;
    published_by: string | null;
    published_at: string | null;
  };
  "incentives.account": {
    id: string;
    institution_id: string;
    kind: AccountKind;
    unit: Unit;
    other_id: string;
  };
  "incentives.posting": {
    id: string;
    institution_id: string;
    sequence: number;
    source_key: string;
    kind: PostingKind;
    case_id: string | null;
    on_date: string;
    reverses_id: string | null;
    entry_count: number;
    at: string;
    previous_hash: string;
    hash: string;
  };
  "incentives.entry": {
    posting_id: string;
    line: number;
    account_id: string;
    institution_id: string;
    unit: Unit;
    amount: number;
  };
  "incentives.chain": { institution_id: string; head_sequence: number; head_hash: string };
  "incentives.settlement_batch": {
    id: string;
    month: string;
    payer_id: string;
    payee_id: string;
    status: BatchStatus;
    closed_by: string | null;
    closed_at: string | null;
    first_approved_by: string | null;
    first_approved_at: string | null;
    second_approved_by: string | null;
    approved_at: string | null;
    paid_by: string | null;
    paid_at: string | null;
    bank_reference: string | null;
    payroll_by: string | null;
    payroll_at: string | null;
    version: number;
    created_at: string;
  };
  "incentives.fee_line": {
    id: string;
    kind: "fee" | "refund";
    case_id: string;
    case_number: string;
    seat: number;
    payer_id: string;
    payee_id: string;
    expert_person_id: string;
    expert_name: string;
    agreement_id: string | null;
    rule_set_id: string;
    served_on: string;
    price_fen: number;
    inviter_fen: number;
    invitee_fen: number;
    platform_fen: number;
    expert_fen: number;
    explanation: LineExplanation;
    opinion_id: string;
    opinion_version: number;
    opinion_sha256: string;
    confirmed_at: string;
    batch_id: string;
    refunds_id: string | null;
    reason: string;
    created_at: string;
  };
  "incentives.dispute": {
    id: string;
    line_id: string;
    batch_id: string;
    status: "open" | "upheld" | "withdrawn" | "refunded";
    reason: string;
    raised_by: string;
    raised_by_name: string;
    raised_at: string;
    resolution: string | null;
    resolved_by: string | null;
    resolved_by_name: string | null;
    resolved_at: string | null;
  };
  "incentives.accredited_body": {
    institution_id: string;
    body_name: string;
    document_number: string;
    valid_from: string;
    valid_to: string;
    recorded_by: string | null;
    recorded_at: string;
  };
  "incentives.credit": {
    id: string;
    person_id: string;
    person_name: string;
    institution_id: string;
    case_id: string;
    rule_set_id: string;
    year: number;
    activity: "remote_consult";
    class: "I" | "II" | null;
    minutes: number;
    uncapped_cents: number;
    credit_cents: number;
    evidence: Readonly<Record<string, unknown>>;
    status: "provisional" | "confirmed" | "revoked";
    decided_by: string | null;
    decided_at: string | null;
    body_institution_id: string | null;
    certificate_number: string | null;
    reason: string;
    created_at: string;
  };
  "incentives.honour_round": {
    id: string;
    period: string;
    list: HonourList;
    rule_set_id: string;
    status: "objection" | "final" | "cancelled";
    objection_until: string;
    opened_by: string | null;
    opened_at: string;
    finalised_by: string | null;
    finalised_at: string | null;
    document_number: string | null;
  };
  "incentives.honour_candidate": {
    id: string;
    round_id: string;
    person_id: string;
    person_name: string;
    institution_id: string;
    institution_name: string;
    group_code: string;
    place: number;
    score: number;
    figures: unknown;
    removed_reason: string | null;
  };
  "incentives.honour_objection": {
    id: string;
    round_id: string;
    candidate_id: string;
    reason: string;
    filed_by: string;
    filed_at: string;
    status: "open" | "upheld" | "rejected";
    answer: string | null;
    answered_by: string | null;
    answered_at: string | null;
  };
  "incentives.appreciation": {
    id: string;
    case_id: string;
    from_person_id: string;
    from_name: string;
    from_institution_id: string;
    from_institution_name: string;
    to_person_id: string;
    message: string;
    status: "shown" | "held" | "rejected";
    held_for: string[];
    decided_by: string | null;
    decided_at: string | null;
    created_at: string;
  };
}

export const incentivesTables = tablesOf<IncentivesTables>();

/** Rows of other modules that are only read here: what a settlement rests on. */
export const everything = tablesOf<unknown>();
