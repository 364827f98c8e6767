import type { AuditAction } from "../../kernel/audit-actions.js";
import { addTimelineEntry, findCase, personsWithAccess } from "../../cases/index.js";
import { auditAct, type Ctx, findPeople, type Resource } from "../../identity/index.js";
import { addMinutes, instant } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { type Database, systemContext, type Tx, type TxContext } from "../../platform/database/database.js";
import type { CaseAppointments, SlotList } from "../api.js";
import {
  bookHeld,
  cancelAppointment,
  endAppointment,
  holdSlot,
  markNoShow,
  moveAppointment,
  type Override,
  startAppointment,
} from "../appointments.js";
import { findCommonSlots } from "../availability.js";
import { bothClocks } from "../domain/clocks.js";
import { minuteOf } from "../domain/zone.js";
import { handOverAppointment } from "../hand-over.js";
import type { CaseBookingRefusal } from "../refusals.js";
import { findAppointment, listAppointmentsOfCase } from "../store/appointments.js";
import { readZones } from "../store/calendars.js";
import { listWaitingOfCase } from "../store/waitlist.js";
import type { By } from "../tell-parties.js";
import { joinWaitlist, leaveWaitlist } from "../waitlist.js";
import { acrossTenants, viewAppointments } from "./view-calendar.js";

const himself = (ctx: Ctx): By => ({ personId: ctx.actor.personId, label: ctx.actor.name });

/** Who meets over a case: its requester, and the experts who have accepted it. */
async function peopleOf(tx: Tx, caseId: string): Promise<readonly string[]> {
  const found = await findCase(tx, caseId);
  return found ? [found.requesterPersonId, ...(await personsWithAccess(tx, caseId, "assignment"))] : [];
}

/** A doctor books the people of his case; the platform's dispatcher whomever the case may have. */
const mayBook = async (ctx: Ctx, tx: Tx, caseId: string, personIds: readonly string[]): Promise<boolean> => {
  if (ctx.actor.isPlatform) return true;
  const people = await peopleOf(tx, caseId);
  return personIds.every((id) => people.includes(id));
};

/** Whose appointment it is: who takes part, and the requester of its case. */
export const loadAppointment = (
  database: Database,
  context: TxContext,
  { appointmentId }: { appointmentId: string },
): Promise<Resource | undefined> =>
  database.withTx({ ...systemContext, personId: context.personId }, async (tx) => {
    const one = await findAppointment(tx, appointmentId);
    const found = one && (await findCase(tx, one.caseId));
    return (
      one &&
      found && { personIds: [...one.personIds, found.requesterPersonId], institutionIds: [one.institutionId] }
    );
  });

/** Times at which everyone of the case (or those named) can meet, earliest first, each on everybody's clock. */
export async function findSlots(
  ctx: Ctx,
  caseId: string,
  query: { minutes: number; from?: string | undefined; days: number; personIds?: string | undefined },
): Promise<Result<SlotList, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const named = (query.personIds ?? "").split(",").filter((id) => /^[0-9a-f-]{36}$/iu.test(id));
    if (!(await mayBook(ctx, tx, caseId, named))) return refuse("person_not_in_case");
    const personIds = named.length > 0 ? named : await peopleOf(tx, caseId);
    if (personIds.length === 0) return refuse("case_not_open");
    const asked = query.from === undefined ? tx.now : instant(query.from);
    const from = asked > tx.now ? asked : tx.now;
    const slots = await findCommonSlots(tx, {
      personIds,
      minutes: query.minutes,
      from,
      to: addMinutes(from, query.days * 1440),
      limit: 200,
    });
    const [people, zones] = [await findPeople(tx, personIds), await readZones(tx, personIds)];
    const clocks = [...new Set(zones.values())];
    return ok({
      people: personIds.map((personId) => ({
        personId,
        name: people.get(personId)?.name ?? "",
        zone: zones.get(personId) ?? "Asia/Shanghai",
      })),
      items: slots.map((slot) => ({ ...slot, clocks: bothClocks(minuteOf(slot.startsAt), clocks) })),
      now: tx.now,
    });
  });
}

/** The meetings of a case, and what waits for a time. */
export async function viewCaseAppointments(
  ctx: Ctx,
  caseId: string,
): Promise<Result<CaseAppointments, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const waiting = await listWaitingOfCase(tx, caseId);
    const people = await findPeople(
      tx,
      waiting.flatMap((entry): readonly string[] => entry.personIds),
    );
    const own = await peopleOf(tx, caseId);
    const isDispatcher = ctx.actor.isPlatform && ctx.actor.roles.includes("dispatcher");
    return ok({
      items: await viewAppointments(tx, await listAppointmentsOfCase(tx, caseId)),
      waiting: waiting.map((entry) => ({
        id: entry.id,
        minutes: entry.minutes,
        fromAt: entry.fromAt,
        toAt: entry.toAt,
        people: entry.personIds.map((id) => people.get(id)?.name ?? ""),
      })),
      // Somebody to meet: the requester alone has no one yet.
      canBook: own.length > 1 && (isDispatcher || own.includes(ctx.actor.personId)),
    });
  });
}

