import { tablesOf } from "../platform/database/database.js";
import type { CloseReason, RoomStatus } from "./domain/room-status.js";
import type { ParticipantStatus, RoomRole } from "./domain/participant.js";
import type { LeaveReason } from "./domain/stay.js";
import type { RtcProviderName } from "./provider.js";

/** Rows of schema `room`, as migrations/0033_room.sql creates them. */
export interface RoomTables {
  "room.room": {
    id: string;
    case_id: string;
    institution_id: string;
    status: RoomStatus;
    provider: RtcProviderName;
    provider_room: string;
    qualified_name: string | null;
    qualified_title: string | null;
    qualified_by: string | null;
    qualified_at: string | null;
    rescue_confirmed_at: string | null;
    created_by: string;
    created_at: string;
    opened_at: string | null;
    started_at: string | null;
    closed_at: string | null;
    closed_reason: CloseReason | null;
  };
  "room.guest_link": {
    id: string;
    room_id: string;
    case_id: string;
    token_hash: string;
    guest_name: string;
    relation: "patient" | "family";
    made_by: string;
    made_at: string;
    expires_at: string;
    revoked_at: string | null;
    used_at: string | null;
    session_hash: string | null;
    consented_at: string | null;
  };
  "room.participant": {
    id: string;
    room_id: string;
    case_id: string;
    identity: string;
    person_id: string | null;
    guest_link_id: string | null;
    name: string;
    label: string;
    role: RoomRole;
    is_moderator: boolean;
    status: ParticipantStatus;
    created_at: string;
  };
  "room.stay": {
    id: string;
    participant_id: string;
    room_id: string;
    case_id: string;
    node_id: string;
    seen_at: string;
    resume_hash: string;
    joined_at: string;
    left_at: string | null;
    left_reason: LeaveReason | null;
  };
  "room.join_token": {
    token_hash: string;
    room_id: string;
    case_id: string;
    participant_id: string;
    session_hash: string | null;
    issued_at: string;
    expires_at: string;
    used_at: string | null;
  };
  "room.message": {
    room_id: string;
    sequence: number;
    case_id: string;
    participant_id: string;
    sender_name: string;
    text: string;
    attachment_id: string | null;
    sent_at: string;
  };
  "room.invitation": {
    id: string;
    room_id: string;
    case_id: string;
    practitioner_role_id: string;
    person_id: string;
    expert_name: string;
    institution_name: string;
    reason: string;
    status: "asked" | "confirmed" | "refused";
    asked_by: string;
    asked_at: string;
    decided_by: string | null;
    decided_at: string | null;
  };
  "room.quality_sample": {
    id: string;
    room_id: string;
    case_id: string;
    stay_id: string;
    from_stay_id: string | null;
    at: string;
    width: number | null;
    height: number | null;
    fps: number | null;
    loss_percent: number | null;
    jitter_ms: number | null;
    round_trip_ms: number | null;
    freezes: number | null;
    kbps: number | null;
    first_frame_ms: number | null;
  };
}

export const roomTables = tablesOf<RoomTables>();
