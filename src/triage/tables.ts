import type { UrgencyLevel } from "../kernel/urgency.js";
import type { Generated } from "kysely";
import { tablesOf } from "../platform/database/database.js";
import type { AssessmentView } from "./api.js";
import type { CompletenessContent } from "./api/completeness.js";

/** Rows of schema `triage`, as migrations/0008_triage.sql and 0021_completeness.sql create them. */
export interface TriageTables {
  "triage.assessment": {
    id: string;
    sequence: Generated<number>;
    case_id: string;
    level: UrgencyLevel;
    made_by: AssessmentView["madeBy"];
    person_id: string | null;
    person_name: string | null;
    override_reason: string | null;
    model_version: string;
    inputs: unknown;
    reasons: AssessmentView["reasons"];
    missing: AssessmentView["missing"];
    problems: AssessmentView["problems"];
    vitals_from_text: AssessmentView["vitalsFromText"];
    /** Totals of the scores, and which department the words speak for; assessments made before that was judged have none. */
    scores: AssessmentView["scores"] & { readonly department?: AssessmentView["department"] };
    estimate: AssessmentView["estimate"];
    clocks: AssessmentView["clocks"];
    made_at: string;
  };
  "triage.completeness_version": {
    id: string;
    /** Null: the platform's default. */
    institution_id: string | null;
    group_id: string;
    version: number;
    content: CompletenessContent | null;
    note: string;
    person_id: string;
    person_name: string;
    made_at: string;
  };
}

export const triageTables = tablesOf<TriageTables>();
