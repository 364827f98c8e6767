import { z } from "zod";
import { urgencyLevels } from "../kernel/urgency.js";
import { caseStatuses, nextActors } from "./domain/case-status.js";

export { type CaseStatus, caseStatuses, type NextActor } from "./domain/case-status.js";

export const CaseParams = z.strictObject({ caseId: z.uuid() });
export const AttachmentParams = z.strictObject({ caseId: z.uuid(), attachmentId: z.uuid() });
export const UrgencyLevelSchema = z.enum(urgencyLevels);
export const NextActorSchema = z.enum(nextActors);

/** Latest consent text of each purpose; a new wording gets a new version. */
export const consentTextVersion = "2026-01";

const optionalNumber = (min: number, max: number) => z.number().min(min).max(max).nullable().default(null);

/** 生命体征. Units are in the names; null: not measured. Plausibility is triage's question, not the schema's. */
export const VitalsSchema = z.strictObject({
  heartRatePerMin: optionalNumber(0, 1000),
  respiratoryRatePerMin: optionalNumber(0, 1000),
  systolicMmHg: optionalNumber(0, 1000),
  diastolicMmHg: optionalNumber(0, 1000),
  temperatureC: optionalNumber(0, 100),
  spo2Percent: optionalNumber(0, 1000),
  onOxygen: z.boolean().nullable().default(null),
  dyspnoea: z.boolean().nullable().default(null),
  /** ACVPU: alert, new confusion, voice, pain, unresponsive. */
  consciousness: z.enum(["A", "C", "V", "P", "U"]).nullable().default(null),
  glucoseMmolL: optionalNumber(0, 1000),
  potassiumMmolL: optionalNumber(0, 100),
  painScore: z.number().int().min(0).max(10).nullable().default(null),
});
export type VitalsForm = z.infer<typeof VitalsSchema>;

export const DiagnosisSchema = z.strictObject({
  /** ICD-10 code (医保 2.0); null when the doctor's own words were not coded. */
  code: z.string().max(20).nullable(),
  name: z.string().trim().min(1).max(200),
});

export const ConsentForm = z.strictObject({
  textVersion: z.literal(consentTextVersion),
  givenBy: z.enum(["patient", "guardian", "relative", "emergency_approver"]),
  signerName: z.string().trim().min(1, "请填写签署人姓名 Enter the signer's name").max(50),
  form: z.enum(["paper", "electronic", "emergency"]),
});

/** The form as it is being typed: anything may be missing. Autosaved per case; never judged. */
export const RequestDraft = z.strictObject({
  patientName: z.string().max(50).default(""),
  patientSex: z.enum(["male", "female", "unknown"]).default("unknown"),
  patientAgeYears: z.number().min(0).max(130).nullable().default(null),
  patientIsPregnant: z.boolean().default(false),
  question: z.string().max(2000).default(""),
  summary: z.string().max(20_000).default(""),
  vitals: VitalsSchema.prefault({}),
  diagnoses: z.array(DiagnosisSchema).max(10).default([]),
  wantedSpecialtyCode: z.string().max(10).nullable().default(null),
  wantedTitleRank: z.enum(["any", "associate", "senior"]).default("any"),
  mode: z.enum(["written", "video"]).default("written"),
  /** 会诊: the inviter decides · 诊断: the invited side answers for its report as well. */
  liabilityClass: z.enum(["consult", "diagnosis"]).default("consult"),
  /** 多学科会诊 MDT is chosen, though its specialties may not be yet. */
  wantsPanel: z.boolean().default(false),
  /** The MDT's two to five 诊疗科目, at a common time; empty: one expert is asked for. */
  panelSpecialtyCodes: z.array(z.string().max(10)).max(5).default([]),
  namedPractitionerRoleId: z.uuid().nullable().default(null),
  consent: ConsentForm.nullable().default(null),
});
export type RequestDraft = z.infer<typeof RequestDraft>;

/** Something the request must or should carry before it is sent. `required` blocks submission. */
export const MissingItem = z.strictObject({
  field: z.string(),
  required: z.boolean(),
  zh: z.string(),
  en: z.string(),
});
export type MissingItem = z.infer<typeof MissingItem>;

