import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { DispatchPolicy } from "./policy/dispatch-policy.js";

/** What one pairing is made of, kept with the decision. All parts are added; `value` is their sum. */
export interface Utility {
  /** How well he can answer this question, 0 to 1, times the level's urgency. */
  readonly ability: number;
  /** His chance to accept before the offer lapses, times the level's weight for it and its urgency. */
  readonly answer: number;
  /** What the case has gained with waiting: the same for all its candidates. */
  readonly waiting: number;
  readonly value: number;
}

/** What a case gains with waiting: grows with each acceptance clock it has waited, and is capped. */
export const waitingBonus = (
  policy: Pick<DispatchPolicy, "ageing">,
  waitedMinutes: number,
  acceptMinutes: number,
): number =>
  Math.min(
    policy.ageing.most,
    (policy.ageing.perClock * Math.max(0, waitedMinutes)) / Math.max(1, acceptMinutes),
  );

/**
 * The worth of asking one expert for one case: urgency × (ability + weight × chance of an answer in time) + waiting.
 * @param ability 0 to 1
 * @param acceptChance his chance to accept before the offer lapses, 0 to 1
 */
export function utilityOf(
  policy: DispatchPolicy,
  opening: { readonly level: UrgencyLevel; readonly waitedMinutes: number; readonly acceptMinutes: number },
  ability: number,
  acceptChance: number,
): Utility {
  const rule = policy.levels[opening.level];
  const parts = {
    ability: rule.urgency * ability,
    answer: rule.urgency * rule.answerWeight * acceptChance,
    waiting: waitingBonus(policy, opening.waitedMinutes, opening.acceptMinutes),
  };
  return { ...parts, value: parts.ability + parts.answer + parts.waiting };
}

/**
 * What the next case costs an expert who has used this share of his day: nothing while he is idle, `fairness` at his
 * cap, rising in between, so that equals share the work.
 */
export const loadPrice = (policy: Pick<DispatchPolicy, "fairness">, shareOfDayUsed: number): number =>
  policy.fairness * Math.min(1, Math.max(0, shareOfDayUsed)) ** 2;
