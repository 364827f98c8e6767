import { type Adjustment, type FactorKey, factorKeys, type MatchModel } from "../model.js";

/** Factors that medicine asks for: what somebody has done and is licensed for. Less may be taken from them. */
const medical: ReadonlySet<FactorKey> = new Set(["specialty", "disease", "history", "title"]);
/** The most that may be added to a factor, and taken from it, as shares of its own points. */
const mostAdded = 0.5;
const mostTaken = { medical: 0.25, other: 0.5 } as const;

/** Between which points the adjustment of a factor must lie. Every factor keeps a weight above 0, so more of it never lowers a score. */
export const boundsOf = (
  key: FactorKey,
  { points }: Pick<MatchModel, "points">,
): { readonly least: number; readonly most: number } => ({
  least: -points[key] * (medical.has(key) ? mostTaken.medical : mostTaken.other),
  most: points[key] * mostAdded,
});

const spare = 1e-9;

/** What is wrong with an adjustment for this model, as codes; empty: it may be used. */
export function adjustmentFaults(
  { points }: Pick<Adjustment, "points">,
  model: Pick<MatchModel, "points">,
): string[] {
  const faults = factorKeys.filter((key) => {
    const { least, most } = boundsOf(key, model);
    const value = points[key];
    return !Number.isFinite(value) || value < least - spare || value > most + spare;
  });
  const sum = factorKeys.reduce((total, key) => total + points[key], 0);
  return Math.abs(sum) > 1e-6 ? [...faults, "sum"] : faults;
}

/** Most points of each factor with what was learned; together 100 as before. */
export const weighedPoints = ({ points, learned }: MatchModel): Readonly<Record<FactorKey, number>> =>
  learned === undefined
    ? points
    : (Object.fromEntries(factorKeys.map((key) => [key, points[key] + learned.points[key]])) as Record<
        FactorKey,
        number
      >);

/** The model with an adjustment. Throws a RangeError for one that does not fit it. */
export function withAdjustment(model: MatchModel, learned: Adjustment): MatchModel {
  const faults = adjustmentFaults(learned, model);
  if (faults.length > 0) throw new RangeError(`adjustment ${learned.version} does not fit: ${faults.join()}`);
  return { ...model, version: `${model.version}+${learned.version}`, learned };
}
