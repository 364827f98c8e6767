import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { intervalOf, flatten, pairedDifference } from "./compare.js";
import { simulate } from "./engine.js";
import { EventQueue, type SimEvent } from "./event-queue.js";
import { figuresOf, giniOf, hindsightOf } from "./figures.js";
import * as simple from "./simple-policies.js";
import { mostAtATime } from "./state.js";
import { drawOf } from "./streams.js";
import { syntheticDays } from "./synthetic-day.js";
import type { SimWorld } from "./world.js";

const clocks: SimWorld["clocks"] = {
  I: { acceptMinutes: 2, offerMinutes: 2 },
  II: { acceptMinutes: 5, offerMinutes: 5 },
  III: { acceptMinutes: 30, offerMinutes: 15 },
  IV: { acceptMinutes: 1440, offerMinutes: 240 },
};
const small = (seed: number, demand = 60): SimWorld =>
  syntheticDays({ seed, experts: 40, demand, days: 2, clocks });
const policies = [
  simple.randomPolicy,
  simple.roundRobin,
  simple.topRatedFirst,
  simple.longestIdle,
  simple.weightedRoundRobin,
  simple.greedy,
];

test("events come out in order of time, of two at the same minute the first put in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (times) => {
      const queue = new EventQueue();
      for (const [subject, at] of times.entries()) queue.put({ at, kind: "look", subject });
      const out: SimEvent[] = [];
      for (let event = queue.take(); event; event = queue.take()) out.push(event);
      const sorted = times.map((at, subject) => ({ at, kind: "look" as const, subject }));
      expect(out).toEqual(sorted.sort((a, b) => a.at - b.at || a.subject - b.subject));
    }),
  );
});

test("draws depend on their keys alone and fill (0, 1) evenly", () => {
  expect(drawOf(1, 2, 3)).toBe(drawOf(1, 2, 3));
  expect(drawOf(1, 2, 3)).not.toBe(drawOf(1, 3, 2));
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const at = Math.floor(drawOf(7, i) * 10);
    tenths[at] = (tenths[at] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

describe("a synthetic stretch", () => {
  test("the same seed is the same world, another seed another one", () => {
    expect(small(3).requests).toEqual(small(3).requests);
    expect(small(3).requests).not.toEqual(small(4).requests);
    const [one, two] = [small(3), small(3)];
    expect(one.truth.answer(5, 7, 1, 600)).toEqual(two.truth.answer(5, 7, 1, 600));
  });

  test("demand, levels and peaks are as asked for", () => {
    const world = syntheticDays({ seed: 1, experts: 10, demand: 2000, days: 3, clocks });
    expect(Math.abs(world.requests.length / 6000 - 1)).toBeLessThan(0.06);
    const share = (level: string): number =>
      world.requests.filter((one) => one.level === level).length / world.requests.length;
    expect(share("I")).toBeCloseTo(0.05, 1);
    expect(share("IV")).toBeCloseTo(0.4, 1);
    const at = (hour: number): number =>
      world.requests.filter((one) => Math.floor(one.at / 60) % 24 === hour).length;
    expect(at(9)).toBeGreaterThan(at(3) * 5);
  });
});

describe("a run", () => {
  test("the same world, policy and seed give the same figures", () => {
    for (const make of policies) {
      const figures = () => figuresOf(small(2), simulate(small(2), make(), 2), 1);
      expect(figures()).toEqual(figures());
    }
  });

  test("no cap is passed, nobody has too much at a time, one acceptance a request, no offer is left hanging", () => {
    for (const make of policies) {
      const world = small(5, 200);
      const { state, offers } = simulate(world, make(), 5);
      const takenOn = new Map<string, number>();
      for (const [r, request] of state.requests.entries()) {
        const yes = offers.filter(
          (offer) =>
            offer.request === r && offer.acceptsAt !== null && offer.acceptsAt === request.acceptedAt,
        );
        expect(yes.length).toBe(request.acceptedAt === null ? 0 : 1);
        if (request.acceptedAt === null || request.acceptedBy === null) continue;
        expect(request.acceptedAt).toBeGreaterThanOrEqual(world.requests[r]!.at);
        const key = `${request.acceptedBy} ${Math.floor(request.acceptedAt / 1440)}`;
        takenOn.set(key, (takenOn.get(key) ?? 0) + 1);
      }
      for (const [key, taken] of takenOn)
        expect(taken).toBeLessThanOrEqual(world.experts[Number(key.split(" ")[0])]!.dayCap);
      for (const expert of state.experts) {
        expect(expert.openOffers + expert.running).toBeGreaterThanOrEqual(0);
        expect(expert.openOffers + expert.running).toBeLessThanOrEqual(mostAtATime);
      }
      expect(state.responses.outcomes).toBe(offers.filter((offer) => !offer.isLive).length);
    }
  });

  test("each policy goes by its own rule", () => {
    const world = small(7, 150);
    const run = (make: (typeof policies)[number]) => figuresOf(world, simulate(world, make(), 7), 0);
    const [best, idle, weighted] = [
      run(simple.greedy),
      run(simple.longestIdle),
      run(simple.weightedRoundRobin),
    ];
    expect(best.levels.all.quality).toBeGreaterThan(idle.levels.all.quality);
    expect(weighted.gini).toBeLessThan(best.gini);
    expect(run(simple.topRatedFirst).gini).toBeGreaterThan(idle.gini);
  });

  test("hindsight is never beaten", () => {
    const world = small(9);
    const most = hindsightOf(world);
    for (const make of policies) {
      const { regret } = figuresOf(world, simulate(world, make(), 9), most);
      expect(regret).toBeGreaterThan(0);
      expect(regret).toBeLessThan(1);
    }
  });
});

describe("figures", () => {
  test("Gini is 0 for equals, near 1 when one has all, and does not mind the scale", () => {
    expect(giniOf([3, 3, 3])).toBe(0);
    expect(giniOf([])).toBe(0);
    expect(giniOf([0, 0, 0, 12])).toBe(0.75);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (values) => {
        expect(giniOf(values)).toBeGreaterThanOrEqual(0);
        expect(giniOf(values)).toBeLessThan(1);
        expect(giniOf(values.map((value) => value * 3))).toBeCloseTo(giniOf(values), 10);
      }),
    );
  });

  test("intervals: the textbook's numbers; pairs that move together differ surely", () => {
    const { mean, half } = intervalOf([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(half).toBeCloseTo(1.963, 3);
    expect(intervalOf([4]).half).toBeNull();
    expect(pairedDifference([11, 21, 31], [10, 20, 30])).toEqual({ mean: 1, half: 0 });
    expect(flatten({ levels: { I: { breach: 0.5 } }, gini: 0.1 })).toEqual({
      "levels.I.breach": 0.5,
      gini: 0.1,
    });
  });
});
