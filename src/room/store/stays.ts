import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { RoomRole } from "../domain/participant.js";
import { joinTokenSeconds, type LeaveReason } from "../domain/stay.js";
import { roomTables } from "../tables.js";
import type { Participant } from "./rooms.js";

/** Keeps a token's hash for the two minutes it lives; older ones of the same participant die. */
export async function addJoinToken(
  tx: Tx,
  who: Participant,
  token: { readonly hash: string; readonly sessionHash: string | null },
): Promise<Instant> {
  const expiresAt = addMinutes(tx.now, joinTokenSeconds / 60);
  await roomTables(tx)
    .insertInto("room.join_token")
    .values({
      token_hash: token.hash,
      room_id: who.roomId,
      case_id: who.caseId,
      participant_id: who.id,
      session_hash: token.sessionHash,
      issued_at: tx.now,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
  return expiresAt;
}

export interface Redeemed {
  readonly roomId: string;
  readonly participantId: string;
  readonly sessionHash: string | null;
}

/** Uses the token up. Undefined: unknown, used, or its time is over. Needs system scope. */
export async function redeemToken(tx: Tx, tokenHash: string): Promise<Redeemed | undefined> {
  const row = await roomTables(tx)
    .updateTable("room.join_token")
    .set({ used_at: tx.now })
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", tx.now)
    .returning(["room_id", "participant_id", "session_hash"])
    .executeTakeFirst();
  return row && { roomId: row.room_id, participantId: row.participant_id, sessionHash: row.session_hash };
}

export interface LiveStay {
  readonly stayId: string;
  readonly nodeId: string;
  readonly participantId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly label: string;
  readonly role: RoomRole;
  readonly isModerator: boolean;
  readonly isWaiting: boolean;
}

/** Who is in the room now, in order of coming; those in the waiting room as well. */
export async function listLiveStays(tx: Tx, roomId: string): Promise<LiveStay[]> {
  const rows = await roomTables(tx)
    .selectFrom("room.stay as s")
    .innerJoin("room.participant as p", "p.id", "s.participant_id")
    .select([
      "s.id",
      "s.node_id",
      "s.participant_id",
      "p.person_id",
      "p.name",
      "p.label",
      "p.role",
      "p.is_moderator",
      "p.status",
    ])
    .where("s.room_id", "=", roomId)
    .where("s.left_at", "is", null)
    .orderBy("s.joined_at")
    .orderBy("s.id")
    .execute();
  return rows.map((row) => ({
    stayId: row.id,
    nodeId: row.node_id,
    participantId: row.participant_id,
    personId: row.person_id,
    name: row.name,
    label: row.label,
    role: row.role,
    isModerator: row.is_moderator,
    isWaiting: row.status === "waiting",
  }));
}

/** A stay that has just begun, as {@link listLiveStays} will show it. */
export const liveStayOf = (who: Participant, stayId: string, nodeId: string): LiveStay => ({
  stayId,
  nodeId,
  participantId: who.id,
  personId: who.personId,
  name: who.name,
  label: who.label,
  role: who.role,
  isModerator: who.isModerator,
  isWaiting: who.status === "waiting",
});

export async function addStay(
  tx: Tx,
  who: Participant,
  at: { readonly nodeId: string; readonly resumeHash: string },
): Promise<string> {
  const id = randomUUID();
  await roomTables(tx)
    .insertInto("room.stay")
    .values({
      id,
      participant_id: who.id,
      room_id: who.roomId,
      case_id: who.caseId,
      node_id: at.nodeId,
      seen_at: tx.now,
      resume_hash: at.resumeHash,
      joined_at: tx.now,
      left_at: null,
      left_reason: null,
    })
    .execute();
  return id;
}

export interface EndedStay {
  readonly stayId: string;
  readonly roomId: string;
  readonly personId: string | null;
}

/** Ends live stays, of those that the filter names; the persons among them are reachable by messages again only if the caller says so. */
export async function endStays(
  tx: Tx,
  which: { readonly stayId: string } | { readonly participantId: string } | { readonly roomId: string },
  reason: LeaveReason,
): Promise<EndedStay[]> {
  let update = roomTables(tx)
    .updateTable("room.stay")
    .set({ left_at: tx.now, left_reason: reason })
    .where("left_at", "is", null);
  if ("stayId" in which) update = update.where("id", "=", which.stayId);
  else if ("participantId" in which) update = update.where("participant_id", "=", which.participantId);
  else update = update.where("room_id", "=", which.roomId);
  const rows = await update.returning(["id", "room_id", "participant_id"]).execute();
  if (rows.length === 0) return [];
  const people = await roomTables(tx)
    .selectFrom("room.participant")
    .select(["id", "person_id"])
    .where(
      "id",
      "in",
      rows.map((row) => row.participant_id),
    )
    .execute();
  return rows.map((row) => ({
    stayId: row.id,
    roomId: row.room_id,
    personId: people.find((one) => one.id === row.participant_id)?.person_id ?? null,
  }));
}

/** Takes a live stay over to this node. Undefined: it has ended, or the key is not its own. */
export async function resumeStay(
  tx: Tx,
  stay: { readonly stayId: string; readonly resumeHash: string; readonly nodeId: string },
): Promise<{ roomId: string; participantId: string } | undefined> {
  const row = await roomTables(tx)
    .updateTable("room.stay")
    .set({ node_id: stay.nodeId, seen_at: tx.now })
    .where("id", "=", stay.stayId)
    .where("resume_hash", "=", stay.resumeHash)
    .where("left_at", "is", null)
    .returning(["room_id", "participant_id"])
    .executeTakeFirst();
  return row && { roomId: row.room_id, participantId: row.participant_id };
}

/** Says that this node still holds these stays. */
export async function beat(tx: Tx, nodeId: string, stayIds: readonly string[]): Promise<void> {
  if (stayIds.length === 0) return;
  await roomTables(tx)
    .updateTable("room.stay")
    .set({ seen_at: tx.now })
    .where("id", "in", stayIds)
    .where("node_id", "=", nodeId)
    .where("left_at", "is", null)
    .execute();
}

/** Ends the stays of nodes that have not been heard of since `before`. */
export async function endLostStays(tx: Tx, before: Instant): Promise<EndedStay[]> {
  const lost = await roomTables(tx)
    .selectFrom("room.stay")
    .select("id")
    .where("left_at", "is", null)
    .where("seen_at", "<", before)
    .limit(500)
    .execute();
  const ended: EndedStay[] = [];
  for (const { id } of lost) ended.push(...(await endStays(tx, { stayId: id }, "node_lost")));
  return ended;
}

/** Those of the stays whose person is no party of the case any more, or whose case takes no calls. */
export async function staysWithoutAccess(
  tx: Tx,
  stayIds: readonly string[],
  caseStatuses: readonly string[],
): Promise<string[]> {
  if (stayIds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select s.id from room.stay s
      join room.participant p on p.id = s.participant_id
      join cases.consult_request r on r.id = s.case_id
      left join room.guest_link g on g.id = p.guest_link_id
    where s.id in (${sql.join(stayIds)}) and s.left_at is null and (
      r.status not in (${sql.join(caseStatuses)})
      or g.revoked_at is not null
      or (p.person_id is not null and p.person_id <> r.requester_person_id and not exists (
        select 1 from cases.access a where a.case_id = r.id and a.person_id = p.person_id
          and a.basis = 'assignment' and a.ended_at is null)))`.execute(roomTables(tx));
  return rows.map((row) => row.id);
}