const audited = async (
  tx: Tx,
  ctx: Ctx,
  action: AuditAction,
  appointmentId: string,
  details: object = {},
): Promise<void> => {
  const one = await findAppointment(tx, appointmentId);
  await auditAct(tx, ctx, {
    action,
    subjectKind: "appointment",
    subjectId: appointmentId,
    ...(one && { caseId: one.caseId, caseInstitutionId: one.institutionId }),
    details: { ...details },
  });
};

/** Books a time at once: held and booked in one transaction. With an override its reason is on the record. */
export async function bookSlot(
  ctx: Ctx,
  caseId: string,
  ask: { personIds: readonly string[]; startsAt: string; minutes: number; override?: Override },
): Promise<Result<{ id: string }, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    if (!(await mayBook(ctx, tx, caseId, ask.personIds))) return refuse("person_not_in_case");
    const held = await holdSlot(tx, {
      caseId,
      personIds: ask.personIds,
      startsAt: instant(ask.startsAt),
      minutes: ask.minutes,
      expiresAt: addMinutes(tx.now, 1),
      override: ask.override,
      by: himself(ctx),
    });
    if (!held.ok) return held;
    const booked = await bookHeld(tx, held.value.appointmentId, himself(ctx));
    if (!booked.ok) throw new Error(`a hold made in this transaction could not be booked: ${booked.error}`);
    const details = ask.override ? { override: ask.override.reason } : {};
    await audited(tx, ctx, "appointment.book", booked.value.id, details);
    return ok({ id: booked.value.id });
  });
}

export async function move(
  ctx: Ctx,
  appointmentId: string,
  ask: { startsAt: string; minutes?: number | undefined; reason: string },
): Promise<Result<{ id: string }, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const moved = await moveAppointment(tx, {
      appointmentId,
      startsAt: instant(ask.startsAt),
      reason: ask.reason,
      by: himself(ctx),
      ...(ask.minutes !== undefined && { minutes: ask.minutes }),
    });
    if (!moved.ok) return moved;
    await audited(tx, ctx, "appointment.move", moved.value.id, { from: appointmentId });
    return ok({ id: moved.value.id });
  });
}

export async function cancel(
  ctx: Ctx,
  appointmentId: string,
  reason: string,
): Promise<Result<null, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const done = await cancelAppointment(tx, {
      appointmentId,
      reasonCode: "by_person",
      reason,
      by: himself(ctx),
    });
    if (done.ok) await audited(tx, ctx, "appointment.cancel", appointmentId);
    return done;
  });
}

/** 开始 or 结束, as the room's doors. */
export async function step(
  ctx: Ctx,
  appointmentId: string,
  which: "start" | "end",
): Promise<Result<null, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const act = which === "start" ? startAppointment : endAppointment;
    const done = await act(tx, appointmentId, himself(ctx));
    if (done.ok) await audited(tx, ctx, `appointment.${which}`, appointmentId);
    return done;
  });
}

export async function noShow(
  ctx: Ctx,
  appointmentId: string,
  absentPersonIds: readonly string[],
): Promise<Result<null, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const done = await markNoShow(tx, { appointmentId, absentPersonIds, by: himself(ctx) });
    if (done.ok) await audited(tx, ctx, "appointment.no-show", appointmentId, { absent: absentPersonIds });
    return done;
  });
}

/** Gives a place away: one's own; the dispatcher anybody's. */
export async function handOver(
  ctx: Ctx,
  appointmentId: string,
  ask: { fromPersonId?: string | undefined; toPersonId?: string | undefined; reason: string },
): Promise<Result<{ id: string }, CaseBookingRefusal>> {
  const fromPersonId = ask.fromPersonId ?? ctx.actor.personId;
  if (fromPersonId !== ctx.actor.personId && !ctx.actor.isPlatform) return refuse("not_a_participant");
  return acrossTenants(ctx, async (tx) => {
    const given = await handOverAppointment(tx, ctx, {
      ...ask,
      appointmentId,
      fromPersonId,
      by: himself(ctx),
    });
    if (!given.ok) return given;
    await audited(tx, ctx, "appointment.hand-over", given.value.id, { from: appointmentId, fromPersonId });
    return ok({ id: given.value.id });
  });
}

export async function wait(
  ctx: Ctx,
  caseId: string,
  ask: { personIds: readonly string[]; minutes: number; fromAt: string; toAt: string },
): Promise<Result<{ id: string }, CaseBookingRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    if (!(await mayBook(ctx, tx, caseId, ask.personIds))) return refuse("person_not_in_case");
    const joined = await joinWaitlist(tx, {
      ...ask,
      caseId,
      fromAt: instant(ask.fromAt),
      toAt: instant(ask.toAt),
      by: himself(ctx),
    });
    if (!joined.ok) return joined;
    await addTimelineEntry(tx, caseId, {
      kind: "scheduling.waiting",
      actor: himself(ctx),
      details: { fromAt: ask.fromAt, toAt: ask.toAt },
    });
    return joined;
  });
}

export const stopWaiting = (
  ctx: Ctx,
  caseId: string,
  entryId: string,
): Promise<Result<null, CaseBookingRefusal>> =>
  acrossTenants(ctx, (tx) => leaveWaitlist(tx, caseId, entryId));
