import { z } from "zod";
import { RequestDraft } from "../cases/api.js";
import { exclusionCodes } from "./domain/exclusion.js";

export { type ExclusionCode, exclusionCodes } from "./domain/exclusion.js";

/** A request as it stands in the form: what a ranking reads of it. */
export const RankingPreviewRequest = RequestDraft.pick({
  patientSex: true,
  patientAgeYears: true,
  patientIsPregnant: true,
  question: true,
  summary: true,
  vitals: true,
  diagnoses: true,
  wantedSpecialtyCode: true,
  wantedTitleRank: true,
  mode: true,
});
export type RankingPreviewRequest = z.infer<typeof RankingPreviewRequest>;

export const RankingParams = z.strictObject({ caseId: z.uuid() });
export const WhyNotParams = z.strictObject({ caseId: z.uuid(), practitionerRoleId: z.uuid() });

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

/** Why one expert is not among those shown. Judged again over the pool as it is now. */
export const WhyNotView = z.strictObject({
  /** `unknown`: not in the pool (any more). */
  status: z.enum(["unknown", "excluded", "ranked"]),
  exclusion: z
    .strictObject({ code: z.enum(exclusionCodes), zh: z.string(), en: z.string(), detail: z.string() })
    .nullable(),
  /** Place in the whole order, 1 the best, and of how many; null for one below the first `compared`. */
  position: z.number().int().nullable(),
  /** How many have a place; fewer than `eligible` only where very many may be asked. */
  compared: z.number().int().nullable(),
  eligible: z.number().int().nullable(),
  candidate: CandidateView.nullable(),
  /** The last expert that is shown, to compare with; null when this one is shown. */
  lastShown: CandidateView.nullable(),
  /** Points this expert is short of, factor by factor, the largest first. */
  gaps: z.array(z.strictObject({ key: z.string(), points: z.number() })),
  /** False: the pool or the model changed since the stored ranking. */
  isSamePool: z.boolean(),
});
export type WhyNotView = z.infer<typeof WhyNotView>;
