import { planOffers } from "../plan.js";
import type { Opening, PlanPerson } from "../plan-types.js";
import type { DispatchPolicy } from "../policy/dispatch-policy.js";
import { chanceToAccept } from "../response/exports.js";
import { plannedTogether, teamFirst } from "./panel-ways.js";
import type { SimDecision, SimPolicy } from "./sim-policy.js";
import { barredBy, instantAt, mostAtATime, type SimState } from "./state.js";

/** Whose chances are believed when an expert is judged, to see how far a wrong model leads astray. */
export type BelievedChances = "learned" | "none" | "of_somebody_else" | "twelve_hours_off";

export interface OurSettings {
  readonly policy: DispatchPolicy;
  readonly chances?: BelievedChances;
  /** False: one request after another, as if it were the only one. */
  readonly isTogether?: boolean;
  /** True: a panel's experts are chosen before a time is looked for. */
  readonly isTeamFirst?: boolean;
}

const noneGiven: ReadonlyMap<number, number> = new Map();

/** How long somebody who has his hands full is likely to have them full, in minutes. */
const likelyBusyMinutes = 20;

/**
 * Consilium's own way: the very `planOffers` that dispatches real cases, over a world made of the simulated one. What it
 * knows of answers is what it has learned in the run.
 */
export const ourPolicy = ({
  policy,
  chances = "learned",
  isTogether = true,
  isTeamFirst = false,
}: OurSettings): SimPolicy => ({
  panels: isTeamFirst
    ? teamFirst(policy)
    : plannedTogether(policy, (state, expert) => personOf(state, expert, chances, noneGiven).acceptChance),
  decide(state, waiting, random): SimDecision {
    const offers: { request: number; expert: number }[] = [];
    const lookAgain: { request: number; minutes: number }[] = [];
    const handOver: number[] = [];
    const given = new Map<number, number>();
    for (const some of isTogether ? [waiting] : waiting.map((request) => [request])) {
      const openings = some.map((request) => openingOf(state, request));
      const people = new Map<string, PlanPerson>();
      for (const { candidates } of openings)
        for (const { personId } of candidates)
          if (!people.has(personId)) people.set(personId, personOf(state, Number(personId), chances, given));
      for (const plan of planOffers({ openings, people }, policy, random).openings) {
        const request = Number(plan.openingId);
        for (const { personId } of plan.offers) {
          const expert = Number(personId);
          offers.push({ request, expert });
          given.set(expert, (given.get(expert) ?? 0) + 1);
        }
        if (plan.waitMinutes !== null) lookAgain.push({ request, minutes: plan.waitMinutes });
        if (plan.handOver !== null) handOver.push(request);
      }
    }
    return { offers, lookAgain, handOver };
  },
});

function openingOf(state: SimState, request: number): Opening {
  const asked = state.requests[request];
  const arrived = state.world.requests[request];
  const level = arrived?.level ?? "IV";
  const clock = state.world.clocks[level];
  const candidates = arrived?.candidates ?? [];
  return {
    id: String(request),
    level,
    waitedMinutes: state.now - (arrived?.at ?? 0),
    acceptMinutes: clock.acceptMinutes,
    offerMinutes: clock.offerMinutes,
    namedRoleId: null,
    offersMade: asked?.offersMade ?? 0,
    liveOffers: asked?.liveOffers.size ?? 0,
    bestAbility: candidates[0]?.ability ?? 0,
    candidates: candidates
      .filter(({ expert }) => asked?.asked.has(expert) !== true)
      .map(({ expert, ability, reach }) => ({
        roleId: String(expert).padStart(5, "0"),
        personId: String(expert),
        ability,
        reach,
      })),
  };
}

function personOf(
  state: SimState,
  expert: number,
  chances: BelievedChances,
  given: ReadonlyMap<number, number>,
): PlanPerson {
  const one = state.experts[expert];
  const { world, responses } = state;
  const isBusy =
    barredBy(state, expert) === "busy" ||
    (one?.running ?? 0) + (one?.openOffers ?? 0) + (given.get(expert) ?? 0) >= mostAtATime;
  const whom = chances === "of_somebody_else" ? (expert + 1) % world.experts.length : expert;
  const sentAt = instantAt(world, state.now + (chances === "twelve_hours_off" ? 720 : 0));
  const dayCap = world.experts[expert]?.dayCap ?? 0;
  return {
    state: isBusy ? "consultation" : "free",
    isOnCall: false,
    freeInMinutes: isBusy ? likelyBusyMinutes : 0,
    openOffers: (one?.openOffers ?? 0) + (given.get(expert) ?? 0),
    takenToday: one?.takenToday ?? 0,
    dayCap,
    takenThisWeek: one?.takenToday ?? 0,
    weekCap: 7 * dayCap,
    withdrawnToday: one?.withdrawnToday ?? 0,
    acceptChance:
      chances === "none"
        ? () => 0.5
        : (minutes, level) =>
            chanceToAccept(
              responses,
              {
                expertId: String(whom),
                groupId: String(world.experts[whom]?.specialty ?? 0),
                level,
                sentAt,
              },
              minutes,
            ),
  };
}
