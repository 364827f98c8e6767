import { findCase, personsWithAccess } from "../../cases/index.js";
import {
  auditAct,
  type Ctx,
  findPerson,
  mayAttempt,
  noteFailedAttempt,
  sha256,
} from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addMinutes } from "../../kernel/time.js";
import { audit } from "../../platform/audit.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { GuestLookView, JoinView } from "../api.js";
import { mayEnter } from "../domain/may-enter.js";
import type { RoomNode } from "../host.js";
import { afterLeaving } from "../signal/come-in.js";
import { tellRoom } from "../signal/relay.js";
import * as links from "../store/guests.js";
import * as store from "../store/rooms.js";
import { addJoinToken, endStays } from "../store/stays.js";
import { aboutRoom, acrossTenants, acrossTenantsOnce } from "./across-tenants.js";
import { joinView, newToken, type Pass } from "./join-room.js";
import { type ModerateRefusal, moderatedRoom } from "./moderate.js";

/** A link is for the call at hand. */
const linkHours = 4;
const linksPerRoom = 6;
/** Links that are none, from one address within a quarter of an hour, before it has to wait. */
const wrongLinksAllowed = 20;

export type GuestRefusal =
  | "guest_link_unknown"
  | "guest_link_used"
  | "guest_link_over"
  | "too_many_attempts"
  | "room_not_open"
  | "room_closed_to_case"
  | "removed_from_room"
  | "qualified_missing"
  | "provider_unreachable";

/** Makes a link for the patient or a relative. The secret is answered this once; only its hash is kept. */
export async function makeGuestLink(
  ctx: Ctx,
  caseId: string,
  guest: { readonly name: string; readonly relation: "patient" | "family" },
): Promise<Result<{ id: string; path: string; expiresAt: string }, ModerateRefusal | "too_many_guests">> {
  const token = newToken();
  return acrossTenantsOnce(ctx, async (tx) => {
    const room = await moderatedRoom(tx, ctx, caseId);
    if (!room.ok) return room;
    const standing = await links.listGuestLinks(tx, room.value.id);
    if (standing.filter((one) => one.revokedAt === null).length >= linksPerRoom)
      return refuse("too_many_guests");
    const expiresAt = addMinutes(tx.now, linkHours * 60);
    const id = await links.addGuestLink(tx, {
      roomId: room.value.id,
      caseId,
      tokenHash: sha256(token),
      guestName: guest.name,
      relation: guest.relation,
      madeBy: ctx.actor.personId,
      expiresAt,
    });
    await auditAct(tx, ctx, {
      action: "room.invite-guest",
      ...aboutRoom(room.value),
      details: { linkId: id, relation: guest.relation },
    });
    return ok({ id, path: `/guest/#${token}`, expiresAt });
  });
}

/** Takes a link back; whoever came in by it is shown out. */
export async function revokeLink(
  ctx: Ctx,
  caseId: string,
  linkId: string,
): Promise<Result<null, ModerateRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const room = await moderatedRoom(tx, ctx, caseId);
    if (!room.ok) return room;
    if (!(await links.revokeGuestLink(tx, room.value.id, linkId))) return refuse("participant_not_found");
    const guest = await store.findParticipantOf(tx, room.value.id, { guestLinkId: linkId });
    if (guest) {
      await store.setParticipantStatus(tx, room.value.id, guest.id, "removed");
      const ended = await endStays(tx, { participantId: guest.id }, "removed");
      await afterLeaving(tx, ended);
      for (const { stayId } of ended)
        await tellRoom(tx, room.value.id, { t: "leave", stayId, reason: "removed" });
    }
    await auditAct(tx, ctx, { action: "room.revoke-guest", ...aboutRoom(room.value), details: { linkId } });
    return ok(null);
  });
}

/** The link behind a secret; whoever tries many that are none has to wait. */
async function linkOf(
  tx: Tx,
  by: { readonly tokenHash: string } | { readonly sessionHash: string },
  address: string,
): Promise<Result<links.GuestLink, "guest_link_unknown" | "too_many_attempts">> {
  const subject = `guest:${address}`;
  if (!(await mayAttempt(tx, subject))) return refuse("too_many_attempts");
  const link = await links.findGuestLink(tx, by);
  if (link) return ok(link);
  await noteFailedAttempt(tx, subject, wrongLinksAllowed);
  return refuse("guest_link_unknown");
}

