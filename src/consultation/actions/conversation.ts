import {
  addTimelineEntry,
  type AttachmentRecord,
  type CaseRecord,
  changeToVideo,
  findCase,
  listAttachments,
  lockCase,
  personsWithAccess,
} from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { schedule } from "../../platform/jobs.js";
import { publish } from "../../platform/outbox.js";
import type { AnswerUpgrade, ConversationView, WriteMessage } from "../api.js";
import {
  answerDueAt,
  isConversationOpen,
  mayAnswerUpgrade,
  mayPropose,
  mayWrite,
  type Side,
  type UpgradeRefusal,
  type WriteRefusal,
} from "../domain/conversation.js";
import * as store from "../store/conversation.js";

export type ConversationRefusal =
  | WriteRefusal
  | UpgradeRefusal
  | "conversation_not_found"
  | "message_attachment_unknown";

/** A question that nobody has answered in its time is told once more. */
export const overdueJob = "consultation.question-overdue";

/** On whose side the person stands; undefined: on neither, he only reads. */
async function sideOf(tx: Tx, ctx: Ctx, found: CaseRecord): Promise<Side | undefined> {
  const me = ctx.actor.personId;
  if (found.requesterPersonId === me) return "requester";
  return (await personsWithAccess(tx, found.id, "assignment")).includes(me) ? "performer" : undefined;
}

/** The case, locked, and the side the person acts for; undefined: no such case in sight, or he only reads. */
async function lockAsParty(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
): Promise<{ found: CaseRecord; side: Side } | undefined> {
  const found = await lockCase(tx, caseId);
  const side = found && (await sideOf(tx, ctx, found));
  return found && side && { found, side };
}

async function view(tx: Tx, ctx: Ctx, found: CaseRecord): Promise<ConversationView> {
  const side = await sideOf(tx, ctx, found);
  const messages = await store.listMessages(tx, found.id);
  const upgrades = await store.listUpgrades(tx, found.id);
  const files = new Map<string, AttachmentRecord>(
    (await listAttachments(tx, found.id)).map((one) => [one.id, one]),
  );
  const pending = upgrades.find(({ status }) => status === "proposed");
  const answers = new Set(messages.map(({ repliesTo }) => repliesTo));
  return {
    mode: found.mode,
    side: side ?? null,
    messages: messages.map((one) => ({
      id: one.id,
      sequence: one.sequence,
      kind: one.kind,
      side: one.side,
      isMine: one.authorPersonId === ctx.actor.personId,
      authorName: one.authorName,
      institutionName: one.institutionName,
      body: one.body,
      repliesTo: one.repliesTo,
      attachments: one.attachmentIds.flatMap((id) => {
        const file = files.get(id);
        return file ? [{ id, title: file.title, mediaType: file.mediaType, sizeBytes: file.sizeBytes }] : [];
      }),
      dueAt: one.dueAt,
      isAnswered: one.kind === "question" && answers.has(one.id),
      createdAt: one.createdAt,
    })),
    upgrades: upgrades.map(({ proposedBy, ...one }) => ({
      ...one,
      isMine: proposedBy === ctx.actor.personId,
    })),
    may: {
      write: side !== undefined && isConversationOpen(found.status),
      propose: side !== undefined && mayPropose(found, pending).ok,
      answerUpgrade: side !== undefined && mayAnswerUpgrade(found, pending, side, "accept").ok,
      withdrawUpgrade: side !== undefined && mayAnswerUpgrade(found, pending, side, "withdraw").ok,
    },
  };
}

const about = (found: CaseRecord) => ({
  subjectKind: "case",
  subjectId: found.id,
  caseId: found.id,
  caseInstitutionId: found.institutionId,
});

/** Everything asked, answered and proposed on the case, oldest first. */
export async function viewConversation(
  ctx: Ctx,
  caseId: string,
): Promise<Result<ConversationView, "conversation_not_found">> {
  return inTx(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("conversation_not_found");
    await auditAct(tx, ctx, { action: "conversation.read", outcome: "read", ...about(found) });
    return ok(await view(tx, ctx, found));
  });
}

/**
 * 追问 or 答复. A question starts a clock by the level of the case; the other side is told, and told again when the clock has
 * run out. Files are named by attachments of this case.
 */
