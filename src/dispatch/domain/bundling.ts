import type { UrgencyLevel } from "../../kernel/urgency.js";

/**
 * 合并会诊: whether a meeting that is not urgent may begin somewhat later so that it joins a sitting, the meetings an expert
 * holds one after another without leaving the consultation room.
 */
export interface BundlingRule {
  readonly isOn: boolean;
  /** What one way to the consultation room and back, with setting up, costs the expert, in minutes. */
  readonly walkMinutes: number;
  /** What a minute of later start costs at level IV, in minutes of the expert's time; at III as much more as III weighs. */
  readonly waitPrice: number;
}

/** What a policy that says nothing of it means: every meeting at the first common time. */
export const noBundling: BundlingRule = { isOn: false, walkMinutes: 20, waitPrice: 0.1 };

/** Only these levels wait for somebody's convenience. */
const bundled: readonly UrgencyLevel[] = ["III", "IV"];

/** A time at which the meeting can be, UTC minutes. */
export interface Startable {
  readonly start: number;
  /** It follows or precedes another meeting of the expert closely. */
  readonly joinsSitting: boolean;
}

export interface ChosenStart<S extends Startable> {
  readonly slot: S;
  /** How much later than the first common time; 0: it is the first. */
  readonly laterMinutes: number;
  /** Minutes of the expert's time gained, less the price of waiting; 0 where nothing was gained by waiting. */
  readonly gain: number;
}

/** What waiting from the first common time costs, in minutes of the expert's time. */
export const waitingCost = (rule: BundlingRule, relativeUrgency: number, laterMinutes: number): number =>
  rule.waitPrice * relativeUrgency * laterMinutes;

/**
 * When a meeting begins: at the first common time, or later where joining a sitting is worth more than the wait, never after
 * `latestStart`. Of equally good ones the earliest. Undefined: there is no common time.
 * @param slots in order of time
 * @param ask.relativeUrgency how much the level weighs beside level IV, 1 or more
 */
export function chooseStart<S extends Startable>(
  slots: readonly S[],
  ask: { readonly level: UrgencyLevel; readonly relativeUrgency: number; readonly latestStart: number },
  rule: BundlingRule,
): ChosenStart<S> | undefined {
  const [first] = slots;
  if (first === undefined) return undefined;
  let best: ChosenStart<S> = { slot: first, laterMinutes: 0, gain: 0 };
  if (!rule.isOn || !bundled.includes(ask.level) || first.joinsSitting) return best;
  for (const slot of slots) {
    if (!slot.joinsSitting || slot.start > ask.latestStart) continue;
    const laterMinutes = slot.start - first.start;
    const gain = rule.walkMinutes - waitingCost(rule, ask.relativeUrgency, laterMinutes);
    if (gain > best.gain) best = { slot, laterMinutes, gain };
  }
  return best;
}
