/** When what happens in a campaign, in days since the expert was asked. Stored with each campaign. */
export interface CampaignRule {
  readonly remindDays: readonly number[];
  /** The hospital's 医务部 is told. */
  readonly escalateDay: number;
  /** Facts that were not confirmed expire: ranking believes them less. */
  readonly lapseDay: number;
  /** No more offers until he confirms. */
  readonly suspendDay: number;
}

export const campaignRule: CampaignRule = {
  remindDays: [7, 14],
  escalateDay: 21,
  lapseDay: 30,
  suspendDay: 60,
};
/** A campaign of the whole pool begins by itself this many days after the last one. */
export const campaignEveryDays = 182;
/** An expert is asked when he has confirmed nothing for this long, whatever the single facts say. */
export const personReviewDays = 180;

export const taskStatuses = ["open", "lapsed", "suspended", "confirmed", "closed"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** From each state, where it may go; the database holds the same table. `closed`: he left, so nobody is asked any more. */
export const taskTransitions: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  open: ["confirmed", "lapsed", "closed"],
  lapsed: ["confirmed", "suspended", "closed"],
  suspended: ["confirmed", "closed"],
  confirmed: [],
  closed: [],
};

/** How far a task has come. */
export interface TaskProgress {
  readonly status: TaskStatus;
  /** Reminders given after the first word. */
  readonly reminders: number;
  readonly isEscalated: boolean;
}

export type TaskStep = "remind" | "escalate" | "lapse" | "suspend";

/**
 * What is due now, in the order it is to be done. Of several reminders that were missed only one is given; nothing is
 * done twice, and a graver step takes the place of a reminder that would say less.
 * @param days whole days since the expert was asked.
 */
export function dueSteps(rule: CampaignRule, task: TaskProgress, days: number): TaskStep[] {
  if (task.status === "confirmed" || task.status === "closed") return [];
  const steps: TaskStep[] = [];
  const isLapsing = task.status === "open" && days >= rule.lapseDay;
  const reached = rule.remindDays.filter((day) => days >= day).length;
  if (task.status === "open" && !isLapsing && reached > task.reminders) steps.push("remind");
  if (!task.isEscalated && days >= rule.escalateDay) steps.push("escalate");
  if (isLapsing) steps.push("lapse");
  if ((isLapsing || task.status === "lapsed") && days >= rule.suspendDay) steps.push("suspend");
  return steps;
}

/** What an answer to one fact means: still right, it has changed, no longer so. */
export const factAnswers = ["right", "changed", "gone"] as const;
export type FactAnswer = (typeof factAnswers)[number];
