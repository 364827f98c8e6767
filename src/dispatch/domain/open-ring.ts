import { type MayBeAsked, mayBeAsked } from "./may-be-asked.js";
import type { HandOverReason, Opening, PlanCandidate, PlanPerson } from "./plan-types.js";
import type { AskedRing, DispatchPolicy } from "./policy/dispatch-policy.js";
import { nextRingOpensAt, ringDepth, ringOf, ringOpenedByClock } from "./policy/rings.js";

/** A candidate with his ring and when he may be asked. */
export interface Placed extends MayBeAsked {
  readonly candidate: PlanCandidate;
  readonly person: PlanPerson;
  readonly ring: AskedRing;
}

/** Whom an opening may ask now, or what is to be done instead. */
export type OpenRing<P extends Placed = Placed> =
  | {
      readonly step: "ask";
      readonly ring: AskedRing;
      /** Everybody in the open rings who may be asked now, in the order of the candidates. */
      readonly askable: readonly P[];
      /** How many offers are still wanted, 1 or more. */
      readonly wanted: number;
    }
  /** Enough offers are alive. */
  | { readonly step: "enough"; readonly ring: AskedRing }
  /** An inner ring's experts are worth waiting for, or nobody is free. */
  | { readonly step: "wait"; readonly ring: AskedRing; readonly minutes: number }
  | { readonly step: "hand_over"; readonly ring: AskedRing; readonly reason: HandOverReason };

const rings: readonly AskedRing[] = ["named", "best", "wider", "neighbour", "national"];

/** Puts every candidate into his ring. A person who is not in `people` is left out: he has no account to be asked at. */
export function place(
  opening: Opening,
  people: ReadonlyMap<string, PlanPerson>,
  policy: DispatchPolicy,
): Placed[] {
  return opening.candidates.flatMap((candidate) => {
    const person = people.get(candidate.personId);
    if (!person) return [];
    return [
      {
        candidate,
        person,
        ring: ringOf(
          {
            isNamed: candidate.roleId === opening.namedRoleId,
            share: opening.bestAbility <= 0 ? 0 : candidate.ability / opening.bestAbility,
            reach: candidate.reach,
          },
          policy,
        ),
        ...mayBeAsked(person, opening.level, policy),
      },
    ];
  });
}

/**
 * Which ring an opening asks in. The clock opens rings from the inside out; a ring with nobody left to ask opens the next
 * at once; one whose experts are only busy is waited for as long as the level's patience lasts. Outside all rings a person
 * takes over, but never while an offer is still alive.
 */
export function openRingFor<P extends Placed>(
  opening: Opening,
  placed: readonly P[],
  policy: DispatchPolicy,
): OpenRing<P> {
  const rule = policy.levels[opening.level];
  const byClock = ringOpenedByClock(rule, opening.waitedMinutes);
  const wanted = Math.min(rule.parallelOffers - opening.liveOffers, rule.maxOffers - opening.offersMade);
  if (opening.liveOffers > 0 && wanted <= 0) return { step: "enough", ring: byClock };
  if (wanted <= 0) return { step: "hand_over", ring: byClock, reason: "enough_tried" };
  const givesUp = (reason: HandOverReason): OpenRing<P> =>
    opening.liveOffers > 0 ? { step: "enough", ring: byClock } : { step: "hand_over", ring: byClock, reason };
  if (placed.length === 0) return givesUp(opening.offersMade === 0 ? "no_candidate" : "all_declined");

  // The named expert is asked alone, unless the level asks several at a time.
  const hasNamed = placed.some((one) => one.ring === "named");
  const from = hasNamed && wanted === 1 ? "named" : byClock;
  for (const ring of rings.slice(ringDepth(from))) {
    if (ring !== "named" && ringDepth(ring) < ringDepth(byClock)) continue;
    const here = placed.filter((one) => ringDepth(one.ring) <= ringDepth(ring));
    const askable = here.filter((one) => one.inMinutes === 0);
    if (askable.length > 0) return { step: "ask", ring, askable, wanted };
    const free = soonest(here);
    if (free === null || ring === "national") continue;
    const nextOpens = nextRingOpensAt(rule, opening.waitedMinutes);
    if (free <= rule.patienceMinutes)
      return {
        step: "wait",
        ring,
        minutes: Math.max(1, Math.min(free, (nextOpens ?? Infinity) - opening.waitedMinutes)),
      };
  }
  const free = soonest(placed);
  if (free === null || opening.waitedMinutes + free > opening.acceptMinutes) return givesUp("nobody_free");
  return { step: "wait", ring: "national", minutes: Math.max(1, free) };
}

/** The least time until one of them may be asked; null: none of them today. */
const soonest = (placed: readonly Placed[]): number | null =>
  placed.reduce<number | null>(
    (least, one) => (one.inMinutes === null ? least : Math.min(least ?? Infinity, one.inMinutes)),
    null,
  );
