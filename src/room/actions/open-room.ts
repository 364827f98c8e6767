import {
  addTimelineEntry,
  type CaseRecord,
  caseAudience,
  findCase,
  lockCase,
  personsWithAccess,
} from "../../cases/index.js";
import { auditAct, type Ctx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { isRescueFirst, opensIn } from "../domain/may-enter.js";
import { limits } from "../domain/signalling.js";
import type { RoomNode } from "../host.js";
import type { RoomOpened } from "../api.js";
import { ProviderUnreachableError, type RtcProviderName } from "../provider.js";
import { type ProviderFaultCode, providerFaults } from "../providers/fault.js";
import { openWhereItCan } from "../providers/host.js";
import * as store from "../store/rooms.js";
import { aboutRoom, acrossTenants, acrossTenantsOnce } from "./across-tenants.js";

export type OpenRefusal = "case_not_found" | "case_takes_no_call" | "provider_unreachable";

/** Tells the other side that somebody waits for them in the room. */
async function tellOthers(tx: Tx, ctx: Ctx, found: CaseRecord, roomId: string): Promise<void> {
  const parties = [found.requesterPersonId, ...(await personsWithAccess(tx, found.id, "assignment"))];
  for (const personId of new Set(parties))
    if (personId !== ctx.actor.personId)
      await notify(tx, {
        personId,
        kind: "room_opened",
        caseId: found.id,
        subjectId: roomId,
        details: { personName: ctx.actor.name, institutionName: ctx.actor.institutionName },
        eventId: roomId,
      });
}

/**
 * Opens the case's room, by either side, once an expert has accepted; a written case becomes a call so. Doing it again
 * answers the same room. The room is planned first, opened at its provider outside any transaction, and then declared
 * open: a provider that does not answer leaves a planned room, which the next try opens.
 */
export async function openRoom(
  ctx: Ctx,
  node: RoomNode,
  caseId: string,
): Promise<Result<RoomOpened, OpenRefusal>> {
  const before = await acrossTenantsOnce(ctx, (tx) => findCase(tx, caseId));
  if (!before) return refuse("case_not_found");
  const wanted = await node.providers.forInstitution(before.institutionId);
  const planned = await acrossTenantsOnce(ctx, async (tx): Promise<Result<store.StoredRoom, OpenRefusal>> => {
    const found = await lockCase(tx, caseId);
    if (!found) return refuse("case_not_found");
    const live = await store.findLiveRoom(tx, caseId);
    if (live) return ok(live);
    if (!opensIn.includes(found.status)) return refuse("case_takes_no_call");
    const room = await store.addRoom(tx, {
      caseId,
      institutionId: found.institutionId,
      provider: wanted.name,
      createdBy: ctx.actor.personId,
    });
    if (!room) throw new Error("a room was made under a locked case");
    return ok(room);
  });
  if (!planned.ok) return planned;
  const room = planned.value;
  let opened: Awaited<ReturnType<typeof openWhereItCan>> = { name: room.provider, fault: null };
  if (room.status === "planned")
    try {
      const at = { roomId: room.id, providerRoom: room.providerRoom };
      opened = await openWhereItCan(node.providers, room, at, limits.people);
    } catch (error) {
      if (error instanceof ProviderUnreachableError) return refuse("provider_unreachable");
      throw error;
    }
  return acrossTenants(ctx, async (tx): Promise<Result<RoomOpened, OpenRefusal>> => {
    const found = await lockCase(tx, caseId);
    if (!found) return refuse("case_not_found");
    if (room.status !== "open" && !opensIn.includes(found.status)) return refuse("case_takes_no_call");
    const fellBackFrom = opened.fault === null ? undefined : { from: room.provider, fault: opened.fault };
    if (await store.openPlanned(tx, room.id, opened.name)) {
      await addTimelineEntry(tx, caseId, {
        kind: "room.opened",
        actor: { personId: ctx.actor.personId, label: ctx.actor.name },
        ...(fellBackFrom && { details: { fellBackFrom: fellBackFrom.from, fault: fellBackFrom.fault } }),
      });
      await tellOthers(tx, ctx, found, room.id);
      await announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
      await auditAct(tx, ctx, {
        action: "room.open",
        ...aboutRoom(room),
        details: { provider: opened.name, ...(fellBackFrom && { fellBackFrom }) },
      });
    }
    return ok({ roomId: room.id, notice: fellBackFrom ? fellBackWords(fellBackFrom) : null });
  });
}

function fellBackWords({ from, fault }: { from: RtcProviderName; fault: ProviderFaultCode }) {
  const { zh, en } = providerFaults[fault];
  return {
    zh: `音视频服务（${from}）暂时不可用，本次通话改用内置方式，可以照常进行。信息科：${zh}`,
    en: `The media service (${from}) is not available now; this call is embedded and goes on as usual. For IT: ${en}`,
  };
}

export type QualifiedRefusal = "case_not_found" | "room_not_open" | "rescue_not_confirmed";

/**
 * Records the qualified person who is present on the inviter's side; at levels I and II with the confirmation that the
 * patient is being treated meanwhile (先救治后会诊). May be corrected until the room is closed; each time is audited.
 */
export async function recordQualified(
  ctx: Ctx,
  caseId: string,
  person: { readonly name: string; readonly title: string; readonly isRescueConfirmed: boolean },
): Promise<Result<null, QualifiedRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const found = await lockCase(tx, caseId);
    if (!found) return refuse("case_not_found");
    const room = await store.findLiveRoom(tx, caseId, true);
    if (!room) return refuse("room_not_open");
    if (isRescueFirst(found.urgencyLevel) && room.rescueConfirmedAt === null && !person.isRescueConfirmed)
      return refuse("rescue_not_confirmed");
    await store.saveQualified(tx, room.id, { ...person, by: ctx.actor.personId });
    await addTimelineEntry(tx, caseId, {
      kind: "room.qualified-recorded",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: { qualifiedName: person.name, qualifiedTitle: person.title },
    });
    await auditAct(tx, ctx, {
      action: "room.record-qualified",
      ...aboutRoom(room),
      details: { isRescueConfirmed: person.isRescueConfirmed },
    });
    return ok(null);
  });
}
