import { firstCommonTime } from "./panel-ways.js";
import type { SimDecision, SimPolicy } from "./sim-policy.js";
import { barredBy, type SimState } from "./state.js";

/** Who of a request's candidates is asked: an index into them; −1: nobody. Only those who may be asked are given. */
type Choose = (
  state: SimState,
  request: number,
  candidates: readonly { readonly expert: number; readonly ability: number }[],
  random: () => number,
) => number;

/** A seat of a panel is no single request; a rule that keeps turns by specialty has one turn for all seats. */
const noRequest = -1;

/**
 * A policy that looks at one request after another and asks one expert at a time; when everybody has been asked, a person
 * takes over. What peers do.
 */
const oneByOne = (choose: Choose): SimPolicy => ({
  panels: firstCommonTime((state, candidates, random) => choose(state, noRequest, candidates, random)),
  decide(state, waiting, random): SimDecision {
    const offers: { request: number; expert: number }[] = [];
    const lookAgain: { request: number; minutes: number }[] = [];
    const handOver: number[] = [];
    const given = new Map<number, number>();
    for (const request of waiting) {
      const asked = state.requests[request];
      if (!asked || asked.liveOffers.size > 0) continue;
      const all = state.world.requests[request]?.candidates ?? [];
      const fresh = all.filter(({ expert }) => !asked.asked.has(expert));
      if (fresh.length === 0) {
        handOver.push(request);
        continue;
      }
      // What this very round gave is counted as an open offer.
      const free = fresh.filter(({ expert }) => isFree(state, expert, given.get(expert) ?? 0));
      const chosen = free[choose(state, request, free, random)];
      if (!chosen) {
        lookAgain.push({ request, minutes: 1 });
        continue;
      }
      offers.push({ request, expert: chosen.expert });
      given.set(chosen.expert, (given.get(chosen.expert) ?? 0) + 1);
    }
    return { offers, lookAgain, handOver };
  },
});

function isFree(state: SimState, expert: number, given: number): boolean {
  const one = state.experts[expert];
  if (!one) return false;
  if (given === 0) return barredBy(state, expert) === null;
  return (
    barredBy(
      { ...state, experts: state.experts.with(expert, { ...one, openOffers: one.openOffers + given }) },
      expert,
    ) === null
  );
}

/** The index of the greatest score; of equal ones the first. */
function greatest<T>(items: readonly T[], score: (item: T) => number): number {
  let [best, most] = [-1, -Infinity];
  for (const [i, item] of items.entries()) {
    const value = score(item);
    if (best < 0 || value > most) [best, most] = [i, value];
  }
  return best;
}

export const randomPolicy = (): SimPolicy =>
  oneByOne((_, _request, candidates, random) => Math.floor(random() * candidates.length));

/** Everybody in turn, each specialty with its own turn. */
export function roundRobin(): SimPolicy {
  const last = new Map<number, number>();
  return oneByOne((state, request, candidates) => {
    const specialty = specialtyOf(state, request);
    const before = last.get(specialty) ?? -1;
    const chosen = greatest(candidates, ({ expert }) => -(expert > before ? expert : expert + 1e9));
    const one = candidates[chosen];
    if (one) last.set(specialty, one.expert);
    return chosen;
  });
}

export const topRatedFirst = (): SimPolicy =>
  oneByOne((state, _, candidates) =>
    greatest(candidates, ({ expert }) => state.world.experts[expert]?.rating ?? 0),
  );

/** Whoever has not been asked for the longest; who was never asked comes first, in his order. */
export const longestIdle = (): SimPolicy =>
  oneByOne((state, _, candidates) =>
    greatest(candidates, ({ expert }) => -(state.experts[expert]?.lastAskedAt ?? 0)),
  );

/** Best score for the request first: what a ranking alone does. */
export const greedy = (): SimPolicy =>
  oneByOne((_state, _request, candidates) => greatest(candidates, ({ ability }) => ability));

/**
 * Weighted round robin as cal.com does it: whoever is furthest behind his share of the bookings so far (share by weight,
 * here the daily cap), then the greater weight, then the least recently booked; priorities are equal here. Bookings of
 * the last 28 days count, which is all of a simulated stretch.
 * Source: calcom/cal.com, getLuckyUser; issue #15340, PR #15558.
 */
export function weightedRoundRobin(): SimPolicy {
  return oneByOne((state, request, candidates) => {
    const everybody = state.world.requests[request]?.candidates ?? [];
    let [weights, booked] = [0, 0];
    for (const { expert } of everybody) {
      weights += state.world.experts[expert]?.dayCap ?? 0;
      booked += state.experts[expert]?.taken ?? 0;
    }
    const weightOf = (expert: number): number => state.world.experts[expert]?.dayCap ?? 0;
    const behind = ({ expert }: { readonly expert: number }): number =>
      (weightOf(expert) / Math.max(1, weights)) * booked - (state.experts[expert]?.taken ?? 0);
    const most = Math.max(...candidates.map(behind));
    const ranked = candidates
      .map((candidate, i) => ({ i, expert: candidate.expert, behind: behind(candidate) }))
      .filter((one) => one.behind === most)
      .sort(
        (a, b) =>
          weightOf(b.expert) - weightOf(a.expert) ||
          (state.experts[a.expert]?.lastTakenAt ?? 0) - (state.experts[b.expert]?.lastTakenAt ?? 0) ||
          a.expert - b.expert,
      );
    return ranked[0]?.i ?? -1;
  });
}

const specialtyOf = (state: SimState, request: number): number => {
  const first = state.world.requests[request]?.candidates[0]?.expert;
  return first === undefined ? -1 : (state.world.experts[first]?.specialty ?? -1);
};
