import { factorKeys, type FactorKey, type MatchModel } from "../model.js";
import type { Lesson, Shown } from "./lesson.js";

/** Uniform numbers in [0, 1) from a seed. Source: mulberry32, public domain. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Invented {
  readonly lessons: readonly Lesson[];
  /** What an order is truly worth: the mean reward of whom it asks first. */
  readonly truthOf: (points: Readonly<Record<FactorKey, number>>) => number;
}

/**
 * Rankings with a known truth, to check trainer and estimates against: whoever is asked turns out well with a chance that depends on his
 * shares by `truth` (points), and the first is drawn by softmax over the hand-set scores, its odds on record.
 * @param softness points that make a candidate e times likelier to be asked first; small: nearly always the best by hand
 */
export function inventLessons(
  model: MatchModel,
  truth: Readonly<Record<FactorKey, number>>,
  { count, seed, softness }: { readonly count: number; readonly seed: number; readonly softness: number },
): Invented {
  const random = numbersFrom(seed);
  const scoreBy = (points: Readonly<Record<FactorKey, number>>, shares: readonly number[]): number =>
    factorKeys.reduce((sum, key, k) => sum + points[key] * (shares[k] ?? 0), 0);
  const chanceOfGood = (shares: readonly number[]): number =>
    1 / (1 + Math.exp(-(scoreBy(truth, shares) - 55) / 7));
  const lessons = Array.from({ length: count }, (_, i): Lesson => {
    const shown = Array.from({ length: 6 }, (__, j): Shown => ({
      roleId: `r${i}-${j}`,
      place: 0,
      shares: factorKeys.map(() => Math.round(random() * 1000) / 1000),
    }))
      .sort((a, b) => scoreBy(model.points, b.shares) - scoreBy(model.points, a.shares))
      .map((one, j) => ({ ...one, place: j + 1 }));
    const left = [...shown];
    const asked: Lesson["asked"][number][] = [];
    // A poor answer makes the platform ask the next one, three times at most.
    while (asked.length < 3) {
      const odds = left.map(({ shares }) =>
        Math.exp((scoreBy(model.points, shares) - scoreBy(model.points, left[0]?.shares ?? [])) / softness),
      );
      const total = odds.reduce((sum, one) => sum + one, 0);
      let drawn = random() * total;
      let at = odds.findIndex((one) => (drawn -= one) < 0);
      if (at < 0) at = left.length - 1;
      const [one] = left.splice(at, 1);
      if (!one) break;
      const reward = random() < chanceOfGood(one.shares) ? 1 : 0.2;
      asked.push({
        roleId: one.roleId,
        chance: (odds[at] ?? 0) / total,
        isFirst: asked.length === 0,
        reward,
      });
      if (reward === 1) break;
    }
    return {
      decisionId: `d${String(i).padStart(6, "0")}`,
      madeAt: new Date(Date.UTC(2025, 0, 1) + i * 3_600_000).toISOString(),
      level: random() < 0.3 ? "II" : "III",
      specialtyCode: ["03.01", "03.05", "04.01"][Math.floor(random() * 3)] ?? null,
      shown,
      asked,
      unsuitable: [],
    };
  });
  return {
    lessons,
    truthOf: (points) =>
      lessons.reduce((sum, { shown }) => {
        const [first, ...rest] = shown;
        const best = rest.reduce(
          (a, b) => (scoreBy(points, b.shares) > scoreBy(points, a?.shares ?? []) ? b : a),
          first,
        );
        return sum + 0.2 + 0.8 * chanceOfGood(best?.shares ?? []);
      }, 0) / Math.max(1, lessons.length),
  };
}
