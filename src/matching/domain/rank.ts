import type { PractitionerRoleId } from "../../kernel/types.js";
import { type ExclusionCode, exclusionCodes, exclusionTexts } from "./exclusion.js";
import type { Sentence } from "./explain.js";
import { type Candidate, defaultLimit, judge, type Judgment, type RankOptions } from "./judge.js";
import type { MatchPool } from "./pool.js";
import type { MatchRequest } from "./request.js";

export type { Candidate, Factor, RankOptions } from "./judge.js";

export interface ExclusionGroup extends Sentence {
  readonly code: ExclusionCode;
  readonly count: number;
  /** At most three, the most relevant first. */
  readonly examples: readonly {
    readonly practitionerRoleId: PractitionerRoleId;
    readonly name: string;
    readonly institutionName: string;
    readonly detail: string;
  }[];
}

export interface Ranking {
  readonly modelVersion: string;
  /** Members looked at: eligible ones and excluded ones. */
  readonly considered: number;
  /** Everyone who could be asked, shown or not. */
  readonly eligible: number;
  /** The best `limit` people, each with the best post, best first; equal scores by name, then by role id. */
  readonly candidates: readonly Candidate[];
  /** In the order in which the filters look; only codes that occur. */
  readonly excluded: readonly ExclusionGroup[];
}

/**
 * Ranks the pool for a request. Members that must not be asked are counted with the first reason that stands in the
 * way, so `eligible` and all counts together are `considered`. The order is total (score, name, role id) and does not
 * depend on the order of the pool; no candidates means that nobody may be asked.
 */
export function rank(request: MatchRequest, pool: MatchPool, options: RankOptions): Ranking {
  const judgment = judge(request, pool, options);
  return {
    modelVersion: judgment.model.version,
    considered: pool.size,
    eligible: judgment.eligible,
    candidates: shownOf(judgment, pool, options).map(judgment.explain),
    excluded: groupsOf(judgment, pool),
  };
}

/** Indices to show: one post a person, and the role asked for by name if it is not among them. */
export function shownOf(judgment: Judgment, pool: MatchPool, options: RankOptions): number[] {
  const people = new Set<string>();
  const shown: number[] = [];
  const { limit = defaultLimit, alsoRoleId } = options;
  for (const m of judgment.order) {
    if (shown.length >= limit) break;
    const person = pool.members[m]?.practitionerId ?? "";
    if (people.has(person)) continue;
    people.add(person);
    shown.push(m);
  }
  const also = pool.slotOf(alsoRoleId ?? "");
  if (also !== undefined && !shown.includes(also) && judgment.exclusionOf(also) === undefined)
    shown.push(also);
  return shown;
}

function groupsOf(judgment: Judgment, pool: MatchPool): ExclusionGroup[] {
  return exclusionCodes.flatMap((code) => {
    const count = judgment.excluded.get(code);
    if (count === undefined) return [];
    return [
      {
        code,
        count,
        ...exclusionTexts[code],
        examples: judgment.nearest(code).flatMap((m) => {
          const member = pool.members[m];
          if (!member) return [];
          const { practitionerRoleId, name, institutionName } = member;
          return [{ practitionerRoleId, name, institutionName, detail: judgment.detailOf(m, code) }];
        }),
      },
    ];
  });
}
