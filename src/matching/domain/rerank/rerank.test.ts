import fc from "fast-check";
import { expect, test } from "vitest";
import { currentModel, type FactorKey, factorKeys } from "../model.js";
import { adjustmentFaults, boundsOf, weighedPoints, withAdjustment } from "./adjustment.js";
import { evaluateOrder } from "./evaluate-order.js";
import { fitAdjustment, leastAsks } from "./fit-adjustment.js";
import { inventLessons } from "./invent-lessons.js";
import { type Lesson, rewardOf, sharesOf } from "./lesson.js";
import { estimateOrder } from "./off-policy.js";
import { contrastsOf, mostWeight, observationsOf } from "./observations.js";

const truth = {
  ...currentModel.points,
  disease: 35,
  specialty: 24,
  text: 3,
  load: 6,
  response: 9,
  region: 1.5,
};
const invented = (count: number, seed = 1, softness = 4) =>
  inventLessons(currentModel, truth, { count, seed, softness });
const none = Object.fromEntries(factorKeys.map((key) => [key, 0]));

test("what an end was worth; what says nothing of the choice is left out", () => {
  const end = { declineCode: null, decision: null, usefulness: null };
  expect(rewardOf({ ...end, ended: "withdrawn" })).toBeNull();
  expect(rewardOf({ ...end, ended: "accepted" })).toBeNull();
  expect(rewardOf({ ...end, ended: "declined", declineCode: "conflict" })).toBeNull();
  expect(rewardOf({ ...end, ended: "declined", declineCode: "not_my_field" })).toBe(0);
  expect(rewardOf({ ...end, ended: "declined", declineCode: "in_surgery" })).toBe(0.2);
  expect(rewardOf({ ...end, ended: "expired" })).toBe(0.2);
  expect(rewardOf({ ...end, ended: "accepted", decision: "adopted" })).toBe(1);
  expect(rewardOf({ ...end, ended: "accepted", decision: "adopted", usefulness: 1 })).toBeCloseTo(0.7);
  expect(rewardOf({ ...end, ended: "accepted", decision: "not_adopted", usefulness: 5 })).toBeCloseTo(0.51);
});

test("shares come from the points of the same model alone", () => {
  const points = new Map<string, number>(factorKeys.map((key) => [key, currentModel.points[key] / 2]));
  expect(sharesOf(points, currentModel)).toEqual(factorKeys.map(() => 0.5));
  expect(sharesOf(new Map([...points, ["disease", 90]]), currentModel)).toBeUndefined();
  expect(sharesOf(new Map(), currentModel)).toBeUndefined();
});

test("nothing to learn from changes nothing, and little changes little", () => {
  expect(fitAdjustment([], currentModel)).toMatchObject({ points: none, isLearned: false });
  const few = invented(leastAsks / 3 - 1).lessons;
  expect(fitAdjustment(few, currentModel)).toMatchObject({ points: none, isLearned: false });
  const size = (count: number) => {
    const { points } = fitAdjustment(invented(count).lessons, currentModel);
    return Math.max(...factorKeys.map((key) => Math.abs(points[key]) / currentModel.points[key]));
  };
  expect(size(60)).toBeLessThan(0.2);
});

test("within its bounds whatever it is told, adds up to nothing, and the same in any order", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const anyLesson = (id: number): fc.Arbitrary<Lesson> =>
    fc
      .record({
        shares: fc.array(fc.tuple(...factorKeys.map(() => share)), { minLength: 2, maxLength: 4 }),
        rewards: fc.array(fc.option(fc.constantFrom(0, 0.2, 0.8, 1)), { minLength: 4, maxLength: 4 }),
        chance: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        unsuitable: fc.boolean(),
      })
      .map(({ shares, rewards, chance, unsuitable }) => ({
        decisionId: `d${id}`,
        madeAt: new Date(id * 60_000).toISOString(),
        level: "III" as const,
        specialtyCode: "03",
        shown: shares.map((one, i) => ({ roleId: `r${i}`, place: i + 1, shares: one })),
        asked: shares.map((_, i) => ({
          roleId: `r${i}`,
          chance,
          isFirst: i === 0,
          reward: rewards[i] ?? null,
        })),
        unsuitable: unsuitable ? ["r1"] : [],
      }));
  const many = fc.tuple(...Array.from({ length: 50 }, (_, i) => anyLesson(i)));
  fc.assert(
    fc.property(many, (lessons) => {
      const fitted = fitAdjustment(lessons, currentModel);
      expect(adjustmentFaults(fitted, currentModel)).toEqual([]);
      expect(fitAdjustment([...lessons].reverse(), currentModel).points).toEqual(fitted.points);
      for (const { weight } of [...observationsOf(lessons), ...contrastsOf(lessons)])
        expect(weight).toBeLessThanOrEqual(mostWeight);
      const points = weighedPoints(withAdjustment(currentModel, { version: "v", points: fitted.points }));
      for (const key of factorKeys) expect(points[key]).toBeGreaterThan(0);
    }),
    { numRuns: 12 },
  );
});

