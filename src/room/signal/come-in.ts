import { randomBytes } from "node:crypto";
import {
  addTimelineEntry,
  caseAudience,
  type CaseRecord,
  findCase,
  moveCase,
  personsWithAccess,
} from "../../cases/index.js";
import { sha256 } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addMinutes } from "../../kernel/time.js";
import { setInCall } from "../../notifications/index.js";
import { type Database, systemContext, type Tx } from "../../platform/database/database.js";
import { schedule } from "../../platform/jobs.js";
import { announce } from "../../platform/live.js";
import { publish } from "../../platform/outbox.js";
import { hasBegun, mayEnter } from "../domain/may-enter.js";
import { limits } from "../domain/signalling.js";
import { inCallHours, type LeaveReason } from "../domain/stay.js";
import * as rooms from "../store/rooms.js";
import * as stays from "../store/stays.js";

/** Why a connection is not let in. */
export type ChannelRefusal =
  | "token_invalid"
  | "room_not_open"
  | "room_closed_to_case"
  | "removed_from_room"
  | "qualified_missing"
  | "access_ended"
  | "room_full"
  | "resume_over";

export interface Entered {
  readonly roomId: string;
  readonly caseId: string;
  readonly stayId: string;
  readonly participantId: string;
  readonly resumeKey: string;
  /** Everyone in the room, this stay among them, in order of coming. */
  readonly roster: readonly stays.LiveStay[];
  /** The stay on another device that this one takes over from. */
  readonly replacedStayId: string | null;
}

export const closeEmptyJob = "room.close-when-empty";
const emptyMinutes = 60;

/** Is the person still a party: the case's requester, or somebody to whom it is assigned? */
const isParty = async (tx: Tx, found: CaseRecord | undefined, personId: string): Promise<boolean> =>
  found !== undefined &&
  (found.requesterPersonId === personId ||
    (await personsWithAccess(tx, found.id, "assignment")).includes(personId));

/** Both sides are there for the first time: the case goes into session. */
async function beginIfBoth(tx: Tx, room: rooms.StoredRoom, roster: readonly stays.LiveStay[]): Promise<void> {
  if (room.startedAt !== null) return;
  const present = roster.filter((one) => !one.isWaiting).map((one) => one.role);
  if (!hasBegun(room.qualified !== null, present)) return;
  if (!(await rooms.markStarted(tx, room.id))) return;
  const found = await findCase(tx, room.caseId);
  if (!found) return;
  await moveCase(tx, room.caseId, "in_session", {
    from: ["accepted"],
    nextActor: "expert",
    dueAt: found.dueAt,
  });
  await addTimelineEntry(tx, room.caseId, {
    kind: "room.call-started",
    actor: { personId: null, label: "系统" },
    details: { qualifiedName: room.qualified?.name ?? "", qualifiedTitle: room.qualified?.title ?? "" },
  });
  await publish(tx, {
    topic: "room.call-started",
    subjectId: room.caseId,
    payload: { roomId: room.id, personIds: roster.flatMap((one) => one.personId ?? []) },
  });
}

const tellPages = async (tx: Tx, caseId: string): Promise<void> =>
  announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });

/** The case's pages hear who has come in. Apart from coming in: what they ask for then would stand in the way of the first picture. */
export const tellOfEntry = (database: Database, caseId: string): Promise<void> =>
  database.withTx(systemContext, (tx) => tellPages(tx, caseId));

/**
 * Redeems a token: one room, one identity, once, within two minutes, for the session that asked for it. Rights are asked
 * again here, so that a token does not outlive them. An older stay of the same person ends: the new device takes over.
 */
