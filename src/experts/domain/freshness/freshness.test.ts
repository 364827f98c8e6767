import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { campaignRule, dueSteps, type TaskProgress, type TaskStep, taskTransitions } from "./campaign.js";
import { doesBounce, findingKinds, outcomesOf } from "./findings.js";
import { type AgeingFact, bandOf, freshnessScore } from "./score.js";

const fact: fc.Arbitrary<AgeingFact> = fc.record({
  ageDays: fc.nat(3000),
  reviewDays: fc.constantFrom(180, 365),
  overdue: fc.constantFrom("warn", "lower_weight", "suspend"),
  isExpired: fc.boolean(),
});
const facts = fc.array(fact, { maxLength: 30 });

describe("freshness", () => {
  test("lies between 0 and 1, and is 1 when everything was confirmed today", () => {
    fc.assert(
      fc.property(facts, fc.nat(3000), (all, person) => {
        const score = freshnessScore(all, person);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        const confirmed = all.map((one) => ({ ...one, ageDays: 0, isExpired: false }));
        expect(freshnessScore(confirmed, 0)).toBe(1);
      }),
    );
  });

  test("never rises with age or expiry, and confirming one fact never lowers it", () => {
    fc.assert(
      fc.property(facts, fc.nat(2000), fc.nat(800), fc.nat(29), (all, person, later, at) => {
        const now = freshnessScore(all, person);
        const older = all.map((one) => ({ ...one, ageDays: one.ageDays + later }));
        expect(freshnessScore(older, person + later)).toBeLessThanOrEqual(now);
        const change = (part: Partial<AgeingFact>) =>
          all.map((one, index) => (index === at ? { ...one, ...part } : one));
        expect(freshnessScore(change({ isExpired: true }), person)).toBeLessThanOrEqual(now);
        expect(freshnessScore(change({ ageDays: 0, isExpired: false }), person)).toBeGreaterThanOrEqual(now);
      }),
    );
  });

  test("a fact left alone for a review interval keeps most of its weight, one that expired loses most of it", () => {
    const one = { ageDays: 180, reviewDays: 180, overdue: "suspend", isExpired: false } as const;
    expect(freshnessScore([one], 180)).toBe(0.71);
    expect(freshnessScore([{ ...one, isExpired: true }], 180)).toBeLessThan(0.55);
    expect([1, 0.8, 0.79, 0.5, 0.1].map(bandOf)).toEqual(["fresh", "fresh", "fair", "ageing", "stale"]);
  });
});

describe("a task", () => {
  const open: TaskProgress = { status: "open", reminders: 0, isEscalated: false };

  test("is reminded, handed to the hospital, lapses and suspends on its days", () => {
    expect(dueSteps(campaignRule, open, 6)).toEqual([]);
    expect(dueSteps(campaignRule, open, 7)).toEqual(["remind"]);
    expect(dueSteps(campaignRule, { ...open, reminders: 1 }, 13)).toEqual([]);
    expect(dueSteps(campaignRule, { ...open, reminders: 1 }, 14)).toEqual(["remind"]);
    expect(dueSteps(campaignRule, { ...open, reminders: 2 }, 21)).toEqual(["escalate"]);
    const told = { ...open, reminders: 2, isEscalated: true };
    expect(dueSteps(campaignRule, told, 29)).toEqual([]);
    expect(dueSteps(campaignRule, told, 30)).toEqual(["lapse"]);
    expect(dueSteps(campaignRule, { ...told, status: "lapsed" }, 59)).toEqual([]);
    expect(dueSteps(campaignRule, { ...told, status: "lapsed" }, 60)).toEqual(["suspend"]);
    expect(dueSteps(campaignRule, { ...told, status: "suspended" }, 400)).toEqual([]);
    expect(dueSteps(campaignRule, { ...told, status: "confirmed" }, 400)).toEqual([]);
    // Nobody looked for a long time: one reminder would be late; the rest is made up for in order.
    expect(dueSteps(campaignRule, open, 90)).toEqual(["escalate", "lapse", "suspend"]);
  });

  test("however the nights fall, each step comes once, in order, and states go only where they may", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 40 }), (strides) => {
        let task = open;
        let day = 0;
        const done: TaskStep[] = [];
        for (const stride of strides) {
          day += stride;
          for (const step of dueSteps(campaignRule, task, day)) {
            done.push(step);
            const to = step === "lapse" ? "lapsed" : step === "suspend" ? "suspended" : task.status;
            if (to !== task.status) expect(taskTransitions[task.status]).toContain(to);
            task = {
              status: to,
              reminders:
                step === "remind" ? campaignRule.remindDays.filter((at) => day >= at).length : task.reminders,
              isEscalated: task.isEscalated || step === "escalate",
            };
          }
        }
        for (const step of ["escalate", "lapse", "suspend"] as const)
          expect(done.filter((one) => one === step).length).toBe(
            day >= { escalate: 21, lapse: 30, suspend: 60 }[step] ? 1 : 0,
          );
        expect(done.filter((one) => one === "remind").length).toBeLessThanOrEqual(2);
        expect(done.indexOf("suspend")).toBe(done.includes("suspend") ? done.length - 1 : -1);
      }),
    );
  });
});

test("a department bounces when it was asked often enough and took too little; every finding can be dismissed", () => {
  expect(doesBounce(7, 0)).toBe(false);
  expect(doesBounce(8, 2)).toBe(true);
  expect(doesBounce(8, 3)).toBe(false);
  expect(doesBounce(20, 6)).toBe(true);
  for (const kind of findingKinds) expect(outcomesOf[kind]).toContain("dismissed");
});