test("an adjustment beyond its bounds, or that makes or takes points, does not come near the ranking", () => {
  const points = { ...(none as Record<FactorKey, number>), disease: -20, load: 20 };
  expect(adjustmentFaults({ points }, currentModel)).toEqual(["disease", "load"]);
  expect(adjustmentFaults({ points: { ...points, disease: 1, load: 1 } }, currentModel)).toEqual(["sum"]);
  expect(() => withAdjustment(currentModel, { version: "v", points })).toThrow(RangeError);
  expect(boundsOf("disease", currentModel).least).toBe(-7.25);
});

test("with enough to learn from it goes where the truth is, and the order gets better", () => {
  const { lessons, truthOf } = invented(3000);
  const { points, isLearned } = fitAdjustment(lessons, currentModel);
  expect(isLearned).toBe(true);
  expect(points.disease).toBeGreaterThan(1);
  expect(points.text).toBeLessThan(-1);
  expect(points.load).toBeGreaterThan(0);
  const learned = weighedPoints(withAdjustment(currentModel, { version: "v", points }));
  expect(truthOf(learned)).toBeGreaterThan(truthOf(currentModel.points));
});

test("standing high in a list is not held against anyone who was asked first and failed", () => {
  const { lessons } = inventLessons(currentModel, currentModel.points, { count: 1500, seed: 2, softness: 1 });
  const { points } = fitAdjustment(lessons, currentModel);
  for (const key of factorKeys) expect(Math.abs(points[key])).toBeLessThan(0.2 * currentModel.points[key]);
});

test("不合适 weighs against those beside him", () => {
  const lesson = (i: number): Lesson => ({
    decisionId: `d${i}`,
    madeAt: new Date(i * 60_000).toISOString(),
    level: "III",
    specialtyCode: "03",
    shown: [0.9, 0.1, 0.9].map((text, j) => ({
      roleId: `r${j}`,
      place: j + 1,
      shares: factorKeys.map((key) => (key === "text" ? text : 0.5 - 0.01 * j)),
    })),
    asked: [{ roleId: "r0", chance: null, isFirst: true, reward: i % 3 === 0 ? 0.2 : 1 }],
    unsuitable: ["r1"],
  });
  const lessons = Array.from({ length: 200 }, (_, i) => lesson(i));
  expect(contrastsOf(lessons)).toHaveLength(400);
  const without = fitAdjustment(
    lessons.map((one) => ({ ...one, unsuitable: [] })),
    currentModel,
  );
  expect(fitAdjustment(lessons, currentModel).points.text).toBeGreaterThan(without.points.text);
});

test("the estimates of an order that was never used hold its true worth", () => {
  let [held, wide] = [0, 0];
  for (let seed = 1; seed <= 10; seed++) {
    const { lessons, truthOf } = invented(1500, seed, 10);
    const { choices, fitted } = evaluateOrder(lessons, currentModel);
    const learned = weighedPoints(withAdjustment(currentModel, { version: "v", points: fitted.points }));
    const { low, high } = choices.learned.doublyRobust;
    if (low <= truthOf(learned) && truthOf(learned) <= high) held++;
    wide = Math.max(wide, high - low);
    expect(choices.withOdds).toBe(choices.count);
    expect(choices.learned.effective).toBeLessThan(choices.count);
  }
  expect(held).toBeGreaterThanOrEqual(7);
  expect(wide).toBeLessThan(0.25);
});

test("a choice that both orders share stands for one in its odds; without any in common only the model speaks", () => {
  const one = { chance: 0.5, reward: 1, isSame: true, expectedOfDone: 0.5, expectedOfWanted: 0.5 };
  const other = { ...one, isSame: false, reward: 0, expectedOfWanted: 0.7 };
  const { ips, snips, doublyRobust, effective } = estimateOrder([one, other]);
  expect([ips.value, snips.value, effective]).toEqual([1, 1, 1]);
  expect(doublyRobust.value).toBeCloseTo((0.5 + 2 * 0.5 + 0.7) / 2);
  expect(estimateOrder([other])).toMatchObject({
    ips: { value: 0 },
    effective: 0,
    doublyRobust: { value: 0.7 },
  });
});

test("where nobody can be told better nothing is called better", () => {
  const { lessons } = inventLessons(currentModel, currentModel.points, { count: 300, seed: 3, softness: 4 });
  expect(evaluateOrder(lessons, currentModel).isBetter).toBe(false);
  expect(evaluateOrder([], currentModel)).toMatchObject({ isBetter: false, judgedFrom: null });
});
