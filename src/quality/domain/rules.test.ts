import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { alertKinds, alertStatuses, alertTransitions, takeStep } from "./alert.js";
import { alertSentence, alertWords, chanceWord, percentWord } from "./alert-words.js";
import { followUpPlans } from "../data/follow-up-plans.js";
import { dayAfter, followUpStep, planFor } from "./follow-up.js";
import { clusters, praiseRings, watchRule } from "./gaming.js";
import { pressingClock, serviceClocks } from "./service-clock.js";

test("a step at its very deadline is in time; an open one is late only after it; cancelled clocks say nothing", () => {
  const at = instant("2026-03-02T00:00:00Z");
  const fact = {
    submittedAt: at,
    reached: { accept: instant("2026-03-02T00:30:00Z"), start: null, opinion: null },
    within: { accept: 30, start: 60, opinion: 120 },
    isOver: false,
  };
  const states = (now: string, isOver = false) =>
    serviceClocks({ ...fact, isOver }, instant(now)).map(({ state }) => state);
  expect(states("2026-03-02T01:00:00Z")).toEqual(["met", "running", "running"]);
  expect(states("2026-03-02T01:00:01Z")).toEqual(["met", "late", "running"]);
  expect(states("2026-03-02T09:00:00Z", true)).toEqual(["met", "void", "void"]);
});

test("what presses most is what is due first of the steps not reached, late or not", () => {
  const at = instant("2026-03-02T00:00:00Z");
  const press = (reached: { accept: Instant | null; opinion: Instant | null }, isOver = false) =>
    pressingClock(
      serviceClocks(
        {
          submittedAt: at,
          reached: { ...reached, start: null },
          within: { accept: 30, start: 180, opinion: 120 },
          isOver,
        },
        instant("2026-03-02T01:00:00Z"),
      ),
    )?.step;
  expect(press({ accept: null, opinion: null })).toBe("accept");
  expect(press({ accept: at, opinion: null })).toBe("opinion");
  expect(press({ accept: at, opinion: at })).toBe("start");
  expect(press({ accept: null, opinion: null }, true)).toBeUndefined();
});

test("the longest category decides the plan, and every disease has one", () => {
  expect(planFor("I21", followUpPlans).key).toBe("acute");
  expect(planFor("R91", followUpPlans).key).toBe("tumour");
  expect(planFor("", followUpPlans).key).toBe("usual");
  fc.assert(fc.property(fc.string(), (category) => planFor(category, followUpPlans).days.length > 0));
});

test("a follow-up is asked, reminded once, and goes to the office, however the nights fall", () => {
  const one = { status: "waiting", dueOn: "2026-03-31", reminders: 0 } as const;
  expect(followUpStep(one, "2026-03-30")).toBeNull();
  expect(followUpStep(one, "2026-04-20")).toBe("ask");
  const asked = { ...one, status: "asked" } as const;
  expect(followUpStep(asked, "2026-04-02")).toBeNull();
  expect(followUpStep(asked, "2026-04-03")).toBe("remind");
  expect(followUpStep({ ...asked, reminders: 1 }, "2026-04-06")).toBeNull();
  expect(followUpStep({ ...asked, reminders: 1 }, "2026-04-07")).toBe("escalate");
  expect(followUpStep({ ...asked, status: "escalated" }, "2027-01-01")).toBeNull();
  expect(dayAfter("2026-12-30", 7)).toBe("2027-01-06");
});

test("an alert goes only where it may, and only its owner moves it", () => {
  for (const from of alertStatuses)
    for (const to of alertStatuses.filter((one) => one !== "open")) {
      const step = to === "taken" ? { to } : { to, note: "说明" };
      const owner = from === "open" ? null : "me";
      expect(takeStep({ status: from, ownerPersonId: owner }, step, "me").ok).toBe(
        alertTransitions[from].includes(to),
      );
    }
  expect(
    takeStep({ status: "taken", ownerPersonId: "you" }, { to: "cause_found", note: "x" }, "me"),
  ).toMatchObject({
    error: "alert_not_yours",
  });
});

test("every kind explains itself in both languages with the same details, and leaves no brace", () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/gu)].map((m) => m[1]).sort();
  for (const kind of alertKinds) {
    expect(names(alertWords[kind].says.zh)).toEqual(names(alertWords[kind].says.en));
    expect(alertSentence(kind, {}, "zh")).not.toMatch(/[{}]/u);
  }
  expect([percentWord(0.999), percentWord(0.001), percentWord(1)]).toEqual(["99%", "1%", "100%"]);
  expect([chanceWord(0.000312), chanceWord(0), chanceWord(0.2)]).toEqual(["1/3200", "<1/1000000", "1/5"]);
});

const praise = (from: string, to: string, n: number, full = n) =>
  Array.from({ length: n }, (_, i) => ({ from, to, isFull: i < full }));

test("a ring of praise is found, one-sided praise and plain good work are not", () => {
  const others = [...praise("c", "a", 6, 2), ...praise("a", "d", 6, 2), ...praise("b", "d", 4, 1)];
  expect(praiseRings([...praise("a", "b", 7), ...praise("b", "a", 6), ...others])).toMatchObject([
    { people: ["a", "b"], inside: 13 },
  ]);
  expect(praiseRings([...praise("a", "b", 9), ...others])).toEqual([]);
  expect(praiseRings([...praise("a", "b", 7), ...praise("b", "a", 7, 6), ...others])).toEqual([]);
  expect(
    praiseRings([
      ...praise("a", "b", 7),
      ...praise("b", "a", 7),
      ...praise("c", "a", 9),
      ...praise("a", "d", 9),
    ]),
  ).toEqual([]);
  expect(
    praiseRings([...praise("a", "b", 5), ...praise("b", "c", 5), ...praise("c", "a", 5)])[0]?.people,
  ).toEqual(["a", "b", "c"]);
});

test("rings do not depend on the order of judgments, and need enough of them", () => {
  const person = fc.constantFrom("a", "b", "c", "d");
  fc.assert(
    fc.property(
      fc.array(fc.record({ from: person, to: person, isFull: fc.boolean() }), { maxLength: 60 }),
      (judgments) => {
        const rings = praiseRings(judgments);
        expect(praiseRings([...judgments].reverse())).toEqual(rings);
        for (const { inside, people } of rings)
          expect(inside).toBeGreaterThanOrEqual(people.length * watchRule.ring.leastEach);
      },
    ),
  );
});

test("instants are grouped by their first one", () => {
  const hour = 3_600_000;
  expect(clusters([0, 30 * hour, 2 * hour, 31 * hour, 5 * hour], 24)).toEqual([
    [0, 2 * hour, 5 * hour],
    [30 * hour, 31 * hour],
  ]);
  expect(clusters([], 24)).toEqual([]);
});
