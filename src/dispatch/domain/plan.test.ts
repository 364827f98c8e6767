import fc from "fast-check";
import { expect, test } from "vitest";
import { urgencyLevels } from "../../kernel/urgency.js";
import { planOffers } from "./plan.js";
import type { Opening, PlanCandidate, PlanPerson, PlanWorld } from "./plan-types.js";
import { defaultPolicy, personStates, policyProblems, reaches } from "./policy/dispatch-policy.js";
import { ringDepth, ringOf } from "./policy/rings.js";

const half = () => 0.5;
const person = (change: Partial<PlanPerson> = {}): PlanPerson => ({
  state: "free",
  isOnCall: false,
  freeInMinutes: 0,
  openOffers: 0,
  takenToday: 0,
  dayCap: 5,
  takenThisWeek: 0,
  weekCap: 20,
  withdrawnToday: 0,
  acceptChance: () => 0.5,
  ...change,
});
const candidate = (name: string, ability: number, change: Partial<PlanCandidate> = {}): PlanCandidate => ({
  roleId: `role-${name}`,
  personId: name,
  ability,
  reach: "home",
  ...change,
});
const opening = (id: string, change: Partial<Opening> = {}): Opening => ({
  id,
  level: "III",
  waitedMinutes: 0,
  acceptMinutes: 30,
  offerMinutes: 15,
  namedRoleId: null,
  offersMade: 0,
  liveOffers: 0,
  bestAbility: 0.9,
  candidates: [candidate("a", 0.9), candidate("b", 0.8)],
  ...change,
});
const worldOf = (openings: Opening[], people: Record<string, PlanPerson>): PlanWorld => ({
  openings,
  people: new Map(Object.entries(people)),
});
const asked = (world: PlanWorld) =>
  Object.fromEntries(
    planOffers(world, defaultPolicy, half).openings.map((one) => [
      one.openingId,
      one.offers.map((offer) => offer.personId),
    ]),
  );

test("the better expert is asked and the other one named as backup at once", () => {
  const [plan] = planOffers(
    worldOf([opening("x")], { a: person(), b: person() }),
    defaultPolicy,
    half,
  ).openings;
  expect(plan?.offers).toMatchObject([{ personId: "a", ring: "best", line: 1, propensity: 1 }]);
  expect(plan?.offers[0]?.runnerUp).toMatchObject({ roleId: "role-b" });
  expect(plan?.backupRoleId).toBe("role-b");
});

test("level I is asked of two at a time, level III of one", () => {
  const people = { a: person(), b: person() };
  expect(asked(worldOf([opening("x", { level: "I" })], people))).toEqual({ x: ["a", "b"] });
  expect(asked(worldOf([opening("x")], people))).toEqual({ x: ["a"] });
});

test("who is quick is preferred for level I, who knows most for level IV", () => {
  const people = { a: person({ acceptChance: () => 0.1 }), b: person({ acceptChance: () => 0.9 }) };
  const two = [candidate("a", 0.9), candidate("b", 0.8)];
  const [urgent] = planOffers(
    worldOf([opening("x", { level: "I", candidates: two })], people),
    defaultPolicy,
    half,
  ).openings;
  expect(urgent?.offers[0]?.personId).toBe("b");
  expect(asked(worldOf([opening("x", { level: "IV", candidates: two })], people))).toEqual({ x: ["a"] });
});

test("two cases share two experts so that both are served best together", () => {
  // The first come alone would take a for x and leave y with nobody.
  const x = opening("x", { candidates: [candidate("a", 0.9), candidate("b", 0.85)] });
  const y = opening("y", { candidates: [candidate("a", 0.9)] });
  const one = { dayCap: 1 };
  expect(asked(worldOf([x, y], { a: person(one), b: person(one) }))).toEqual({ x: ["b"], y: ["a"] });
});

test("one place left goes to the more urgent case; the other looks again soon", () => {
  const only = [candidate("a", 0.9)];
  const world = worldOf(
    [opening("x", { candidates: only }), opening("y", { level: "I", candidates: only })],
    {
      a: person({ dayCap: 1 }),
    },
  );
  const [x, y] = planOffers(world, defaultPolicy, half).openings;
  expect(y?.offers).toHaveLength(1);
  expect(x).toMatchObject({ offers: [], waitMinutes: 1, handOver: null });
});

test("nobody is disturbed in surgery or a consultation; only level I reaches a clinic or the hours of rest", () => {
  const states = Object.fromEntries(
    personStates.map((state) => [state, person({ state, freeInMinutes: null })]),
  );
  const everyone = personStates.map((state) => candidate(state, 0.9));
  for (const level of urgencyLevels) {
    const plan = planOffers(
      worldOf([opening("x", { level, candidates: everyone })], states),
      {
        ...defaultPolicy,
        levels: { ...defaultPolicy.levels, [level]: { ...defaultPolicy.levels[level], parallelOffers: 5 } },
      },
      half,
    );
    const reached = plan.openings[0]?.offers.map((offer) => offer.personId) ?? [];
    const may = ["free", ...defaultPolicy.levels[level].mayInterrupt];
    expect(reached.every((state) => may.includes(state))).toBe(true);
    expect(reached).not.toContain("surgery");
  }
});

