import type { Generated } from "kysely";
import { tablesOf } from "./database/database.js";

/** Rows of schema `platform`, as migrations/0001_platform.sql creates them. */
export interface PlatformTables {
  "platform.outbox": {
    id: Generated<string>;
    sequence: Generated<number>;
    topic: string;
    subject_id: string;
    payload: Record<string, unknown>;
    created_at: string;
    relayed_at: string | null;
  };
  "platform.job": {
    id: Generated<string>;
    kind: string;
    subject_id: string;
    dedupe_key: string;
    payload: Record<string, unknown>;
    due_at: string;
    attempts: Generated<number>;
    status: Generated<"waiting" | "done" | "cancelled" | "dead">;
    last_error: string | null;
    finished_at: string | null;
    created_at: string;
  };
  "platform.audit_chain": { institution_id: string; head_sequence: number; head_hash: string };
  "platform.audit_entry": {
    institution_id: string;
    sequence: number;
    at: string;
    actor_kind: "person" | "system";
    actor_id: string | null;
    actor_label: string;
    action: string;
    subject_kind: string;
    subject_id: string | null;
    case_id: string | null;
    case_institution_id: string | null;
    outcome: "done" | "refused" | "read";
    details: Record<string, unknown>;
    previous_hash: string;
    hash: string;
  };
  "platform.file": {
    id: string;
    institution_id: string;
    name: string;
    media_type: string;
    size_bytes: number;
    sha256: string;
    created_by: string | null;
    created_at: string;
  };
}

export const platformTables = tablesOf<PlatformTables>();
