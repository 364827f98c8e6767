import type { UrgencyLevel } from "../../../kernel/urgency.js";
import { type FactorKey, factorKeys, type MatchModel } from "../model.js";

/** Somebody a ranking showed. */
export interface Shown {
  readonly roleId: string;
  /** Place in the ranking, 1 the best. */
  readonly place: number;
  /** Each factor from 0 to 1, in the order of {@link factorKeys}. */
  readonly shares: readonly number[];
}

/** One who was asked, and what it came to. */
export interface Asked {
  readonly roleId: string;
  /** The odds with which he was asked in that moment; null: not on record. */
  readonly chance: number | null;
  /** Asked first of all, by the platform itself: what an estimate of another order can go by. */
  readonly isFirst: boolean;
  /** {@link rewardOf}, 0 to 1; null: it says nothing of the choice. */
  readonly reward: number | null;
}

/** One ranking of one seat with what came of it. */
export interface Lesson {
  readonly decisionId: string;
  readonly madeAt: string;
  readonly level: UrgencyLevel;
  /** The specialty asked for; null: none. */
  readonly specialtyCode: string | null;
  readonly shown: readonly Shown[];
  readonly asked: readonly Asked[];
  /** Those a person found unsuitable for the case. */
  readonly unsuitable: readonly string[];
}

/** How an offer ended and what the consultation came to. */
export interface Outcome {
  readonly ended: "accepted" | "declined" | "expired" | "withdrawn";
  readonly declineCode: string | null;
  readonly decision: "adopted" | "partly_adopted" | "not_adopted" | null;
  /** The inviter's rating, 1 to 5; null: none given. */
  readonly usefulness: number | null;
}

/** Advice taken up is what the platform is for; a colleague who could not come was still a right choice at a wrong hour. */
const worth = { adopted: 1, partly_adopted: 0.8, not_adopted: 0.3, noTime: 0.2, wrong: 0 } as const;
const usefulnessWeight = 0.3;
/** Says that he was the wrong one; the other reasons say that he could not. */
const wrongReasons: ReadonlySet<string> = new Set(["not_my_field", "left_post"]);
/** Says something of the case or of a rule, nothing of the choice. */
const sayNothing: ReadonlySet<string> = new Set(["conflict", "insufficient_information", "needs_transfer"]);

/** What the choice was worth, 0 to 1; null: the end says nothing of it, or what came of it is not known yet. */
export function rewardOf({ ended, declineCode, decision, usefulness }: Outcome): number | null {
  if (ended === "withdrawn") return null;
  if (ended === "expired") return worth.noTime;
  if (ended === "declined") {
    if (sayNothing.has(declineCode ?? "")) return null;
    return wrongReasons.has(declineCode ?? "") ? worth.wrong : worth.noTime;
  }
  if (decision === null) return null;
  return usefulness === null
    ? worth[decision]
    : (1 - usefulnessWeight) * worth[decision] + (usefulnessWeight * (usefulness - 1)) / 4;
}

/** Shares of the factors from the points a stored ranking gave; undefined: the model was another one. */
export const sharesOf = (
  points: ReadonlyMap<string, number>,
  model: Pick<MatchModel, "points">,
): number[] | undefined => {
  const shares = factorKeys.map((key: FactorKey) => (points.get(key) ?? Number.NaN) / model.points[key]);
  return shares.every((share) => share >= 0 && share <= 1 + 1e-9) ? shares : undefined;
};
