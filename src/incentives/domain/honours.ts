import { shrunkShare } from "./estimate.js";
import type { HonourMeasure, HonourRules } from "./rules.js";

/** How often somebody did what a measure asks for, of how many times it could be done. */
export interface MeasuredCount {
  readonly hits: number;
  readonly of: number;
}
export interface Nominee {
  readonly personId: string;
  /** Where he competes: 诊疗科目 of the first level, or `all`. */
  readonly groupCode: string;
  readonly cases: number;
  readonly counts: Readonly<Partial<Record<HonourMeasure, MeasuredCount>>>;
}
export interface Figure extends MeasuredCount {
  readonly measure: HonourMeasure;
  readonly weight: number;
  readonly share: number;
  readonly low: number;
}
export interface Placed {
  readonly personId: string;
  readonly groupCode: string;
  readonly place: number;
  /** 0 to 100. */
  readonly score: number;
  readonly figures: readonly Figure[];
}

/** Quarter `2026Q3` or year `2026` as civil dates, both included. */
export function periodDates(period: string): { readonly from: string; readonly to: string } {
  const year = period.slice(0, 4);
  const quarter = Number(period.slice(5) || 0);
  if (quarter === 0) return { from: `${year}-01-01`, to: `${year}-12-31` };
  const month = String(quarter * 3 - 2).padStart(2, "0");
  const last = ["03-31", "06-30", "09-30", "12-31"][quarter - 1] ?? "12-31";
  return { from: `${year}-${month}-01`, to: `${year}-${last}` };
}

/**
 * 评选: among those with the least number of cases, by quality alone. Each measure's share is drawn towards the mean of
 * all nominees and counts with the lower end of its 80 % interval, so that neither one lucky case nor mere volume wins.
 * The first places of each group; equal scores share the order of their ids, so that the list is the same every time.
 */
export function placeNominees(
  nominees: readonly Nominee[],
  list: HonourRules["lists"][number],
  priorCases: number,
): Placed[] {
  const measures = Object.entries(list.weights) as [HonourMeasure, number][];
  const peers = new Map(
    measures.map(([measure]) => {
      const counts = nominees.flatMap(({ counts: all }) => all[measure] ?? []);
      const of = counts.reduce((sum, count) => sum + count.of, 0);
      return [measure, of === 0 ? 0.5 : counts.reduce((sum, { hits }) => sum + hits, 0) / of];
    }),
  );
  const scored = nominees
    .filter(({ cases }) => cases >= list.minCases)
    .map((nominee) => {
      const figures = measures.map(([measure, weight]): Figure => {
        const { hits, of } = nominee.counts[measure] ?? { hits: 0, of: 0 };
        const { value, low } = shrunkShare(hits, of, peers.get(measure) ?? 0.5, priorCases, 0.8);
        return { measure, weight, hits, of, share: value, low };
      });
      return {
        personId: nominee.personId,
        groupCode: nominee.groupCode,
        score: Math.min(
          100,
          figures.reduce((sum, { weight, low }) => sum + weight * low, 0),
        ),
        figures,
      };
    })
    .toSorted((a, b) => b.score - a.score || (a.personId < b.personId ? -1 : 1));
  const taken = new Map<string, number>();
  return scored.flatMap((one) => {
    const place = (taken.get(one.groupCode) ?? 0) + 1;
    taken.set(one.groupCode, place);
    return place <= list.places ? [{ ...one, place }] : [];
  });
}
