import { z } from "zod";

const side = z.enum(["requester", "performer"]);

export const MessageView = z.strictObject({
  id: z.uuid(),
  sequence: z.number().int(),
  kind: z.enum(["question", "answer"]),
  side,
  isMine: z.boolean(),
  authorName: z.string(),
  institutionName: z.string(),
  body: z.string(),
  /** The question an answer belongs to. */
  repliesTo: z.uuid().nullable(),
  attachments: z.array(
    z.strictObject({ id: z.uuid(), title: z.string(), mediaType: z.string(), sizeBytes: z.number().int() }),
  ),
  /** Of a question: when it should be answered. */
  dueAt: z.iso.datetime().nullable(),
  isAnswered: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type MessageView = z.infer<typeof MessageView>;

export const UpgradeView = z.strictObject({
  id: z.uuid(),
  side,
  isMine: z.boolean(),
  proposerName: z.string(),
  reason: z.string(),
  status: z.enum(["proposed", "accepted", "declined", "withdrawn"]),
  proposedAt: z.iso.datetime(),
  answererName: z.string().nullable(),
  answerNote: z.string(),
  answeredAt: z.iso.datetime().nullable(),
});

export const ConversationView = z.strictObject({
  mode: z.enum(["written", "video"]),
  /** On whose side the reader stands; null: on neither. */
  side: side.nullable(),
  /** Oldest first. */
  messages: z.array(MessageView),
  upgrades: z.array(UpgradeView),
  may: z.strictObject({
    write: z.boolean(),
    propose: z.boolean(),
    answerUpgrade: z.boolean(),
    withdrawUpgrade: z.boolean(),
  }),
});
export type ConversationView = z.infer<typeof ConversationView>;

export const WriteMessage = z
  .strictObject({
    kind: z.enum(["question", "answer"]),
    body: z.string().trim().min(1, "请填写内容 Write something").max(4000),
    repliesTo: z.uuid().nullable().default(null),
    attachmentIds: z.array(z.uuid()).max(10).default([]),
  })
  .refine(({ kind, repliesTo }) => (kind === "answer") === (repliesTo !== null), {
    path: ["repliesTo"],
    message: "答复须指明所答的问题 An answer names its question, a question names none",
  });
export const ProposeUpgrade = z.strictObject({ reason: z.string().trim().max(500).default("") });
export const AnswerUpgrade = z.strictObject({
  decision: z.enum(["accept", "decline", "withdraw"]),
  note: z.string().trim().max(500).default(""),
});
/** A file that goes with a message; the message names it. */
export const FileAdded = z.strictObject({ attachmentId: z.uuid(), title: z.string() });
