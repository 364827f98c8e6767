import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addMinutes, instant } from "../../../kernel/time.js";
import { armOutcomes, type RolledOutCase } from "./arm-outcomes.js";
import { armOf } from "./rollout.js";

test("a case's arm is drawn once and for all, evenly, and who is with the candidate stays with it as it grows", () => {
  const ids = Array.from({ length: 4000 }, () => randomUUID());
  const share = (percent: number): number =>
    ids.filter((id) => armOf(id, "r", percent) === "candidate").length / ids.length;
  expect(share(0)).toBe(0);
  expect(share(100)).toBe(1);
  expect(Math.abs(share(50) - 0.5)).toBeLessThan(0.04);
  expect(Math.abs(share(80) - 0.8)).toBeLessThan(0.04);
  for (const id of ids) if (armOf(id, "r", 50) === "candidate") expect(armOf(id, "r", 80)).toBe("candidate");
  // Another rollout draws anew: about half of the half are the same.
  const both = ids.filter((id) => armOf(id, "r", 50) === "candidate" && armOf(id, "s", 50) === "candidate");
  expect(Math.abs(both.length / ids.length - 0.25)).toBeLessThan(0.04);
});

test("an arm's cases are counted once each, late ones are among the judged, and nobody is judged before his time", () => {
  const now = instant("2026-03-02T08:00:00Z");
  const one = fc.record({
    arm: fc.constantFrom("standing", "candidate"),
    policyVersion: fc.constant("v"),
    submittedAt: fc.integer({ min: -600, max: 0 }).map((m) => addMinutes(now, m)),
    acceptMinutes: fc.constantFrom(2, 30, 1440),
    acceptedAt: fc.constant(null),
    offers: fc.integer({ min: 0, max: 6 }),
    withdrawn: fc.constant(0),
    decision: fc.constantFrom(null, "adopted", "not_adopted"),
    seats: fc.integer({ min: 1, max: 5 }),
    hasMeeting: fc.boolean(),
  }) satisfies fc.Arbitrary<RolledOutCase>;
  fc.assert(
    fc.property(fc.array(one), (cases) => {
      const arms = armOutcomes(cases, now);
      expect(arms.reduce((sum, arm) => sum + arm.cases, 0)).toBe(cases.length);
      for (const arm of arms) {
        expect(arm.late).toBeLessThanOrEqual(arm.judged);
        expect(arm.judged).toBeLessThanOrEqual(arm.cases);
        expect(arm.panels.filled).toBeLessThanOrEqual(arm.panels.cases);
        expect(arm.judged).toBeLessThanOrEqual(arm.cases - arm.panels.cases);
        expect(arm.adopted).toBeLessThanOrEqual(arm.decided);
      }
    }),
  );
  const early = { ...fc.sample(one, 1)[0]!, acceptMinutes: 30, submittedAt: addMinutes(now, -40), seats: 1 };
  const [arm] = armOutcomes(
    [
      { ...early, acceptedAt: addMinutes(now, -20) },
      { ...early },
      { ...early, submittedAt: addMinutes(now, -5) },
      // An MDT has wider times: it is neither judged nor in the median.
      { ...early, seats: 3, hasMeeting: true, acceptedAt: addMinutes(now, -1) },
      { ...early, seats: 2, hasMeeting: false },
    ],
    now,
  );
  expect(arm).toMatchObject({ cases: 5, accepted: 2, judged: 2, late: 1, medianAcceptMinutes: 20 });
  expect(arm?.panels).toEqual({ cases: 2, found: 1, filled: 1, medianFillMinutes: 39 });
});
