import type { ChannelHabit } from "../notifications/index.js";
import { tablesOf } from "../platform/database/database.js";
import type { OfferStatus } from "./domain/offer.js";
import type { Considered, HandOverReason, PlannedOffer } from "./domain/plan-types.js";
import type { ReminderChoice } from "./domain/reminder/choose-reminder.js";
import type { RingName } from "./domain/policy/dispatch-policy.js";

/** Rows of schema `dispatch`, as migrations/0010_dispatch.sql and 0029_dispatch_plan.sql create them. */
export interface DispatchTables {
  "dispatch.offer": {
    id: string;
    case_id: string;
    ring: RingName;
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
    seat: number;
    line: number;
    plan_id: string | null;
  };
  "dispatch.search": {
    case_id: string;
    status: SearchStatus;
    ring: RingName;
    decision_id: string | null;
    attempts: number;
    backup_practitioner_role_id: string | null;
    backup_name: string | null;
    reason_code: string | null;
    started_at: string;
    updated_at: string;
    seat: number;
    specialty_code: string | null;
    look_at: string | null;
  };
  "dispatch.past_consult": {
    case_id: string;
    practitioner_role_id: string;
    diagnosis_codes: string[];
    specialty_code: string | null;
    decision: "adopted" | "partly_adopted" | "not_adopted";
    closed_at: string;
  };
  "dispatch.plan": {
    id: string;
    made_at: string;
    policy_version: string;
    openings: number;
    edges: number;
    value: number;
    bound: number;
    solve_ms: number;
  };
  "dispatch.pairing": {
    plan_id: string;
    case_id: string;
    seat: number;
    made_at: string;
    open_ring: string;
    step: PairingStep;
    details: PairingDetails;
  };
  "dispatch.reminder": {
    offer_id: string;
    number: number;
    person_id: string;
    made_at: string;
    step: ReminderStep;
    remind_at: string | null;
    policy_version: string;
    model_version: string;
    details: ReminderDetails;
  };
}

export type ReminderStep = "planned" | "sent" | "dropped";

/** A choice of a reminder's time, and of the order in which its channels are tried; null: his own order. */
export type ReminderDetails = Omit<ReminderChoice, "remindAt"> & {
  readonly level: string;
  readonly channels: readonly ChannelHabit[] | null;
};

export type SearchStatus = "running" | "with_dispatcher" | "assigned" | "stopped";

export type PairingStep = "asked" | "waits" | "handed_over";

/** From what one seat's step was decided. */
export interface PairingDetails {
  readonly level: string;
  readonly waitedMinutes: number;
  /** Everybody who could have been asked, best ability first, with what spoke for and against each. */
  readonly considered: readonly Considered[];
  readonly offers: readonly (PlannedOffer & { readonly offerId: string })[];
  readonly backupRoleId: string | null;
  readonly waitMinutes: number | null;
  readonly handOver: HandOverReason | null;
}

/** Why this expert: what the ranking said, or what the dispatcher gave as reason. */
export interface OfferGrounds {
  readonly score?: number;
  readonly reasons?: readonly { readonly zh: string; readonly en: string }[];
  readonly dispatcherReason?: string;
  readonly policyVersion?: string;
  /** The time a panel is to meet at. */
  readonly meeting?: { readonly startsAt: string; readonly endsAt: string };
}

export const dispatchTables = tablesOf<DispatchTables>();
