/**
 * How a new policy comes into use: shadow 旁路观察 (it decides, nothing is done) → half 对半 → most 八成 → active 全面启用.
 * A step back is possible; stopped and replaced are ends.
 */
export const rolloutStatuses = ["shadow", "half", "most", "active", "stopped", "replaced"] as const;
export type RolloutStatus = (typeof rolloutStatuses)[number];

/** From each state, where it may go; the database holds the same table. */
export const rolloutTransitions: Readonly<Record<RolloutStatus, readonly RolloutStatus[]>> = {
  shadow: ["half", "stopped"],
  half: ["most", "shadow", "stopped"],
  most: ["active", "half", "stopped"],
  active: ["replaced", "stopped"],
  stopped: [],
  replaced: [],
};

/** Percent of new cases that go by the candidate. */
export const candidatePercent: Readonly<Record<RolloutStatus, number>> = {
  shadow: 0,
  half: 50,
  most: 80,
  active: 100,
  stopped: 0,
  replaced: 0,
};

/** By which of the two policies a case is dispatched. */
export type Arm = "standing" | "candidate";

/** FNV-1a of 32 bits, with its bits mixed once more so that the last digits are as good as the first. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The arm of a case: drawn from its id and the rollout's alone, so that any node draws the same. Whoever is with the
 * candidate at 50 percent is with it at 80.
 */
export const armOf = (caseId: string, rolloutId: string, percent: number): Arm =>
  hashOf(`${rolloutId}/${caseId}`) % 100 < percent ? "candidate" : "standing";