test("the named expert is asked alone, waited for with patience, and passed over when he is away", () => {
  const three = { candidates: [candidate("a", 0.9), candidate("n", 0.3)], namedRoleId: "role-n" };
  const people = { a: person(), n: person() };
  expect(asked(worldOf([opening("x", three)], people))).toEqual({ x: ["n"] });
  const busy = (freeInMinutes: number | null) => ({
    a: person(),
    n: person({ state: "surgery", freeInMinutes }),
  });
  const [waits] = planOffers(worldOf([opening("x", three)], busy(8)), defaultPolicy, half).openings;
  expect(waits).toMatchObject({ offers: [], waitMinutes: 8, openRing: "named" });
  expect(asked(worldOf([opening("x", three)], busy(50)))).toEqual({ x: ["a"] });
});

test("rings open with the clock, and at once when nobody is left further in", () => {
  const far = candidate("far", 0.5, { reach: "national" });
  const near = candidate("near", 0.5, { reach: "home" });
  const people = { far: person(), near: person(), a: person() };
  const of = (waitedMinutes: number, candidates: PlanCandidate[]) =>
    planOffers(worldOf([opening("x", { waitedMinutes, candidates })], people), defaultPolicy, half)
      .openings[0];
  expect(of(0, [candidate("a", 0.9), near, far])?.openRing).toBe("best");
  expect(of(16, [candidate("a", 0.9), near, far])?.openRing).toBe("wider");
  expect(of(0, [near, far])).toMatchObject({ openRing: "wider", offers: [{ personId: "near" }] });
  expect(of(0, [far])).toMatchObject({ openRing: "national", offers: [{ personId: "far" }] });
});

test("a person takes over when nobody is there, all have declined, enough were tried or nobody is free in time", () => {
  const hand = (
    change: Partial<Opening>,
    people: Record<string, PlanPerson> = { a: person(), b: person() },
  ) => planOffers(worldOf([opening("x", change)], people), defaultPolicy, half).openings[0]?.handOver;
  expect(hand({ candidates: [] })).toBe("no_candidate");
  expect(hand({ candidates: [], offersMade: 2 })).toBe("all_declined");
  expect(hand({ offersMade: 5 })).toBe("enough_tried");
  const away = person({ state: "leave", freeInMinutes: null });
  expect(hand({}, { a: away, b: away })).toBe("nobody_free");
  expect(hand({ liveOffers: 1, candidates: [] })).toBeNull();
});

test("who had offers taken back too often gets no second-line offer that day", () => {
  const people = { a: person(), b: person({ withdrawnToday: defaultPolicy.maxWithdrawnPerDay }) };
  expect(asked(worldOf([opening("x", { level: "I" })], people))).toEqual({ x: ["a"] });
});

test("equals are chosen by chance, and its odds are kept", () => {
  const world = worldOf([opening("x", { candidates: [candidate("a", 0.9), candidate("b", 0.9)] })], {
    a: person(),
    b: person(),
  });
  const chosen = new Set<string>();
  for (const first of [0, 1])
    for (const offer of planOffers(world, defaultPolicy, turns([first, 1 - first].map((x) => x * 0.99)))
      .openings[0]?.offers ?? []) {
      chosen.add(offer.personId);
      expect(offer.propensity).toBe(0.5);
    }
  expect(chosen).toEqual(new Set(["a", "b"]));
});

const turns = (values: readonly number[]) => {
  let at = 0;
  return () => values[at++ % values.length] ?? 0;
};

