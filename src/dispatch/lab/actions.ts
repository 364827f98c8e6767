import { randomUUID } from "node:crypto";
import { findCases } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { clockFor } from "../../triage/index.js";
import type { LabView, RunLine, RunView } from "../api/policy-lab.js";
import type { LabSettings } from "../api/policy-lab.js";
import { armOutcomes } from "../domain/policy/arm-outcomes.js";
import { defaultPolicy, type DispatchPolicy } from "../domain/policy/dispatch-policy.js";
import { candidatePercent, type RolloutStatus, rolloutTransitions } from "../domain/policy/rollout.js";
import { levelOf } from "../level-of.js";
import { readReplay } from "./read-replay.js";
import { isBusy, runInProcess, stopProcess } from "./runner.js";
import * as store from "./store.js";

export type LabRefusal =
  | "run_not_found"
  | "run_has_ended"
  | "lab_busy"
  | "nothing_to_replay"
  | "unknown_policy_version"
  | "policy_version_exists"
  | "rollout_running"
  | "no_rollout"
  | "rollout_moved"
  | "rollout_step_not_allowed"
  | "already_standing";

const toLine = (row: Omit<store.RunRow, "result">): RunLine => ({
  id: row.id,
  settings: row.settings,
  policyVersion: row.policy_version,
  isReplay: row.is_replay,
  status: row.status,
  progress: row.progress,
  failure: row.failure,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

const hint = (tx: Tx, id: string): Promise<void> =>
  announce(tx, { topic: "lab", id, audience: { platform: true } });

/** The policy of a version; undefined: there is none of that name. */
async function policyOf(tx: Tx, version: string): Promise<DispatchPolicy | undefined> {
  return (
    (await store.findVersion(tx, version))?.policy ??
    (version === defaultPolicy.version ? defaultPolicy : undefined)
  );
}

/** The whole lab: runs, versions, what stands and what is on trial with what it came to. */
export const viewLab = (ctx: Ctx): Promise<Result<LabView, never>> =>
  inTx(ctx, async (tx) => {
    const { standing, trial } = await store.findRollouts(tx);
    const versions = (await store.listVersions(tx)).map((row) => ({
      version: row.version,
      policy: row.policy,
      basedOn: row.based_on,
      reason: row.reason,
      createdAt: row.created_at,
    }));
    const first = { basedOn: null, reason: null, createdAt: null };
    return ok({
      runs: (await store.listRuns(tx)).map(toLine),
      versions: [...versions, { ...first, version: defaultPolicy.version, policy: defaultPolicy }],
      standing: standing?.policy_version ?? defaultPolicy.version,
      trial: trial
        ? {
            id: trial.id,
            version: trial.policy_version,
            status: trial.status,
            percent: candidatePercent[trial.status],
            startedAt: trial.started_at,
            changedAt: trial.changed_at,
            arms: await armsOf(tx, trial.id),
            shadow: await store.readShadow(tx, trial.id),
          }
        : null,
    } as LabView);
  });

async function armsOf(tx: Tx, rolloutId: string) {
  const rows = await store.readArmCases(tx, rolloutId);
  const found = await findCases(
    tx,
    rows.map((row) => row.caseId),
  );
  const cases = new Map(found.map((one) => [one.id as string, one]));
  return armOutcomes(
    rows.flatMap((row) => {
      const one = cases.get(row.caseId);
      if (!one?.submittedAt) return [];
      const { acceptMinutes } = clockFor(levelOf(one));
      return [{ ...row, submittedAt: one.submittedAt, acceptMinutes }];
    }),
    tx.now,
  );
}

export const viewRun = (ctx: Ctx, runId: string): Promise<Result<RunView, "run_not_found">> =>
  inTx(ctx, async (tx) => {
    const row = await store.findRun(tx, runId);
    return row ? ok({ ...toLine(row), result: row.result } as RunView) : refuse("run_not_found");
  });

/** Starts a simulation in a process of its own on this node; one at a time. */
export async function startRun(
  ctx: Ctx,
  asked: { settings: LabSettings; policyVersion: string; isReplay: boolean },
): Promise<Result<{ runId: string }, LabRefusal>> {
  if (isBusy()) return refuse("lab_busy");
  const runId = randomUUID();
  let job: Parameters<typeof runInProcess>[2] | undefined;
  const begun = await inTx(ctx, async (tx): Promise<Result<{ runId: string }, LabRefusal>> => {
    await store.endSilentRuns(tx);
    const policy = await policyOf(tx, asked.policyVersion);
    if (!policy) return refuse("unknown_policy_version");
    const replay = asked.isReplay ? await readReplay(tx) : undefined;
    if (replay?.requests.length === 0) return refuse("nothing_to_replay");
    job = { settings: asked.settings, policy, ...(replay && { replay }) } as typeof job;
    await store.addRun(tx, { id: runId, ...asked, by: ctx.actor.personId });
    await auditAct(tx, ctx, {
      action: "policy.simulate",
      subjectKind: "policy_run",
      subjectId: runId,
      details: {
        version: policy.version,
        policies: asked.settings.policies.join(","),
        replay: asked.isReplay,
      },
    });
    await hint(tx, runId);
    return ok({ runId });
  });
  // A repeated request is answered from the first one's record and starts nothing.
  if (begun.ok && begun.value.runId === runId && job)
    // What goes wrong from here on is written to the run itself.
    runInProcess(ctx.database, runId, job).catch(() => undefined);
  return begun;
}

export async function cancelRun(ctx: Ctx, runId: string): Promise<Result<null, LabRefusal>> {
  const ended = await inTx(ctx, async (tx): Promise<Result<null, LabRefusal>> => {
    if (!(await store.findRun(tx, runId))) return refuse("run_not_found");
    if (!(await store.endRun(tx, runId, { status: "cancelled" }))) return refuse("run_has_ended");
    await auditAct(tx, ctx, {
      action: "policy.simulate-cancel",
      subjectKind: "policy_run",
      subjectId: runId,
    });
    await hint(tx, runId);
    return ok(null);
  });
  if (ended.ok) stopProcess(runId);
  return ended;
}

/** Keeps a policy under a new name; a version is never changed. */
export const addVersion = (
  ctx: Ctx,
  asked: { policy: DispatchPolicy; basedOn: string; reason: string },
): Promise<Result<null, LabRefusal>> =>
  inTx(ctx, async (tx) => {
    if (!(await policyOf(tx, asked.basedOn))) return refuse("unknown_policy_version");
    if (asked.policy.version === defaultPolicy.version) return refuse("policy_version_exists");
    if (!(await store.addVersion(tx, { ...asked, by: ctx.actor.personId })))
      return refuse("policy_version_exists");
    await auditAct(tx, ctx, {
      action: "policy.add-version",
      subjectKind: "policy_version",
      subjectId: null,
      details: { version: asked.policy.version, basedOn: asked.basedOn, reason: asked.reason },
    });
    return ok(null);
  });

/** Puts a version on trial: it watches first. One at a time. */
export const startTrial = (
  ctx: Ctx,
  asked: { version: string; reason: string },
): Promise<Result<null, LabRefusal>> =>
  inTx(ctx, async (tx) => {
    if (!(await store.findVersion(tx, asked.version))) return refuse("unknown_policy_version");
    const { standing, trial } = await store.findRollouts(tx, { forUpdate: true });
    if (trial) return refuse("rollout_running");
    if (standing?.policy_version === asked.version) return refuse("already_standing");
    const id = randomUUID();
    await store.addRollout(tx, { id, policyVersion: asked.version, by: ctx.actor.personId });
    await auditRollout(tx, ctx, id, { version: asked.version, to: "shadow", reason: asked.reason });
    return ok(null);
  });

/**
 * Moves the trial a step on or back, makes it the standing policy, or stops it. With none on trial `active → stopped`
 * takes the standing version back: the default policy stands again. Cases under way keep what they were given.
 */
export const moveTrial = (
  ctx: Ctx,
  asked: { from: RolloutStatus; to: RolloutStatus; reason: string },
): Promise<Result<null, LabRefusal>> =>
  inTx(ctx, async (tx) => {
    const { standing, trial } = await store.findRollouts(tx, { forUpdate: true });
    const moved = asked.from === "active" ? standing : trial;
    if (!moved) return refuse("no_rollout");
    if (moved.status !== asked.from) return refuse("rollout_moved");
    if (asked.to === "replaced" || !rolloutTransitions[asked.from].includes(asked.to))
      return refuse("rollout_step_not_allowed");
    if (asked.to === "active" && standing) await store.moveRollout(tx, standing.id, "active", "replaced");
    if (!(await store.moveRollout(tx, moved.id, asked.from, asked.to))) return refuse("rollout_moved");
    await auditRollout(tx, ctx, moved.id, {
      version: moved.policy_version,
      from: asked.from,
      to: asked.to,
      reason: asked.reason,
    });
    return ok(null);
  });

async function auditRollout(
  tx: Tx,
  ctx: Ctx,
  rolloutId: string,
  details: Readonly<Record<string, string>>,
): Promise<void> {
  await auditAct(tx, ctx, {
    action: "policy.rollout",
    subjectKind: "policy_rollout",
    subjectId: rolloutId,
    details,
  });
  await hint(tx, rolloutId);
}
