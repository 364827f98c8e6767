import { tablesOf } from "../../platform/database/database.js";
import type { DispatchPolicy } from "../domain/policy/dispatch-policy.js";
import type { Arm, RolloutStatus } from "../domain/policy/rollout.js";
import type { LabResult } from "../domain/simulation/exports.js";
import type { LabSettings } from "../api/policy-lab.js";

export type RunStatus = "running" | "done" | "failed" | "cancelled";

/** Rows of the policy lab, as migrations/0032_policy_lab.sql creates them. */
export interface LabTables {
  "dispatch.policy_version": {
    version: string;
    policy: DispatchPolicy;
    based_on: string;
    reason: string;
    created_by: string;
    created_at: string;
  };
  "dispatch.policy_run": {
    id: string;
    settings: LabSettings;
    policy_version: string;
    is_replay: boolean;
    status: RunStatus;
    progress: number;
    result: LabResult | null;
    failure: string | null;
    started_by: string;
    started_at: string;
    heard_at: string;
    finished_at: string | null;
  };
  "dispatch.policy_rollout": {
    id: string;
    policy_version: string;
    status: RolloutStatus;
    started_by: string;
    started_at: string;
    changed_at: string;
  };
  "dispatch.policy_assignment": {
    case_id: string;
    rollout_id: string;
    arm: Arm;
    policy_version: string;
    candidate_percent: number;
    assigned_at: string;
  };
  "dispatch.policy_shadow": {
    rollout_id: string;
    plan_id: string;
    case_id: string;
    seat: number;
    asked: string[];
    would_ask: string[];
    made_at: string;
  };
}

export const labTables = tablesOf<LabTables>();
