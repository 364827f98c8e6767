export const stratifierKeys = ["institution", "performer", "specialty", "level", "month", "service"] as const;
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
  /** True: too few cases to show without showing whose they are. The numbers are then 0 and null. */
  readonly isSuppressed: boolean;
}

/** Fewer cases than this are not broken down: a share of three is somebody's. */
export const leastShown = 5;

/** Hides what rests on too few cases. Nothing at all (0) is not hidden: it names nobody. */
export const suppressSmall = (value: IndicatorValue): IndicatorValue =>
  value.of + value.pending > 0 && value.of + value.pending < leastShown
    ? { hits: 0, of: 0, pending: 0, median: null, p90: null, isSuppressed: true }
    : value;
