import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { AppointmentStatus } from "./domain/appointment.js";
import type { BlockKind, WeeklyRule } from "./domain/calendar.js";

export type BlockSource = "self" | "office" | "his" | "ics" | "feed";
export type WaitlistStatus = "waiting" | "filled" | "cancelled" | "lapsed";

/** Rows of schema `scheduling`, as migrations/0025_scheduling.sql and 0059_calendar_subscriptions.sql create them. */
export interface SchedulingTables {
  "scheduling.calendar": {
    person_id: string;
    ordinal: Generated<number>;
    zone: Generated<string>;
    rules: Generated<WeeklyRule[]>;
    buffer_minutes: Generated<number>;
    day_cap: number | null;
    week_cap: number | null;
    day_minutes_cap: number | null;
    week_minutes_cap: number | null;
    follows_holidays: Generated<boolean>;
    stand_in_person_id: string | null;
    feed_token_hash: string | null;
    version: Generated<number>;
    updated_at: string;
  };
  "scheduling.block": {
    id: string;
    person_id: string;
    kind: BlockKind;
    starts_at: string;
    ends_at: string;
    source: BlockSource;
    source_key: Generated<string>;
    note: Generated<string>;
    created_by: string | null;
    created_at: string;
  };
  "scheduling.subscription": {
    id: string;
    person_id: string;
    name: string;
    address_cipher: string;
    address_index: string;
    host: string;
    every_minutes: number;
    etag: string | null;
    last_modified: string | null;
    content_sha256: string | null;
    laid_out_at: string | null;
    next_at: string;
    lease_until: string | null;
    failures: Generated<number>;
    last_run_at: string | null;
    last_good_at: string | null;
    outcome: unknown;
    created_by: string | null;
    created_at: string;
  };
  "scheduling.holiday": {
    on_date: string;
    name: string;
    kind: "rest" | "work";
    stands_for: number | null;
    source: Generated<string>;
  };
  "scheduling.appointment": {
    id: string;
    case_id: string;
    institution_id: string;
    person_ids: string[];
    party_institution_ids: string[];
    starts_at: string;
    ends_at: string;
    status: AppointmentStatus;
    hold_expires_at: string | null;
    moved_to: string | null;
    absent_person_ids: Generated<string[]>;
    handed_over_by: Generated<string[]>;
    reason_code: string | null;
    reason: Generated<string>;
    override_reason: string | null;
    created_by: string | null;
    created_at: string;
    updated_at: string;
    started_at: string | null;
    ended_at: string | null;
    sequence: Generated<number>;
  };
  "scheduling.appointment_participant": {
    appointment_id: string;
    person_id: string;
    is_live: Generated<boolean>;
    /** An int8range as text; written by trigger. */
    occupied: Generated<string>;
  };
  "scheduling.waitlist_entry": {
    id: string;
    case_id: string;
    institution_id: string;
    person_ids: string[];
    minutes: number;
    from_at: string;
    to_at: string;
    status: WaitlistStatus;
    appointment_id: string | null;
    created_by: string | null;
    created_at: string;
  };
}

export const schedulingTables = tablesOf<SchedulingTables>();