/** What the guest's page says before consent: who asks and whom he meets; nothing of the case. */
export const lookAtGuestLink = (
  ctx: Ctx,
  token: string,
  address: string,
): Promise<Result<GuestLookView, GuestRefusal>> =>
  ctx.database.withTx(systemContext, async (tx): Promise<Result<GuestLookView, GuestRefusal>> => {
    const link = await linkOf(tx, { tokenHash: sha256(token) }, address);
    if (!link.ok) return link;
    const { caseId, roomId, guestName, usedAt, revokedAt, expiresAt } = link.value;
    const found = await findCase(tx, caseId);
    const room = await store.findLiveRoom(tx, caseId);
    if (!found) return refuse("guest_link_unknown");
    const experts = await personsWithAccess(tx, caseId, "assignment");
    const names = await Promise.all(experts.map((personId) => findPerson(tx, personId)));
    return ok({
      guestName,
      doctorName: found.requesterName,
      institutionName: found.institutionName,
      expertNames: names.flatMap((one) => one?.name ?? []),
      state:
        room?.id !== roomId
          ? "ended"
          : revokedAt !== null
            ? "revoked"
            : usedAt !== null
              ? "used"
              : tx.now >= expiresAt
                ? "expired"
                : "open",
    });
  });

/**
 * The guest agrees and exchanges the link for a key of this phone, once. He is put into the waiting room; a moderator lets
 * him in. His consent to the video call is audited with the time.
 */
export const enterAsGuest = (
  ctx: Ctx,
  token: string,
  address: string,
): Promise<Result<{ key: string; roomId: string }, GuestRefusal>> => {
  const key = newToken();
  return ctx.database.withTx(
    systemContext,
    async (tx): Promise<Result<{ key: string; roomId: string }, GuestRefusal>> => {
      const link = await linkOf(tx, { tokenHash: sha256(token) }, address);
      if (!link.ok) return link;
      const { id, caseId, roomId, guestName, relation, usedAt, revokedAt, expiresAt } = link.value;
      const room = await store.findLiveRoom(tx, caseId, true);
      if (room?.id !== roomId) return refuse("room_not_open");
      if (usedAt !== null) return refuse("guest_link_used");
      if (revokedAt !== null || tx.now >= expiresAt) return refuse("guest_link_over");
      if (!(await links.useGuestLink(tx, id, sha256(key)))) return refuse("guest_link_used");
      await store.addParticipant(tx, {
        room,
        personId: null,
        guestLinkId: id,
        name: guestName,
        label: relation === "patient" ? "患者" : "家属",
        role: "guest",
        isModerator: false,
        status: "waiting",
      });
      await audit(tx, {
        institutionId: room.institutionId,
        actor: { kind: "system", id: null, label: "患者端" },
        action: "room.guest-consent",
        ...aboutRoom(room),
        outcome: "done",
        details: { linkId: id, relation },
      });
      return ok({ key, roomId });
    },
  );
};

/** Gives the guest's phone what lets it in (into the waiting room first), again after a cut as well. */
export async function joinAsGuest(
  ctx: Ctx,
  node: RoomNode,
  key: string,
  address: string,
): Promise<Result<JoinView, GuestRefusal>> {
  const token = newToken();
  const pass = await ctx.database.withTx(systemContext, async (tx): Promise<Result<Pass, GuestRefusal>> => {
    const link = await linkOf(tx, { sessionHash: sha256(key) }, address);
    if (!link.ok) return link;
    if (link.value.revokedAt !== null) return refuse("guest_link_over");
    const found = await findCase(tx, link.value.caseId);
    const room = await store.findLiveRoom(tx, link.value.caseId, true);
    if (!found || room?.id !== link.value.roomId) return refuse("room_not_open");
    const who = await store.findParticipantOf(tx, room.id, { guestLinkId: link.value.id });
    const may = mayEnter(
      { status: room.status, isQualifiedRecorded: room.qualified !== null },
      found.status,
      { role: "guest", status: who?.status },
    );
    if (!may.ok) return may;
    if (!who) return refuse("guest_link_unknown");
    const expiresAt = await addJoinToken(tx, who, { hash: sha256(token), sessionHash: null });
    return ok({ room, who, token, expiresAt, now: tx.now });
  });
  return pass.ok ? joinView(node, pass.value) : pass;
}
