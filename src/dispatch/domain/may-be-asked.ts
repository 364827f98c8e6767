import type { Opening, PlanPerson } from "./plan-types.js";
import type { DispatchPolicy } from "./policy/dispatch-policy.js";

/** Minutes after which an expert whose hands are full of open offers is looked at again; an answer comes sooner. */
const lookAgainMinutes = 5;

/** When a person may get an offer: at once, after so many minutes, or not today; and what stands in the way. */
export interface MayBeAsked {
  readonly inMinutes: number | null;
  readonly barredBy: "calendar" | "day_cap" | "week_cap" | "open_offers" | null;
}

/**
 * When this person may get an offer. His calendar decides, but for what the level may interrupt; who is on call is asked
 * outside his hours; caps hold for all his posts together, open offers counted.
 */
export function mayBeAsked(person: PlanPerson, level: Opening["level"], policy: DispatchPolicy): MayBeAsked {
  if (person.takenToday + person.openOffers >= person.dayCap) return { inMinutes: null, barredBy: "day_cap" };
  if (person.takenThisWeek + person.openOffers >= person.weekCap)
    return { inMinutes: null, barredBy: "week_cap" };
  const isOpen =
    person.state === "free" ||
    policy.levels[level].mayInterrupt.includes(person.state) ||
    (person.isOnCall && person.state === "off_hours");
  if (!isOpen) return { inMinutes: person.freeInMinutes, barredBy: "calendar" };
  if (person.openOffers >= policy.openOffersPerExpert)
    return { inMinutes: lookAgainMinutes, barredBy: "open_offers" };
  return { inMinutes: 0, barredBy: null };
}

/** How many more offers he may have beside those he holds; 0 or more. */
export const roomFor = (person: PlanPerson, policy: DispatchPolicy): number =>
  Math.max(
    0,
    Math.min(
      policy.openOffersPerExpert - person.openOffers,
      person.dayCap - person.takenToday - person.openOffers,
      person.weekCap - person.takenThisWeek - person.openOffers,
    ),
  );
