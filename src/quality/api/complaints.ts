import { z } from "zod";

export const complaintSources = ["patient", "inviter", "expert", "other"] as const;
export const FileComplaint = z.strictObject({
  caseId: z.uuid().nullable().default(null),
  source: z.enum(complaintSources),
  /** Several departments or both hospitals have to be heard. */
  isComplex: z.boolean().default(false),
  text: z.string().trim().min(5, "请写明事由，至少五个字 Say what it is about").max(2000),
});
export type FileComplaint = z.infer<typeof FileComplaint>;
export const ComplaintView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid().nullable(),
  caseNumber: z.string().nullable(),
  source: z.enum(complaintSources),
  text: z.string(),
  isComplex: z.boolean(),
  status: z.enum(["open", "handling", "answered", "closed"]),
  ownerName: z.string().nullable(),
  isMine: z.boolean(),
  dueAt: z.iso.datetime(),
  answer: z.string().nullable(),
  isFounded: z.boolean().nullable(),
  version: z.number().int(),
  filedAt: z.iso.datetime(),
  answeredAt: z.iso.datetime().nullable(),
});
export type ComplaintView = z.infer<typeof ComplaintView>;
export const ComplaintList = z.strictObject({ items: z.array(ComplaintView) });
export const ComplaintParams = z.strictObject({ complaintId: z.uuid() });
export const ComplaintStep = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("handling"), version: z.int32().min(1) }),
  z.strictObject({
    to: z.literal("answered"),
    version: z.int32().min(1),
    answer: z.string().trim().min(5, "请写明答复，至少五个字 Write the answer").max(2000),
    isFounded: z.boolean(),
  }),
  z.strictObject({ to: z.literal("closed"), version: z.int32().min(1) }),
]);
export type ComplaintStep = z.infer<typeof ComplaintStep>;
