export const stratifierKeys = [
  "institution",
  "performer",
  "region",
  "specialty",
  "level",
  "month",
  "service",
] as const;
export type StratifierKey = (typeof stratifierKeys)[number];

/** One indicator over one set of cases. */
export interface IndicatorValue {
  /** What met it, and what could have: known and not excluded. */
  readonly hits: number;
  readonly of: number;
  /** Belongs to the denominator, but is not known yet 未完成. */
  readonly pending: number;
  /** Minutes; null for shares and where nothing is known. */
  readonly median: number | null;
  readonly p90: number | null;
  /** True: median and P90 are drawn within their class (a fifth wide), as over very many cases. */
  readonly isDrawn: boolean;
  /** True: too few cases to show without showing whose they are. The numbers are then 0 and null. */
  readonly isSuppressed: boolean;
}

/** Fewer cases than this are not broken down: a share of three is somebody's. */
export const leastShown = 5;

/** Hides what rests on too few cases. Nothing at all (0) is not hidden: it names nobody. */
export const suppressSmall = (value: IndicatorValue): IndicatorValue =>
  value.of + value.pending > 0 && value.of + value.pending < leastShown
    ? { hits: 0, of: 0, pending: 0, median: null, p90: null, isDrawn: false, isSuppressed: true }
    : value;

/** Minutes by which a class of durations is bounded, four classes to a doubling: the first holds up to a minute. */
const lowerBound = (place: number): number => (place === 0 ? 0 : 2 ** ((place - 1) / 4));

/**
 * The duration that `share` of those counted did not exceed, in minutes to a tenth, from counts by class (class 0 up to a minute,
 * class n from 2^((n-1)/4) minutes, the last one open and answered with its lower bound), drawn straight within the class. Null
 * without any.
 */
export function quantileOfClasses(classes: readonly number[], share: number): number | null {
  const total = classes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [place, count] of classes.entries()) {
    if (count > 0 && below + count >= share * total) {
      const from = lowerBound(place);
      const to = place === classes.length - 1 ? from : lowerBound(place + 1);
      return Math.round((from + ((share * total - below) / count) * (to - from)) * 10) / 10;
    }
    below += count;
  }
  return null;
}
