import { z } from "zod";

export const ReviewParams = z.strictObject({ reviewId: z.uuid() });
export const OwnReviews = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      specialtyName: z.string(),
      dueOn: z.iso.date(),
      isDone: z.boolean(),
      total: z.number().int().nullable(),
    }),
  ),
});
export type OwnReviews = z.infer<typeof OwnReviews>;
/** What a rater reads: neither name nor institution. */
export const BlindReview = z.strictObject({
  id: z.uuid(),
  dueOn: z.iso.date(),
  patient: z.strictObject({ sex: z.enum(["male", "female", "unknown"]), ageYears: z.number().nullable() }),
  urgencyLevel: z.enum(["I", "II", "III", "IV"]).nullable(),
  question: z.string(),
  summary: z.string(),
  answer: z.string(),
  conclusion: z.string(),
  advice: z.string(),
  scores: z.array(z.number().int()).nullable(),
  comment: z.string(),
});
export type BlindReview = z.infer<typeof BlindReview>;
export const GiveReview = z.strictObject({
  scores: z.array(z.int().min(0).max(2)).length(10, "请评完全部十项 Rate all ten items"),
  comment: z.string().trim().max(1000).default(""),
});
export type GiveReview = z.infer<typeof GiveReview>;

export const ReviewReport = z.strictObject({
  drawn: z.number().int(),
  rated: z.number().int(),
  overdue: z.number().int(),
  /** Of the totals, two raters each; null: too few to say. */
  kappa: z.number().nullable(),
  kappaWord: z.enum(["poor", "slight", "fair", "moderate", "substantial", "almost_perfect"]).nullable(),
  icc: z.number().nullable(),
  meanTotal: z.number().nullable(),
  items: z.array(
    z.strictObject({ key: z.string(), zh: z.string(), en: z.string(), mean: z.number().nullable() }),
  ),
  hospitals: z.array(
    z.strictObject({
      name: z.string(),
      opinions: z.number().int(),
      /** Share of totals of 15 and more; plain, and as if all had the same cases. Null: too few. */
      good: z.number().nullable(),
      adjusted: z.number().nullable(),
    }),
  ),
});
export type ReviewReport = z.infer<typeof ReviewReport>;
