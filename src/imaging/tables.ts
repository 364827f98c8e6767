import type { ColumnType, Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { IdentityVerdict, Difference } from "./domain/identity.js";
import type { MarkTool, Point } from "./domain/marks.js";
import type { IntakeStatus, ItemOutcome, SendingStatus, StudyStatus } from "./domain/states.js";

/** What stopped a piece of work, in both languages. */
export interface Failure {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** Rows of schema `imaging`, as migrations/0037_imaging.sql and 0089_images_at_a_glance.sql create them. */
export interface ImagingTables {
  "imaging.pacs": {
    id: string;
    institution_id: string;
    name: string;
    base_url: string;
    auth: "none" | "basic" | "bearer";
    username: string;
    secret_cipher: string | null;
    status: Generated<"enabled" | "paused">;
    version: Generated<number>;
    created_by: string;
    created_at: string;
    updated_at: string;
  };
  "imaging.intake": {
    id: string;
    case_id: string;
    institution_id: string;
    source: "upload" | "pacs" | "command";
    pacs_id: string | null;
    study_instance_uid: string | null;
    status: IntakeStatus;
    lease_until: string | null;
    attempts: Generated<number>;
    total: number;
    failure: Failure | null;
    created_by: string;
    created_by_name: string;
    created_at: string;
    finished_at: string | null;
  };
  "imaging.intake_file": {
    id: string;
    intake_id: string;
    case_id: string;
    position: number;
    name: string;
    size_bytes: number;
    fingerprint: string;
    received_bytes: Generated<number>;
  };
  "imaging.intake_part": {
    file_id: string;
    case_id: string;
    offset_bytes: number;
    size_bytes: number;
    sha256: string;
    blob_id: string;
  };
  "imaging.intake_item": {
    intake_id: string;
    case_id: string;
    place: string;
    name: string;
    outcome: ItemOutcome;
    reason: string | null;
    instance_id: string | null;
    attachment_id: string | null;
  };
  "imaging.study": {
    id: string;
    case_id: string;
    institution_id: string;
    study_instance_uid: string;
    study_on: string | null;
    accession_number: string;
    description: string;
    patient_name: string;
    patient_sex: "male" | "female" | "unknown";
    patient_birth_on: string | null;
    patient_key: string;
    identity: IdentityVerdict;
    differences: Difference[];
    status: StudyStatus;
    decided_by: string | null;
    decided_by_name: string | null;
    decided_at: string | null;
    reason: string | null;
    created_at: string;
  };
  "imaging.series": {
    id: string;
    study_id: string;
    case_id: string;
    series_instance_uid: string;
    number: number | null;
    modality: string;
    description: string;
    body_part: string;
  };
  "imaging.instance": {
    id: string;
    series_id: string;
    case_id: string;
    sop_instance_uid: string;
    sop_class_uid: string;
    transfer_syntax_uid: string;
    number: number | null;
    position: number | null;
    rows: number;
    columns: number;
    frames: number;
    file_id: string;
    size_bytes: number;
    intake_id: string;
    added_at: string;
  };
  "imaging.thumbnail": {
    series_id: string;
    case_id: string;
    status: "waiting" | "drawn" | "none";
    lease_until: string | null;
    attempts: Generated<number>;
    instance_id: string | null;
    frame: number | null;
    picture: Uint8Array | null;
    fault: string | null;
    drawn_at: string | null;
  };
  "imaging.mark": {
    id: string;
    case_id: string;
    series_id: string;
    instance_id: string;
    frame: number;
    tool: MarkTool;
    points: ColumnType<Point[], string, string>;
    label: string;
    author_id: string;
    author_name: string;
    drawn_at: string;
    changed_at: string | null;
    removed_at: string | null;
  };
  "imaging.look": { person_id: string; series_id: string; looked_at: string };
  "imaging.sending": {
    id: string;
    case_id: string;
    institution_id: string;
    study_id: string;
    pacs_id: string;
    status: SendingStatus;
    lease_until: string | null;
    attempts: Generated<number>;
    total: number;
    sent: number;
    failure: Failure | null;
    created_by: string;
    created_by_name: string;
    created_at: string;
    finished_at: string | null;
  };
}

export const imagingTables = tablesOf<ImagingTables>();
