import { tablesOf } from "../platform/database/database.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import type { DimensionResult } from "./domain/score-profile.js";
import type { SkillKind, SkillLevel, SkillStrength } from "./domain/skills.js";
import type { ServiceKind } from "./domain/read-evidence.js";
import type { SubScore } from "./domain/model.js";
import type { StoredContribution, StoredDocuments, StoredSub } from "./stored.js";

/** Rows of schema `profile`, as migrations/0017_profile.sql creates them. */
export interface ProfileTables {
  "profile.service_fact": {
    kind: ServiceKind;
    id: string;
    practitioner_role_id: string;
    outcome: string;
    reason_code: string | null;
    ring: string | null;
    urgency_level: UrgencyLevel;
    minutes: number | null;
    allowed_minutes: number | null;
    categories: string[];
    occurred_at: string;
    /** 0 to 1 for results; null for offers and consultations. */
    value: number | null;
  };
  "profile.profile": {
    practitioner_id: string;
    model_version: string;
    as_of: string;
    computed_at: string;
    specialty_line: string[];
    title_rank: number;
    dimensions: DimensionResult[];
    sub_scores: StoredSub[];
  };
  "profile.explanation": {
    practitioner_id: string;
    contributions: Partial<Record<SubScore, StoredContribution[]>>;
    documents: StoredDocuments[];
  };
  "profile.skill": {
    practitioner_id: string;
    kind: SkillKind;
    level: SkillLevel;
    code: string;
    strength: number;
    word: SkillStrength;
    effective: number;
    newest_on: string;
    is_hidden: boolean;
    usual_specialties: string[];
    sources: StoredSub["sources"];
  };
  "profile.peer_mean": {
    specialty: string;
    title_rank: string;
    /** A sub-score; for `title_rank` skill, the kind and code of a skill that is usual in the specialty. */
    sub_score: string;
    members: number;
    with_evidence: number;
    mean: number;
    strength: number;
    as_of: string;
  };
  "profile.case_mix": {
    disease_group: string;
    urgency_level: string;
    cases: number;
    expected: number;
    as_of: string;
  };
}

export const profileTables = tablesOf<ProfileTables>();
