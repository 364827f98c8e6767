import { type Adjustment, factorKeys, type MatchModel } from "../model.js";
import { weighedPoints, withAdjustment } from "./adjustment.js";
import { expectedOf, type Fitted, fitAdjustment, fitCurve } from "./fit-adjustment.js";
import type { Lesson, Shown } from "./lesson.js";
import {
  type Estimate,
  estimateOrder,
  type Logged,
  meanWithInterval,
  type OffPolicy,
  robustValues,
} from "./off-policy.js";
import { inTime, observationsOf } from "./observations.js";

/** The share of rankings, the oldest, that are learned from when the rest is to judge. */
const learnedShare = 0.7;

export interface OrderFigures {
  readonly rankings: { readonly all: number; readonly learnedFrom: number; readonly judged: number };
  /** When the judged part begins; null: nothing is judged. */
  readonly judgedFrom: string | null;
  readonly fitted: Omit<Fitted, "curve">;
  /** Asks of the judged part, each foretold by the curve learned from the past: mean loss (negative log of the chance), lower is better. */
  readonly foretold: {
    readonly count: number;
    readonly byHand: number;
    readonly learned: number;
    /** By hand less learned: above 0 the learned points foretell better. */
    readonly gain: Estimate;
  };
  /** First choices of the judged part with a known end. */
  readonly choices: {
    readonly count: number;
    /** With odds on record. */
    readonly withOdds: number;
    /** In which the learned order would have asked somebody else. */
    readonly changed: number;
    readonly byHand: OffPolicy;
    readonly learned: OffPolicy;
    /** Learned less by hand, choice by choice, doubly robust. */
    readonly difference: Estimate;
  };
  /** True only when the whole interval of the doubly robust difference is above 0. */
  readonly isBetter: boolean;
}

const scoreOf = ({ shares }: Pick<Shown, "shares">, points: MatchModel["points"]): number =>
  factorKeys.reduce((sum, key, k) => sum + points[key] * (shares[k] ?? 0), 0);

const arrayOf = (points: MatchModel["points"]): Float64Array =>
  Float64Array.from(factorKeys, (key) => points[key]);
const lossOf = (expected: number, reward: number): number =>
  -reward * Math.log(Math.max(expected, 1e-9)) - (1 - reward) * Math.log(Math.max(1 - expected, 1e-9));

/** The best of those shown, equal ones by place. */
function firstOf(shown: readonly Shown[], points: MatchModel["points"]): Shown | undefined {
  let best: Shown | undefined;
  for (const one of shown) {
    const ahead = best === undefined ? 1 : scoreOf(one, points) - scoreOf(best, points);
    if (ahead > 1e-9 || (best !== undefined && Math.abs(ahead) <= 1e-9 && one.place < best.place)) best = one;
  }
  return best;
}

/** The first choices of these rankings as the order of `points` would have made them. */
function loggedFor(
  lessons: readonly Lesson[],
  points: MatchModel["points"],
  expected: (lesson: Lesson, one: Shown) => number,
): Logged[] {
  return lessons.flatMap((lesson) => {
    const first = lesson.asked.find(({ isFirst, reward }) => isFirst && reward !== null);
    const done = lesson.shown.find(({ roleId }) => roleId === first?.roleId);
    const wanted = firstOf(lesson.shown, points);
    if (!first || first.reward === null || !done || !wanted) return [];
    return [
      {
        chance: first.chance,
        reward: first.reward,
        isSame: wanted.roleId === done.roleId,
        expectedOfDone: expected(lesson, done),
        expectedOfWanted: expected(lesson, wanted),
      },
    ];
  });
}

/** Learns from the older rankings and judges what was learned on the newer ones, which it has not seen. */
export function evaluateOrder(lessons: readonly Lesson[], model: MatchModel): OrderFigures {
  const sorted = inTime(lessons);
  const cut = Math.floor(learnedShare * sorted.length);
  const [past, judged] = [sorted.slice(0, cut), sorted.slice(cut)];
  const { curve, ...fitted } = fitAdjustment(past, model);
  const learned: Adjustment = { version: "trial", points: fitted.points };
  const hand = model.points;
  const points = weighedPoints(withAdjustment(model, learned));

  const byHandCurve = fitCurve(observationsOf(past), arrayOf(hand));
  const asks = observationsOf(judged);
  const losses = (of: typeof curve, by: MatchModel["points"]): number[] =>
    asks.map((one) => lossOf(expectedOf(of, one, arrayOf(by)), one.reward));
  const [lossByHand, lossLearned] = [losses(byHandCurve, hand), losses(curve, points)];

  // The reward model knows the past alone, by the points that foretold it best.
  const expected = (lesson: Lesson, one: Shown): number => {
    const [ask] = observationsOf([
      { ...lesson, asked: [{ roleId: one.roleId, chance: null, isFirst: true, reward: 0 }] },
    ]);
    return ask === undefined ? 0 : expectedOf(curve, ask, arrayOf(points));
  };
  const byHand = loggedFor(judged, hand, expected);
  const changedTo = loggedFor(judged, points, expected);
  const [before, after] = [robustValues(byHand), robustValues(changedTo)];
  const difference = meanWithInterval(after.map((value, i) => value - (before[i] ?? 0)));
  const firstBy = (lesson: Lesson, by: MatchModel["points"]) => firstOf(lesson.shown, by)?.roleId;
  return {
    rankings: { all: sorted.length, learnedFrom: past.length, judged: judged.length },
    judgedFrom: judged[0]?.madeAt ?? null,
    fitted,
    foretold: {
      count: asks.length,
      byHand: meanWithInterval(lossByHand).value,
      learned: meanWithInterval(lossLearned).value,
      gain: meanWithInterval(lossByHand.map((loss, i) => loss - (lossLearned[i] ?? 0))),
    },
    choices: {
      count: changedTo.length,
      withOdds: changedTo.filter(({ chance }) => chance !== null).length,
      changed: judged.filter(
        (lesson) =>
          lesson.asked.some(({ isFirst, reward }) => isFirst && reward !== null) &&
          firstBy(lesson, hand) !== firstBy(lesson, points),
      ).length,
      byHand: estimateOrder(byHand),
      learned: estimateOrder(changedTo),
      difference,
    },
    isBetter: fitted.isLearned && difference.low > 0,
  };
}
