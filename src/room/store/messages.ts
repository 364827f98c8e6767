import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { roomTables } from "../tables.js";
import type { Participant } from "./rooms.js";

export interface StoredMessage {
  readonly sequence: number;
  readonly participantId: string;
  readonly senderName: string;
  readonly text: string;
  readonly attachmentId: string | null;
  readonly sentAt: Instant;
}

/** Adds a message under the next number. The room's row must be locked, so that numbers have no gaps and no doubles. */
export async function addMessage(
  tx: Tx,
  from: Participant,
  message: { readonly text: string; readonly attachmentId: string | null },
): Promise<number> {
  const db = roomTables(tx);
  const { last } = await db
    .selectFrom("room.message")
    .select((e) => e.fn.max<number | null>("sequence").as("last"))
    .where("room_id", "=", from.roomId)
    .executeTakeFirstOrThrow();
  const sequence = (last ?? 0) + 1;
  await db
    .insertInto("room.message")
    .values({
      room_id: from.roomId,
      sequence,
      case_id: from.caseId,
      participant_id: from.id,
      sender_name: from.name,
      text: message.text,
      attachment_id: message.attachmentId,
      sent_at: tx.now,
    })
    .execute();
  return sequence;
}

/** Those after the number `after`, oldest first; at most 500. */
export async function listMessages(tx: Tx, roomId: string, after: number): Promise<StoredMessage[]> {
  const rows = await roomTables(tx)
    .selectFrom("room.message")
    .selectAll()
    .where("room_id", "=", roomId)
    .where("sequence", ">", after)
    .orderBy("sequence")
    .limit(500)
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    participantId: row.participant_id,
    senderName: row.sender_name,
    text: row.text,
    attachmentId: row.attachment_id,
    sentAt: row.sent_at as Instant,
  }));
}
