import { randomBytes } from "node:crypto";
import { findCase } from "../../cases/index.js";
import { auditAct, type Ctx, sha256 } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { channelPath, type JoinView } from "../api.js";
import { type EnterRefusal, mayEnter } from "../domain/may-enter.js";
import type { RoomNode } from "../host.js";
import { ProviderUnreachableError } from "../provider.js";
import * as store from "../store/rooms.js";
import { addJoinToken } from "../store/stays.js";
import { aboutRoom, acrossTenantsOnce } from "./across-tenants.js";
import { roleInCase } from "./role-in-case.js";

export type JoinRefusal = EnterRefusal | "case_not_found" | "provider_unreachable";

export interface Pass {
  readonly room: store.StoredRoom;
  readonly who: store.Participant;
  readonly token: string;
  readonly expiresAt: Instant;
  readonly now: Instant;
}

/** What the page is given, once the provider has added its part. */
export async function joinView(
  node: RoomNode,
  pass: Pass,
): Promise<Result<JoinView, "provider_unreachable">> {
  const { room, who, token, expiresAt, now } = pass;
  try {
    const provider = await node.providers.named(room.provider, room.institutionId);
    const media = await provider.issueJoin(
      { roomId: room.id, providerRoom: room.providerRoom },
      {
        identity: who.identity,
        name: who.name,
        mayPublish: who.role !== "observer",
        isModerator: who.isModerator,
      },
      now,
    );
    return ok({
      roomId: room.id,
      participantId: who.id,
      isModerator: who.isModerator,
      channel: { path: channelPath(room.id), token, expiresAt },
      media: {
        ...media,
        iceServers: media.iceServers.map((one) => ({ ...one, urls: [...one.urls] })),
        details: { ...media.details },
      },
    });
  } catch (error) {
    if (error instanceof ProviderUnreachableError) return refuse("provider_unreachable");
    throw error;
  }
}

export const newToken = (): string => randomBytes(32).toString("base64url");

/**
 * Gives a party of the case what lets one page in: a token for two minutes, one room, one identity, one use, bound to the
 * session that asks. The entry is audited here; being in the room begins with the token's use.
 */
export async function joinRoom(
  ctx: Ctx,
  node: RoomNode,
  caseId: string,
): Promise<Result<JoinView, JoinRefusal>> {
  const token = newToken();
  const pass = await acrossTenantsOnce(ctx, async (tx): Promise<Result<Pass, JoinRefusal>> => {
    const found = await findCase(tx, caseId);
    const asParty = found && (await roleInCase(tx, found, ctx.actor.personId));
    if (!found || !asParty) return refuse("case_not_found");
    const room = await store.findLiveRoom(tx, caseId, true);
    const known = room && (await store.findParticipantOf(tx, room.id, { personId: ctx.actor.personId }));
    const may = mayEnter(
      room && { status: room.status, isQualifiedRecorded: room.qualified !== null },
      found.status,
      { role: asParty.role, status: known?.status },
    );
    if (!may.ok) return may;
    if (!room) return refuse("room_not_open");
    const who =
      known ??
      (await store.addParticipant(tx, {
        room,
        personId: ctx.actor.personId,
        guestLinkId: null,
        name: ctx.actor.name,
        label: ctx.actor.institutionName,
        ...asParty,
        status: "admitted",
      }));
    const expiresAt = await addJoinToken(tx, who, {
      hash: sha256(token),
      sessionHash: ctx.actor.sessionHash,
    });
    await auditAct(tx, ctx, { action: "room.enter", ...aboutRoom(room), outcome: "read" });
    return ok({ room, who, token, expiresAt, now: tx.now });
  });
  return pass.ok ? joinView(node, pass.value) : pass;
}
