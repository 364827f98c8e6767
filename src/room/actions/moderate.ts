import { addTimelineEntry, caseAudience, lockCase } from "../../cases/index.js";
import { auditAct, type Ctx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { publish } from "../../platform/outbox.js";
import type { CloseReason } from "../domain/room-status.js";
import type { RoomNode } from "../host.js";
import type { RtcProvider } from "../provider.js";
import { afterLeaving } from "../signal/come-in.js";
import { tellRoom } from "../signal/relay.js";
import * as store from "../store/rooms.js";
import { endStays } from "../store/stays.js";
import { aboutRoom, acrossTenants } from "./across-tenants.js";
import { roleInCase } from "./role-in-case.js";

export type ModerateRefusal =
  | "case_not_found"
  | "room_not_open"
  | "not_moderator"
  | "participant_not_found"
  | "qualified_missing";

/** The open room of the case, if the person moderates it. */
export async function moderatedRoom(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
): Promise<Result<store.StoredRoom, "case_not_found" | "room_not_open" | "not_moderator">> {
  const found = await lockCase(tx, caseId);
  const asParty = found && (await roleInCase(tx, found, ctx.actor.personId));
  if (!found || !asParty) return refuse("case_not_found");
  if (!asParty.isModerator) return refuse("not_moderator");
  const room = await store.findLiveRoom(tx, caseId, true);
  return room?.status === "open" ? ok(room) : refuse("room_not_open");
}

/** What the provider must do as well, after commit. A provider that does not answer does not undo what was decided. */
async function atProvider(
  node: RoomNode,
  room: store.StoredRoom,
  act: (provider: RtcProvider, at: { roomId: string; providerRoom: string }) => Promise<void>,
): Promise<void> {
  try {
    await act(await node.providers.named(room.provider, room.institutionId), {
      roomId: room.id,
      providerRoom: room.providerRoom,
    });
  } catch {
    // The room's own channel has told the pages; the provider's room ends by its own time-out.
  }
}

/** Lets somebody in from the waiting room, or back in after he was removed. */
export async function admit(
  ctx: Ctx,
  caseId: string,
  participantId: string,
): Promise<Result<null, ModerateRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const room = await moderatedRoom(tx, ctx, caseId);
    if (!room.ok) return room;
    // A patient is not seen before the inviter's physician is there.
    if (room.value.qualified === null) return refuse("qualified_missing");
    if (!(await store.setParticipantStatus(tx, room.value.id, participantId, "admitted")))
      return refuse("participant_not_found");
    await tellRoom(tx, room.value.id, { t: "admit", participantId });
    await auditAct(tx, ctx, { action: "room.admit", ...aboutRoom(room.value), details: { participantId } });
    return ok(null);
  });
}

/** Shows somebody out; he does not come back unless a moderator lets him. */
export async function remove(
  ctx: Ctx,
  node: RoomNode,
  caseId: string,
  participantId: string,
): Promise<Result<null, ModerateRefusal>> {
  const done = await acrossTenants(
    ctx,
    async (tx): Promise<Result<{ room: store.StoredRoom; identity: string }, ModerateRefusal>> => {
      const room = await moderatedRoom(tx, ctx, caseId);
      if (!room.ok) return room;
      const who = await store.findParticipant(tx, room.value.id, participantId);
      if (!who || who.personId === ctx.actor.personId) return refuse("participant_not_found");
      if (!(await store.setParticipantStatus(tx, room.value.id, participantId, "removed")))
        return refuse("participant_not_found");
      const ended = await endStays(tx, { participantId }, "removed");
      await afterLeaving(tx, ended);
      for (const { stayId } of ended)
        await tellRoom(tx, room.value.id, { t: "leave", stayId, reason: "removed" });
      await auditAct(tx, ctx, {
        action: "room.remove",
        ...aboutRoom(room.value),
        details: { participantId },
      });
      return ok({ room: room.value, identity: who.identity });
    },
  );
  if (!done.ok) return done;
  await atProvider(node, done.value.room, (provider, at) => provider.remove(at, done.value.identity));
  return ok(null);
}

/** Asks somebody's page to switch his microphone or camera off; only he switches it on again. */
export async function mute(
  ctx: Ctx,
  node: RoomNode,
  caseId: string,
  choice: { readonly participantId: string; readonly track: "audio" | "video" },
): Promise<Result<null, ModerateRefusal>> {
  const done = await acrossTenants(
    ctx,
    async (tx): Promise<Result<{ room: store.StoredRoom; identity: string }, ModerateRefusal>> => {
      const room = await moderatedRoom(tx, ctx, caseId);
      if (!room.ok) return room;
      const who = await store.findParticipant(tx, room.value.id, choice.participantId);
      if (!who) return refuse("participant_not_found");
      await tellRoom(tx, room.value.id, { t: "mute", ...choice });
      await auditAct(tx, ctx, { action: "room.mute", ...aboutRoom(room.value), details: { ...choice } });
      return ok({ room: room.value, identity: who.identity });
    },
  );
  if (!done.ok) return done;
  await atProvider(node, done.value.room, (provider, at) =>
    provider.mute(at, done.value.identity, choice.track, true),
  );
  return ok(null);
}

/** Ends the room for everyone: tokens and links die, pages are told. False: it was closed already. Needs system scope. */
export async function closeRoom(tx: Tx, room: store.StoredRoom, reason: CloseReason): Promise<boolean> {
  if (!(await store.closeRoomRow(tx, room.id, reason))) return false;
  await afterLeaving(tx, await endStays(tx, { roomId: room.id }, "room_closed"));
  await tellRoom(tx, room.id, { t: "close", reason });
  await publish(tx, {
    topic: "room.closed",
    subjectId: room.caseId,
    payload: { roomId: room.id, reason },
  });
  await announce(tx, { topic: "case", id: room.caseId, audience: await caseAudience(tx, room.caseId) });
  return true;
}

/** 结束会诊通话: a moderator ends the call for everyone. The case goes on; a new room may be opened. */
export async function endCall(
  ctx: Ctx,
  node: RoomNode,
  caseId: string,
): Promise<Result<null, ModerateRefusal>> {
  const done = await acrossTenants(ctx, async (tx): Promise<Result<store.StoredRoom, ModerateRefusal>> => {
    const room = await moderatedRoom(tx, ctx, caseId);
    if (!room.ok) return room;
    await closeRoom(tx, room.value, "ended");
    await addTimelineEntry(tx, caseId, {
      kind: "room.call-ended",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
    });
    await auditAct(tx, ctx, { action: "room.end", ...aboutRoom(room.value) });
    return room;
  });
  if (!done.ok) return done;
  await atProvider(node, done.value, (provider, at) => provider.closeRoom(at));
  return ok(null);
}
