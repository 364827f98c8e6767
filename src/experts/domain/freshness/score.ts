/** One fact that ages, as the score reads it. */
export interface AgeingFact {
  /** Whole days since somebody last said that it is still so; never negative. */
  readonly ageDays: number;
  /** Days after which it is to be confirmed again. */
  readonly reviewDays: number;
  /** What its being overdue means: the graver, the more it weighs. */
  readonly overdue: "warn" | "lower_weight" | "suspend";
  /** Nobody confirmed it in time. */
  readonly isExpired: boolean;
}

export interface FreshnessModel {
  readonly version: string;
  /** Half-life of a fact in review intervals: at the day it is due, two intervals leave 0.71 of it. */
  readonly halfLifeIntervals: number;
  readonly weight: Readonly<Record<AgeingFact["overdue"], number>>;
  /** What is left of a fact that expired, besides its age. */
  readonly expiredShare: number;
  /** The expert as a whole, confirmed or not, counts as one more fact. */
  readonly person: { readonly reviewDays: number; readonly weight: number };
}

export const freshnessModel: FreshnessModel = {
  version: "freshness-1",
  halfLifeIntervals: 2,
  weight: { warn: 1, lower_weight: 2, suspend: 3 },
  expiredShare: 0.4,
  person: { reviewDays: 180, weight: 4 },
};

const left = (ageDays: number, reviewDays: number, model: FreshnessModel): number =>
  2 ** (-Math.max(0, ageDays) / (reviewDays * model.halfLifeIntervals));

/**
 * 资料新鲜度, 0 to 1 in hundredths: the weighted mean of what age has left of each fact. Falls with every fact's age,
 * lies between the stalest and the freshest of them, and is 1 when everything was confirmed today.
 * @param personAgeDays days since the expert or his hospital last confirmed the whole; since he came in when never.
 */
export function freshnessScore(
  facts: readonly AgeingFact[],
  personAgeDays: number,
  model: FreshnessModel = freshnessModel,
): number {
  let sum = model.person.weight * left(personAgeDays, model.person.reviewDays, model);
  let weight = model.person.weight;
  for (const fact of facts) {
    const share = left(fact.ageDays, fact.reviewDays, model) * (fact.isExpired ? model.expiredShare : 1);
    sum += model.weight[fact.overdue] * share;
    weight += model.weight[fact.overdue];
  }
  return Math.round((100 * sum) / weight) / 100;
}

/** 新鲜 0.8 and above · 尚可 0.6 · 偏旧 0.4 · 陈旧 below. */
export const freshnessBands = ["fresh", "fair", "ageing", "stale"] as const;
export type FreshnessBand = (typeof freshnessBands)[number];
export const bandOf = (score: number): FreshnessBand =>
  score >= 0.8 ? "fresh" : score >= 0.6 ? "fair" : score >= 0.4 ? "ageing" : "stale";
