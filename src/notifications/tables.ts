import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { Channel, Weight } from "./domain/channels.js";
import type { DeliveryStatus } from "./domain/delivery.js";
import type { NoticeKind } from "./domain/notice-kinds.js";

export type DeliveryPurpose = "notice" | "test" | "code";

/** Rows of schema `notifications`, as migrations/0004_notifications.sql and 0027_channels.sql create them. */
export interface NotificationsTables {
  "notifications.notice": {
    id: Generated<string>;
    person_id: string;
    kind: NoticeKind;
    case_id: string | null;
    subject_id: string | null;
    details: Record<string, unknown>;
    event_id: string;
    created_at: string;
    read_at: string | null;
  };
  "notifications.setting": {
    person_id: string;
    channel_order: Record<Weight, Channel[]> | null;
    quiet_from: string | null;
    quiet_to: string | null;
    time_zone: string | null;
    in_call_until: string | null;
    version: Generated<number>;
    updated_at: string;
  };
  "notifications.address": {
    id: string;
    person_id: string;
    channel: Channel;
    address_cipher: string;
    address_hash: string;
    address_hint: string;
    verified_at: string | null;
    code_expires_at: string | null;
    wrong_codes: Generated<number>;
    created_at: string;
  };
  "notifications.delivery": {
    id: string;
    person_id: string;
    notice_id: string | null;
    purpose: DeliveryPurpose;
    kind: NoticeKind | null;
    channel: Channel;
    step: number;
    is_held: boolean;
    breaks_quiet: boolean;
    status: DeliveryStatus;
    reason: string | null;
    address_id: string | null;
    attempts: Generated<number>;
    due_at: string;
    not_after: string | null;
    lease_until: string | null;
    reference: string | null;
    created_at: string;
    finished_at: string | null;
  };
  "notifications.one_tap": {
    id: string;
    person_id: string;
    subject_id: string;
    token_hash: string;
    expires_at: string;
    used_at: string | null;
    used_key_hash: string | null;
    created_at: string;
  };
  "notifications.local_message": {
    id: string;
    delivery_id: string;
    channel: Channel;
    person_id: string;
    recipient: string;
    subject: string;
    body: string;
    link: string;
    created_at: string;
  };
  "notifications.server_key": {
    name: string;
    public_key: string;
    private_cipher: string;
    created_at: string;
  };
}

export const notificationsTables = tablesOf<NotificationsTables>();
