import { type Effort, improve } from "./improve.js";
import { findPrices } from "./prices.js";
import { type MdtPlan, type MdtProblem, type Meeting, mostSeats } from "./problem.js";
import { layOut } from "./sites.js";
import { Timetable } from "./timetable.js";

/** How much may be spent. Rounds and moves alone give the same plan every time; a clock ends either early. */
export interface MdtOptions {
  /** A stream of numbers from 0 up to 1. */
  readonly random: () => number;
  /** Rounds of looking for prices. */
  readonly rounds?: number | undefined;
  /** Moves of improving. */
  readonly moves?: number | undefined;
  /** Share of the time that is gone, 0 … 1; the first third may go into prices. */
  readonly timeGone?: (() => number) | undefined;
}

/**
 * Plans meetings: a plan that is worth much, and a bound that no plan exceeds. The problem must have no {@link mdtFaults}.
 * First come a greedy plan and prices, which give the bound; then the plan is improved until the effort is spent or the bound is
 * reached.
 */
export function solveMdt(problem: MdtProblem, options: MdtOptions): MdtPlan {
  const { random, rounds = 600, moves = 100_000, timeGone } = options;
  const sites = layOut(problem);
  const table = new Timetable(sites);
  const byWorth = requestsByWorth(problem);
  for (const i of byWorth) table.putBest(i);
  const { price, bound } = findPrices(sites, table.total, {
    most: rounds,
    isLate: timeGone === undefined ? undefined : () => timeGone() >= 1 / 3,
  });
  const begun = timeGone?.() ?? 0;
  const effort: Effort = {
    random,
    spent: (made) =>
      Math.max(made / moves, timeGone === undefined ? 0 : (timeGone() - begun) / Math.max(1e-9, 1 - begun)),
  };
  improve(table, price, bound, effort);
  table.dropWorthless();
  const total = table.total;
  return {
    meetings: meetingsOf(table),
    total,
    bound: Math.max(bound, total),
    gap: Math.max(0, bound - total),
  };
}

/** The plan of a rule of thumb: whoever is worth most takes the best that is left. */
export function planGreedily(problem: MdtProblem): { meetings: (Meeting | undefined)[]; total: number } {
  const table = new Timetable(layOut(problem));
  for (const i of requestsByWorth(problem)) table.putBest(i);
  return { meetings: meetingsOf(table), total: table.total };
}

/** Requests by the most they could be worth if they were alone, falling; ties in their order. */
function requestsByWorth({ requests }: MdtProblem): number[] {
  const worth = requests.map(
    ({ seats, slotValue }) =>
      Math.max(...slotValue, 0) +
      seats.reduce((sum, seat) => sum + Math.max(0, ...seat.map(({ value }) => value)), 0),
  );
  return [...worth.keys()].sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0) || a - b);
}

function meetingsOf({ sites, siteOf, team }: Timetable): (Meeting | undefined)[] {
  return Array.from(siteOf, (site, i) => {
    if (site < 0) return undefined;
    const seats = (sites.seatStart[site + 1] ?? 0) - (sites.seatStart[site] ?? 0);
    const chosen = team.subarray(i * mostSeats, i * mostSeats + seats);
    let value = sites.siteValue[site] ?? 0;
    for (const c of chosen) value += sites.value[c] ?? 0;
    return { slot: sites.siteSlot[site] ?? 0, team: Array.from(chosen, (c) => sites.expert[c] ?? 0), value };
  });
}
