import { finderFeatures, measureExperts } from "./finder-features.js";
import type { FinderPool, PastCase } from "./finder-pool.js";
import { type Candidates, fitListwise, type ListwiseModel, rankListwise } from "./fit-listwise.js";

/** Department → probability that a text is its. */
export type DepartmentChances = ReadonlyMap<string, number>;

export interface FoundExpert {
  readonly id: string;
  readonly department: string;
  /** Chance to be the one asked, over the whole pool. */
  readonly chance: number;
}

/**
 * Learns from whom each past question went to how the features weigh; a question's own case counts nowhere in its own features.
 * @param chancesOf the probabilities for the case at this place of `pool.cases`, by a classifier that has not seen it.
 */
export function learnFinder(
  pool: FinderPool,
  chancesOf: (at: number, past: PastCase) => DepartmentChances,
): ListwiseModel {
  const lists = pool.cases.map((past, at): Candidates => ({
    values: measureExperts(pool, past.text, past, chancesOf(at, past)),
    chosen: pool.ownerOf[at] ?? 0,
  }));
  return fitListwise(finderFeatures, lists);
}

/** All experts of the pool for the question, the likeliest first; equal ones in the pool's order. */
export function findExperts(
  pool: FinderPool,
  model: ListwiseModel,
  text: string,
  chances: DepartmentChances,
): readonly FoundExpert[] {
  const ranked = rankListwise(model, measureExperts(pool, text, undefined, chances));
  return pool.experts
    .map(({ id, department }, e) => ({ id, department, chance: ranked[e] ?? 0 }))
    .sort((a, b) => b.chance - a.chance);
}
