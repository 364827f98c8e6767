import { defaultClockPolicy } from "../../triage/index.js";
import { defaultPolicy } from "../domain/policy/dispatch-policy.js";
import { type LabResult, lineUp, replayWorld, runLab, syntheticDays } from "../domain/simulation/exports.js";
import type { LabJob } from "../api/policy-lab.js";

/** Runs the job on this thread; seconds to minutes. */
export function runJob(job: LabJob, tell?: (share: number) => void): LabResult {
  const { settings, policy = defaultPolicy, replay } = job;
  const { clocks } = defaultClockPolicy;
  const { experts, demand, days, panels } = settings;
  return runLab(
    lineUp(policy).filter((entry) => settings.policies.includes(entry.id)),
    settings.seeds,
    (seed) =>
      replay
        ? replayWorld(replay, clocks, seed)
        : syntheticDays({ seed, experts, demand, days, clocks, panels }),
    settings.baseline,
    tell,
  );
}
