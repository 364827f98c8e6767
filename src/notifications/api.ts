import { z } from "zod";
import { noticeKindNames } from "./domain/notice-kinds.js";

export { type NoticeKind, noticeKinds, noticeSentence } from "./domain/notice-kinds.js";

export const NoticeView = z.strictObject({
  id: z.uuid(),
  kind: z.enum(noticeKindNames),
  caseId: z.uuid().nullable(),
  /** The offer, opinion or case it is about. */
  subjectId: z.uuid().nullable(),
  /** Codes, names of experts and institutions, instants: what `noticeSentence` puts into words. */
  details: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
export type NoticeView = z.infer<typeof NoticeView>;

/** Unread first, then newest first; at most `limit`. `unread` counts all of them. */
export const NoticeList = z.strictObject({ items: z.array(NoticeView), unread: z.number().int() });
export const NoticeQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50) });

/** Without ids every notice of the person is read. Ids of others change nothing. */
export const ReadNotices = z.strictObject({ ids: z.array(z.uuid()).min(1).max(200).optional() });
export const NoticesRead = z.strictObject({ unread: z.number().int() });
