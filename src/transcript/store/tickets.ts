import { createHash, randomBytes } from "node:crypto";
import { addMinutes } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import type { Side } from "../domain/draft-record.js";
import { transcriptTables } from "../tables.js";

export interface Speaker {
  readonly roomId: string;
  readonly caseId: string;
  readonly personId: string | null;
  readonly participantId: string;
  readonly name: string;
  readonly side: Side;
}

const hashOf = (ticket: string): string => createHash("sha256").update(ticket).digest("hex");
const livesMinutes = 1;

/** A ticket for the captions of one room, for one speaker, for a minute and once. In system scope. */
export async function addTicket(tx: Tx, speaker: Speaker): Promise<string> {
  const ticket = randomBytes(24).toString("base64url");
  const db = transcriptTables(tx);
  await db.deleteFrom("transcript.ticket").where("expires_at", "<=", tx.now).execute();
  await db
    .insertInto("transcript.ticket")
    .values({
      hash: hashOf(ticket),
      room_id: speaker.roomId,
      case_id: speaker.caseId,
      person_id: speaker.personId,
      participant_id: speaker.participantId,
      speaker_name: speaker.name,
      side: speaker.side,
      expires_at: addMinutes(tx.now, livesMinutes),
    })
    .execute();
  return ticket;
}

/** Uses the ticket up. Undefined: unknown, used, expired, or for another room. In system scope. */
export async function redeemTicket(tx: Tx, roomId: string, ticket: string): Promise<Speaker | undefined> {
  const row = await transcriptTables(tx)
    .deleteFrom("transcript.ticket")
    .where("hash", "=", hashOf(ticket))
    .where("room_id", "=", roomId)
    .where("expires_at", ">", tx.now)
    .returningAll()
    .executeTakeFirst();
  return (
    row && {
      roomId: row.room_id,
      caseId: row.case_id,
      personId: row.person_id,
      participantId: row.participant_id,
      name: row.speaker_name,
      side: row.side,
    }
  );
}
