import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { AgreementService, AgreementSide, AgreementStatus } from "./domain/agreement.js";

/** Rows of schema `organizations`, as migrations/0003_organizations.sql, 0028_agreements.sql and 0072_signing.sql create them. */
export interface OrganizationsTables {
  "organizations.organization": {
    id: string;
    credit_code: string | null;
    name: string;
    short_name: string;
    aliases: Generated<string[]>;
    class_code: Generated<string>;
    level: Generated<string>;
    region_code: string;
    longitude: number | null;
    latitude: number | null;
  };
  "organizations.agreement": {
    id: string;
    name: string;
    valid_from: string;
    valid_to: string;
    status: AgreementStatus;
    specialty_codes: Generated<string[]>;
    services: Generated<AgreementService[]>;
    split_inviter: number | null;
    split_invitee: number | null;
    split_platform: number | null;
    split_expert: number | null;
    paper_reference: string | null;
    created_at: string;
  };
  "organizations.agreement_party": {
    agreement_id: string;
    organization_id: string;
    side: AgreementSide;
  };
  "organizations.agreement_signature": {
    agreement_id: string;
    organization_id: string;
    content: Uint8Array;
    sha256: string;
    signer_person_id: string;
    signer_name: string;
    signed_at: string;
    provider: string;
    algorithm: string;
    public_key: string;
    certificate: string | null;
    signature: string;
    time_token: string | null;
  };
}

export const organizationsTables = tablesOf<OrganizationsTables>();
