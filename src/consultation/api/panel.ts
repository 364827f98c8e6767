import { z } from "zod";
import { oneLine } from "../../kernel/one-line.js";

export const AgendaItem = z.strictObject({
  title: oneLine(100).pipe(z.string().min(1, "请填写议题 Name the item")),
  minutes: z.number().int().min(1).max(120),
  /** Who speaks to it; null: everyone. */
  personId: z.uuid().nullable(),
});
export type AgendaItem = z.infer<typeof AgendaItem>;

export const PanelMemberView = z.strictObject({
  personId: z.uuid(),
  seat: z.number().int(),
  name: z.string(),
  post: z.string(),
  institutionName: z.string(),
  /** The 诊疗科目 of the seat. */
  specialtyName: z.string().nullable(),
  isLead: z.boolean(),
  isMe: z.boolean(),
  /** On the newest version; null: none yet. `signed`: the lead. */
  stance: z.enum(["signed", "agree", "dissent"]).nullable(),
  /** On every version, oldest first. */
  stands: z.array(
    z.strictObject({
      version: z.number().int(),
      stance: z.enum(["agree", "dissent"]),
      /** His own text; empty for one who agrees. */
      dissent: z.string(),
      sha256: z.string(),
      signedAt: z.iso.datetime(),
      provider: z.string(),
      isValid: z.boolean(),
    }),
  ),
});
export type PanelMemberView = z.infer<typeof PanelMemberView>;

export const PanelView = z.strictObject({
  version: z.number().int(),
  leadPersonId: z.uuid(),
  agenda: z.array(AgendaItem),
  /** Of the joint opinion; 0: not signed yet. */
  opinionVersion: z.number().int(),
  /** How many must have taken a stand before the inviter can close, and how many have. */
  quorum: z.strictObject({ needed: z.number().int(), have: z.number().int() }),
  /** In order of speaking. */
  members: z.array(PanelMemberView),
  may: z.strictObject({ arrange: z.boolean(), takeStand: z.boolean() }),
});
export type PanelView = z.infer<typeof PanelView>;

export const ArrangePanel = z.strictObject({
  version: z.int32().min(1),
  leadPersonId: z.uuid(),
  /** Every member once, first speaker first. */
  order: z.array(z.uuid()).min(2).max(5),
  agenda: z.array(AgendaItem).max(20),
});

/** `version` is the one the member has read; only on that he takes his stand. */
export const TakeStand = z.strictObject({
  version: z.int32().min(1),
  stance: z.enum(["agree", "dissent"]),
  dissent: z.string().max(10_000).default(""),
});