const people = fc.array(
  fc.record({
    state: fc.constantFrom(...personStates),
    isOnCall: fc.boolean(),
    freeInMinutes: fc.option(fc.integer({ min: 0, max: 600 }), { nil: null }),
    openOffers: fc.integer({ min: 0, max: 4 }),
    takenToday: fc.integer({ min: 0, max: 6 }),
    dayCap: fc.integer({ min: 0, max: 6 }),
    takenThisWeek: fc.integer({ min: 0, max: 20 }),
    weekCap: fc.integer({ min: 0, max: 20 }),
    withdrawnToday: fc.integer({ min: 0, max: 6 }),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
);
const openings = fc.array(
  fc.record({
    level: fc.constantFrom(...urgencyLevels),
    waitedMinutes: fc.integer({ min: 0, max: 3000 }),
    offersMade: fc.integer({ min: 0, max: 7 }),
    liveOffers: fc.integer({ min: 0, max: 3 }),
    named: fc.option(fc.integer({ min: 0, max: 7 }), { nil: null }),
    candidates: fc.uniqueArray(
      fc.record({
        who: fc.integer({ min: 0, max: 7 }),
        ability: fc.double({ min: 0, max: 1, noNaN: true }),
        reach: fc.constantFrom(...reaches),
      }),
      { selector: (one) => one.who, maxLength: 8 },
    ),
  }),
  { maxLength: 8 },
);

test("whatever the world: caps hold, nobody is asked twice for a seat, each seat has exactly one outcome, and the proof closes", () => {
  fc.assert(
    fc.property(people, openings, fc.integer({ min: 0, max: 1000 }), (folk, seats, seed) => {
      const world = worldOf(
        seats.map((seat, i) =>
          opening(`o${i}`, {
            ...seat,
            liveOffers: Math.min(seat.liveOffers, seat.offersMade),
            namedRoleId: seat.named === null ? null : `role-p${seat.named}`,
            bestAbility: Math.max(0, ...seat.candidates.map((one) => one.ability)),
            candidates: seat.candidates.map(({ who, ...rest }) => ({ ...candidate(`p${who}`, 0), ...rest })),
          }),
        ),
        Object.fromEntries(
          folk.map(({ chance, ...one }, i) => [`p${i}`, person({ ...one, acceptChance: () => chance })]),
        ),
      );
      const draw = turns([seed / 1001, 0.3, 0.77]);
      const plan = planOffers(world, defaultPolicy, draw);
      expect(plan.openings.map((one) => one.openingId)).toEqual(world.openings.map((one) => one.id));
      expect(plan.certificate.bound).toBeCloseTo(plan.certificate.value, 5);
      const given = new Map<string, number>();
      for (const [i, one] of plan.openings.entries()) {
        const seat = world.openings[i];
        const rule = defaultPolicy.levels[seat!.level];
        const outcomes = [
          one.offers.length > 0,
          one.waitMinutes !== null,
          one.handOver !== null,
          seat!.liveOffers > 0,
        ];
        expect(outcomes.slice(0, 3).filter(Boolean).length).toBeLessThanOrEqual(1);
        expect(outcomes.some(Boolean)).toBe(true);
        if (seat!.liveOffers > 0) expect(one.handOver).toBeNull();
        expect(seat!.liveOffers + one.offers.length).toBeLessThanOrEqual(
          Math.max(rule.parallelOffers, seat!.liveOffers),
        );
        expect(seat!.offersMade + one.offers.length).toBeLessThanOrEqual(
          Math.max(rule.maxOffers, seat!.offersMade),
        );
        expect(new Set(one.offers.map((offer) => offer.personId)).size).toBe(one.offers.length);
        for (const offer of one.offers) {
          given.set(offer.personId, (given.get(offer.personId) ?? 0) + 1);
          expect(ringDepth(offer.ring)).toBeLessThanOrEqual(ringDepth(one.openRing));
          expect(offer.runnerUp === null || offer.runnerUp.margin >= 0).toBe(true);
        }
      }
      for (const [id, count] of given) {
        const who = world.people.get(id)!;
        expect(who.openOffers + count).toBeLessThanOrEqual(defaultPolicy.openOffersPerExpert);
        expect(who.takenToday + who.openOffers + count).toBeLessThanOrEqual(who.dayCap);
        expect(who.takenThisWeek + who.openOffers + count).toBeLessThanOrEqual(who.weekCap);
        expect(["surgery", "consultation", "leave", "do_not_disturb"]).not.toContain(who.state);
      }
    }),
  );
});

test("the ring of a candidate follows skill first, then distance", () => {
  const ring = (share: number, reach: "home" | "neighbour" | "national", isNamed = false) =>
    ringOf({ share, reach, isNamed }, defaultPolicy);
  expect(ring(0.1, "national", true)).toBe("named");
  expect(ring(0.95, "national")).toBe("best");
  expect([ring(0.6, "home"), ring(0.6, "neighbour"), ring(0.6, "national"), ring(0.1, "home")]).toEqual([
    "wider",
    "neighbour",
    "national",
    "national",
  ]);
});

test("a policy out of its bounds is refused field by field", () => {
  expect(policyProblems(defaultPolicy)).toEqual([]);
  const { levels } = defaultPolicy;
  const fields = (change: object) => policyProblems({ ...defaultPolicy, ...change }).map((one) => one.field);
  expect(fields({ fairness: Number.NaN, tieBand: 0.5 })).toEqual(["fairness", "tieBand"]);
  expect(fields({ widerShare: 0.9 })).toEqual(["widerShare"]);
  expect(fields({ levels: { ...levels, II: { ...levels.II, mayInterrupt: ["surgery"] } } })).toEqual([
    "levels.II.mayInterrupt",
  ]);
  expect(
    fields({
      levels: {
        ...levels,
        I: { ...levels.I, ringOpensAfter: { best: 5, wider: 1, neighbour: 2, national: 3 } },
      },
    }),
  ).toEqual(["levels.I.ringOpensAfter"]);
});
