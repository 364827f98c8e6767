import { type AttachRefusal, attachFile, listAttachments } from "../../cases/index.js";
import { auditAct, type Ctx, inTx, type UploadedFile } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import type { MessageView } from "../api.js";
import { tellRoom } from "../signal/relay.js";
import { addMessage, listMessages } from "../store/messages.js";
import * as store from "../store/rooms.js";
import { aboutRoom } from "./across-tenants.js";

export type MessageRefusal = "room_not_open" | "participant_not_found" | AttachRefusal;

/** The open room, locked, and who the person is in it. */
async function ownPlace(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
): Promise<
  Result<{ room: store.StoredRoom; who: store.Participant }, "room_not_open" | "participant_not_found">
> {
  const room = await store.findLiveRoom(tx, caseId, true);
  if (room?.status !== "open") return refuse("room_not_open");
  const who = await store.findParticipantOf(tx, room.id, { personId: ctx.actor.personId });
  return who?.status === "admitted" ? ok({ room, who }) : refuse("participant_not_found");
}

async function write(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  message: { readonly text: string; readonly attachmentId: string | null },
): Promise<Result<{ sequence: number }, MessageRefusal>> {
  const place = await ownPlace(tx, ctx, caseId);
  if (!place.ok) return place;
  const { room, who } = place.value;
  const sequence = await addMessage(tx, who, message);
  // Only that there is something new; the pages fetch it, and see what they may.
  await tellRoom(tx, room.id, { t: "hint", topic: "messages" });
  await auditAct(tx, ctx, {
    action: "room.write",
    ...aboutRoom(room),
    details: { sequence, hasFile: message.attachmentId !== null },
  });
  return ok({ sequence });
}

/** Writes to everyone in the room; it stays in the record of the case. */
export const writeMessage = (
  ctx: Ctx,
  caseId: string,
  text: string,
): Promise<Result<{ sequence: number }, MessageRefusal>> =>
  inTx(ctx, (tx) => write(tx, ctx, caseId, { text, attachmentId: null }));

/**
 * Puts a file, or a still picture of the call, into the case's attachments and tells the room of it. The file is judged as
 * any attachment is. When telling fails the file is in the case all the same.
 */
export async function sendFile(
  ctx: Ctx,
  caseId: string,
  file: UploadedFile,
): Promise<Result<{ sequence: number }, MessageRefusal>> {
  const may = await inTx({ ...ctx, idempotency: undefined }, (tx) => ownPlace(tx, ctx, caseId));
  if (!may.ok) return may;
  const attached = await attachFile(ctx, caseId, file);
  if (!attached.ok) return attached;
  return inTx({ ...ctx, idempotency: undefined }, (tx) =>
    write(tx, ctx, caseId, { text: "", attachmentId: attached.value.id }),
  );
}

/** What was written since `after`, oldest first; empty when there is no live room. Each look is audited. */
export async function readMessages(
  ctx: Ctx,
  caseId: string,
  after: number,
): Promise<Result<{ items: MessageView[] }, never>> {
  return inTx(ctx, async (tx) => {
    const room = await store.findLiveRoom(tx, caseId);
    if (!room) return ok({ items: [] });
    const me = await store.findParticipantOf(tx, room.id, { personId: ctx.actor.personId });
    const messages = await listMessages(tx, room.id, after);
    const files = messages.some((one) => one.attachmentId !== null) ? await listAttachments(tx, caseId) : [];
    if (messages.length > 0)
      await auditAct(tx, ctx, { action: "room.read-messages", ...aboutRoom(room), outcome: "read" });
    return ok({
      items: messages.map((one) => {
        const file = files.find(({ id }) => id === one.attachmentId);
        return {
          sequence: one.sequence,
          senderName: one.senderName,
          isMine: one.participantId === me?.id,
          text: one.text,
          attachment: file ? { id: file.id, title: file.title, mediaType: file.mediaType } : null,
          sentAt: one.sentAt,
        };
      }),
    });
  });
}
