/** 核查线索: what consultations and hospital systems show about an expert, for a person to settle. */
export const findingKinds = [
  "not_my_field",
  "department_bounces",
  "long_inactive",
  "reported_gone",
  "fact_changed",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface FindingRule {
  /** So many "不是我的专业方向" for one specialty within the window. */
  readonly notMyField: { readonly declines: number; readonly windowDays: number };
  /** A department that answers few of its offers. */
  readonly bounces: { readonly offers: number; readonly share: number; readonly windowDays: number };
  /** No sign-in, no answer and no confirmation for so long. */
  readonly inactiveDays: number;
}

export const findingRule: FindingRule = {
  notMyField: { declines: 3, windowDays: 180 },
  bounces: { offers: 8, share: 0.7, windowDays: 90 },
  inactiveDays: 180,
};

/** True: the department hands on more than it takes, and it was asked often enough to say so. */
export const doesBounce = (
  offers: number,
  taken: number,
  rule: FindingRule["bounces"] = findingRule.bounces,
): boolean => offers >= rule.offers && offers - taken >= rule.share * offers;

/** What a person can do with a finding: each with what follows. */
export const findingOutcomes = [
  "specialty_removed",
  "paused",
  "inactive",
  "retired",
  "transferred",
  "noted",
  "dismissed",
] as const;
export type FindingOutcome = (typeof findingOutcomes)[number];

/** The outcomes that make sense for each kind; `dismissed` and `noted` need a word why. */
export const outcomesOf: Readonly<Record<FindingKind, readonly FindingOutcome[]>> = {
  not_my_field: ["specialty_removed", "noted", "dismissed"],
  department_bounces: ["noted", "dismissed"],
  long_inactive: ["inactive", "paused", "noted", "dismissed"],
  reported_gone: ["retired", "transferred", "paused", "dismissed"],
  fact_changed: ["noted", "dismissed"],
};
