import { z } from "zod";
import { patientOutcomes, patientPlaces } from "../domain/follow-up.js";
import { clockSteps } from "../domain/service-clock.js";

/** 服务时限 of one case, and how it stands. */
export const CaseClocks = z.strictObject({
  service: z.enum(["written", "video", "mdt"]),
  isAgreed: z.boolean(),
  clocks: z.array(
    z.strictObject({
      step: z.enum(clockSteps),
      withinMinutes: z.number().int(),
      dueAt: z.iso.datetime(),
      reachedAt: z.iso.datetime().nullable(),
      state: z.enum(["met", "missed", "running", "late", "void"]),
      minutes: z.number().nullable(),
    }),
  ),
});
export type CaseClocks = z.infer<typeof CaseClocks>;

/** Of each case that waits for an expert, the clock that presses most. */
export const WaitingClocks = z.strictObject({
  items: z.array(
    z.strictObject({
      caseId: z.uuid(),
      /** The service level is one of an agreement. */
      isAgreed: z.boolean(),
      step: z.enum(clockSteps),
      dueAt: z.iso.datetime(),
    }),
  ),
});
export type WaitingClocks = z.infer<typeof WaitingClocks>;

export const agreements = ["same", "refined", "changed"] as const;
export const transfers = ["avoided", "made", "none"] as const;
/** What the advice was worth to the doctor who asked. */
export const GiveEvaluation = z.strictObject({
  agreement: z.enum(agreements),
  hasChangedManagement: z.boolean(),
  transfer: z.enum(transfers),
  usefulness: z.int().min(1).max(5),
  /** How long the form was open; for our own measure. */
  seconds: z.int().min(0).max(86_400).nullable().default(null),
});
export type GiveEvaluation = z.infer<typeof GiveEvaluation>;

export const FollowUpView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid(),
  day: z.number().int(),
  dueOn: z.iso.date(),
  status: z.enum(["waiting", "asked", "escalated", "done", "unreachable"]),
  outcome: z.enum(patientOutcomes).nullable(),
  place: z.enum(patientPlaces).nullable(),
  note: z.string(),
  filledAt: z.iso.datetime().nullable(),
});
export type FollowUpView = z.infer<typeof FollowUpView>;
/** Everything that is known of how a consultation turned out, for its parties. */
export const CaseResults = z.strictObject({
  evaluation: z
    .strictObject({
      agreement: z.enum(agreements),
      hasChangedManagement: z.boolean(),
      transfer: z.enum(transfers),
      usefulness: z.number().int(),
      givenAt: z.iso.datetime(),
    })
    .nullable(),
  /** Comments are the inviting side's to read; null for others. */
  patientRating: z
    .strictObject({
      satisfaction: z.number().int(),
      clarity: z.number().int(),
      comment: z.string().nullable(),
      ratedAt: z.iso.datetime(),
    })
    .nullable(),
  openLinkUntil: z.iso.datetime().nullable(),
  followUps: z.array(FollowUpView),
  may: z.strictObject({ evaluate: z.boolean(), makeLink: z.boolean(), followUp: z.boolean() }),
});
export type CaseResults = z.infer<typeof CaseResults>;

export const FollowUpParams = z.strictObject({ followUpId: z.uuid() });
export const FillFollowUp = z.discriminatedUnion("reached", [
  z.strictObject({
    reached: z.literal(true),
    outcome: z.enum(patientOutcomes),
    place: z.enum(patientPlaces),
    note: z.string().trim().max(500).default(""),
  }),
  z.strictObject({
    reached: z.literal(false),
    note: z.string().trim().min(2, "请写明为何无法随访 Say why the patient could not be reached").max(500),
  }),
]);
export type FillFollowUp = z.infer<typeof FillFollowUp>;
export const FollowUpList = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      caseId: z.uuid(),
      day: z.number().int(),
      dueOn: z.iso.date(),
      status: z.enum(["waiting", "asked", "escalated"]),
      category: z.string(),
      categoryName: z.string(),
      isMine: z.boolean(),
    }),
  ),
});
export type FollowUpList = z.infer<typeof FollowUpList>;

/** The secret is told once, to be handed to the patient; in an address it stands behind the #. */
export const PatientLink = z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() });
export type PatientLink = z.infer<typeof PatientLink>;
const Token = z.string().regex(/^[\w-]{43}$/u);
export const LookAtRating = z.strictObject({ token: Token });
export const RatingLook = z.strictObject({
  state: z.enum(["open", "used", "expired"]),
  institutionName: z.string(),
  expertInstitutionName: z.string(),
  closedOn: z.iso.date().nullable(),
});
export type RatingLook = z.infer<typeof RatingLook>;
export const GiveRating = z.strictObject({
  token: Token,
  satisfaction: z.int().min(1).max(5),
  clarity: z.int().min(1).max(5),
  comment: z.string().trim().max(500).default(""),
});
export const RatingThanks = z.strictObject({ ratedAt: z.iso.datetime() });

/** 会诊回音: what became of the patients one advised, without the patients. */
export const EchoList = z.strictObject({
  items: z.array(
    z.strictObject({
      number: z.string(),
      institutionName: z.string(),
      category: z.string(),
      categoryName: z.string(),
      closedAt: z.iso.datetime(),
      decision: z.enum(["adopted", "partly_adopted", "not_adopted"]).nullable(),
      agreement: z.enum(agreements).nullable(),
      hasChangedManagement: z.boolean().nullable(),
      transfer: z.enum(transfers).nullable(),
      usefulness: z.number().int().nullable(),
      patientSatisfaction: z.number().int().nullable(),
      course: z.array(z.strictObject({ day: z.number().int(), outcome: z.enum(patientOutcomes) })),
    }),
  ),
});
export type EchoList = z.infer<typeof EchoList>;