export async function writeMessage(
  ctx: Ctx,
  caseId: string,
  given: ReturnType<(typeof WriteMessage)["parse"]>,
): Promise<Result<ConversationView, ConversationRefusal>> {
  return inTx(ctx, async (tx): Promise<Result<ConversationView, ConversationRefusal>> => {
    const party = await lockAsParty(tx, ctx, caseId);
    if (!party) return refuse("conversation_not_found");
    const { found, side } = party;
    const asked = (await store.listMessages(tx, caseId)).find(({ id }) => id === given.repliesTo);
    const allowed = mayWrite(found.status, side, given, asked);
    if (!allowed.ok) return allowed;
    const known = new Set((await listAttachments(tx, caseId)).map(({ id }) => id));
    if (!given.attachmentIds.every((id) => known.has(id))) return refuse("message_attachment_unknown");
    const message = await store.addMessage(tx, caseId, {
      kind: given.kind,
      side,
      authorPersonId: ctx.actor.personId,
      authorName: ctx.actor.name,
      institutionName: ctx.actor.institutionName,
      body: given.body,
      repliesTo: given.kind === "answer" ? (given.repliesTo ?? null) : null,
      attachmentIds: given.attachmentIds,
      dueAt: given.kind === "question" ? answerDueAt(tx.now, found.urgencyLevel) : null,
    });
    await addTimelineEntry(tx, caseId, {
      kind: given.kind === "question" ? "consultation.asked" : "consultation.answered",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: { side, institutionName: ctx.actor.institutionName, files: given.attachmentIds.length },
    });
    if (message.dueAt !== null)
      await schedule(tx, {
        kind: overdueJob,
        subjectId: caseId,
        dueAt: message.dueAt,
        payload: { messageId: message.id },
        dedupeKey: message.id,
      });
    await publish(tx, {
      topic: given.kind === "question" ? "consultation.question-asked" : "consultation.question-answered",
      subjectId: caseId,
      payload: { messageId: message.id },
    });
    await auditAct(tx, ctx, {
      action: "conversation.write",
      ...about(found),
      details: { kind: given.kind, sequence: message.sequence },
    });
    return ok(await view(tx, ctx, found));
  });
}

/** 改为视频会诊: either side wishes to go on by a call; the other one answers. */
export async function proposeUpgrade(
  ctx: Ctx,
  caseId: string,
  reason: string,
): Promise<Result<ConversationView, ConversationRefusal>> {
  return inTx(ctx, async (tx): Promise<Result<ConversationView, ConversationRefusal>> => {
    const party = await lockAsParty(tx, ctx, caseId);
    if (!party) return refuse("conversation_not_found");
    const { found, side } = party;
    const pending = (await store.listUpgrades(tx, caseId)).find(({ status }) => status === "proposed");
    const allowed = mayPropose(found, pending);
    if (!allowed.ok) return allowed;
    const { actor } = ctx;
    const upgradeId = await store.addUpgrade(tx, caseId, {
      side,
      proposedBy: actor.personId,
      proposerName: actor.name,
      reason,
    });
    await addTimelineEntry(tx, caseId, {
      kind: "consultation.upgrade-proposed",
      actor: { personId: actor.personId, label: actor.name },
      details: { side, institutionName: actor.institutionName },
    });
    await publish(tx, {
      topic: "consultation.upgrade-proposed",
      subjectId: caseId,
      payload: { upgradeId },
    });
    await auditAct(tx, ctx, {
      action: "consultation.upgrade",
      ...about(found),
      details: { step: "proposed" },
    });
    return ok(await view(tx, ctx, found));
  });
}

const stepOf = { accept: "accepted", decline: "declined", withdraw: "withdrawn" } as const;

/**
 * The other side accepts (the case goes on by video, told by `consultation.upgraded`) or declines; the proposer may take his
 * wish back.
 */
export async function answerUpgrade(
  ctx: Ctx,
  caseId: string,
  given: ReturnType<(typeof AnswerUpgrade)["parse"]>,
): Promise<Result<ConversationView, ConversationRefusal>> {
  return inTx(ctx, async (tx): Promise<Result<ConversationView, ConversationRefusal>> => {
    const party = await lockAsParty(tx, ctx, caseId);
    if (!party) return refuse("conversation_not_found");
    const { found, side } = party;
    const pending = (await store.listUpgrades(tx, caseId)).find(({ status }) => status === "proposed");
    const allowed = mayAnswerUpgrade(found, pending, side, given.decision);
    if (!allowed.ok || !pending) return allowed.ok ? refuse("upgrade_none") : allowed;
    const { actor } = ctx;
    const status = stepOf[given.decision];
    const end = { status, personId: actor.personId, name: actor.name, note: given.note };
    if (!(await store.endUpgrade(tx, pending.id, end))) return refuse("upgrade_none");
    if (status === "accepted" && !(await changeToVideo(tx, caseId, ["accepted", "in_session"])))
      throw new Error(`case ${caseId} moved while it was locked`);
    await addTimelineEntry(tx, caseId, {
      kind: status === "accepted" ? "consultation.upgraded" : `consultation.upgrade-${status}`,
      actor: { personId: actor.personId, label: actor.name },
      details: {
        side,
        institutionName: actor.institutionName,
        ...(given.note !== "" && { note: given.note }),
      },
    });
    await publish(tx, {
      topic: status === "accepted" ? "consultation.upgraded" : `consultation.upgrade-${status}`,
      subjectId: caseId,
      payload: { proposedBy: pending.proposedBy, mode: status === "accepted" ? "video" : "written" },
    });
    await auditAct(tx, ctx, { action: "consultation.upgrade", ...about(found), details: { step: status } });
    const after = await findCase(tx, caseId);
    return after ? ok(await view(tx, ctx, after)) : refuse("conversation_not_found");
  });
}