export async function comeIn(
  database: Database,
  nodeId: string,
  roomId: string,
  hello: { readonly token: string; readonly sessionHash: string | null },
): Promise<Result<Entered, ChannelRefusal>> {
  const resumeKey = randomBytes(24).toString("base64url");
  return database.withTx(systemContext, async (tx): Promise<Result<Entered, ChannelRefusal>> => {
    const room = await rooms.lockRoom(tx, roomId);
    if (room?.status !== "open") return refuse("room_not_open");
    const token = await stays.redeemToken(tx, sha256(hello.token));
    // A token of another room, or another session's, is used up by the attempt.
    if (token?.roomId !== roomId) return refuse("token_invalid");
    if (token.sessionHash !== null && token.sessionHash !== hello.sessionHash) return refuse("token_invalid");
    const who = await rooms.findParticipant(tx, roomId, token.participantId);
    const found = await findCase(tx, room.caseId);
    if (!who || !found) return refuse("token_invalid");
    const may = mayEnter(
      { status: room.status, isQualifiedRecorded: room.qualified !== null },
      found.status,
      who,
    );
    if (!may.ok) return may;
    if (who.personId !== null && !(await isParty(tx, found, who.personId))) return refuse("access_ended");
    // The room is locked: who is there is read once, and every statement is one way to the database on the way to the first picture.
    const there = await stays.listLiveStays(tx, roomId);
    const older = there.find((one) => one.participantId === who.id);
    if (older) await stays.endStays(tx, { participantId: who.id }, "replaced");
    const present = there.filter((one) => one.participantId !== who.id);
    if (present.length >= limits.people) return refuse("room_full");
    const stayId = await stays.addStay(tx, who, { nodeId, resumeHash: sha256(resumeKey) });
    const roster = [...present, stays.liveStayOf(who, stayId, nodeId)];
    if (who.personId !== null) await setInCall(tx, who.personId, addMinutes(tx.now, inCallHours * 60));
    await beginIfBoth(tx, room, roster);
    return ok({
      roomId,
      caseId: room.caseId,
      stayId,
      participantId: who.id,
      resumeKey,
      roster,
      replacedStayId: older?.stayId ?? null,
    });
  });
}

/** Comes back into a stay whose connection was cut, on this node. The key is a new one each time. */
export async function comeBack(
  database: Database,
  nodeId: string,
  roomId: string,
  stay: { readonly stayId: string; readonly key: string },
): Promise<Result<Entered, ChannelRefusal>> {
  return database.withTx(systemContext, async (tx): Promise<Result<Entered, ChannelRefusal>> => {
    const room = await rooms.lockRoom(tx, roomId);
    if (room?.status !== "open") return refuse("room_not_open");
    const resumed = await stays.resumeStay(tx, {
      stayId: stay.stayId,
      resumeHash: sha256(stay.key),
      nodeId,
    });
    if (resumed?.roomId !== roomId) return refuse("resume_over");
    const who = await rooms.findParticipant(tx, roomId, resumed.participantId);
    if (!who || who.status === "removed") return refuse("removed_from_room");
    if (who.personId !== null && !(await isParty(tx, await findCase(tx, room.caseId), who.personId)))
      return refuse("access_ended");
    return ok({
      roomId,
      caseId: room.caseId,
      stayId: stay.stayId,
      participantId: who.id,
      resumeKey: stay.key,
      roster: await stays.listLiveStays(tx, roomId),
      replacedStayId: null,
    });
  });
}

/** Whoever leaves is reachable by messages again; a room that nobody comes back to is closed after an hour. */
export async function afterLeaving(tx: Tx, ended: readonly stays.EndedStay[]): Promise<void> {
  for (const { personId } of ended) if (personId !== null) await setInCall(tx, personId, null);
  for (const roomId of new Set(ended.map((one) => one.roomId))) {
    const room = await rooms.lockRoom(tx, roomId);
    if (!room) continue;
    await tellPages(tx, room.caseId);
    if (room.status === "open" && (await stays.listLiveStays(tx, roomId)).length === 0)
      await schedule(tx, {
        kind: closeEmptyJob,
        subjectId: roomId,
        dueAt: addMinutes(tx.now, emptyMinutes),
      });
  }
}

/** Ends one stay. False: it had ended. */
export const goOut = (database: Database, stayId: string, reason: LeaveReason): Promise<boolean> =>
  database.withTx(systemContext, async (tx) => {
    const ended = await stays.endStays(tx, { stayId }, reason);
    await afterLeaving(tx, ended);
    return ended.length > 0;
  });
