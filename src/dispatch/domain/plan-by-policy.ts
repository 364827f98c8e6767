import { planOffers } from "./plan.js";
import type { Opening, OpeningPlan, Plan, PlanPerson, PlanWorld } from "./plan-types.js";
import type { DispatchPolicy } from "./policy/dispatch-policy.js";

/**
 * Plans openings that go by different policies, each policy over all of its own openings at once. The policy with the
 * most openings plans first; what it hands out counts as open offers to the next, so that no cap is passed and nobody is
 * asked twice for one opening. With one policy it is {@link planOffers} itself.
 * @param policyOf the policy of an opening
 * @returns openings in the order of the world; the certificate adds up the parts, each of which is proved by itself
 */
export function planByPolicy(
  world: PlanWorld,
  policyOf: (opening: Opening) => DispatchPolicy,
  random: () => number,
): Plan {
  const groups = new Map<string, { policy: DispatchPolicy; openings: Opening[] }>();
  for (const opening of world.openings) {
    const policy = policyOf(opening);
    const group = groups.get(policy.version);
    if (group) group.openings.push(opening);
    else groups.set(policy.version, { policy, openings: [opening] });
  }
  const parts = [...groups.values()].sort(
    (a, b) => b.openings.length - a.openings.length || (a.policy.version < b.policy.version ? -1 : 1),
  );
  let people = world.people;
  let certificate = { openings: 0, edges: 0, value: 0, bound: 0 };
  const plans = new Map<string, OpeningPlan>();
  for (const { policy, openings } of parts) {
    const plan = planOffers({ openings, people }, policy, random);
    for (const one of plan.openings) plans.set(one.openingId, one);
    people = withOffers(
      people,
      plan.openings.flatMap((one) => one.offers.map((offer) => offer.personId)),
    );
    certificate = {
      openings: certificate.openings + plan.certificate.openings,
      edges: certificate.edges + plan.certificate.edges,
      value: certificate.value + plan.certificate.value,
      bound: certificate.bound + plan.certificate.bound,
    };
  }
  return { openings: world.openings.flatMap(({ id }) => plans.get(id) ?? []), certificate };
}

function withOffers(
  people: ReadonlyMap<string, PlanPerson>,
  asked: readonly string[],
): ReadonlyMap<string, PlanPerson> {
  if (asked.length === 0) return people;
  const after = new Map(people);
  for (const personId of asked) {
    const person = after.get(personId);
    if (person) after.set(personId, { ...person, openOffers: person.openOffers + 1 });
  }
  return after;
}
