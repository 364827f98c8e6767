import { type FactorKey, factorKeys, type MatchModel } from "../model.js";
import { AllowedPoints } from "./allowed-points.js";
import type { Lesson } from "./lesson.js";
import { type Contrast, contrastsOf, type Observation, observationsOf } from "./observations.js";

/** How far from its own points a factor is expected to be: the prior's spread, as a share of them. */
const priorSpread = 0.15;
/** With fewer asks of known end than this nothing is learned: the adjustment is 0. */
export const leastAsks = 60;
/** Points that may make somebody e times as likely to turn out well: from so few to so many. */
const slopes = { least: 0.002, most: 0.5 } as const;
/** Logits by which kinds of case are expected to differ. */
const kindSpread = 0.7;
const rounds = 4;

/** How likely an ask is to turn out well: by kind of case, and by points ahead of the list's mean. */
export interface Curve {
  readonly base: number;
  readonly ofKind: ReadonlyMap<string, number>;
  /** Logits a point. */
  readonly slope: number;
}

export interface Fitted {
  readonly points: Readonly<Record<FactorKey, number>>;
  readonly asks: number;
  readonly unsuitable: number;
  /** False: too little to learn from, all points are 0. */
  readonly isLearned: boolean;
  readonly curve: Curve;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += (a[k] ?? 0) * (b[k] ?? 0);
  return total;
}

/** What the curve expects of an ask under these points, 0 to 1. */
export const expectedOf = (
  curve: Curve,
  { apart, kind }: Pick<Observation, "apart" | "kind">,
  points: Float64Array,
): number => logistic(curve.base + (curve.ofKind.get(kind) ?? 0) + curve.slope * dot(apart, points));

/** Base, kinds and slope by Newton's steps, one after the other; convex. */
export function fitCurve(seen: readonly Observation[], points: Float64Array): Curve {
  const scores = seen.map(({ apart }) => dot(apart, points));
  const kinds = [...new Set(seen.map(({ kind }) => kind))].sort();
  const ofKind = new Map(kinds.map((kind) => [kind, 0]));
  let base = 0;
  let slope: number = slopes.least;
  const step = (by: (at: number) => number, prior: number, value: number): number => {
    let [slopeOfLoss, bend] = [prior * value, prior + 1e-9];
    for (const [i, { reward, weight, kind }] of seen.entries()) {
      const x = by(i);
      if (x === 0) continue;
      const p = logistic(base + (ofKind.get(kind) ?? 0) + slope * (scores[i] ?? 0));
      slopeOfLoss += weight * (p - reward) * x;
      bend += weight * p * (1 - p) * x * x;
    }
    return Math.max(-2, Math.min(2, -slopeOfLoss / bend));
  };
  for (let round = 0; round < 25; round++) {
    base += step(() => 1, 0.01, base);
    for (const kind of kinds) {
      const value = ofKind.get(kind) ?? 0;
      ofKind.set(kind, value + step((i) => Number(seen[i]?.kind === kind), kindSpread ** -2, value));
    }
    slope = Math.min(slopes.most, Math.max(slopes.least, slope + step((i) => scores[i] ?? 0, 1, slope)));
  }
  return { base, ofKind, slope };
}

/**
 * Learns by how many points each factor should weigh more or less, from what became of whom was asked: a logistic curve over how far
 * he was ahead of his list, each ask weighed by the inverse of its odds (cut), with a normal prior around the hand-set weights and within
 * the bounds of the model. Deterministic: the same lessons, in any order, give the same points.
 */
export function fitAdjustment(lessons: readonly Lesson[], model: MatchModel): Fitted {
  const seen = observationsOf(lessons);
  const contrasts = contrastsOf(lessons);
  const allowed = new AllowedPoints(model);
  const hand = Float64Array.from(factorKeys, (key) => model.points[key]);
  const isLearned = seen.length >= leastAsks;
  let added: Float64Array = new Float64Array(factorKeys.length);
  let curve = fitCurve(seen, hand);
  if (isLearned)
    for (let round = 0; round < rounds; round++) {
      added = descend(seen, contrasts, curve, hand, added, allowed);
      curve = fitCurve(seen, sum(hand, added));
    }
  const values = allowed.rounded(added);
  return {
    points: Object.fromEntries(factorKeys.map((key, k) => [key, values[k] ?? 0])) as Record<
      FactorKey,
      number
    >,
    asks: seen.length,
    unsuitable: contrasts.length,
    isLearned,
    curve,
  };
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + (b[k] ?? 0));

/** Projected gradient descent with Nesterov's momentum and the step that the curvature allows; convex while the curve is held. */
function descend(
  seen: readonly Observation[],
  contrasts: readonly Contrast[],
  curve: Curve,
  hand: Float64Array,
  from: Float64Array,
  allowed: AllowedPoints,
): Float64Array {
  const strength = hand.map((points) => 1 / (priorSpread * points) ** 2);
  const square = (apart: Float64Array): number => dot(apart, apart);
  const bend =
    Math.max(...strength) +
    (curve.slope ** 2 / 4) *
      [...seen, ...contrasts].reduce((total, { apart, weight }) => total + weight * square(apart), 0);
  let added = from;
  let probe = from;
  let speed = 1;
  for (let step = 0; step < 2000; step++) {
    const slope = probe.map((value, k) => value * (strength[k] ?? 0));
    const points = sum(hand, probe);
    const pull = (apart: Float64Array, by: number): void => {
      for (let k = 0; k < slope.length; k++) slope[k] = (slope[k] ?? 0) + by * (apart[k] ?? 0);
    };
    for (const one of seen)
      pull(one.apart, one.weight * curve.slope * (expectedOf(curve, one, points) - one.reward));
    for (const { apart, weight } of contrasts)
      pull(apart, -weight * curve.slope * logistic(-curve.slope * dot(apart, points)));
    const next = allowed.nearest(probe.map((value, k) => value - (slope[k] ?? 0) / bend));
    const moved = Math.max(...next.map((value, k) => Math.abs(value - (added[k] ?? 0))));
    const faster = (1 + Math.sqrt(1 + 4 * speed * speed)) / 2;
    const before = added;
    const push = (speed - 1) / faster;
    probe = next.map((value, k) => value + push * (value - (before[k] ?? 0)));
    added = next;
    speed = faster;
    if (moved < 1e-6) break;
  }
  return added;
}
