import { tablesOf } from "../platform/database/database.js";
import type { ShortageReason } from "./domain/shortage.js";

export type RecruitmentStatus = "asked" | "accepted" | "declined" | "withdrawn";

/** Rows of schema `insight`, as migrations/0050_insight.sql and 0055_demand_cells.sql create them. */
export interface InsightTables {
  "insight.demand": {
    month: string;
    region_code: string;
    specialty_code: string;
    requests: number;
    met: number;
    unmet: number;
    late: number;
    handed_over: number;
    declined: number;
    expired: number;
    adopted: number;
    decided: number;
    wait_minutes: string;
    within_5: number;
    within_15: number;
    within_60: number;
    within_240: number;
    within_1440: number;
    after_1440: number;
  };
  "insight.disease_demand": {
    month: string;
    disease_group: string;
    requests: number;
    unmet: number;
  };
  "insight.peak": {
    month: string;
    region_code: string;
    specialty_code: string;
    weekday: number;
    hour: number;
    requests: number;
    met: number;
    late: number;
    wait_minutes: string;
  };
  "insight.recruitment": {
    id: string;
    region_code: string;
    specialty_code: string;
    practitioner_role_id: string;
    person_id: string | null;
    institution_id: string;
    reasons: {
      readonly shortage: readonly ShortageReason[];
      readonly patients: number;
      readonly kilometres: number | null;
    };
    note: string;
    status: RecruitmentStatus;
    asked_by: string;
    asked_at: string;
    answered_at: string | null;
    answer_note: string | null;
  };
}

export const insightTables = tablesOf<InsightTables>();
