import type { UrgencyLevel } from "../../../kernel/urgency.js";
import { type BundlingRule, noBundling } from "../bundling.js";
import { noReminders, type ReminderRule } from "../reminder/reminder-rule.js";

/**
 * 派单环节 from the inside out: the expert the doctor named → the best matches → wider skill → neighbouring provinces →
 * the whole country → a person. A later ring opens with the clock, or at once when nobody is left further in.
 */
export const ringNames = ["named", "best", "wider", "neighbour", "national", "dispatcher"] as const;
export type RingName = (typeof ringNames)[number];

/** Rings whose experts are asked by the machine; the last one is a person's. */
export type AskedRing = Exclude<RingName, "dispatcher">;

/** How far from the inviting hospital an expert's hospital is. */
export const reaches = ["home", "neighbour", "national"] as const;
export type Reach = (typeof reaches)[number];

/** What an expert is doing by his calendar; `free` is the only state in which everybody may be asked. */
export const personStates = [
  "free",
  "outpatient",
  "off_hours",
  "do_not_disturb",
  "surgery",
  "consultation",
  "leave",
] as const;
export type PersonState = (typeof personStates)[number];

/** The rule for one level of urgency. Times in minutes from the submission of the request. */
export interface LevelPolicy {
  /** Offers alive at the same time; the first acceptance wins and the others are withdrawn. */
  readonly parallelOffers: number;
  /** Offers made before a person takes over. */
  readonly maxOffers: number;
  /** When each ring opens at the latest. */
  readonly ringOpensAfter: Readonly<Record<Exclude<AskedRing, "named">, number>>;
  /** How long a ring waits for its own experts to become free before the next one opens. */
  readonly patienceMinutes: number;
  /** States in which an offer is still sent. */
  readonly mayInterrupt: readonly PersonState[];
  /** What this level is worth beside the others when they compete for the same expert. */
  readonly urgency: number;
  /** What a likely answer in time counts beside ability, which counts 1. */
  readonly answerWeight: number;
}

/** Everything dispatch decides by, as data. A stored decision names the version it was made with. */
export interface DispatchPolicy {
  readonly version: string;
  readonly levels: Readonly<Record<UrgencyLevel, LevelPolicy>>;
  /** A candidate of the best ring has at least this share of the best ability of his case; of the wider ring this. */
  readonly bestShare: number;
  readonly widerShare: number;
  /** What a case gains with waiting: `perClock` for each acceptance clock it has waited, `most` at the end. */
  readonly ageing: { readonly perClock: number; readonly most: number };
  /** What the n-th case of a day costs, as a share of the daily cap used: 0 at the first, `fairness` at the cap. */
  readonly fairness: number;
  /** Offers one expert may have open at a time. */
  readonly openOffersPerExpert: number;
  /** Hedged offers withdrawn from one expert in a day after which he gets no second-line offer. */
  readonly maxWithdrawnPerDay: number;
  /** Candidates whose value differs by less than this share are equals: chance decides, and its odds are kept. */
  readonly tieBand: number;
  /** When meetings that are not urgent join a sitting; a version that does not say so never waits for one. */
  readonly bundling?: BundlingRule | undefined;
  /** What a panel that meets at the end of its window loses, as a share of its level's urgency; 0.5 where a version does not say. */
  readonly panelLateness?: number | undefined;
  /** When who has not answered is reminded; a version that does not say so reminds nobody. */
  readonly reminder?: ReminderRule | undefined;
}

/** One rule a level. */
export const levelPolicies = (ruleOf: (level: UrgencyLevel) => LevelPolicy): DispatchPolicy["levels"] => ({
  I: ruleOf("I"),
  II: ruleOf("II"),
  III: ruleOf("III"),
  IV: ruleOf("IV"),
});

/**
 * The policy a new installation starts with: `rings-2` with reminders and MDT that meet
 * sooner. Clocks themselves are triage's (`clockFor`). The weights were found by
 * simulation: `docs/policy.md` has the figures and the command. Levels I and II reach experts outside their hours, as
 * emergency consultations always have; whoever must not be woken says so with 免打扰, which no level breaks.
 */
export const defaultPolicy: DispatchPolicy = {
  version: "rings-3",
  levels: {
    I: {
      parallelOffers: 2,
      maxOffers: 6,
      ringOpensAfter: { best: 0, wider: 0, neighbour: 0, national: 1 },
      patienceMinutes: 0,
      mayInterrupt: ["outpatient", "off_hours"],
      urgency: 8,
      answerWeight: 5,
    },
    II: {
      parallelOffers: 2,
      maxOffers: 6,
      ringOpensAfter: { best: 0, wider: 0, neighbour: 1, national: 3 },
      patienceMinutes: 1,
      mayInterrupt: ["outpatient", "off_hours"],
      urgency: 4,
      answerWeight: 2,
    },
    III: {
      parallelOffers: 1,
      maxOffers: 5,
      ringOpensAfter: { best: 0, wider: 15, neighbour: 20, national: 25 },
      patienceMinutes: 10,
      mayInterrupt: [],
      urgency: 2,
      answerWeight: 1.4,
    },
    IV: {
      parallelOffers: 1,
      maxOffers: 6,
      ringOpensAfter: { best: 0, wider: 480, neighbour: 720, national: 960 },
      patienceMinutes: 480,
      mayInterrupt: [],
      urgency: 1,
      answerWeight: 0.1,
    },
  },
  bestShare: 0.8,
  widerShare: 0.5,
  ageing: { perClock: 0.5, most: 2 },
  fairness: 5,
  openOffersPerExpert: 3,
  maxWithdrawnPerDay: 4,
  tieBand: 0.01,
  reminder: { ...noReminders, isOn: true },
  panelLateness: 4,
};

