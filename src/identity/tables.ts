import { tablesOf } from "../platform/database/database.js";
import type { Role } from "./domain/roles.js";

/** Rows of schema `identity`, as migrations/0002_identity.sql creates them. */
export interface IdentityTables {
  "identity.tenant": {
    id: string;
    name: string;
    kind: "hospital" | "operator";
    time_zone: string;
    status: "active" | "suspended";
    created_at: string;
  };
  "identity.person": {
    id: string;
    institution_id: string;
    name: string;
    status: "active" | "disabled";
    language: "zh-CN" | "en";
    demo_hint: string;
    created_at: string;
  };
  "identity.account": {
    person_id: string;
    username: string;
    password_hash: string;
    password_changed_at: string;
  };
  "identity.role_assignment": {
    person_id: string;
    role: Role;
    granted_at: string;
    granted_by: string | null;
  };
  "identity.session": {
    token_hash: string;
    person_id: string;
    is_demo: boolean;
    /** Entered through a message about this case; null: signed in. */
    limited_to_case: string | null;
    created_at: string;
    last_seen_at: string;
    expires_at: string;
  };
  "identity.sign_in_failure": {
    subject_hash: string;
    failures: number;
    last_failed_at: string;
    locked_until: string | null;
  };
}

export const identityTables = tablesOf<IdentityTables>();
