import { type BundlingRule, noBundling } from "../bundling.js";
import { latenessOf } from "../panel/panel-policy.js";
import { type DispatchPolicy, levelPolicies } from "../policy/dispatch-policy.js";
import { type LineUpId, lineUpIds, type LineUpKind, lineUpNames } from "./line-up-names.js";
import { ourPolicy } from "./our-policy.js";
import type { SimPolicy } from "./sim-policy.js";
import * as simple from "./simple-policies.js";

/** A way of dispatching that can be compared with the others. */
export interface LineUpEntry {
  readonly id: LineUpId;
  readonly zh: string;
  readonly en: string;
  readonly kind: LineUpKind;
  /** A policy with no memory of earlier runs. */
  readonly make: () => SimPolicy;
  /** How its meetings are booked. */
  readonly bundling: BundlingRule;
}

/** The ways of dispatching, what peers do first. @param policy what “ours” dispatches by */
export function lineUp(policy: DispatchPolicy): readonly LineUpEntry[] {
  const forEach = (change: Partial<DispatchPolicy["levels"]["I"]>): DispatchPolicy => ({
    ...policy,
    levels: levelPolicies((level) => ({ ...policy.levels[level], ...change })),
  });
  const makers: Readonly<Record<LineUpId, () => SimPolicy>> = {
    random: simple.randomPolicy,
    round_robin: simple.roundRobin,
    weighted_round_robin: simple.weightedRoundRobin,
    longest_idle: simple.longestIdle,
    top_rated: simple.topRatedFirst,
    greedy: simple.greedy,
    ours: () => ourPolicy({ policy }),
    ours_no_response: () => ourPolicy({ policy: forEach({ answerWeight: 0 }), chances: "none" }),
    ours_no_hedging: () => ourPolicy({ policy: forEach({ parallelOffers: 1 }) }),
    ours_no_fairness: () => ourPolicy({ policy: { ...policy, fairness: 0 } }),
    ours_one_by_one: () => ourPolicy({ policy, isTogether: false }),
    ours_no_ageing: () => ourPolicy({ policy: { ...policy, ageing: { perClock: 0, most: 0 } } }),
    // It changes when people meet, not whom it asks.
    ours_bundled: () => ourPolicy({ policy }),
    ours_panels_later: () => ourPolicy({ policy: { ...policy, panelLateness: latenessOf(policy) / 8 } }),
    ours_team_first: () => ourPolicy({ policy, isTeamFirst: true }),
    ours_wrong_person: () => ourPolicy({ policy, chances: "of_somebody_else" }),
    ours_wrong_hour: () => ourPolicy({ policy, chances: "twelve_hours_off" }),
  };
  const bundling = policy.bundling ?? noBundling;
  const isOurs = (id: LineUpId): boolean => lineUpNames[id].kind !== "peers";
  return lineUpIds.map((id) => ({
    id,
    ...lineUpNames[id],
    make: makers[id],
    bundling: id === "ours_bundled" ? { ...bundling, isOn: true } : isOurs(id) ? bundling : noBundling,
  }));
}
