import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { BookingAction } from "./domain/booking-record.js";
import type { StaffAction } from "./domain/staff-record.js";

export type ConnectorKind = "mllp" | "fhir" | "file_drop";
export type RunTrigger = "schedule" | "manual" | "message" | "upload" | "retry";
export type RunStatus = "queued" | "running" | "done" | "failed";
export type DeliveryStatus = "queued" | "sent" | "acknowledged" | "failed";
export type RowResult = "added" | "changed" | "unchanged" | "conflict" | "rejected" | "quarantined";

/** Rows of schema `interop`, as migrations/0016_interop.sql, 0042_delivery.sql, 0058_outside_schedules.sql and 0081_staff_unlink.sql create them. */
export interface InteropTables {
  "interop.connector": {
    id: string;
    institution_id: string;
    name: string;
    kind: ConnectorKind;
    settings: unknown;
    secret_cipher: string | null;
    mapping: unknown;
    schedule_minutes: number | null;
    status: "enabled" | "paused";
    watermark: string | null;
    version: Generated<number>;
    created_by: string | null;
    created_at: string;
    updated_at: string;
  };
  "interop.run": {
    id: string;
    connector_id: string;
    institution_id: string;
    trigger: RunTrigger;
    is_dry_run: Generated<boolean>;
    status: RunStatus;
    lease_until: string | null;
    attempts: Generated<number>;
    reference: Generated<string>;
    cursor: Generated<unknown>;
    failure: unknown;
    faults: Generated<unknown>;
    requested_by: string | null;
    created_at: string;
    finished_at: string | null;
  };
  "interop.run_row": {
    run_id: string;
    row_number: number;
    place: string;
    action: StaffAction | BookingAction;
    result: RowResult;
    staff_key: string;
    practitioner_id: string | null;
    faults: unknown;
  };
  "interop.staff_link": {
    connector_id: string;
    staff_key: string;
    institution_id: string;
    person_key: string;
    practitioner_id: string | null;
    practitioner_role_id: string | null;
    status: "active" | "inactive";
    effective_at: string;
    updated_at: string;
  };
  "interop.staff_unlink": {
    id: string;
    connector_id: string;
    institution_id: string;
    staff_key: string;
    practitioner_id: string;
    practitioner_role_id: string | null;
    link_status: "active" | "inactive";
    status: "unlinked" | "undone";
    reason: string;
    unlinked_by: string;
    unlinked_at: string;
    undone_by: string | null;
    undone_at: string | null;
    undone_reason: string | null;
  };
  "interop.schedule_link": {
    connector_id: string;
    booking_key: string;
    institution_id: string;
    status: "busy" | "released";
    effective_at: string;
    updated_at: string;
  };
  "interop.inbox": {
    connector_id: string;
    control_id: string;
    institution_id: string;
    content_hash: string;
    run_id: string;
    reply: string | null;
    received_at: string;
  };
  "interop.destination": {
    id: string;
    institution_id: string;
    name: string;
    kind: "mllp" | "fhir" | "folder";
    settings: unknown;
    secret_cipher: string | null;
    status: "enabled" | "paused";
    version: Generated<number>;
    created_by: string | null;
    created_at: string;
    updated_at: string;
  };
  "interop.delivery": {
    id: string;
    destination_id: string;
    institution_id: string;
    case_id: string;
    case_number: string;
    opinion_version: number;
    status: DeliveryStatus;
    attempts: Generated<number>;
    next_at: string | null;
    lease_until: string | null;
    content_sha256: string | null;
    outcome: unknown;
    created_at: string;
    sent_at: string | null;
    ended_at: string | null;
  };
  "interop.quarantine": {
    id: string;
    connector_id: string;
    institution_id: string;
    run_id: string;
    row_number: number | null;
    reference: Generated<string>;
    faults: unknown;
    content_cipher: string | null;
    status: Generated<"held" | "landed" | "discarded">;
    reason: string | null;
    received_at: string;
    decided_at: string | null;
    decided_by: string | null;
  };
}

export const interopTables = tablesOf<InteropTables>();
