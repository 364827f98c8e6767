import { type ExclusionCode, exclusionTexts } from "./exclusion.js";
import type { Sentence } from "./explain.js";
import type { MatchPool } from "./pool.js";
import { type Candidate, type Factor, judge, type RankOptions } from "./judge.js";
import { shownOf } from "./rank.js";
import type { MatchRequest } from "./request.js";

export type WhyNot =
  | { readonly status: "unknown" }
  | ({ readonly status: "excluded"; readonly code: ExclusionCode; readonly detail: string } & Sentence)
  | {
      readonly status: "ranked";
      /** 1 is the best; null: below the first `compared`, where so many may be asked that not all are put in order. */
      readonly position: number | null;
      readonly compared: number;
      readonly eligible: number;
      readonly candidate: Candidate;
      /** The last one of the list that is shown; null when this one is shown, or nobody is. */
      readonly lastShown: Candidate | null;
      /** Factor by factor, what this one is short of against the last one shown; the largest gap first. */
      readonly gaps: readonly { readonly key: Factor["key"]; readonly points: number }[];
    };

/** Of up to so many who may be asked, everyone has a place. */
const placedUpTo = 20_000;

/** Why this expert's role is not among the first `limit`: the rule in the way, or the points that are missing. */
export function whyNot(
  request: MatchRequest,
  pool: MatchPool,
  practitionerRoleId: string,
  options: RankOptions,
): WhyNot {
  const m = pool.slotOf(practitionerRoleId);
  if (m === undefined) return { status: "unknown" };
  const judgment = judge(request, pool, { judgeAllUpTo: placedUpTo, ...options });
  const code = judgment.exclusionOf(m);
  if (code !== undefined)
    return { status: "excluded", code, ...exclusionTexts[code], detail: judgment.detailOf(m, code) };
  const at = judgment.order.indexOf(m);
  const shown = shownOf(judgment, pool, options);
  const candidate = judgment.explain(m);
  const last = shown.includes(m) ? undefined : shown.at(-1);
  const lastShown = last === undefined ? null : judgment.explain(last);
  return {
    status: "ranked",
    position: at < 0 ? null : at + 1,
    compared: judgment.order.length,
    eligible: judgment.eligible,
    candidate,
    lastShown,
    gaps: (lastShown?.factors ?? [])
      .map((theirs, i) => ({
        key: theirs.key,
        points: Math.round((theirs.points - (candidate.factors[i]?.points ?? 0)) * 100) / 100,
      }))
      .filter((gap) => gap.points > 0)
      .sort((a, b) => b.points - a.points),
  };
}
