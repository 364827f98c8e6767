import type { UrgencyLevel } from "../kernel/urgency.js";
import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { CaseStatus, NextActor } from "./domain/case-status.js";

/** Rows of schema `cases`, as migrations/0007_cases.sql creates them. */
export interface CasesTables {
  "cases.consult_request": {
    id: string;
    number: string | null;
    institution_id: string;
    requester_person_id: string;
    requester_name: string;
    institution_name: string;
    status: CaseStatus;
    draft: unknown;
    draft_saved_at: string | null;
    mode: "written" | "video" | null;
    panel_specialty_codes: Generated<string[]>;
    patient_name: string | null;
    patient_sex: "male" | "female" | "unknown" | null;
    patient_age_years: number | null;
    patient_is_pregnant: boolean | null;
    question: string | null;
    summary: string | null;
    vitals: unknown;
    wanted_specialty_code: string | null;
    wanted_title_rank: "any" | "associate" | "senior" | null;
    named_practitioner_role_id: string | null;
    urgency_level: UrgencyLevel | null;
    next_actor: NextActor | null;
    due_at: string | null;
    liability_class: "consult" | "diagnosis";
    version: number;
    submitted_at: string | null;
    closed_at: string | null;
    created_at: string;
    updated_at: string;
  };
  "cases.request_number": { institution_id: string; year: number; last_number: number };
  "cases.suspected_diagnosis": { case_id: string; position: number; code: string | null; name: string };
  "cases.consent": {
    id: string;
    case_id: string;
    purpose: "consult" | "recording" | "teaching";
    text_version: string;
    given_by: "patient" | "guardian" | "relative" | "emergency_approver";
    signer_name: string;
    form: "paper" | "electronic" | "emergency";
    given_at: string;
    recorded_by: string;
    withdrawn_at: string | null;
  };
  "cases.attachment": {
    id: string;
    case_id: string;
    file_id: string;
    title: string;
    media_type: string;
    size_bytes: number;
    added_by: string;
    added_at: string;
    removed_at: string | null;
  };
  "cases.access": {
    id: string;
    case_id: string;
    case_institution_id: string;
    institution_id: string;
    person_id: string;
    basis: "offer" | "assignment";
    granted_at: string;
    ended_at: string | null;
    taken_over_from: string | null;
  };
  "cases.timeline_entry": {
    case_id: string;
    sequence: number;
    at: string;
    kind: string;
    actor_person_id: string | null;
    actor_label: string;
    details: Record<string, unknown>;
  };
}

export const casesTables = tablesOf<CasesTables>();
