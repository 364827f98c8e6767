import { z } from "zod";
import { oneLine } from "../../kernel/one-line.js";

export const LinkQuery = z.strictObject({
  /** Part of a key or of a name. */
  q: oneLine(100).default(""),
  limit: z.coerce.number().int().min(1).max(200).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type LinkQuery = z.infer<typeof LinkQuery>;

export const LinkView = z.strictObject({
  staffKey: z.string(),
  /** The sender's key of the person where the staff key is one of a post; else the same. */
  personKey: z.string(),
  practitionerId: z.uuid(),
  expertName: z.string(),
  departmentName: z.string(),
  status: z.enum(["active", "inactive"]),
  /** How new the system's last word is. */
  effectiveAt: z.iso.datetime(),
});
export type LinkView = z.infer<typeof LinkView>;

export const UnlinkView = z.strictObject({
  unlinkId: z.uuid(),
  staffKey: z.string(),
  /** From whom it was taken, as it was then: his record may have been merged since. */
  practitionerId: z.uuid(),
  expertName: z.string(),
  departmentName: z.string(),
  status: z.enum(["unlinked", "undone"]),
  reason: z.string(),
  unlinkedAt: z.iso.datetime(),
  undoneAt: z.iso.datetime().nullable(),
  undoneReason: z.string().nullable(),
});
export type UnlinkView = z.infer<typeof UnlinkView>;

export const LinkList = z.strictObject({
  /** Keys the query finds. */
  total: z.number().int(),
  items: z.array(LinkView),
  /** What was taken away, newest first, at most a hundred. */
  unlinks: z.array(UnlinkView),
});
export type LinkList = z.infer<typeof LinkList>;

const reason = oneLine(500).pipe(z.string().min(2, "请写明原因 Give a reason"));
export const UnlinkKey = z.strictObject({
  staffKey: oneLine(200).pipe(z.string().min(1, "必填 Required")),
  reason,
});
export const Unlinked = z.strictObject({ unlinkId: z.uuid() });
export const UndoUnlink = z.strictObject({ reason });
export const UnlinkParams = z.strictObject({ connectorId: z.uuid(), unlinkId: z.uuid() });
