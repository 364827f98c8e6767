import { z } from "zod";

/** A record as a person sees it who judges whether two are one. */
export const RecordFace = z.strictObject({
  practitionerId: z.uuid(),
  name: z.string(),
  gender: z.enum(["male", "female"]).nullable(),
  birthOn: z.iso.date().nullable(),
  hasAccount: z.boolean(),
  licenceNumber: z.string().nullable(),
  hasIdNumber: z.boolean(),
  hasPhone: z.boolean(),
  claims: z.number().int(),
  createdAt: z.iso.datetime(),
  posts: z.array(
    z.strictObject({
      institutionName: z.string(),
      departmentName: z.string(),
      titleName: z.string().nullable(),
      status: z.enum(["active", "paused", "retired"]),
    }),
  ),
});
export type RecordFace = z.infer<typeof RecordFace>;

export const sameReasons = [
  "licence",
  "phone",
  "birth_date",
  "name",
  "specialty",
  "title",
  "region",
  "institution",
  "gender",
] as const;

export const DuplicateView = z.strictObject({
  first: RecordFace,
  second: RecordFace,
  /** 0 to 1. */
  score: z.number(),
  reasons: z.array(z.enum(sameReasons)),
});
export type DuplicateView = z.infer<typeof DuplicateView>;
export const DuplicateList = z.strictObject({ items: z.array(DuplicateView), total: z.number().int() });
export type DuplicateList = z.infer<typeof DuplicateList>;

const reason = z.string().trim().min(2).max(500);
export const MergeRecords = z.strictObject({
  /** The record that goes on. */
  keptId: z.uuid(),
  goneId: z.uuid(),
  reason,
  grounds: z.array(z.enum(sameReasons)).max(9).default([]),
});
export const Merged = z.strictObject({ mergeId: z.uuid() });
export const KeepApart = z.strictObject({ firstId: z.uuid(), secondId: z.uuid(), reason });
export const MergeParams = z.strictObject({ mergeId: z.uuid() });
export const UndoMerge = z.strictObject({ reason });
export const MergeView = z.strictObject({
  mergeId: z.uuid(),
  keptId: z.uuid(),
  keptName: z.string(),
  goneId: z.uuid(),
  goneName: z.string(),
  status: z.enum(["merged", "undone"]),
  reason: z.string(),
  mergedAt: z.iso.datetime(),
  undoneAt: z.iso.datetime().nullable(),
  undoneReason: z.string().nullable(),
});
/** Newest first; at most 100. */
export const MergeList = z.strictObject({ items: z.array(MergeView) });
export type MergeList = z.infer<typeof MergeList>;
