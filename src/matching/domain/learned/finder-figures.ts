import type { FoundExpert } from "./find-experts.js";

export interface FinderFigures {
  /** Questions asked. */
  readonly n: number;
  /** Share whose first expert is the one who was asked. */
  readonly pAt1: number;
  /** Mean of 1 / place of the one who was asked. */
  readonly mrr: number;
  /** Mean of 1 / log2(place + 1), 0 beyond the tenth place. */
  readonly ndcgAt10: number;
  /** Share with the one who was asked among the first ten. */
  readonly hitAt10: number;
  /** Share whose first expert is of the department of the one who was asked. */
  readonly departmentAccuracy: number;
}

/** An answer beside whom the person asked. */
export interface FinderAnswer {
  readonly expertId: string;
  readonly department: string;
  readonly found: readonly FoundExpert[];
}

/** Figures over answers, rounded to four places; zeros for none. One who is not found has place infinity. */
export function finderFigures(answers: readonly FinderAnswer[]): FinderFigures {
  const n = answers.length;
  const places = answers.map(({ expertId, found }) => {
    const at = found.findIndex(({ id }) => id === expertId);
    return at < 0 ? Infinity : at + 1;
  });
  const mean = (values: readonly number[]): number =>
    n === 0 ? 0 : Math.round((10_000 * values.reduce((sum, v) => sum + v, 0)) / n) / 10_000;
  return {
    n,
    pAt1: mean(places.map((place) => (place === 1 ? 1 : 0))),
    mrr: mean(places.map((place) => 1 / place)),
    ndcgAt10: mean(places.map((place) => (place <= 10 ? 1 / Math.log2(place + 1) : 0))),
    hitAt10: mean(places.map((place) => (place <= 10 ? 1 : 0))),
    departmentAccuracy: mean(
      answers.map(({ department, found }) => (found[0]?.department === department ? 1 : 0)),
    ),
  };
}
