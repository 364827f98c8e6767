import type { EvidenceKind, EvidenceSource } from "./evidence.js";

export const dimensions = ["academic", "clinical", "teaching", "peer", "service"] as const;
export type Dimension = (typeof dimensions)[number];

export const subScores = [
  "degree",
  "papers",
  "grants",
  "awards",
  "years",
  "cases",
  "operations",
  "post",
  "students",
  "lectures",
  "communication",
  "ratings",
  "referrals",
  "response",
  "acceptance",
  "adoption",
  "satisfaction",
  "outcome",
] as const;
export type SubScore = (typeof subScores)[number];

/**
 * `fact`: the best single piece counts (one has a degree or not) · `amount`: pieces add up · `rate`: pieces are tries
 * that went well or badly.
 */
export type Family = "fact" | "amount" | "rate";

export interface SubModel {
  readonly dimension: Dimension;
  /** Share within the dimension; the shares of a dimension add up to 1. */
  readonly weight: number;
  readonly family: Family;
  /** Units that are worth 50 of 100 points (facts and amounts). */
  readonly half: number;
  /** Mean and strength of the prior while the pool is too small to tell (rates). */
  readonly priorMean: number;
  readonly priorStrength: number;
}

export interface KindModel {
  readonly sub: SubScore;
  /** Days after which it counts half; null: it does not fade. */
  readonly halfLifeDays: number | null;
  /** True: who checks it says that it is so now, and its age begins anew. */
  readonly isRenewedByCheck: boolean;
  /** So many (patients, papers) make one unit, that is one independent piece of evidence. */
  readonly perUnit: number;
  /** So many make the full mark for a skill, on a logarithmic scale; null: it says nothing of a skill. */
  readonly skillFull: number | null;
}

export interface ProfileModel {
  readonly version: string;
  /** How far a source is believed: as it stands, and once checked. */
  readonly trust: Readonly<Record<EvidenceSource, { readonly asserted: number; readonly verified: number }>>;
  /** What is left of the trust in evidence whose check has lapsed. */
  readonly lapsedTrust: number;
  readonly kinds: Readonly<Record<EvidenceKind, KindModel>>;
  readonly subs: Readonly<Record<SubScore, SubModel>>;
  /** What one operation of a grade is worth, 一级 to 四级; an operation of unknown grade counts as the first. */
  readonly gradeWorth: readonly [number, number, number, number];
  /** Unchecked self-report can never be worth more than this many times `half`, however much of it there is. */
  readonly selfReportMost: number;
  /** Peers needed before a group's own mean is used. */
  readonly fewestPeers: number;
  /** Peers need this share with evidence before its absence counts against an expert. */
  readonly usualShare: number;
  /** Largest pull towards the peers' mean (amounts); smallest and largest prior strength (rates). */
  readonly mostShrinkage: number;
  readonly priorStrengthRange: readonly [number, number];
  /** Imagined cases at the wider group's mean, mixed into the expected adoption of a kind of case. */
  readonly mixStrength: number;
  /** Expected adoption is kept within these, so that no single case decides. */
  readonly mixRange: readonly [number, number];
  /** z of the credible band: 1.645 is 90 %. */
  readonly bandZ: number;
  /** Effective evidence from which confidence is called medium, high. */
  readonly confidence: readonly [medium: number, high: number];
  readonly skill: {
    /** Most that one document proves, so that no single one is the last word. */
    readonly most: number;
    /** What a named skill without a count is worth on the scale of `skillFull`. */
    readonly named: number;
    /** Strength from which it is called fair, strong. */
    readonly levels: readonly [fair: number, strong: number];
    /** Share of a specialty's experts with evidence for a code from which it belongs to the specialty. */
    readonly usualShare: number;
    /** Strength from which a skill outside the declared specialties is shown as hidden. */
    readonly hidden: number;
  };
}

