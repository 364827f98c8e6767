import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";

/** Rows of schema `signing`, as migrations/0072_signing.sql names what earlier ones created. */
export interface SigningTables {
  "signing.key": {
    person_id: string;
    algorithm: Generated<string>;
    public_key: string;
    private_key_cipher: string | null;
    created_at: string;
  };
  "signing.setting": {
    institution_id: string;
    provider: "ed25519" | "sm2" | "ca";
    ca_url: string | null;
    ca_token_cipher: string | null;
    ca_issuer: string | null;
    tsa_url: string | null;
    tsa_certificate: string | null;
    version: number;
    updated_by: string;
    updated_at: string;
  };
  "signing.time_authority": { certificate: string; trusted_at: string };
  "signing.unlock": { session_hash: string; person_id: string; unlocked_at: string };
}

export const signingTables = tablesOf<SigningTables>();
