import { considered } from "./considered.js";
import { openRingFor, place, type Placed } from "./open-ring.js";
import { roomFor } from "./may-be-asked.js";
import {
  consideredKept,
  type Opening,
  type OpeningPlan,
  type Plan,
  type PlanCertificate,
  type PlannedOffer,
  type PlanWorld,
} from "./plan-types.js";
import type { DispatchPolicy } from "./policy/dispatch-policy.js";
import { type Asking, type Choice, type Row, solveLine } from "./solve-line.js";
import { utilityOf } from "./utility.js";

/** An opening whose candidates all have their hands full in this very plan looks again after so many minutes. */
const outbidMinutes = 1;

/**
 * Whom to ask for all waiting openings at once: rings and hard rules first, then the assignment that is best for all of
 * them together under every expert's room and price of load, then further lines of offers for levels that ask several at
 * a time, each line solved exactly in its turn. Pure: the same world, policy and `random` give the same plan. Openings come
 * back in their order.
 * @param random uniform in [0, 1); decides among equals only
 */
export function planOffers(world: PlanWorld, policy: DispatchPolicy, random: () => number): Plan {
  const asking: Asking[] = [];
  const plans = new Map<string, OpeningPlan>();
  for (const opening of world.openings) {
    const choices = place(opening, world.people, policy).map((one) => weigh(opening, one, policy, random));
    const open = openRingFor(opening, choices, policy);
    plans.set(opening.id, {
      openingId: opening.id,
      offers: [],
      considered: considered(choices, consideredKept),
      backupRoleId: null,
      openRing: open.ring,
      waitMinutes: open.step === "wait" ? open.minutes : null,
      handOver: open.step === "hand_over" ? open.reason : null,
    });
    if (open.step === "ask")
      asking.push({ opening, wanted: open.wanted, choices: oncePerPerson(open.askable) });
  }
  const { offersOf, oddsOf, certificate } = solveLines(asking, world, policy);
  for (const { opening, choices } of asking) {
    const plan = plans.get(opening.id);
    if (!plan) continue;
    const offers = offersOf.get(opening.id) ?? [];
    const odds = oddsOf.get(opening.id);
    plans.set(opening.id, {
      ...plan,
      offers,
      considered: odds
        ? plan.considered.map((one) => ({ ...one, chance: odds.get(one.roleId) ?? 0 }))
        : plan.considered,
      backupRoleId: backupFor(choices, offers),
      waitMinutes: offers.length === 0 && opening.liveOffers === 0 ? outbidMinutes : null,
    });
  }
  return { openings: world.openings.flatMap(({ id }) => plans.get(id) ?? []), certificate };
}

function weigh(opening: Opening, placed: Placed, policy: DispatchPolicy, random: () => number): Choice {
  const acceptChance = placed.person.acceptChance(opening.offerMinutes, opening.level);
  const utility = utilityOf(policy, opening, placed.candidate.ability, acceptChance);
  // Above the dearest load: whoever is left may cost more than he is worth, and is still better than nobody.
  const weight = policy.fairness + 0.001 + Math.max(0, utility.value) * (1 + policy.tieBand * random());
  return { ...placed, utility, acceptChance, value: utility.value, weight };
}

/** Of several posts of one person the one worth most. */
function oncePerPerson(choices: readonly Choice[]): Choice[] {
  const best = new Map<string, Choice>();
  for (const choice of choices) {
    const known = best.get(choice.candidate.personId);
    if (!known || choice.weight > known.weight) best.set(choice.candidate.personId, choice);
  }
  return [...best.values()];
}

/** Line after line, until every opening has as many offers as it wants or nobody is left. */
function solveLines(
  asking: readonly Asking[],
  { people }: PlanWorld,
  policy: DispatchPolicy,
): {
  offersOf: ReadonlyMap<string, readonly PlannedOffer[]>;
  /** Of the first line: the chance of each role, by opening. */
  oddsOf: ReadonlyMap<string, ReadonlyMap<string, number>>;
  certificate: PlanCertificate;
} {
  const offersOf = new Map<string, PlannedOffer[]>();
  const handedOut = new Map<string, number>();
  let oddsOf: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map();
  let certificate: PlanCertificate = { openings: asking.length, edges: 0, value: 0, bound: 0 };
  for (let turn = 1; ; turn++) {
    const rows = asking
      .filter((one) => one.wanted >= turn)
      .map(({ opening, choices }): Row => {
        const made = offersOf.get(opening.id) ?? [];
        const asked = new Set(made.map((offer) => offer.personId));
        const line = opening.liveOffers + made.length + 1;
        const isOpen = ({ candidate, person }: Choice) =>
          !asked.has(candidate.personId) &&
          !(line > 1 && person.withdrawnToday >= policy.maxWithdrawnPerDay) &&
          roomFor(person, policy) > (handedOut.get(candidate.personId) ?? 0);
        return { opening, line, choices: choices.filter(isOpen) };
      });
    if (rows.length === 0) return { offersOf, oddsOf, certificate };
    const solved = solveLine(rows, handedOut, people, policy);
    if (turn === 1) ({ odds: oddsOf, certificate } = solved);
    for (const offer of solved.offers) {
      const made = offersOf.get(offer.openingId);
      if (made) made.push(offer);
      else offersOf.set(offer.openingId, [offer]);
      handedOut.set(offer.personId, (handedOut.get(offer.personId) ?? 0) + 1);
    }
  }
}

/** The most worth among those who may be asked and were not; ties by role id. Null: nobody is left in the open rings. */
function backupFor(choices: readonly Choice[], made: readonly PlannedOffer[]): string | null {
  const asked = new Set(made.map((offer) => offer.personId));
  const left = choices
    .filter(({ candidate }) => !asked.has(candidate.personId))
    .sort((a, b) => b.value - a.value || (a.candidate.roleId < b.candidate.roleId ? -1 : 1));
  return left[0]?.candidate.roleId ?? null;
}
