import { groupBy } from "../../kernel/collections.js";
import { forecastNext, type Forecast } from "./forecast.js";
import { growthOf } from "./months.js";
import type { Reach } from "./reach.js";
import { type Shortage, shortageOf } from "./shortage.js";
import { waitQuantile } from "./waits.js";

interface MonthSums {
  readonly regionCode: string;
  readonly specialtyCode: string;
  readonly month: string;
  readonly requests: number;
  readonly met: number;
  readonly unmet: number;
  readonly late: number;
  readonly declined: number;
  readonly waits: readonly number[];
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
  readonly byMonth: readonly { month: string; requests: number; met: number; late: number }[];
  readonly forecast: Forecast;
  readonly shortage: Shortage;
}

export function sumUp(lines: readonly MonthSums[]): Sums {
  const total = { requests: 0, met: 0, unmet: 0, late: 0, declined: 0 };
  const waits = [0, 0, 0, 0, 0, 0];
  for (const line of lines) {
    total.requests += line.requests;
    total.met += line.met;
    total.unmet += line.unmet;
    total.late += line.late;
    total.declined += line.declined;
    for (const [n, count] of line.waits.entries()) waits[n] = (waits[n] ?? 0) + count;
  }
  return { ...total, p50WaitMinutes: waitQuantile(waits, 0.5), p90WaitMinutes: waitQuantile(waits, 0.9) };
}

/**
 * Each region and field that something was asked of, worst shortage first (ties: more requests, then codes). `months` are those
 * of the period, oldest first; the last one is not over yet, so neither trend nor forecast looks at it.
 * What is usual is taken from `all`, where the lines are those of some cells only.
 */
export function supplyCells(
  lines: readonly MonthSums[],
  months: readonly string[],
  reachIn: (regionCode: string, specialtyCode: string) => Reach,
  all: Pick<Sums, "requests" | "unmet" | "late"> = sumUp(lines),
): SupplyCell[] {
  const share = (count: number) => (all.requests === 0 ? 0 : count / all.requests);
  const usual = { unmetShare: share(all.unmet), lateShare: share(all.late) };
  const cells = groupBy(lines, ({ regionCode, specialtyCode }) => `${regionCode} ${specialtyCode}`);
  return [...cells.values()]
    .map((own): SupplyCell => {
      const { regionCode = "", specialtyCode = "" } = own[0] ?? {};
      const sums = sumUp(own);
      const lineOf = new Map(own.map((one) => [one.month, one]));
      const byMonth = months.map((month) => {
        const line = lineOf.get(month);
        return { month, requests: line?.requests ?? 0, met: line?.met ?? 0, late: line?.late ?? 0 };
      });
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
