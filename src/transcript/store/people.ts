import type { Tx } from "../../platform/database/database.js";
import type { RtcProviderName } from "../../room/index.js";
import type { Side } from "../domain/draft-record.js";
import { transcriptTables, type TranscriptTables } from "../tables.js";

export interface RoomFacts {
  readonly roomId: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly isOpen: boolean;
  /** What carries its sound and pictures, and what that calls it. */
  readonly provider: RtcProviderName;
  readonly providerRoom: string;
}

/** Somebody of a room. `stayIds`: his stays there now, by which pages know him; empty: he is not there. */
export interface RoomPersonFacts {
  readonly participantId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly side: Side;
  readonly isModerator: boolean;
  readonly stayIds: readonly string[];
}

const roomColumns = ["id", "case_id", "institution_id", "status", "provider", "provider_room"] as const;
const toRoom = (row: Pick<TranscriptTables["room.room"], (typeof roomColumns)[number]>): RoomFacts => ({
  roomId: row.id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  isOpen: row.status === "open",
  provider: row.provider,
  providerRoom: row.provider_room,
});

/** Undefined: no such room of this case in sight. */
export async function findRoom(tx: Tx, caseId: string, roomId: string): Promise<RoomFacts | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("room.room")
    .select(roomColumns)
    .where("id", "=", roomId)
    .where("case_id", "=", caseId)
    .executeTakeFirst();
  return row && toRoom(row);
}

/** In system scope, where the case is not known. */
export async function findRoomById(tx: Tx, roomId: string): Promise<RoomFacts | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("room.room")
    .select(roomColumns)
    .where("id", "=", roomId)
    .executeTakeFirst();
  return row && toRoom(row);
}

/** Who belongs to the room and was let in, in the order of coming; also those who are away just now. */
export async function listPeople(tx: Tx, roomId: string): Promise<RoomPersonFacts[]> {
  const db = transcriptTables(tx);
  const people = await db
    .selectFrom("room.participant")
    .selectAll()
    .where("room_id", "=", roomId)
    .where("status", "=", "admitted")
    .orderBy("id")
    .execute();
  const stays = await db
    .selectFrom("room.stay")
    .select(["id", "participant_id"])
    .where("room_id", "=", roomId)
    .where("left_at", "is", null)
    .orderBy("joined_at")
    .execute();
  return people.map((row) => ({
    participantId: row.id,
    personId: row.person_id,
    name: row.name,
    // Who only looks on speaks, if at all, for neither side.
    side: row.role === "observer" ? "guest" : row.role,
    isModerator: row.is_moderator,
    stayIds: stays.filter((stay) => stay.participant_id === row.id).map(({ id }) => id),
  }));
}

/** Those who are in the room at this moment. */
export const listPresent = async (tx: Tx, roomId: string): Promise<RoomPersonFacts[]> =>
  (await listPeople(tx, roomId)).filter(({ stayIds }) => stayIds.length > 0);

/** Whose phone holds the key of this hash; undefined: nobody's, or not let in (any more). In system scope. */
export async function findGuest(
  tx: Tx,
  sessionHash: string,
): Promise<{ readonly caseId: string; readonly roomId: string; readonly me: RoomPersonFacts } | undefined> {
  const link = await transcriptTables(tx)
    .selectFrom("room.guest_link as l")
    .innerJoin("room.participant as p", "p.guest_link_id", "l.id")
    .select(["l.case_id", "l.room_id", "p.id"])
    .where("l.session_hash", "=", sessionHash)
    .where("l.revoked_at", "is", null)
    .executeTakeFirst();
  if (!link) return undefined;
  const me = (await listPeople(tx, link.room_id)).find(({ participantId }) => participantId === link.id);
  return me && { caseId: link.case_id, roomId: link.room_id, me };
}

/** Of everyone in these rooms: who still belongs there, in rooms that are not closed. In system scope. */
export async function mayStillListen(tx: Tx, roomIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await transcriptTables(tx)
    .selectFrom("room.participant as p")
    .innerJoin("room.room as r", "r.id", "p.room_id")
    .select("p.id")
    .where("p.room_id", "in", [...roomIds])
    .where("p.status", "=", "admitted")
    .where("r.status", "<>", "closed")
    .execute();
  return new Set(rows.map(({ id }) => id));
}
