import { z } from "zod";
import { oneLine } from "../../kernel/one-line.js";
import { adviceKinds, certainties, followUpBy, followUpUrgencies } from "../domain/opinion.js";

const named = oneLine(200).pipe(z.string().min(1, "必填 Required"));
const code = z.string().max(20).nullable();

export const OpinionDiagnosis = z.strictObject({
  /** ICD-10 (医保 2.0); null: in the doctor's own words. */
  code,
  name: named,
  certainty: z.enum(certainties),
});
export const AdviceOrder = z.strictObject({
  kind: z.enum(adviceKinds),
  /** ICD-9-CM-3 (医保 2.0) of a procedure; null: text, as every drug. */
  code,
  name: named,
  note: oneLine(500).default(""),
});
export const FollowUp = z.strictObject({
  urgency: z.enum(followUpUrgencies),
  dueOn: z.iso.date().nullable(),
  by: z.enum(followUpBy),
  note: oneLine(500).default(""),
});

/** The whole of a 会诊意见: three fields, and the parts that machines read as well. */
export const OpinionText = z.strictObject({
  /** 问题回应: the answer to what was asked. */
  answer: z.string().max(10_000).default(""),
  /** 结论 */
  conclusion: z.string().max(10_000).default(""),
  /** 建议 */
  advice: z.string().max(10_000).default(""),
  /** Most important first. */
  diagnoses: z.array(OpinionDiagnosis).max(20).readonly().default([]),
  orders: z.array(AdviceOrder).max(30).readonly().default([]),
  /** Guidelines and papers, one line each. */
  references: z.array(oneLine(500)).max(20).readonly().default([]),
  followUp: FollowUp.nullable().default(null),
});
export type OpinionText = z.infer<typeof OpinionText>;

export const OpinionVersionView = z.strictObject({
  version: z.number().int(),
  text: OpinionText,
  sha256: z.string(),
  signerName: z.string(),
  signedAt: z.iso.datetime(),
  provider: z.string(),
  algorithm: z.string(),
  /** What a time authority vouches for; null: the time of signing is this server's clock alone. */
  trustedTime: z.strictObject({ at: z.iso.datetime(), authority: z.string() }).nullable(),
  /** Checked over the stored bytes when it was read. */
  isValid: z.boolean(),
});
export const OpinionView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid(),
  authorName: z.string(),
  institutionName: z.string(),
  /** The working text, for its author only; null for everyone else. */
  draft: OpinionText.nullable(),
  draftRevision: z.number().int(),
  draftSavedAt: z.iso.datetime().nullable(),
  /** Newest first; empty until signed. */
  versions: z.array(OpinionVersionView),
});
export type OpinionView = z.infer<typeof OpinionView>;

/** `revision` is the one the page last saw: a second window does not overwrite silently. */
export const SaveOpinion = z.strictObject({ revision: z.int32().min(0), text: OpinionText });
export const OpinionSaved = z.strictObject({ revision: z.number().int(), savedAt: z.iso.datetime() });
/** 32 bytes, base64. */
export const DraftKey = z.strictObject({ key: z.string() });
/** `revision` is the text the signer looked at; only that is signed. */
export const SignOpinion = z.strictObject({ revision: z.int32().min(0) });
export const OpinionSigned = z.strictObject({
  version: z.number().int(),
  /** Of the exact bytes that were signed. */
  sha256: z.string(),
  signedAt: z.iso.datetime(),
});
export type OpinionSigned = z.infer<typeof OpinionSigned>;

export const dispositionNames = {
  adopted: { zh: "采纳", en: "Adopted" },
  partly_adopted: { zh: "部分采纳", en: "Partly adopted" },
  not_adopted: { zh: "未采纳", en: "Not adopted" },
} as const;
export const GiveDisposition = z
  .strictObject({
    decision: z.enum(["adopted", "partly_adopted", "not_adopted"]),
    reason: z.string().trim().max(1000).default(""),
  })
  .refine((given) => given.decision === "adopted" || given.reason.length >= 2, {
    path: ["reason"],
    message: "部分采纳或未采纳时请写明理由 Give the reason when the advice is not fully adopted",
  });
export const DispositionView = z.strictObject({
  decision: z.enum(["adopted", "partly_adopted", "not_adopted"]),
  reason: z.string(),
  decidedByName: z.string(),
  decidedAt: z.iso.datetime(),
});
export type DispositionView = z.infer<typeof DispositionView>;

/** One side's filed copy of a finished consultation. */
export const ArchiveItem = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  caseId: z.uuid(),
  side: z.enum(["requester", "performer"]),
  question: z.string(),
  otherInstitutionName: z.string(),
  expertName: z.string(),
  decision: z.enum(["adopted", "partly_adopted", "not_adopted"]),
  recordSha256: z.string(),
  archivedAt: z.iso.datetime(),
});
export type ArchiveItem = z.infer<typeof ArchiveItem>;
/** The whole copy: request, consents, opinion versions with their exact signed text, disposition, timeline. */
export const ArchiveRecordView = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  side: z.enum(["requester", "performer"]),
  archivedAt: z.iso.datetime(),
  /** Kept at least until the end of this day. */
  retainUntilOn: z.iso.date(),
  recordSha256: z.string(),
  /** The record still has the hash it was filed with; checked when it was read. */
  isIntact: z.boolean(),
  record: z.record(z.string(), z.unknown()),
});
export type ArchiveRecordView = z.infer<typeof ArchiveRecordView>;
export const ArchiveParams = z.strictObject({ archiveId: z.uuid() });
export const ArchiveQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});
export const ArchiveList = z.strictObject({ items: z.array(ArchiveItem), total: z.number().int() });
