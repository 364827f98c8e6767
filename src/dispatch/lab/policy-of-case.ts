import type { Tx } from "../../platform/database/database.js";
import { defaultPolicy, type DispatchPolicy } from "../domain/policy/dispatch-policy.js";
import { type Arm, armOf, candidatePercent } from "../domain/policy/rollout.js";
import * as store from "./store.js";

/** What dispatch decides by at this moment: the policy that stands, and the one on trial beside it. */
export interface PolicyInForce {
  readonly standing: DispatchPolicy;
  readonly trial: {
    readonly rolloutId: string;
    readonly policy: DispatchPolicy;
    /** Percent of new cases that go by it; 0: it only watches. */
    readonly percent: number;
  } | null;
}

/** The default policy stands until a version has been brought into use. System or platform scope. */
export async function policyInForce(tx: Tx): Promise<PolicyInForce> {
  const { standing, trial } = await store.findRollouts(tx);
  const [standingRow, trialRow] = [
    standing && (await store.findVersion(tx, standing.policy_version)),
    trial && (await store.findVersion(tx, trial.policy_version)),
  ];
  return {
    standing: standingRow?.policy ?? defaultPolicy,
    trial:
      trial && trialRow
        ? { rolloutId: trial.id, policy: trialRow.policy, percent: candidatePercent[trial.status] }
        : null,
  };
}

/**
 * The policy each case is dispatched by. While a version is tried in half or most of the cases, a case is drawn once, by
 * its id, keeps its arm, and the draw is stored with its odds. A case whose rollout has ended goes by what stands.
 */
export async function policiesFor(
  tx: Tx,
  caseIds: readonly string[],
  inForce: PolicyInForce,
): Promise<ReadonlyMap<string, DispatchPolicy>> {
  const { standing, trial } = inForce;
  if (!trial || trial.percent === 0) return new Map(caseIds.map((caseId) => [caseId, standing]));
  const known = new Map((await store.findAssignments(tx, caseIds)).map((row) => [row.case_id, row]));
  const drawn = [...new Set(caseIds)]
    .filter((caseId) => !known.has(caseId))
    .map((caseId) => {
      const arm = armOf(caseId, trial.rolloutId, trial.percent);
      const policyVersion = (arm === "candidate" ? trial.policy : standing).version;
      return { caseId, rolloutId: trial.rolloutId, arm, policyVersion, candidatePercent: trial.percent };
    });
  await store.addAssignments(tx, drawn);
  const armOfCase = new Map<string, Arm>(drawn.map((one) => [one.caseId, one.arm]));
  for (const [caseId, row] of known) if (row.rollout_id === trial.rolloutId) armOfCase.set(caseId, row.arm);
  return new Map(
    caseIds.map((caseId) => [caseId, armOfCase.get(caseId) === "candidate" ? trial.policy : standing]),
  );
}

/** {@link policiesFor} of one case. */
export async function activePolicyFor(tx: Tx, caseId: string): Promise<DispatchPolicy> {
  const inForce = await policyInForce(tx);
  return (await policiesFor(tx, [caseId], inForce)).get(caseId) ?? inForce.standing;
}
