import { expect, test } from "vitest";
import { addMinutes, instant } from "../../../kernel/time.js";
import { defaultPolicy } from "../policy/dispatch-policy.js";
import { simulate } from "./engine.js";
import { runLab } from "./lab.js";
import { lineUp } from "./line-up.js";
import { ourPolicy } from "./our-policy.js";
import { replayWorld, type ReplayHistory } from "./replay-world.js";
import { syntheticDays } from "./synthetic-day.js";
import type { SimClocks, SimWorld } from "./world.js";

const clocks: SimClocks = {
  I: { acceptMinutes: 2, offerMinutes: 2 },
  II: { acceptMinutes: 5, offerMinutes: 5 },
  III: { acceptMinutes: 30, offerMinutes: 15 },
  IV: { acceptMinutes: 1440, offerMinutes: 240 },
};
const world = (seed: number): SimWorld => syntheticDays({ seed, experts: 60, demand: 150, days: 2, clocks });

test("ours hedges level I, withdraws from the slower, and passes no cap", () => {
  const one = world(3);
  const { state, offers } = simulate(one, ourPolicy({ policy: defaultPolicy }), 3);
  expect(state.experts.some((expert) => expert.withdrawn > 0)).toBe(true);
  const alone = { ...defaultPolicy, levels: { ...defaultPolicy.levels } };
  for (const level of ["I", "II", "III", "IV"] as const)
    alone.levels[level] = { ...alone.levels[level], parallelOffers: 1 };
  const single = simulate(one, ourPolicy({ policy: alone }), 3);
  expect(single.state.experts.every((expert) => expert.withdrawn === 0)).toBe(true);
  const taken = new Map<string, number>();
  for (const { acceptedAt, acceptedBy } of state.requests) {
    if (acceptedAt === null || acceptedBy === null) continue;
    const key = `${acceptedBy} ${Math.floor(acceptedAt / 1440)}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    expect(taken.get(key)).toBeLessThanOrEqual(one.experts[acceptedBy]!.dayCap);
  }
  expect(offers.length).toBeGreaterThan(one.requests.length);
});

test("the lab: ids once each, the baseline differs from itself by nothing, urgent cases wait less with ours", () => {
  const entries = lineUp(defaultPolicy);
  expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
  const shares: number[] = [];
  const some = entries.filter((entry) => ["longest_idle", "ours"].includes(entry.id));
  const result = runLab(some, [1, 2], world, "longest_idle", (share) => shares.push(share));
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  const [idle, ours] = result.rows;
  for (const difference of Object.values(idle!.difference)) expect(difference).toEqual({ mean: 0, half: 0 });
  expect(ours!.difference["levels.I.breach"]!.mean).toBeLessThan(-0.1);
  expect(ours!.difference["levels.all.quality"]!.mean).toBeGreaterThan(0.05);
  expect(runLab(some, [1, 2], world, "longest_idle")).toEqual(result);
});

test("a replay gives known answers again, draws the others from the whole history, and believes the ranking", () => {
  const at = instant("2026-03-02T10:00:00+08:00");
  const history: ReplayHistory = {
    experts: [0, 1, 2].map((e) => ({ id: String(e), groupId: "03.01", dayCap: 5 })),
    requests: Array.from({ length: 30 }, (_, r) => ({
      submittedAt: addMinutes(at, r * 60),
      level: "III" as const,
      candidates: [0, 1, 2].map((expert) => ({ expert, ability: 0.9 - expert / 10, reach: "home" as const })),
      offers: [
        { expert: 0, sentAt: addMinutes(at, r * 60), waitedMinutes: 15, end: "expired" as const },
        { expert: 1, sentAt: addMinutes(at, r * 60 + 15), waitedMinutes: 4, end: "accepted" as const },
      ],
    })),
  };
  const replayed = replayWorld(history, clocks, 1);
  expect(replayed.requests[0]!.at).toBe(600);
  expect(replayed.truth.answer(3, 1, 1, 0)).toEqual({ minutes: 4, accepts: true });
  // He let fifteen offers run out: drawn anew he mostly does so again.
  const silent = Array.from({ length: 30 }, (_, r) => replayed.truth.answer(r, 0, 1, 700).minutes > 15);
  expect(silent.filter(Boolean).length).toBeGreaterThan(20);
  expect(replayed.truth.quality(0, 2)).toBeCloseTo(0.7, 10);
  const { state } = simulate(replayed, ourPolicy({ policy: defaultPolicy }), 1);
  expect(state.requests.filter((one) => one.acceptedAt !== null).length).toBeGreaterThan(10);
  expect(() => replayWorld({ experts: [], requests: [] }, clocks, 1)).toThrow(RangeError);
});