export const AttachmentView = z.strictObject({
  id: z.uuid(),
  title: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  addedAt: z.iso.datetime(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const TimelineEntryView = z.strictObject({
  sequence: z.number().int(),
  at: z.iso.datetime(),
  /** `module.past-tense`, e.g. `cases.submitted`, `dispatch.offer-declined`; the page has a sentence for each. */
  kind: z.string(),
  actorLabel: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type TimelineEntryView = z.infer<typeof TimelineEntryView>;
/** Oldest first. */
export const Timeline = z.strictObject({ items: z.array(TimelineEntryView) });

/** The line of a case in every list, and what the case header shows. */
export const CaseSummary = z.strictObject({
  id: z.uuid(),
  number: z.string().nullable(),
  status: z.enum(caseStatuses),
  urgencyLevel: UrgencyLevelSchema.nullable(),
  question: z.string(),
  /** Initial and sex/age only: a list is read over shoulders. E.g. 王某 女 63岁 */
  patientLabel: z.string(),
  institutionName: z.string(),
  requesterName: z.string(),
  wantedSpecialtyCode: z.string().nullable(),
  wantedSpecialtyName: z.string().nullable(),
  mode: z.enum(["written", "video"]),
  /** The specialties of an MDT, seat by seat; empty: one expert is asked for. */
  panel: z.array(z.strictObject({ code: z.string(), name: z.string() })),
  nextActor: NextActorSchema.nullable(),
  dueAt: z.iso.datetime().nullable(),
  submittedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type CaseSummary = z.infer<typeof CaseSummary>;
export const CaseList = z.strictObject({ items: z.array(CaseSummary), total: z.number().int() });

/** The whole case for those who may read it. */
export const CaseView = CaseSummary.extend({
  version: z.number().int(),
  draft: RequestDraft.nullable(),
  patientName: z.string(),
  patientSex: z.enum(["male", "female", "unknown"]),
  patientAgeYears: z.number().nullable(),
  patientIsPregnant: z.boolean(),
  summary: z.string(),
  vitals: VitalsSchema,
  diagnoses: z.array(DiagnosisSchema),
  wantedTitleRank: z.enum(["any", "associate", "senior"]),
  liabilityClass: z.enum(["consult", "diagnosis"]),
  namedPractitionerRoleId: z.uuid().nullable(),
  /** Whom the doctor asked for by name; null when nobody, or not in the registry any more. */
  namedExpert: z
    .strictObject({ name: z.string(), departmentName: z.string(), institutionName: z.string() })
    .nullable(),
  attachments: z.array(AttachmentView),
  consents: z.array(
    z.strictObject({
      purpose: z.string(),
      textVersion: z.string(),
      givenBy: z.string(),
      form: z.string(),
      givenAt: z.iso.datetime(),
    }),
  ),
  /** What this person may do with the case now; the page shows exactly these. */
  may: z.strictObject({
    edit: z.boolean(),
    cancel: z.boolean(),
    overrideTriage: z.boolean(),
    seeRanking: z.boolean(),
    judgeExperts: z.boolean(),
    writeOpinion: z.boolean(),
    giveDisposition: z.boolean(),
  }),
});
export type CaseView = z.infer<typeof CaseView>;

/** The answer to creating, submitting and cancelling: where the case stands now. */
export const CaseStep = z.strictObject({
  id: z.uuid(),
  version: z.number().int(),
  status: z.enum(caseStatuses),
  number: z.string().nullable(),
});
export type CaseStep = z.infer<typeof CaseStep>;

export const DraftSaved = z.strictObject({
  version: z.number().int(),
  savedAt: z.iso.datetime(),
  missing: z.array(MissingItem),
});
export const SaveDraft = z.strictObject({ version: z.int32().min(0), draft: RequestDraft });
export const Submit = z.strictObject({ version: z.int32().min(0) });
export const CancelCase = z.strictObject({
  reasonCode: z.enum(["improved", "transferred", "died", "no_longer_needed", "duplicate", "other"]),
  note: z.string().max(500).default(""),
});
export const CaseQuery = z.strictObject({
  scope: z.enum(["open", "closed", "all"]).default("open"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});
export const AccessLog = z.strictObject({
  items: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      who: z.string(),
      institutionName: z.string(),
      action: z.string(),
    }),
  ),
});
