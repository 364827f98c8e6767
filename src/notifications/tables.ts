import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { NoticeKind } from "./domain/notice-kinds.js";

/** Rows of schema `notifications`, as migrations/0004_notifications.sql creates them. */
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
}

export const notificationsTables = tablesOf<NotificationsTables>();
