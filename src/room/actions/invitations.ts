import { addTimelineEntry, grantAccess, lockCase, personsWithAccess } from "../../cases/index.js";
import { findRoles } from "../../experts/index.js";
import { auditAct, type Ctx, findTenantNames, inTx, listPeopleWithRole } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { notify } from "../../notifications/index.js";
import type { InvitationView } from "../api.js";
import { opensIn } from "../domain/may-enter.js";
import { tellRoom } from "../signal/relay.js";
import * as store from "../store/invitations.js";
import { findLiveRoom } from "../store/rooms.js";
import { aboutRoom, acrossTenants } from "./across-tenants.js";
import { type ModerateRefusal, moderatedRoom } from "./moderate.js";

export type InviteRefusal = ModerateRefusal | "expert_not_found" | "expert_has_no_account" | "already_asked";

export const toInvitationView = (one: store.Invitation): InvitationView => ({
  id: one.id,
  caseId: one.caseId,
  expertName: one.expertName,
  institutionName: one.institutionName,
  reason: one.reason,
  status: one.status,
  askedAt: one.askedAt,
});

/** Asks for a further expert by name in mid-call. The dispatcher, who answers for the pool, confirms or refuses. */
export async function inviteExpert(
  ctx: Ctx,
  caseId: string,
  wish: { readonly practitionerRoleId: string; readonly reason: string },
): Promise<Result<InvitationView, InviteRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const room = await moderatedRoom(tx, ctx, caseId);
    if (!room.ok) return room;
    const [role] = await findRoles(tx, [wish.practitionerRoleId]);
    if (role?.status !== "active") return refuse("expert_not_found");
    if (role.personId === null) return refuse("expert_has_no_account");
    if ((await personsWithAccess(tx, caseId, "assignment")).includes(role.personId))
      return refuse("already_asked");
    const institutionName = (await findTenantNames(tx, [role.institutionId])).get(role.institutionId) ?? "";
    const invitation = await store.addInvitation(tx, {
      roomId: room.value.id,
      caseId,
      practitionerRoleId: role.practitionerRoleId,
      personId: role.personId,
      expertName: role.name,
      institutionName,
      reason: wish.reason,
      askedBy: ctx.actor.personId,
    });
    if (!invitation) return refuse("already_asked");
    for (const dispatcher of await listPeopleWithRole(tx, "dispatcher"))
      await notify(tx, {
        personId: dispatcher.personId,
        kind: "room_invitation_asked",
        caseId,
        subjectId: invitation.id,
        details: { expertName: role.name, institutionName },
        eventId: invitation.id,
      });
    await tellRoom(tx, room.value.id, { t: "hint", topic: "room" });
    await auditAct(tx, ctx, {
      action: "room.invite-expert",
      ...aboutRoom(room.value),
      details: { invitationId: invitation.id },
    });
    return ok(toInvitationView(invitation));
  });
}

/** All invitations that wait for the dispatcher, oldest first. */
export const viewOpenInvitations = (ctx: Ctx): Promise<Result<{ items: InvitationView[] }, never>> =>
  inTx(ctx, async (tx) => ok({ items: (await store.listOpenInvitations(tx)).map(toInvitationView) }));

/**
 * The dispatcher's word. Confirmed: the expert gets access to the case as long as it is open, is told, and may come in.
 * Refuses an invitation that was decided, and one whose room or case is over.
 */
export async function decideInvitation(
  ctx: Ctx,
  invitationId: string,
  isConfirmed: boolean,
): Promise<Result<InvitationView, "invitation_not_open" | "room_not_open">> {
  return acrossTenants(ctx, async (tx) => {
    const decided = await store.decideInvitationRow(tx, invitationId, {
      status: isConfirmed ? "confirmed" : "refused",
      by: ctx.actor.personId,
    });
    if (!decided) return refuse("invitation_not_open");
    const found = await lockCase(tx, decided.caseId);
    const room = await findLiveRoom(tx, decided.caseId, true);
    if (!found || room?.id !== decided.roomId || room.status !== "open") return refuse("room_not_open");
    if (isConfirmed) {
      if (!opensIn.includes(found.status)) return refuse("room_not_open");
      await grantAccess(tx, { caseId: found.id, personId: decided.personId, basis: "assignment" });
      await notify(tx, {
        personId: decided.personId,
        kind: "room_invited",
        caseId: found.id,
        subjectId: room.id,
        details: { institutionName: found.institutionName },
        eventId: decided.id,
      });
    }
    await addTimelineEntry(tx, found.id, {
      kind: isConfirmed ? "room.expert-invited" : "room.invitation-refused",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: { expertName: decided.expertName, institutionName: decided.institutionName },
    });
    await tellRoom(tx, room.id, { t: "hint", topic: "room" });
    await auditAct(tx, ctx, {
      action: "room.confirm-invitation",
      ...aboutRoom(room),
      details: { invitationId, isConfirmed },
    });
    return ok(toInvitationView(decided));
  });
}
