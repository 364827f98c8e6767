import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { DraftRecord } from "./domain/draft-record.js";
import type { ProviderName } from "./domain/provider-names.js";
import type { ConsentAnswer, RecordingStatus, StopReason } from "./domain/recording.js";
import type { Side } from "./domain/draft-record.js";
import type { RtcProviderName } from "../room/index.js";
import type { ServerFile, ServerRecordingStatus } from "./domain/server-recording.js";

/** Rows of schema `transcript`, as migrations/0039_transcript.sql and 0077_server_recording.sql create them, and what is read of schema `room`. */
export interface TranscriptTables {
  "transcript.setting": {
    institution_id: string;
    is_enabled: Generated<boolean>;
    provider: ProviderName;
    url: Generated<string>;
    model: Generated<string>;
    language: Generated<string>;
    dialect: Generated<"openai" | "vllm">;
    sample_rate: Generated<number>;
    key_cipher: string | null;
    hot_words: Generated<string[]>;
    daily_minutes: Generated<number>;
    record_years: Generated<number>;
    recording_years: Generated<number>;
    version: Generated<number>;
    updated_by: string | null;
    updated_at: string;
  };
  "transcript.usage": { institution_id: string; day: string; seconds: number };
  "transcript.session": {
    room_id: string;
    case_id: string;
    institution_id: string;
    started_at: string;
    next_sequence: Generated<number>;
    retain_until_on: string;
    purged_at: string | null;
  };
  "transcript.ticket": {
    hash: string;
    room_id: string;
    case_id: string;
    person_id: string | null;
    participant_id: string;
    speaker_name: string;
    side: Side;
    expires_at: string;
  };
  "transcript.segment": {
    id: string;
    room_id: string;
    case_id: string;
    sequence: number;
    participant_id: string;
    person_id: string | null;
    speaker_name: string;
    side: Side;
    start_ms: number;
    end_ms: number;
    text: string;
    provider: string;
    is_final: boolean;
    revision: Generated<number>;
    created_at: string;
  };
  "transcript.segment_correction": {
    segment_id: string;
    revision: number;
    text_before: string;
    text_after: string;
    corrected_by: string;
    corrected_name: string;
    corrected_at: string;
  };
  "transcript.recording": {
    id: string;
    room_id: string;
    case_id: string;
    institution_id: string;
    status: RecordingStatus;
    asked_by: string;
    asked_name: string;
    asked_at: string;
    media_type: Generated<string>;
    started_at: string | null;
    stopped_at: string | null;
    stop_reason: StopReason | null;
    stopped_by: string | null;
    expected_chunks: number | null;
    chunk_count: Generated<number>;
    chain_hash: Generated<string>;
    size_bytes: Generated<number>;
    last_chunk_at: string | null;
    alarmed_at: string | null;
    lease_until: string | null;
    sealed_at: string | null;
    manifest: unknown;
    manifest_sha256: string | null;
    retain_until_on: string;
    purged_at: string | null;
  };
  "transcript.recording_consent": {
    recording_id: string;
    participant_id: string;
    person_id: string | null;
    name: string;
    answer: ConsentAnswer;
    answered_at: string | null;
  };
  "transcript.recording_chunk": {
    recording_id: string;
    number: number;
    sha256: string;
    chain_hash: string;
    size_bytes: number;
    received_at: string;
    file_key: string | null;
  };
  "transcript.recording_part": {
    recording_id: string;
    number: number;
    first_byte: number;
    size_bytes: number;
    sha256: string;
    file_key: string;
  };
  "transcript.legal_hold": {
    id: string;
    case_id: string;
    reason: string;
    placed_by: string;
    placed_name: string;
    placed_at: string;
    lifted_by: string | null;
    lifted_at: string | null;
  };
  "transcript.draft": {
    id: string;
    room_id: string;
    case_id: string;
    made_by: "rules" | "assistant";
    dropped: Record<string, number>;
    model: string;
    content: DraftRecord;
    up_to_sequence: number;
    made_at: string;
    asked_by: string;
    status: Generated<"machine" | "taken">;
    taken_content: DraftRecord | null;
    taken_by: string | null;
    taken_name: string | null;
    taken_at: string | null;
  };
  /** Read only. */
  "transcript.server_recording": {
    id: string;
    room_id: string;
    case_id: string;
    institution_id: string;
    recording_id: string | null;
    provider: "livekit" | "janus" | "agora";
    provider_recording_id: string | null;
    status: ServerRecordingStatus;
    asks: "start" | "stop" | "give_up" | null;
    ask_at: string | null;
    tries: Generated<number>;
    fault: string | null;
    started_at: string | null;
    ended_at: string | null;
    files: Generated<ServerFile[]>;
    manifest_sha256: string | null;
    retain_until_on: string | null;
    created_at: string;
    purged_at: string | null;
  };
  "room.room": {
    id: string;
    case_id: string;
    institution_id: string;
    status: "planned" | "open" | "closed";
    provider: RtcProviderName;
    provider_room: string;
  };
  "room.participant": {
    id: string;
    room_id: string;
    person_id: string | null;
    guest_link_id: string | null;
    name: string;
    role: "requester" | "performer" | "guest" | "observer";
    is_moderator: boolean;
    status: "waiting" | "admitted" | "removed";
  };
  "room.guest_link": {
    id: string;
    room_id: string;
    case_id: string;
    session_hash: string | null;
    revoked_at: string | null;
  };
  "room.stay": {
    id: string;
    participant_id: string;
    room_id: string;
    joined_at: string;
    left_at: string | null;
  };
}

export const transcriptTables = tablesOf<TranscriptTables>();
