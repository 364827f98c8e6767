import type { UrgencyLevel } from "../src/kernel/urgency.js";

/** How the searches of the demonstration's past went: one after another, so many offers before a person took over. */
export const searchPolicy = {
  version: "sequential-1",
  maxOffers: { I: 4, II: 4, III: 5, IV: 6 },
} as const satisfies { version: string; maxOffers: Record<UrgencyLevel, number> };

/** A ranked expert's role, best first. */
export interface Ranked {
  readonly practitionerRoleId: string;
  readonly name: string;
}

export type NextStep<R extends Ranked = Ranked> =
  | { readonly step: "offer"; readonly to: R; readonly backup: R | null; readonly ring: "named" | "best" }
  | { readonly step: "hand_over"; readonly reason: "no_candidate" | "all_declined" | "enough_tried" };

/**
 * Whom to ask next: the expert the doctor named, then the ranking in its order, each role once, with the one after
 * named as backup. Without anyone left, or after the policy's number of offers, the dispatcher takes over.
 * @param asked roles that were offered this case before, in any way
 */
export function nextStep<R extends Ranked>(
  ranking: readonly R[],
  namedRoleId: string | null,
  asked: ReadonlySet<string>,
  level: UrgencyLevel,
): NextStep<R> {
  if (ranking.length === 0) return { step: "hand_over", reason: "no_candidate" };
  if (asked.size >= searchPolicy.maxOffers[level]) return { step: "hand_over", reason: "enough_tried" };
  const named = ranking.filter((candidate) => candidate.practitionerRoleId === namedRoleId);
  const others = ranking.filter((candidate) => candidate.practitionerRoleId !== namedRoleId);
  const [to, backup] = [...named, ...others].filter((candidate) => !asked.has(candidate.practitionerRoleId));
  if (!to) return { step: "hand_over", reason: "all_declined" };
  return {
    step: "offer",
    to,
    backup: backup ?? null,
    ring: to.practitionerRoleId === namedRoleId ? "named" : "best",
  };
}
