/** A follow-up's states: not due yet · asked of the inviting doctor · with the quality office · answered · given up with a reason. */
export type FollowUpStatus = "waiting" | "asked" | "escalated" | "done" | "unreachable";
export const patientOutcomes = ["recovered", "improved", "unchanged", "worse", "died"] as const;
export type PatientOutcome = (typeof patientOutcomes)[number];
export const patientPlaces = ["home", "here", "transferred", "readmitted"] as const;
export type PatientPlace = (typeof patientPlaces)[number];

/** When the course of which diseases is asked for. */
export interface FollowUpPlan {
  readonly key: string;
  /** ICD-10 categories, or letters that begin one; empty: everything else. */
  readonly categories: readonly string[];
  /** Days after the consultation was closed. */
  readonly days: readonly number[];
  readonly zh: string;
  readonly en: string;
}

/** Days after being asked on which the doctor is reminded, and the quality office is told. */
export const reminderRule = { remindAfterDays: 3, escalateAfterDays: 7 } as const;

/**
 * The plan of a disease: the longest matching category decides; a plan without categories takes the rest.
 * Throws when no plan takes the rest.
 */
export function planFor(category: string, plans: readonly FollowUpPlan[]): FollowUpPlan {
  let best: { readonly plan: FollowUpPlan; readonly length: number } | undefined;
  for (const plan of plans)
    for (const one of plan.categories.length === 0 ? [""] : plan.categories)
      if (category.startsWith(one) && (best === undefined || one.length > best.length))
        best = { plan, length: one.length };
  if (best === undefined) throw new Error("no follow-up plan takes the rest");
  return best.plan;
}

/** The civil date `days` after another. */
export const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export type FollowUpStep = "ask" | "remind" | "escalate";

/**
 * What a night has to do for a follow-up that is not answered. Each step comes once, however the nights fall: asking from the
 * due day on, one reminder, then the quality office.
 */
export function followUpStep(
  one: { readonly status: FollowUpStatus; readonly dueOn: string; readonly reminders: number },
  today: string,
): FollowUpStep | null {
  if (one.status === "waiting") return today >= one.dueOn ? "ask" : null;
  if (one.status !== "asked") return null;
  if (today >= dayAfter(one.dueOn, reminderRule.escalateAfterDays)) return "escalate";
  return one.reminders === 0 && today >= dayAfter(one.dueOn, reminderRule.remindAfterDays) ? "remind" : null;
}

/** How well it went, 0 to 1, for the profile: what the patient's course says of the advice, and no more. */
export const outcomeValue: Readonly<Record<PatientOutcome, number>> = {
  recovered: 1,
  improved: 0.85,
  unchanged: 0.5,
  worse: 0.15,
  died: 0,
};
