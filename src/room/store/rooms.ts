import { randomBytes, randomUUID } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { ParticipantStatus, RoomRole } from "../domain/participant.js";
import type { CloseReason, RoomStatus } from "../domain/room-status.js";
import type { RtcProviderName } from "../provider.js";
import { type RoomTables, roomTables } from "../tables.js";

export interface StoredRoom {
  readonly id: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly status: RoomStatus;
  readonly provider: RtcProviderName;
  readonly providerRoom: string;
  readonly qualified: { readonly name: string; readonly title: string } | null;
  readonly rescueConfirmedAt: Instant | null;
  readonly openedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly closedAt: Instant | null;
}

const toRoom = (row: Selectable<RoomTables["room.room"]>): StoredRoom => ({
  id: row.id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  status: row.status,
  provider: row.provider,
  providerRoom: row.provider_room,
  qualified:
    row.qualified_name === null || row.qualified_title === null
      ? null
      : { name: row.qualified_name, title: row.qualified_title },
  rescueConfirmedAt: row.rescue_confirmed_at as Instant | null,
  openedAt: row.opened_at as Instant | null,
  startedAt: row.started_at as Instant | null,
  closedAt: row.closed_at as Instant | null,
});

/** The case's room that is not closed; undefined when there is none in sight. With `isLocked` nobody else changes it until commit. */
export async function findLiveRoom(
  tx: Tx,
  caseId: string,
  isLocked = false,
): Promise<StoredRoom | undefined> {
  let query = roomTables(tx)
    .selectFrom("room.room")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("status", "<>", "closed");
  if (isLocked) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && toRoom(row);
}

/** The room, locked until commit. */
export async function lockRoom(tx: Tx, roomId: string): Promise<StoredRoom | undefined> {
  const row = await roomTables(tx)
    .selectFrom("room.room")
    .selectAll()
    .where("id", "=", roomId)
    .forUpdate()
    .executeTakeFirst();
  return row && toRoom(row);
}

