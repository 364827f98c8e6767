import { expect, test } from "vitest";
import { defaultPolicy } from "../policy/dispatch-policy.js";
import { simulate } from "./engine.js";
import { figuresOf } from "./figures.js";
import { lineUp } from "./line-up.js";
import { ourPolicy } from "./our-policy.js";
import { canMeet } from "./panel-ways.js";
import * as simple from "./simple-policies.js";
import { newState } from "./state.js";
import { syntheticDays } from "./synthetic-day.js";
import type { SimWorld } from "./world.js";

const clocks: SimWorld["clocks"] = {
  I: { acceptMinutes: 2, offerMinutes: 2 },
  II: { acceptMinutes: 5, offerMinutes: 5 },
  III: { acceptMinutes: 30, offerMinutes: 15 },
  IV: { acceptMinutes: 1440, offerMinutes: 240 },
};
const small = (seed: number, panels: number, demand = 40): SimWorld =>
  syntheticDays({ seed, experts: 60, demand, days: 1, clocks, panels });
const ways = [
  simple.longestIdle,
  simple.greedy,
  () => ourPolicy({ policy: defaultPolicy }),
  () => ourPolicy({ policy: defaultPolicy, isTeamFirst: true }),
];

test("panels stand beside the other requests: with them or without, those and their answers are the same", () => {
  const [without, few, many] = [small(3, 0), small(3, 10), small(3, 40)];
  expect(without.panels).toEqual([]);
  expect(few.requests).toEqual(without.requests);
  expect(many.truth.answer(4, 7, 1, 500)).toEqual(without.truth.answer(4, 7, 1, 500));
  expect(many.panels.length).toBeGreaterThan(few.panels.length);
  for (const { seats } of many.panels) {
    expect(seats.length).toBeGreaterThanOrEqual(2);
    expect(seats.length).toBeLessThanOrEqual(5);
  }
  expect(small(3, 10).panels).toEqual(few.panels);
});

test("whoever meets is free, at one place at a time and within his cap; a meeting has every seat and keeps its window", () => {
  for (const make of ways) {
    const world = small(5, 12);
    const { state } = simulate(world, make(), 5);
    const booked = state.panels.filter(({ bookedAt }) => bookedAt !== null);
    expect(booked.length).toBeGreaterThan(world.panels.length / 4);
    const held = newState(world);
    for (const [p, panel] of state.panels.entries()) {
      if (panel.bookedAt === null || panel.start === null) continue;
      const team = panel.seats.map(({ expert }) => expert ?? -1);
      expect(new Set(team).size).toBe(world.panels[p]!.seats.length);
      expect(panel.start).toBeGreaterThanOrEqual(panel.bookedAt);
      for (const [seat, expert] of team.entries()) {
        expect(world.panels[p]!.seats[seat]!.map((one) => one.expert)).toContain(expert);
        // Put into an empty house one after another, every booked meeting still fits.
        expect(canMeet(held, expert, panel.start)).toBe(true);
        held.experts[expert]!.meetings.push(panel.start);
      }
    }
    // What did not come together has given every hour back.
    const open = state.panels.filter(({ bookedAt }) => bookedAt === null);
    const asked = open.flatMap(({ seats }) => seats.filter(({ status }) => status !== "open")).length;
    const meetings = state.experts.reduce((sum, { meetings: own }) => sum + own.length, 0);
    expect(meetings).toBe(booked.reduce((sum, { seats }) => sum + seats.length, 0) + asked);
    for (const expert of state.experts) expect(expert.openOffers).toBeGreaterThanOrEqual(0);
  }
});

test("the same world, way and seed give the same figures", () => {
  const figures = () =>
    figuresOf(small(2, 20), simulate(small(2, 20), ourPolicy({ policy: defaultPolicy }), 2), 0).panels;
  const one = figures();
  expect(figures()).toEqual(one);
  expect(one.panels).toBeGreaterThan(0);
  expect(one.served).toBeGreaterThan(0.3);
  expect(one.waitP50).toBeLessThanOrEqual(one.waitP95);
});

test("a time is looked for with the team still open: more panels find one at once than with the team chosen first", () => {
  const found = (isTeamFirst: boolean): number =>
    [1, 2].reduce(
      (sum, seed) =>
        sum +
        figuresOf(
          small(seed, 20),
          simulate(small(seed, 20), ourPolicy({ policy: defaultPolicy, isTeamFirst }), seed),
          0,
        ).panels.found,
      0,
    );
  expect(found(false)).toBeGreaterThan(found(true));
});

test("a version may let panels meet sooner, at the price of ability", () => {
  const startOf = (panelLateness: number): number =>
    [1, 2].reduce((sum, seed) => {
      const world = small(seed, 15);
      const policy = { ...defaultPolicy, panelLateness };
      return sum + figuresOf(world, simulate(world, ourPolicy({ policy }), seed), 0).panels.startP50;
    }, 0);
  expect(startOf(8)).toBeLessThan(startOf(0.1));
});

test("the line-up has both ways of bringing panels together", () => {
  const world = small(4, 6, 5);
  for (const entry of lineUp(defaultPolicy).filter(
    ({ id }) => id === "random" || id === "ours_panels_later",
  )) {
    const { served } = figuresOf(world, simulate(world, entry.make(), 4), 0).panels;
    expect(served, entry.id).toBeGreaterThan(0);
  }
});
