import { findCase } from "../../cases/index.js";
import { type Action, auditAct, cellsOf, type Ctx, inTx, reaches } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import type { GuestLinkView, QualityOverview, RoomView } from "../api.js";
import { enteredIn, isRescueFirst, opensIn } from "../domain/may-enter.js";
import { type GuestLink, listGuestLinks } from "../store/guests.js";
import { listInvitations } from "../store/invitations.js";
import { readQuality } from "../store/quality.js";
import { findLiveRoom, listParticipants } from "../store/rooms.js";
import { listLiveStays } from "../store/stays.js";
import { aboutRoom, acrossTenantsOnce } from "./across-tenants.js";
import { toInvitationView } from "./invitations.js";
import { roleInCase } from "./role-in-case.js";

const linkView = (link: GuestLink, now: Instant): GuestLinkView => ({
  id: link.id,
  guestName: link.guestName,
  relation: link.relation,
  expiresAt: link.expiresAt,
  state:
    link.revokedAt !== null
      ? "revoked"
      : link.usedAt !== null
        ? "used"
        : now >= link.expiresAt
          ? "expired"
          : "open",
});

/** The room of the case as the reader may see it: who is in it, and what he himself may do. Names of guests are its moderators' only. */
export async function viewRoom(ctx: Ctx, caseId: string): Promise<Result<RoomView, "case_not_found">> {
  return acrossTenantsOnce(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("case_not_found");
    const party = await roleInCase(tx, found, ctx.actor.personId);
    const room = await findLiveRoom(tx, caseId);
    const people = room ? await listParticipants(tx, room.id) : [];
    const here = room ? await listLiveStays(tx, room.id) : [];
    const isModerator = party?.isModerator === true;
    const me = people.find((one) => one.personId === ctx.actor.personId);
    const may = (action: Action): boolean =>
      party !== undefined &&
      reaches(cellsOf(action, ctx.actor.roles), ctx.actor, {
        personIds: [ctx.actor.personId],
        institutionIds: [],
      });
    const seen = people.filter((one) => one.role !== "guest" || party !== undefined);
    if (seen.some((one) => one.role === "guest"))
      await auditAct(tx, ctx, {
        action: "room.read",
        ...aboutRoom({ id: room?.id ?? caseId, caseId, institutionId: found.institutionId }),
        outcome: "read",
      });
    return ok({
      caseId,
      room: room
        ? {
            id: room.id,
            status: room.status === "open" ? ("open" as const) : ("planned" as const),
            provider: room.provider,
            openedAt: room.openedAt,
            startedAt: room.startedAt,
          }
        : null,
      urgencyLevel: found.urgencyLevel,
      isRescueFirst: isRescueFirst(found.urgencyLevel),
      qualified: room?.qualified ?? null,
      myRole: party?.role ?? null,
      people: seen.map((one) => ({
        participantId: one.id,
        name: one.name,
        label: one.label,
        role: one.role,
        isModerator: one.isModerator,
        status: one.status,
        isHere: here.some((stay) => stay.participantId === one.id),
      })),
      guestLinks:
        room && isModerator ? (await listGuestLinks(tx, room.id)).map((one) => linkView(one, tx.now)) : [],
      invitations: room && isModerator ? (await listInvitations(tx, room.id)).map(toInvitationView) : [],
      may: {
        open: may("room.open") && room?.status !== "open" && opensIn.includes(found.status),
        enter:
          may("room.enter") &&
          room?.status === "open" &&
          enteredIn.includes(found.status) &&
          me?.status !== "removed",
        moderate: may("room.moderate") && isModerator && room?.status === "open",
        recordQualified: may("room.record-qualified") && party?.role === "requester" && room !== undefined,
        call: opensIn.includes(found.status) || (room !== undefined && enteredIn.includes(found.status)),
      },
    });
  });
}

/** 通话质量: figures of the rooms in sight of the asker's institution, or of all for the operator. */
export const viewQuality = (ctx: Ctx, days: number): Promise<Result<QualityOverview, never>> =>
  inTx(ctx, async (tx) => ok({ days, ...(await readQuality(tx, days)) }));
