import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { DispatchPolicy } from "../domain/policy/dispatch-policy.js";
import type { Arm, RolloutStatus } from "../domain/policy/rollout.js";
import type { LabResult } from "../domain/simulation/exports.js";
import type { LabSettings } from "../api/policy-lab.js";
import { type LabTables, labTables } from "./tables.js";

export type RunRow = LabTables["dispatch.policy_run"];
export type RolloutRow = LabTables["dispatch.policy_rollout"];
export type VersionRow = LabTables["dispatch.policy_version"];

/** Newest first. */
export const listVersions = (tx: Tx): Promise<VersionRow[]> =>
  labTables(tx)
    .selectFrom("dispatch.policy_version")
    .selectAll()
    .orderBy("created_at", "desc")
    .limit(100)
    .execute();

export const findVersion = (tx: Tx, version: string): Promise<VersionRow | undefined> =>
  labTables(tx)
    .selectFrom("dispatch.policy_version")
    .selectAll()
    .where("version", "=", version)
    .executeTakeFirst();

/** False: there is a version of that name. */
export async function addVersion(
  tx: Tx,
  version: { policy: DispatchPolicy; basedOn: string; reason: string; by: string },
): Promise<boolean> {
  const rows = await labTables(tx)
    .insertInto("dispatch.policy_version")
    .values({
      version: version.policy.version,
      policy: json(version.policy),
      based_on: version.basedOn,
      reason: version.reason,
      created_by: version.by,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("version")
    .execute();
  return rows.length === 1;
}

/** The last runs, newest first, without their results. */
export const listRuns = (tx: Tx): Promise<Omit<RunRow, "result">[]> =>
  labTables(tx)
    .selectFrom("dispatch.policy_run")
    .select([
      "id",
      "settings",
      "policy_version",
      "is_replay",
      "status",
      "progress",
      "failure",
      "started_by",
      "started_at",
      "heard_at",
      "finished_at",
    ])
    .orderBy("started_at", "desc")
    .limit(30)
    .execute();

export const findRun = (tx: Tx, id: string): Promise<RunRow | undefined> =>
  labTables(tx).selectFrom("dispatch.policy_run").selectAll().where("id", "=", id).executeTakeFirst();

export async function addRun(
  tx: Tx,
  run: { id: string; settings: LabSettings; policyVersion: string; isReplay: boolean; by: string },
): Promise<void> {
  await labTables(tx)
    .insertInto("dispatch.policy_run")
    .values({
      id: run.id,
      settings: json(run.settings),
      policy_version: run.policyVersion,
      is_replay: run.isReplay,
      status: "running",
      progress: 0,
      result: null,
      failure: null,
      started_by: run.by,
      started_at: tx.now,
      heard_at: tx.now,
      finished_at: null,
    })
    .execute();
}

/** Notes how far a run is. False: it is no longer running, and its process should end. */
export async function noteProgress(tx: Tx, id: string, progress: number): Promise<boolean> {
  const rows = await labTables(tx)
    .updateTable("dispatch.policy_run")
    .set({ progress, heard_at: tx.now })
    .where("id", "=", id)
    .where("status", "=", "running")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Ends a run that is running. False: it had ended. */
export async function endRun(
  tx: Tx,
  id: string,
  end:
    | { status: "done"; result: LabResult }
    | { status: "failed"; failure: string }
    | { status: "cancelled" },
): Promise<boolean> {
  const rows = await labTables(tx)
    .updateTable("dispatch.policy_run")
    .set({
      status: end.status,
      finished_at: tx.now,
      ...(end.status === "done" && { result: json(end.result), progress: 1 }),
      ...(end.status === "failed" && { failure: end.failure.slice(0, 500) }),
    })
    .where("id", "=", id)
    .where("status", "=", "running")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Runs whose node has not been heard of for two minutes have failed with it. */
export async function endSilentRuns(tx: Tx): Promise<void> {
  await labTables(tx)
    .updateTable("dispatch.policy_run")
    .set({ status: "failed", failure: "interrupted", finished_at: tx.now })
    .where("status", "=", "running")
    .where("heard_at", "<", sql<string>`platform.now() - interval '2 minutes'`)
    .execute();
}

/** The rollout on trial and the one whose policy stands, if any; locked when the caller is going to change it. */
export async function findRollouts(
  tx: Tx,
  options: { forUpdate?: boolean } = {},
): Promise<{ trial: RolloutRow | undefined; standing: RolloutRow | undefined }> {
  const query = labTables(tx)
    .selectFrom("dispatch.policy_rollout")
    .selectAll()
    .where("status", "in", ["shadow", "half", "most", "active"]);
  const rows = await (options.forUpdate === true ? query.forUpdate() : query).execute();
  return {
    trial: rows.find((row) => row.status !== "active"),
    standing: rows.find((row) => row.status === "active"),
  };
}

export async function addRollout(
  tx: Tx,
  rollout: { id: string; policyVersion: string; by: string },
): Promise<void> {
  await labTables(tx)
    .insertInto("dispatch.policy_rollout")
    .values({
      id: rollout.id,
      policy_version: rollout.policyVersion,
      status: "shadow",
      started_by: rollout.by,
      started_at: tx.now,
      changed_at: tx.now,
    })
    .execute();
}

/** Moves a rollout on. False: it was somewhere else. */
export async function moveRollout(
  tx: Tx,
  id: string,
  from: RolloutStatus,
  to: RolloutStatus,
): Promise<boolean> {
  const rows = await labTables(tx)
    .updateTable("dispatch.policy_rollout")
    .set({ status: to, changed_at: tx.now })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

export const findAssignments = (
  tx: Tx,
  caseIds: readonly string[],
): Promise<LabTables["dispatch.policy_assignment"][]> =>
  caseIds.length === 0
    ? Promise.resolve([])
    : labTables(tx)
        .selectFrom("dispatch.policy_assignment")
        .selectAll()
        .where("case_id", "in", caseIds)
        .execute();

export async function addAssignments(
  tx: Tx,
  assignments: readonly {
    caseId: string;
    rolloutId: string;
    arm: Arm;
    policyVersion: string;
    candidatePercent: number;
  }[],
): Promise<void> {
  if (assignments.length === 0) return;
  await labTables(tx)
    .insertInto("dispatch.policy_assignment")
    .values(
      assignments.map((one) => ({
        case_id: one.caseId,
        rollout_id: one.rolloutId,
        arm: one.arm,
        policy_version: one.policyVersion,
        candidate_percent: one.candidatePercent,
        assigned_at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function addShadows(
  tx: Tx,
  shadows: readonly {
    rolloutId: string;
    planId: string;
    caseId: string;
    seat: number;
    asked: readonly string[];
    wouldAsk: readonly string[];
  }[],
): Promise<void> {
  if (shadows.length === 0) return;
  await labTables(tx)
    .insertInto("dispatch.policy_shadow")
    .values(
      shadows.map((one) => ({
        rollout_id: one.rolloutId,
        plan_id: one.planId,
        case_id: one.caseId,
        seat: one.seat,
        asked: [...one.asked],
        would_ask: [...one.wouldAsk],
        made_at: tx.now,
      })),
    )
    .execute();
}

/** How often the watching candidate would have asked the same people. */
export async function readShadow(
  tx: Tx,
  rolloutId: string,
): Promise<{ decisions: number; same: number; cases: number }> {
  const { rows } = await sql<{ decisions: number; same: number; cases: number }>`
    select count(*)::int as decisions, count(distinct case_id)::int as cases,
      (count(*) filter (where asked <@ would_ask and would_ask <@ asked))::int as same
    from dispatch.policy_shadow where rollout_id = ${rolloutId}`.execute(labTables(tx));
  return rows[0] ?? { decisions: 0, same: 0, cases: 0 };
}

export interface ArmCase {
  readonly caseId: string;
  readonly arm: Arm;
  readonly policyVersion: string;
  readonly acceptedAt: Instant | null;
  readonly offers: number;
  readonly withdrawn: number;
  readonly decision: string | null;
  /** Of an MDT, two or more. */
  readonly seats: number;
  /** A common time was found and its experts asked. */
  readonly hasMeeting: boolean;
}

/** What has become of each case of a rollout so far; the latest twenty thousand. */
export async function readArmCases(tx: Tx, rolloutId: string): Promise<ArmCase[]> {
  const { rows } = await sql<ArmCase>`
    select a.case_id as "caseId", a.arm, a.policy_version as "policyVersion",
      -- Of a panel, when the last seat was taken.
      (select case when count(*) = q.seats then max(o.responded_at) end from dispatch.offer o
        where o.case_id = a.case_id and o.status = 'accepted') as "acceptedAt",
      q.seats, exists (select from dispatch.offer o where o.case_id = a.case_id and o.grounds ? 'meeting') as "hasMeeting",
      (select count(*)::int from dispatch.offer o where o.case_id = a.case_id) as offers,
      (select count(*)::int from dispatch.offer o where o.case_id = a.case_id
        and o.withdraw_code = 'answered_by_other') as withdrawn,
      (select p.decision from dispatch.past_consult p where p.case_id = a.case_id) as decision
    from dispatch.policy_assignment a,
      lateral (select count(*)::int as seats from dispatch.search s where s.case_id = a.case_id) q
    where a.rollout_id = ${rolloutId}
    order by a.assigned_at desc limit 20000`.execute(labTables(tx));
  return rows;
}
