import { minutesBetween } from "../../../kernel/time.js";
import type { Instant } from "../../../kernel/types.js";
import type { Arm } from "./rollout.js";

/** One case of a rollout, with what it was given and what became of it. */
export interface RolledOutCase {
  readonly arm: Arm;
  readonly policyVersion: string;
  readonly submittedAt: Instant;
  /** How long its level gives until somebody has accepted. */
  readonly acceptMinutes: number;
  readonly acceptedAt: Instant | null;
  readonly offers: number;
  readonly withdrawn: number;
  readonly decision: string | null;
  /** 1, or the seats of an MDT. */
  readonly seats: number;
  readonly hasMeeting: boolean;
}

/** What became of the MDT of an arm. */
export interface ArmPanels {
  readonly cases: number;
  /** A common time was found. */
  readonly found: number;
  /** Every seat has its expert. */
  readonly filled: number;
  readonly medianFillMinutes: number | null;
}

export interface ArmOutcome {
  readonly arm: Arm;
  readonly policyVersion: string;
  readonly cases: number;
  readonly accepted: number;
  readonly late: number;
  readonly judged: number;
  readonly medianAcceptMinutes: number | null;
  readonly offers: number;
  readonly withdrawn: number;
  readonly adopted: number;
  readonly decided: number;
  readonly panels: ArmPanels;
}

const median = (sorted: readonly number[]): number | null =>
  sorted[Math.floor((sorted.length - 1) / 2)] ?? null;

const waitsOf = (cases: readonly RolledOutCase[]): number[] =>
  cases
    .flatMap((one) => (one.acceptedAt === null ? [] : [minutesBetween(one.submittedAt, one.acceptedAt)]))
    .sort((a, b) => a - b);

/**
 * What became of the cases of each arm, the standing one first. Waits and clocks are of single consults: an MDT is brought together
 * by wider times and stands beside them. A case is judged once accepted or once its clock ran out.
 */
export const armOutcomes = (cases: readonly RolledOutCase[], now: Instant): ArmOutcome[] =>
  (["standing", "candidate"] as const).flatMap((arm) => {
    const some = cases.filter((one) => one.arm === arm);
    const [first] = some;
    if (!first) return [];
    const [single, panels] = [some.filter((one) => one.seats < 2), some.filter((one) => one.seats > 1)];
    const waits = waitsOf(single);
    const fills = waitsOf(panels);
    const judged = single.map((one) => ({
      isJudged: one.acceptedAt !== null || minutesBetween(one.submittedAt, now) > one.acceptMinutes,
      isLate: minutesBetween(one.submittedAt, one.acceptedAt ?? now) > one.acceptMinutes,
    }));
    const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
    return [
      {
        arm,
        policyVersion: first.policyVersion,
        cases: some.length,
        accepted: waits.length + fills.length,
        late: count(judged.map((one) => one.isLate)),
        judged: count(judged.map((one) => one.isJudged)),
        medianAcceptMinutes: median(waits),
        offers: some.reduce((sum, one) => sum + one.offers, 0),
        withdrawn: some.reduce((sum, one) => sum + one.withdrawn, 0),
        adopted: count(some.map((one) => one.decision === "adopted" || one.decision === "partly_adopted")),
        decided: count(some.map((one) => one.decision !== null)),
        panels: {
          cases: panels.length,
          found: count(panels.map((one) => one.hasMeeting)),
          filled: fills.length,
          medianFillMinutes: median(fills),
        },
      },
    ];
  });
