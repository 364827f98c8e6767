import { solveMdt } from "../mdt/index.js";
import type { DispatchPolicy } from "../policy/dispatch-policy.js";
import {
  layOutPanels,
  type PanelCandidate,
  type PanelMeeting,
  type PanelStart,
  readPanelPlan,
  type WaitingPanel,
} from "./lay-out-panels.js";

/** A panel is planned soon and well, not for long: so many moves of improving, about half a second for a hundred panels. */
const effort = { rounds: 200, moves: 20_000 } as const;
/** People looked at for one seat, best first. */
const candidatesPerSeat = 12;

/** Who is looked at for a seat: the ablest, of equals in the order of their posts. */
export const ablest = (candidates: readonly PanelCandidate[]): PanelCandidate[] =>
  candidates
    .toSorted((a, b) => b.ability - a.ability || (a.roleId < b.roleId ? -1 : 1))
    .slice(0, candidatesPerSeat);

/** The panels that wait together, the starts, and who is free when. */
export interface PanelWorld {
  readonly panels: readonly WaitingPanel[];
  readonly starts: readonly PanelStart[];
  /** By person: indices into `starts`. */
  readonly freeStarts: ReadonlyMap<string, readonly number[]>;
  /** Meetings the person may have a day. */
  readonly roomToday: (personId: string) => number;
}

export interface PanelPlan {
  /** A panel that found no time is not among them. */
  readonly meetings: readonly PanelMeeting[];
  /** Worth of the plan, and the most any plan could be worth. */
  readonly value: number;
  readonly bound: number;
  readonly edges: number;
}

/**
 * Brings the waiting panels together: each a team at a common time, all planned at once under a policy. Pure: the same world, policy
 * and `random` give the same plan. The simulator plans by it as dispatch does.
 */
export function planMeetings(
  { panels, starts, freeStarts, roomToday }: PanelWorld,
  policy: DispatchPolicy,
  random: () => number,
): PanelPlan {
  const { problem, personIds } = layOutPanels(panels, starts, freeStarts, roomToday, policy);
  const plan = solveMdt(problem, { random, ...effort });
  return {
    meetings: readPanelPlan(plan, panels, personIds),
    value: plan.total / 1e6,
    bound: plan.bound / 1e6,
    edges: panels.reduce(
      (sum, panel) => sum + panel.seats.reduce((n, seat) => n + seat.candidates.length, 0),
      0,
    ),
  };
}

/** How long an invitation to a meeting stays open, in minutes: the rule's time, and never until the meeting itself. */
export const answerMinutes = (ruleMinutes: number, minutesToStart: number): number =>
  Math.min(ruleMinutes, minutesToStart - leastBeforeStart);
const leastBeforeStart = 2;
