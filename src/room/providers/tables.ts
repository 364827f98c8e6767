import { tablesOf } from "../../platform/database/database.js";
import type { SecretName } from "../api/providers.js";
import type { RtcProviderName } from "../provider.js";

/** Rows of schema `room`, as migrations/0035_room_providers.sql creates them. */
export interface ProviderTables {
  "room.provider_setting": {
    institution_id: string;
    provider: RtcProviderName;
    settings: unknown;
    secret_ciphers: Partial<Record<SecretName, string>>;
    version: number;
    updated_by: string | null;
    updated_at: string;
  };
  "room.placement": { room_id: string; instance: string; placed_at: string };
  "room.provider_event": {
    institution_id: string;
    provider: "livekit" | "janus" | "agora";
    event_id: string;
    kind: string;
    provider_room: string;
    received_at: string;
  };
  "room.used_grant": { token_hash: string; expires_at: string };
  /** Of the room itself only what a token, an event or a placement needs. */
  "room.room": { id: string; status: string; institution_id: string; provider_room: string };
  "room.participant": { id: string; room_id: string; identity: string; status: string };
}

export const providerTables = tablesOf<ProviderTables>();
