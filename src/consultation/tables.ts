import { tablesOf } from "../platform/database/database.js";
import type { ArchiveRecord } from "./domain/archive-record.js";
import type { ArchiveSide } from "./domain/archive.js";
import type { Decision } from "./domain/disposition.js";
import type { OpinionFields } from "./domain/opinion.js";

/** Rows of schema `consultation`, as migrations/0011_consultation.sql creates them. */
export interface ConsultationTables {
  "consultation.opinion": {
    id: string;
    case_id: string;
    author_person_id: string;
    institution_id: string;
    author_name: string;
    author_post: string;
    institution_name: string;
    draft: Partial<OpinionFields>;
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
    signature: string;
  };
  "consultation.signing_key": {
    person_id: string;
    public_key: string;
    private_key_cipher: string;
    created_at: string;
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