/** The least and most each number may be; a policy outside is refused with the field named. */
const bounds: readonly [path: string, read: (p: DispatchPolicy) => number, least: number, most: number][] = [
  ["bestShare", (p) => p.bestShare, 0.5, 1],
  ["widerShare", (p) => p.widerShare, 0, 1],
  ["ageing.perClock", (p) => p.ageing.perClock, 0, 10],
  ["ageing.most", (p) => p.ageing.most, 0, 20],
  ["fairness", (p) => p.fairness, 0, 20],
  ["openOffersPerExpert", (p) => p.openOffersPerExpert, 1, 20],
  ["maxWithdrawnPerDay", (p) => p.maxWithdrawnPerDay, 0, 50],
  ["tieBand", (p) => p.tieBand, 0, 0.05],
  ["bundling.walkMinutes", (p) => (p.bundling ?? noBundling).walkMinutes, 0, 60],
  ["panelLateness", (p) => p.panelLateness ?? 0, 0, 20],
  ["reminder.earliestShare", (p) => (p.reminder ?? noReminders).earliestShare, 0.1, 0.9],
  ["reminder.fixedShare", (p) => (p.reminder ?? noReminders).fixedShare, 0.1, 0.9],
  // A reminder without time to answer in is a reproach.
  ["reminder.leastLeftShare", (p) => (p.reminder ?? noReminders).leastLeftShare, 0.1, 0.8],
  // Less would let a case wait for hours to spare somebody a few steps.
  ["bundling.waitPrice", (p) => (p.bundling ?? noBundling).waitPrice, 0.05, 10],
];
const levelBounds: readonly [path: string, read: (p: LevelPolicy) => number, least: number, most: number][] =
  [
    ["parallelOffers", (p) => p.parallelOffers, 1, 5],
    ["maxOffers", (p) => p.maxOffers, 1, 20],
    ["ringOpensAfter.best", (p) => p.ringOpensAfter.best, 0, 10_080],
    ["ringOpensAfter.wider", (p) => p.ringOpensAfter.wider, 0, 10_080],
    ["ringOpensAfter.neighbour", (p) => p.ringOpensAfter.neighbour, 0, 10_080],
    ["ringOpensAfter.national", (p) => p.ringOpensAfter.national, 0, 10_080],
    ["patienceMinutes", (p) => p.patienceMinutes, 0, 10_080],
    ["urgency", (p) => p.urgency, 0.1, 40],
    ["answerWeight", (p) => p.answerWeight, 0, 10],
  ];

export interface PolicyProblem {
  readonly field: string;
  readonly zh: string;
  readonly en: string;
}

const outside = (field: string, value: number, least: number, most: number): PolicyProblem[] =>
  Number.isFinite(value) && value >= least && value <= most
    ? []
    : [
        {
          field,
          zh: `“${field}”应在 ${least} 到 ${most} 之间，现为 ${value}`,
          en: `${field} must be between ${least} and ${most}, it is ${value}`,
        },
      ];

/** What is wrong with a policy, field by field; empty: it may be used. */
export function policyProblems(policy: DispatchPolicy): PolicyProblem[] {
  const problems = bounds.flatMap(([field, read, least, most]) => outside(field, read(policy), least, most));
  const order = ["I", "II", "III", "IV"] as const;
  for (const level of order) {
    const rule = policy.levels[level];
    for (const [field, read, least, most] of levelBounds)
      problems.push(...outside(`levels.${level}.${field}`, read(rule), least, most));
    const { best, wider, neighbour, national } = rule.ringOpensAfter;
    if (best > wider || wider > neighbour || neighbour > national)
      problems.push({
        field: `levels.${level}.ringOpensAfter`,
        zh: `${level} 级各环节的开启时间应由内到外递增`,
        en: `level ${level}: rings must open from the inside out`,
      });
    if (level !== "I" && rule.mayInterrupt.some((state) => state === "surgery" || state === "consultation"))
      problems.push({
        field: `levels.${level}.mayInterrupt`,
        zh: "手术中、会诊中的专家只能为 I 级病例打断",
        en: "surgery and consultations may be interrupted for level I only",
      });
  }
  const { earliestShare, fixedShare, leastLeftShare } = policy.reminder ?? noReminders;
  if (fixedShare < earliestShare || fixedShare > 1 - leastLeftShare)
    problems.push({
      field: "reminder.fixedShare",
      zh: "固定提醒时刻应在最早提醒之后，并留出应答时间",
      en: "the fixed reminder must lie after the earliest and leave the least time to answer",
    });
  if (policy.widerShare > policy.bestShare)
    problems.push({
      field: "widerShare",
      zh: "“扩大范围”的下限不能高于“最佳匹配”",
      en: "the wider ring's share cannot be above the best ring's",
    });
  return problems;
}
