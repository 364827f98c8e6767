import { forecastNext, type Forecast } from "./forecast.js";
import { growthOf } from "./months.js";
import type { Reach } from "./reach.js";
import { type Shortage, shortageOf } from "./shortage.js";
import { waitQuantile } from "./waits.js";

interface MonthOfCell {
  /** YYYY-MM */
  readonly month: string;
  readonly requests: number;
  readonly met: number;
  readonly late: number;
}

/** Sums over one region and specialty. */
export interface CellSums {
  readonly regionCode: string;
  readonly specialtyCode: string;
  readonly requests: number;
  readonly met: number;
  readonly unmet: number;
  readonly late: number;
  readonly declined: number;
  /** Accepted by class of waiting, see `waitBounds`. */
  readonly waits: readonly number[];
  /** Those in which something was asked for, in any order. */
  readonly months: readonly MonthOfCell[];
}

export interface Sums {
  readonly requests: number;
  readonly met: number;
  readonly unmet: number;
  readonly late: number;
  readonly declined: number;
  readonly p50WaitMinutes: number | null;
  readonly p90WaitMinutes: number | null;
}

export interface SupplyCell extends Sums {
  readonly regionCode: string;
  readonly specialtyCode: string;
  readonly reach: Reach;
  readonly capUse: number;
  /** One a month of the period, oldest first. */
  readonly byMonth: readonly MonthOfCell[];
  readonly forecast: Forecast;
  readonly shortage: Shortage;
}

export function sumUp(cells: readonly CellSums[]): Sums {
  const total = { requests: 0, met: 0, unmet: 0, late: 0, declined: 0 };
  const waits = [0, 0, 0, 0, 0, 0];
  for (const cell of cells) {
    total.requests += cell.requests;
    total.met += cell.met;
    total.unmet += cell.unmet;
    total.late += cell.late;
    total.declined += cell.declined;
    for (const [n, count] of cell.waits.entries()) waits[n] = (waits[n] ?? 0) + count;
  }
  return { ...total, p50WaitMinutes: waitQuantile(waits, 0.5), p90WaitMinutes: waitQuantile(waits, 0.9) };
}

/**
 * Each region and field that something was asked of, worst shortage first (ties: more requests, then codes). `months` are those
 * of the period, oldest first; the last one is not over yet, so neither trend nor forecast looks at it.
 * What is usual is taken from `all`, where `asked` is some cells only.
 */
export function supplyCells(
  asked: readonly CellSums[],
  months: readonly string[],
  reachIn: (regionCode: string, specialtyCode: string) => Reach,
  all: Pick<Sums, "requests" | "unmet" | "late"> = sumUp(asked),
): SupplyCell[] {
  const share = (count: number) => (all.requests === 0 ? 0 : count / all.requests);
  const usual = { unmetShare: share(all.unmet), lateShare: share(all.late) };
  return asked
    .map((cell): SupplyCell => {
      const { regionCode, specialtyCode } = cell;
      const sums = sumUp([cell]);
      const known = new Map(cell.months.map((one) => [one.month, one]));
      const byMonth = months.map((month) => known.get(month) ?? { month, requests: 0, met: 0, late: 0 });
      const whole = byMonth.slice(0, -1).map(({ requests }) => requests);
      const forecast = forecastNext(whole);
      const reach = reachIn(regionCode, specialtyCode);
      const capUse = reach.weeklyCap === 0 ? 0 : reach.taken / (4 * reach.weeklyCap);
      const shortage = shortageOf(
        {
          ...sums,
          expertsInReach: reach.experts,
          capUse,
          expected: forecast.expected,
          growth: growthOf(whole),
        },
        usual,
      );
      return { regionCode, specialtyCode, ...sums, reach, capUse, byMonth, forecast, shortage };
    })
    .sort(
      (a, b) =>
        b.shortage.score - a.shortage.score ||
        b.requests - a.requests ||
        (`${a.regionCode} ${a.specialtyCode}` < `${b.regionCode} ${b.specialtyCode}` ? -1 : 1),
    );
}