/** Plans the case's room. Undefined: another one was made in the same moment. */
export async function addRoom(
  tx: Tx,
  room: {
    readonly caseId: string;
    readonly institutionId: string;
    readonly provider: RtcProviderName;
    readonly createdBy: string;
  },
): Promise<StoredRoom | undefined> {
  const row = await roomTables(tx)
    .insertInto("room.room")
    .values({
      id: randomUUID(),
      case_id: room.caseId,
      institution_id: room.institutionId,
      status: "planned",
      provider: room.provider,
      provider_room: randomBytes(16).toString("hex"),
      qualified_name: null,
      qualified_title: null,
      qualified_by: null,
      qualified_at: null,
      rescue_confirmed_at: null,
      created_by: room.createdBy,
      created_at: tx.now,
      opened_at: null,
      started_at: null,
      closed_at: null,
      closed_reason: null,
    })
    .onConflict((conflict) => conflict.column("case_id").where("status", "<>", sql.lit("closed")).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && toRoom(row);
}

/** False: it is open already, or closed. */
export async function openPlanned(tx: Tx, roomId: string, provider: RtcProviderName): Promise<boolean> {
  const rows = await roomTables(tx)
    .updateTable("room.room")
    .set({ status: "open", opened_at: tx.now, provider })
    .where("id", "=", roomId)
    .where("status", "=", "planned")
    .returning("id")
    .execute();
  return rows.length === 1;
}

export async function saveQualified(
  tx: Tx,
  roomId: string,
  person: {
    readonly name: string;
    readonly title: string;
    readonly by: string;
    readonly isRescueConfirmed: boolean;
  },
): Promise<void> {
  await roomTables(tx)
    .updateTable("room.room")
    .set({
      qualified_name: person.name,
      qualified_title: person.title,
      qualified_by: person.by,
      qualified_at: tx.now,
      ...(person.isRescueConfirmed && { rescue_confirmed_at: tx.now }),
    })
    .where("id", "=", roomId)
    .execute();
}

/** False: it had begun before. */
export async function markStarted(tx: Tx, roomId: string): Promise<boolean> {
  const rows = await roomTables(tx)
    .updateTable("room.room")
    .set({ started_at: tx.now })
    .where("id", "=", roomId)
    .where("started_at", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Closes the room, kills its tokens and links. False: it was closed already. Stays are ended by `endStays`. */
export async function closeRoomRow(tx: Tx, roomId: string, reason: CloseReason): Promise<boolean> {
  const db = roomTables(tx);
  const rows = await db
    .updateTable("room.room")
    .set({ status: "closed", closed_at: tx.now, closed_reason: reason })
    .where("id", "=", roomId)
    .where("status", "<>", "closed")
    .returning("id")
    .execute();
  if (rows.length === 0) return false;
  await db.deleteFrom("room.join_token").where("room_id", "=", roomId).execute();
  await db
    .updateTable("room.guest_link")
    .set({ revoked_at: tx.now })
    .where("room_id", "=", roomId)
    .where("revoked_at", "is", null)
    .execute();
  return true;
}

export interface Participant {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly identity: string;
  readonly personId: string | null;
  readonly name: string;
  readonly label: string;
  readonly role: RoomRole;
  readonly isModerator: boolean;
  readonly status: ParticipantStatus;
}

const toParticipant = (row: Selectable<RoomTables["room.participant"]>): Participant => ({
  id: row.id,
  roomId: row.room_id,
  caseId: row.case_id,
  identity: row.identity,
  personId: row.person_id,
  name: row.name,
  label: row.label,
  role: row.role,
  isModerator: row.is_moderator,
  status: row.status,
});

export async function findParticipant(
  tx: Tx,
  roomId: string,
  participantId: string,
): Promise<Participant | undefined> {
  const row = await roomTables(tx)
    .selectFrom("room.participant")
    .selectAll()
    .where("room_id", "=", roomId)
    .where("id", "=", participantId)
    .executeTakeFirst();
  return row && toParticipant(row);
}

export async function findParticipantOf(
  tx: Tx,
  roomId: string,
  who: { readonly personId: string } | { readonly guestLinkId: string },
): Promise<Participant | undefined> {
  const query = roomTables(tx).selectFrom("room.participant").selectAll().where("room_id", "=", roomId);
  const row = await (
    "personId" in who
      ? query.where("person_id", "=", who.personId)
      : query.where("guest_link_id", "=", who.guestLinkId)
  ).executeTakeFirst();
  return row && toParticipant(row);
}

/** In order of first coming. */
export async function listParticipants(tx: Tx, roomId: string): Promise<Participant[]> {
  const rows = await roomTables(tx)
    .selectFrom("room.participant")
    .selectAll()
    .where("room_id", "=", roomId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(toParticipant);
}

export async function addParticipant(
  tx: Tx,
  who: {
    readonly room: StoredRoom;
    readonly personId: string | null;
    readonly guestLinkId: string | null;
    readonly name: string;
    readonly label: string;
    readonly role: RoomRole;
    readonly isModerator: boolean;
    readonly status: ParticipantStatus;
  },
): Promise<Participant> {
  const id = randomUUID();
  const row = await roomTables(tx)
    .insertInto("room.participant")
    .values({
      id,
      room_id: who.room.id,
      case_id: who.room.caseId,
      // What providers know him by is what the pages know him by: whose picture is whose follows from it.
      identity: id,
      person_id: who.personId,
      guest_link_id: who.guestLinkId,
      name: who.name,
      label: who.label,
      role: who.role,
      is_moderator: who.isModerator,
      status: who.status,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toParticipant(row);
}

/** False: he was in that state already, or is unknown. */
export async function setParticipantStatus(
  tx: Tx,
  roomId: string,
  participantId: string,
  status: ParticipantStatus,
): Promise<boolean> {
  const rows = await roomTables(tx)
    .updateTable("room.participant")
    .set({ status })
    .where("room_id", "=", roomId)
    .where("id", "=", participantId)
    .where("status", "<>", status)
    .returning("id")
    .execute();
  return rows.length === 1;
}
