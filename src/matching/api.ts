import { z } from "zod";

/** One share of the score. `points` are signed and sum to the score (0–100). */
export const FactorView = z.strictObject({
  key: z.string(),
  zh: z.string(),
  en: z.string(),
  points: z.number(),
});
export const CandidateView = z.strictObject({
  practitionerRoleId: z.uuid(),
  practitionerId: z.uuid(),
  name: z.string(),
  institutionName: z.string(),
  departmentName: z.string(),
  titleName: z.string().nullable(),
  score: z.number(),
  /** The three best reasons, in plain words. */
  reasons: z.array(z.strictObject({ zh: z.string(), en: z.string() })),
  factors: z.array(FactorView),
  /** True: evidence for this disease lies outside the declared specialty (隐藏技能). */
  isHiddenSkill: z.boolean(),
});
export type CandidateView = z.infer<typeof CandidateView>;

export const exclusionCodes = [
  "no_agreement",
  "agreement_not_for_specialty",
  "own_institution",
  "off_duty",
  "daily_cap_reached",
  "weekly_cap_reached",
  "scope_does_not_cover",
  "not_independent_three_years",
  "title_too_low",
  "mode_not_accepted",
  "not_active",
  "no_account",
  "already_declined",
  "offer_lapsed",
  "conflict_of_interest",
  "no_relevant_evidence",
] as const;
export const ExclusionView = z.strictObject({
  code: z.enum(exclusionCodes),
  zh: z.string(),
  en: z.string(),
  count: z.number().int(),
  /** A few of them, the most relevant first. */
  examples: z.array(
    z.strictObject({
      practitionerRoleId: z.uuid(),
      name: z.string(),
      institutionName: z.string(),
      detail: z.string(),
    }),
  ),
});
export const RankingView = z.strictObject({
  decisionId: z.uuid().nullable(),
  modelVersion: z.string(),
  poolVersion: z.string(),
  considered: z.number().int(),
  candidates: z.array(CandidateView),
  excluded: z.array(ExclusionView),
  madeAt: z.iso.datetime(),
});
export type RankingView = z.infer<typeof RankingView>;
