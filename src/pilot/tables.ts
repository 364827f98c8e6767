import { tablesOf } from "../platform/database/database.js";

/** Rows of schema `pilot`, as migrations/0064_pilot.sql creates them. */
export interface PilotTables {
  "pilot.scope": {
    number: number;
    is_limited: boolean;
    reason: string;
    decided_by: string;
    decided_at: string;
  };
  "pilot.scope_line": {
    scope_number: number;
    place: number;
    region_code: string;
    specialty_code: string | null;
    disease_code: string | null;
  };
}

export const pilotTables = tablesOf<PilotTables>();
