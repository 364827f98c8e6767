import type { UrgencyLevel } from "../../../kernel/urgency.js";
import type { DispatchPolicy } from "../policy/dispatch-policy.js";

/** How a multidisciplinary consultation 多学科会诊 is brought together, by level. Times in minutes. */
export interface PanelRule {
  /** Nobody meets sooner than this after he is asked. */
  readonly lead: number;
  /** The latest start after the request is looked at. */
  readonly window: number;
  readonly length: number;
  /** How long an invitation to a proposed time stays open; never beyond the lead. */
  readonly answer: number;
}

/**
 * Defaults. A meeting of several takes longer to bring together than one answer, so its times are wider than the single
 * consult's clocks; for level I the same people are wanted at once.
 */
export const panelPolicy: Readonly<Record<UrgencyLevel, PanelRule>> = {
  I: { lead: 10, window: 120, length: 30, answer: 5 },
  II: { lead: 30, window: 12 * 60, length: 30, answer: 15 },
  III: { lead: 4 * 60, window: 3 * 1440, length: 30, answer: 120 },
  IV: { lead: 24 * 60, window: 7 * 1440, length: 30, answer: 12 * 60 },
};

/** Meetings begin on the half hour, so that they do not overlap by a few minutes. */
export const startStep = 30;

/** Of a policy version that does not say. */
const usualLateness = 0.5;

/** What meeting at the end of the window loses against meeting at its beginning, as a share of the level's urgency. */
export const latenessOf = ({ panelLateness }: Pick<DispatchPolicy, "panelLateness">): number =>
  panelLateness ?? usualLateness;
