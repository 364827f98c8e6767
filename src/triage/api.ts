import { z } from "zod";
import { RequestDraft } from "../cases/api.js";
import { urgencyLevels } from "../kernel/urgency.js";

const Level = z.enum(urgencyLevels);

export const ReasonView = z.strictObject({
  ruleId: z.string(),
  level: Level,
  zh: z.string(),
  en: z.string(),
  source: z.string(),
  /** The words or the value the rule saw. */
  evidence: z.string(),
});
export const MissingView = z.strictObject({
  field: z.string(),
  zh: z.string(),
  en: z.string(),
});
export const ClockView = z.strictObject({
  /** Minutes from submission to an expert's yes, to the start, to the signed opinion; and how long one offer stays open. */
  acceptMinutes: z.number(),
  startMinutes: z.number(),
  opinionMinutes: z.number(),
  offerMinutes: z.number(),
});

/** A vital sign read from the words, because its field was empty. */
export const VitalFromTextView = z.strictObject({
  /** The name of its field in the form. */
  field: z.string(),
  value: z.number(),
  quote: z.string(),
});

/** What a trained model says of similar emergency visits: advice beside the level. */
export const EstimateView = z.strictObject({
  level: Level,
  /** Probabilities that the level is this one or more severe. */
  atLeast: z.strictObject({ I: z.number(), II: z.number(), III: z.number() }),
  /** The complaints it went by. */
  complaints: z.array(z.strictObject({ zh: z.string(), en: z.string() })),
  modelVersion: z.string(),
});
export type EstimateView = z.infer<typeof EstimateView>;

/** A judgment of urgency with its grounds. A preview has no id. */
export const AssessmentView = z.strictObject({
  id: z.uuid().nullable(),
  level: Level,
  madeBy: z.enum(["machine", "person", "assistant"]),
  personName: z.string().nullable(),
  overrideReason: z.string().nullable(),
  modelVersion: z.string(),
  reasons: z.array(ReasonView),
  missing: z.array(MissingView),
  problems: z.array(z.strictObject({ field: z.string(), code: z.string(), zh: z.string(), en: z.string() })),
  vitalsFromText: z.array(VitalFromTextView),
  /** Totals; null when an input is missing or the score does not apply. */
  scores: z.strictObject({ news2: z.number().nullable(), mews: z.number().nullable() }),
  /** Null of a person's judgment, and where the model has not learned (children, pregnancy, too little said). */
  estimate: EstimateView.nullable(),
  clocks: ClockView,
  /** 先救治后会诊: shown for I and II. */
  rescueFirst: z.boolean(),
  madeAt: z.iso.datetime(),
});
export type AssessmentView = z.infer<typeof AssessmentView>;
/** Newest first; the first one is in force. */
export const AssessmentList = z.strictObject({ items: z.array(AssessmentView) });
/** What triage reads of a form that is still being typed. */
export const PreviewRequest = RequestDraft.pick({
  patientSex: true,
  patientAgeYears: true,
  patientIsPregnant: true,
  question: true,
  summary: true,
  vitals: true,
  diagnoses: true,
});
export type PreviewRequest = z.infer<typeof PreviewRequest>;
export const OverrideLevel = z.strictObject({
  level: Level,
  reason: z
    .string()
    .trim()
    .min(2, "请写明理由（至少 2 个字） Give the reason in at least two characters")
    .max(500),
});
