import type { Generated } from "kysely";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { tablesOf } from "../platform/database/database.js";
import type { Advice, RaiseEffect } from "./domain/advice.js";
import type { CallOutcome } from "./domain/outcome.js";
import type { IdentifierKind } from "./domain/span.js";

export type CallStatus = "queued" | "running" | "done" | "failed";
export type AdviceEffect = RaiseEffect | "person_decided" | "level_is_settled";
export type AdviceContent = Pick<Advice, "findings" | "specialty" | "missing" | "structure" | "dropped">;
export type RemovedCounts = Partial<Record<IdentifierKind, number>>;

/** Rows of schema `assistant`, as migrations/0022_assistant.sql creates them. */
export interface AssistantTables {
  "assistant.setting": {
    institution_id: string;
    is_enabled: Generated<boolean>;
    base_url: string | null;
    model: Generated<string>;
    answer_format: Generated<"json_schema" | "json_object">;
    key_cipher: string | null;
    daily_calls: Generated<number>;
    daily_tokens: Generated<number>;
    least_confidence: Generated<number>;
    version: Generated<number>;
    updated_by: string | null;
    updated_at: string;
  };
  "assistant.usage": { institution_id: string; day: string; calls: number; tokens: number };
  "assistant.call": {
    id: string;
    institution_id: string;
    kind: "case" | "test";
    case_id: string | null;
    asked_by: string | null;
    status: CallStatus;
    outcome: CallOutcome | null;
    host: Generated<string>;
    model: Generated<string>;
    attempts: Generated<number>;
    next_try_at: string;
    lease_until: string | null;
    sent_sha256: string | null;
    sent_characters: number | null;
    removed: Generated<RemovedCounts>;
    prompt_tokens: number | null;
    completion_tokens: number | null;
    duration_ms: number | null;
    http_status: number | null;
    created_at: string;
    finished_at: string | null;
  };
  "assistant.advice": {
    call_id: string;
    case_id: string;
    level: UrgencyLevel;
    confidence: number;
    content: AdviceContent;
    effect: AdviceEffect;
    level_before: UrgencyLevel;
    assessment_id: string | null;
    made_at: string;
  };
}

export const assistantTables = tablesOf<AssistantTables>();