const years = (n: number): number => Math.round(n * 365.25);
const fact = (dimension: Dimension, weight: number, half: number): SubModel => ({
  dimension,
  weight,
  family: "fact",
  half,
  priorMean: 0,
  priorStrength: 0,
});
const amount = (dimension: Dimension, weight: number, half: number): SubModel => ({
  dimension,
  weight,
  family: "amount",
  half,
  priorMean: 0,
  priorStrength: 0,
});
const rate = (dimension: Dimension, weight: number, priorMean: number, priorStrength: number): SubModel => ({
  dimension,
  weight,
  family: "rate",
  half: 0,
  priorMean,
  priorStrength,
});
const kind = (
  sub: SubScore,
  halfLifeDays: number | null,
  perUnit: number,
  skillFull: number | null = null,
  isRenewedByCheck = false,
): KindModel => ({ sub, halfLifeDays, perUnit, skillFull, isRenewedByCheck });

/**
 * Everything the profile weighs, as data: a stored profile names the version it was computed with. The numbers are set by
 * judgment and said to be so in docs/profile-model.md; none is fitted to outcomes yet.
 */
export const PROFILE_MODEL: ProfileModel = {
  version: "profile-1",
  trust: {
    self_reported: { asserted: 0.25, verified: 0.6 },
    institution: { asserted: 0.5, verified: 0.75 },
    literature: { asserted: 0.6, verified: 0.85 },
    his: { asserted: 0.6, verified: 0.85 },
    emr: { asserted: 0.75, verified: 0.95 },
    consult_history: { asserted: 0.8, verified: 0.95 },
    outcome: { asserted: 1, verified: 1 },
  },
  lapsedTrust: 0.5,
  kinds: {
    degree: kind("degree", null, 1),
    publication: kind("papers", years(8), 1, 20),
    grant: kind("grants", years(8), 1, 10),
    award: kind("awards", years(12), 1),
    independent_years: kind("years", null, 5),
    disease_cases: kind("cases", years(5), 50, 200, true),
    skill: kind("cases", years(5), 2, 1, true),
    consult: kind("cases", years(3), 4, 20),
    procedure_cases: kind("operations", years(4), 50, 200, true),
    teaching_title: kind("post", null, 1),
    students: kind("students", years(10), 2),
    lecture: kind("lectures", years(4), 2),
    communication: kind("communication", years(2), 1),
    peer_rating: kind("ratings", years(2), 1),
    referral: kind("referrals", years(2), 1),
    response: kind("response", years(1), 1),
    acceptance: kind("acceptance", years(1), 1),
    adoption: kind("adoption", years(2), 1),
    satisfaction: kind("satisfaction", years(2), 1),
    outcome: kind("outcome", years(2), 1),
  },
  subs: {
    degree: fact("academic", 0.2, 0.25),
    papers: amount("academic", 0.4, 10),
    grants: amount("academic", 0.25, 3),
    awards: amount("academic", 0.15, 2),
    years: fact("clinical", 0.25, 2),
    cases: amount("clinical", 0.45, 8),
    operations: amount("clinical", 0.3, 8),
    post: fact("teaching", 0.2, 0.3),
    students: amount("teaching", 0.35, 4),
    lectures: amount("teaching", 0.25, 4),
    communication: rate("teaching", 0.2, 0.75, 6),
    ratings: rate("peer", 0.6, 0.75, 6),
    referrals: amount("peer", 0.4, 3),
    response: rate("service", 0.2, 0.6, 5),
    acceptance: rate("service", 0.2, 0.6, 5),
    adoption: rate("service", 0.3, 0.7, 8),
    satisfaction: rate("service", 0.1, 0.8, 6),
    outcome: rate("service", 0.2, 0.7, 8),
  },
  gradeWorth: [0.5, 1, 2, 4],
  selfReportMost: 0.5,
  fewestPeers: 8,
  usualShare: 0.2,
  mostShrinkage: 0.5,
  priorStrengthRange: [2, 40],
  mixStrength: 10,
  mixRange: [0.1, 0.95],
  bandZ: 1.645,
  confidence: [2, 8],
  skill: { most: 0.95, named: 0.4, levels: [30, 60], usualShare: 0.3, hidden: 25 },
};

/** The sub-scores of a dimension, in the order of the model. */
export const subsOf = (dimension: Dimension, model: ProfileModel): readonly SubScore[] =>
  subScores.filter((sub) => model.subs[sub].dimension === dimension);
