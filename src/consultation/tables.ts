import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { ArchiveRecord } from "./domain/archive-record.js";
import type { ArchiveSide } from "./domain/archive.js";
import type { Side } from "./domain/conversation.js";
import type { Decision } from "./domain/disposition.js";
import type { OpinionContent, OpinionFields } from "./domain/opinion.js";
import type { AgendaItem, Stance } from "./domain/panel.js";

/** Rows of schema `consultation`, as migrations/0011_consultation.sql and 0041_opinion.sql create them. */
export interface ConsultationTables {
  "consultation.opinion": {
    id: string;
    case_id: string;
    author_person_id: string;
    institution_id: string;
    author_name: string;
    author_post: string;
    institution_name: string;
    draft: Partial<OpinionContent>;
    draft_revision: number;
    draft_saved_at: string | null;
    signed_version: number;
    created_at: string;
  };
  "consultation.opinion_version": {
    opinion_id: string;
    version: number;
    content: Uint8Array;
    sha256: string;
    signer_person_id: string;
    signer_name: string;
    signed_at: string;
    provider: string;
    algorithm: string;
    public_key: string;
    certificate?: string | null;
    signature: string;
    time_token?: string | null;
  };
  "consultation.paper_certificate": {
    id: string;
    p12_cipher: string;
    subject: string;
    is_own: boolean;
    valid_to: string;
    created_at: string;
    retired_at: string | null;
  };
  "consultation.message": {
    id: string;
    case_id: string;
    sequence: number;
    kind: "question" | "answer";
    side: Side;
    author_person_id: string;
    author_name: string;
    institution_name: string;
    body: string;
    replies_to: string | null;
    attachment_ids: readonly string[];
    due_at: string | null;
    created_at: string;
  };
  "consultation.upgrade": {
    id: string;
    case_id: string;
    side: Side;
    proposed_by: string;
    proposer_name: string;
    reason: Generated<string>;
    status: "proposed" | "accepted" | "declined" | "withdrawn";
    proposed_at: string;
    answered_by: string | null;
    answerer_name: string | null;
    answer_note: Generated<string>;
    answered_at: string | null;
  };
  "consultation.opinion_template": {
    id: string;
    institution_id: string;
    name: string;
    specialty_code: string | null;
    body: OpinionFields;
    status: "active" | "retired";
    version: number;
    updated_by: string;
    updated_at: string;
  };
  "consultation.panel": {
    case_id: string;
    lead_person_id: string;
    agenda: readonly AgendaItem[];
    version: number;
    updated_at: string;
  };
  "consultation.panel_member": {
    case_id: string;
    person_id: string;
    seat: number;
    speaking_order: number;
    specialty_code: string | null;
    name: string;
    post: string;
    institution_id: string;
    institution_name: string;
  };
  "consultation.panel_stand": {
    opinion_id: string;
    version: number;
    person_id: string;
    stance: Stance;
    signer_name: string;
    content: Uint8Array;
    sha256: string;
    signed_at: string;
    provider: string;
    algorithm: string;
    public_key: string;
    certificate: string | null;
    signature: string;
    time_token: string | null;
  };
  "consultation.disposition": {
    case_id: string;
    decision: Decision;
    reason: string;
    decided_by: string;
    decided_at: string;
  };
  "consultation.archive_number": { institution_id: string; year: number; last_number: number };
  "consultation.archive": {
    id: string;
    case_id: string;
    institution_id: string;
    side: ArchiveSide;
    number: string;
    person_id: string;
    record: ArchiveRecord;
    record_sha256: string;
    pdf_file_id: string | null;
    retain_until_on: string;
    archived_at: string;
  };
}

export const consultationTables = tablesOf<ConsultationTables>();
