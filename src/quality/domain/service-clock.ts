import { addMinutes, minutesBetween } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";

export const clockSteps = ["accept", "start", "opinion"] as const;
export type ClockStep = (typeof clockSteps)[number];

/** One clock of a case. `running`: not reached and in time · `late`: not reached, past it. */
export interface ServiceClock {
  readonly step: ClockStep;
  readonly withinMinutes: number;
  readonly dueAt: Instant;
  readonly reachedAt: Instant | null;
  readonly state: "met" | "missed" | "running" | "late" | "void";
  /** Minutes from submission to the step; null before it. */
  readonly minutes: number | null;
}

/**
 * The clocks of a case from its submission, in order. A step at its very deadline is in time. `isOver`: cancelled cases stop
 * their clocks, and what was not reached by then says nothing.
 */
export function serviceClocks(
  fact: {
    readonly submittedAt: Instant;
    readonly reached: Readonly<Record<ClockStep, Instant | null>>;
    readonly within: Readonly<Record<ClockStep, number>>;
    readonly isOver: boolean;
  },
  now: Instant,
): ServiceClock[] {
  return clockSteps.map((step) => {
    const dueAt = addMinutes(fact.submittedAt, fact.within[step]);
    const reachedAt = fact.reached[step];
    const state =
      reachedAt === null
        ? fact.isOver
          ? "void"
          : now > dueAt
            ? "late"
            : "running"
        : reachedAt <= dueAt
          ? "met"
          : "missed";
    return {
      step,
      withinMinutes: fact.within[step],
      dueAt,
      reachedAt,
      state,
      minutes: reachedAt === null ? null : minutesBetween(fact.submittedAt, reachedAt),
    };
  });
}

/** The clock that must be met next: of those not reached the one that is due first; undefined when none runs. */
export const pressingClock = (clocks: readonly ServiceClock[]): ServiceClock | undefined =>
  clocks
    .filter(({ state }) => state === "running" || state === "late")
    .reduce<ServiceClock | undefined>(
      (first, one) => (first === undefined || one.dueAt < first.dueAt ? one : first),
      undefined,
    );
