import { randomUUID } from "node:crypto";
import { type CaseRecord, type CaseStatus, lockCase } from "../cases/index.js";
import { postsOfPersons } from "../experts/index.js";
import { findPeople } from "../identity/index.js";
import { addMinutes, civilDate, minutesBetween } from "../kernel/time.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { Instant } from "../kernel/types.js";
import { agreementsOf, listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import { cancelJob, schedule } from "../platform/jobs.js";
import { checkTime, mostParticipants, type TimeRefusal } from "./domain/appointment.js";
import { fitsCaps, freeTime } from "./domain/free-time.js";
import { coversAll } from "./domain/intervals.js";
import { minuteOf } from "./domain/zone.js";
import * as store from "./store/appointments.js";
import type { AppointmentRecord } from "./store/appointments.js";
import { readCalendars } from "./store/read-calendars.js";
import { type By, bySystem, tellFreed, tellParties } from "./tell-parties.js";

export type BookingRefusal =
  | TimeRefusal
  | "case_not_open"
  | "no_participants"
  | "too_many_participants"
  | "person_not_active"
  | "agreement_not_in_force"
  | "slot_taken"
  | "outside_free_time"
  | "cap_reached"
  | "hold_in_the_past"
  | "hold_lapsed"
  | "appointment_not_found"
  | "appointment_not_open"
  | "not_begun_yet"
  | "not_a_participant"
  | "handed_over_already"
  | "no_stand_in"
  | "stand_in_takes_no_cases"
  | "stand_in_of_another_specialty";

/** Why an appointment may lie outside free time or over a cap. The caller has checked that this person may say so. */
export interface Override {
  readonly reason: string;
}

/** Cases over which people may meet. */
const openStatuses: readonly CaseStatus[] = [
  "submitted",
  "triaged",
  "dispatching",
  "accepted",
  "in_session",
  "opinion_signed",
];

export interface Meeting {
  readonly personIds: readonly string[];
  readonly startsAt: Instant;
  readonly minutes: number;
  readonly override?: Override | undefined;
}

/** Everyone's institution when all may take part today: active, and the inviting hospital may ask one of theirs. */
async function checkPeople(
  tx: Tx,
  found: CaseRecord,
  personIds: readonly string[],
): Promise<Result<readonly string[], BookingRefusal>> {
  if (personIds.length === 0) return refuse("no_participants");
  if (personIds.length > mostParticipants) return refuse("too_many_participants");
  const people = await findPeople(tx, personIds);
  if (!personIds.every((id) => people.get(id)?.isActive)) return refuse("person_not_active");
  const posts = await postsOfPersons(tx, personIds);
  const on = civilDate(tx.now);
  const mayAsk = new Set<string>([
    found.institutionId,
    ...(await agreementsOf(tx, found.institutionId, on)).map((one) => one.performerOrganizationId),
  ]);
  const parties = new Set<string>([found.institutionId]);
  for (const id of personIds) {
    const ofHis = posts.filter((post) => post.personId === id);
    const home = people.get(id)?.institutionId ?? "";
    // Whoever is no expert takes part for his own hospital.
    const ways = ofHis.length === 0 ? [home] : ofHis.map((post): string => post.institutionId);
    const through = ways.filter((institution) => mayAsk.has(institution));
    if (through.length === 0) return refuse("agreement_not_in_force");
    for (const institution of through) parties.add(institution);
  }
  return ok([...parties]);
}

/** Whether all are free then; an override lets hours, blocks and caps be, never another appointment. Holds their calendars. */
async function checkFree(tx: Tx, meeting: Meeting, without?: string): Promise<Result<null, BookingRefusal>> {
  const { personIds, startsAt, minutes } = meeting;
  const endsAt = addMinutes(startsAt, minutes);
  await prepareCalendars(tx, personIds);
  for (const id of await store.endLapsedHolds(tx, personIds))
    await cancelJob(tx, "scheduling.expire-hold", id);
  if ((await store.takenPeople(tx, personIds, startsAt, endsAt, without)).length > 0)
    return refuse("slot_taken");
  if (meeting.override) return ok(null);
  const { byPerson, swaps } = await readCalendars(
    tx,
    personIds,
    addMinutes(startsAt, -1440),
    endsAt,
    without,
  );
  const start = minuteOf(startsAt);
  for (const calendar of byPerson.values()) {
    const pad = calendar.source.bufferMinutes;
    const free = freeTime(calendar, start - pad, start + minutes + pad, swaps);
    if (!coversAll(free, start, start + minutes)) return refuse("outside_free_time");
    if (!fitsCaps(calendar, start, minutes)) return refuse("cap_reached");
  }
  return ok(null);
}

async function prepareCalendars(tx: Tx, personIds: readonly string[]): Promise<void> {
  const missing = await store.withoutCalendar(tx, personIds);
  if (missing.length > 0) {
    const people = await findPeople(tx, missing);
    const zones = new Map((await listOrganizations(tx)).map((one) => [one.id as string, one.timeZone]));
    await store.ensureCalendars(
      tx,
      new Map(missing.map((id) => [id, zones.get(people.get(id)?.institutionId ?? "") ?? "Asia/Shanghai"])),
    );
  }
  await store.lockCalendars(tx, personIds);
}

/**
 * Holds a time for a case until `expiresAt`, at which it lapses by itself. Everyone must be active, reachable by an agreement
 * in force, free, and under his caps. Runs in system scope; takes the people's calendars until commit.
 */
export async function holdSlot(
  tx: Tx,
  hold: Meeting & { readonly caseId: string; readonly expiresAt: Instant; readonly by?: By },
): Promise<Result<{ appointmentId: string }, BookingRefusal>> {
  const time = checkTime(hold.startsAt, hold.minutes, tx.now);
  if (!time.ok) return time;
  if (hold.expiresAt <= tx.now) return refuse("hold_in_the_past");
  // The case before the calendars, everywhere: two bookings of one case must not wait for each other.
  const found = await lockCase(tx, hold.caseId);
  if (!found || !openStatuses.includes(found.status)) return refuse("case_not_open");
  const personIds = [...new Set(hold.personIds)];
  const parties = await checkPeople(tx, found, personIds);
  if (!parties.ok) return parties;
  const free = await checkFree(tx, { ...hold, personIds });
  if (!free.ok) return free;
  const id = randomUUID();
  await store.addAppointment(tx, {
    id,
    caseId: found.id,
    institutionId: found.institutionId,
    personIds,
    partyInstitutionIds: parties.value,
    startsAt: hold.startsAt,
    endsAt: addMinutes(hold.startsAt, hold.minutes),
    status: "held",
    holdExpiresAt: hold.expiresAt,
    overrideReason: hold.override?.reason ?? null,
    createdBy: hold.by?.personId ?? null,
  });
  await schedule(tx, { kind: "scheduling.expire-hold", subjectId: id, dueAt: hold.expiresAt });
  return ok({ appointmentId: id });
}

/**
 * Turns a hold into a booking. All is looked at once more: the hold is alive, everyone active, the agreement in force, and
 * nothing has come into anybody's calendar meanwhile. Runs in system scope.
 */
export async function bookHeld(
  tx: Tx,
  appointmentId: string,
  by: By = bySystem,
): Promise<Result<AppointmentRecord, BookingRefusal>> {
  const taken = await takeAppointment(tx, appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one: held, found } = taken;
  if (held.status !== "held") return refuse("appointment_not_open");
  if (held.holdExpiresAt === null || held.holdExpiresAt <= tx.now) return refuse("hold_lapsed");
  if (!openStatuses.includes(found.status)) return refuse("case_not_open");
  const parties = await checkPeople(tx, found, held.personIds);
  if (!parties.ok) return parties;
  const free = await checkFree(tx, meetingOf(held), held.id);
  if (!free.ok) return free;
  if (!(await store.setAppointment(tx, held.id, ["held"], { status: "booked" })))
    return refuse("appointment_not_open");
  await cancelJob(tx, "scheduling.expire-hold", held.id);
  const booked: AppointmentRecord = { ...held, status: "booked", sequence: held.sequence + 1 };
  await tellParties(tx, booked, "booked", by);
  return ok(booked);
}

export const meetingOf = (one: AppointmentRecord): Meeting => ({
  personIds: one.personIds,
  startsAt: one.startsAt,
  minutes: minutesBetween(one.startsAt, one.endsAt),
  ...(one.overrideReason !== null && { override: { reason: one.overrideReason } }),
});

const reachable = ["held", "booked"] as const;

/** An appointment with its case, both held until commit. */
export interface TakenAppointment {
  readonly one: AppointmentRecord;
  readonly found: CaseRecord;
}

/** Holds the case and then the appointment, in the order in which everything here and in dispatch holds them. */
export async function takeAppointment(tx: Tx, id: string): Promise<TakenAppointment | undefined> {
  const seen = await store.findAppointment(tx, id);
  const found = seen && (await lockCase(tx, seen.caseId));
  const one = found && (await store.lockAppointment(tx, id));
  return one && { one, found };
}

/** Gives the time back. A hold or a booking only: what is in session ends, it is not cancelled. Runs in system scope. */
export async function cancelAppointment(
  tx: Tx,
  cancel: {
    readonly appointmentId: string;
    readonly reasonCode: string;
    readonly reason?: string;
    readonly by?: By;
  },
): Promise<Result<null, BookingRefusal>> {
  const taken = await takeAppointment(tx, cancel.appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one } = taken;
  const { reasonCode, reason = "" } = cancel;
  if (!(await store.setAppointment(tx, one.id, reachable, { status: "cancelled", reasonCode, reason })))
    return refuse("appointment_not_open");
  await cancelJob(tx, "scheduling.expire-hold", one.id);
  if (one.status === "booked")
    await tellParties(tx, one, "cancelled", cancel.by ?? bySystem, { details: { reasonCode, reason } });
  await tellFreed(tx, one);
  return ok(null);
}

/**
 * Puts another appointment in the place of a hold or booking: another time, length or people. The old time is given back and the
 * new one taken in the same transaction; when the new one cannot be had, the old one stays. Runs in system scope.
 * @returns the new appointment, with the status of the old one.
 */
export async function moveAppointment(
  tx: Tx,
  move: {
    readonly appointmentId: string;
    readonly startsAt: Instant;
    /** As long as before when not given. */
    readonly minutes?: number;
    readonly reason?: string;
    readonly override?: Override;
    readonly by?: By;
  },
): Promise<Result<AppointmentRecord, BookingRefusal>> {
  const taken = await takeAppointment(tx, move.appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one: old } = taken;
  const replaced = await replaceAppointment(tx, taken, {
    personIds: old.personIds,
    startsAt: move.startsAt,
    minutes: move.minutes ?? minutesBetween(old.startsAt, old.endsAt),
    override: move.override,
    reasonCode: "moved",
    reason: move.reason ?? "",
    handedOverBy: old.handedOverBy,
    by: move.by ?? bySystem,
  });
  if (!replaced.ok) return replaced;
  if (old.status === "booked")
    await tellParties(tx, replaced.value, "moved", move.by ?? bySystem, {
      details: { from: old.startsAt, reason: move.reason ?? "" },
    });
  await tellFreed(tx, old);
  return replaced;
}

/** The old appointment becomes `moved`, a new one of the same status stands in its place; nobody is told yet. */
export async function replaceAppointment(
  tx: Tx,
  { one: old, found }: TakenAppointment,
  change: Meeting & {
    readonly reasonCode: string;
    readonly reason: string;
    readonly handedOverBy: readonly string[];
    readonly by: By;
  },
): Promise<Result<AppointmentRecord, BookingRefusal>> {
  if (old.status !== "held" && old.status !== "booked") return refuse("appointment_not_open");
  if (old.status === "held" && (old.holdExpiresAt ?? tx.now) <= tx.now) return refuse("hold_lapsed");
  const time = checkTime(change.startsAt, change.minutes, tx.now);
  if (!time.ok) return time;
  if (!openStatuses.includes(found.status)) return refuse("case_not_open");
  const parties = await checkPeople(tx, found, change.personIds);
  if (!parties.ok) return parties;
  const free = await checkFree(tx, change, old.id);
  if (!free.ok) return free;
  const id = randomUUID();
  const { reasonCode, reason } = change;
  if (
    !(await store.setAppointment(tx, old.id, reachable, { status: "moved", movedTo: id, reasonCode, reason }))
  )
    return refuse("appointment_not_open");
  await store.addAppointment(tx, {
    id,
    caseId: old.caseId,
    institutionId: old.institutionId,
    personIds: change.personIds,
    partyInstitutionIds: parties.value,
    startsAt: change.startsAt,
    endsAt: addMinutes(change.startsAt, change.minutes),
    status: old.status,
    holdExpiresAt: old.holdExpiresAt,
    overrideReason: change.override?.reason ?? null,
    createdBy: change.by.personId,
    sequence: old.sequence + 1,
    handedOverBy: change.handedOverBy,
  });
  await cancelJob(tx, "scheduling.expire-hold", old.id);
  if (old.status === "held" && old.holdExpiresAt !== null)
    await schedule(tx, { kind: "scheduling.expire-hold", subjectId: id, dueAt: old.holdExpiresAt });
  const stored = await store.findAppointment(tx, id);
  if (!stored) throw new Error(`appointment ${id} was written and cannot be seen`);
  return ok(stored);
}

/** The meeting begins: booked → in session. Runs in system scope. */
export async function startAppointment(
  tx: Tx,
  appointmentId: string,
  by: By = bySystem,
): Promise<Result<null, BookingRefusal>> {
  const taken = await takeAppointment(tx, appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one } = taken;
  if (!(await store.setAppointment(tx, one.id, ["booked"], { status: "in_session", isStarting: true })))
    return refuse("appointment_not_open");
  await tellParties(tx, one, "started", by);
  return ok(null);
}

/** The meeting is over: in session → fulfilled. What is left of its time is free again. Runs in system scope. */
export async function endAppointment(
  tx: Tx,
  appointmentId: string,
  by: By = bySystem,
): Promise<Result<null, BookingRefusal>> {
  const taken = await takeAppointment(tx, appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one } = taken;
  if (!(await store.setAppointment(tx, one.id, ["in_session"], { status: "fulfilled", isEnding: true })))
    return refuse("appointment_not_open");
  await tellParties(tx, one, "ended", by);
  if (one.endsAt > tx.now) await tellFreed(tx, one);
  return ok(null);
}

/** Somebody did not come: booked or in session → no-show, once it should have begun. Runs in system scope. */
export async function markNoShow(
  tx: Tx,
  missed: {
    readonly appointmentId: string;
    /** Who did not come; at least one of those who take part. */
    readonly absentPersonIds: readonly string[];
    readonly by?: By;
  },
): Promise<Result<null, BookingRefusal>> {
  const taken = await takeAppointment(tx, missed.appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one } = taken;
  const absentPersonIds = [...new Set(missed.absentPersonIds)];
  if (
    absentPersonIds.length === 0 ||
    !absentPersonIds.every((id) => (one.personIds as readonly string[]).includes(id))
  )
    return refuse("not_a_participant");
  if (one.startsAt > tx.now) return refuse("not_begun_yet");
  const change = { status: "no_show", absentPersonIds, isEnding: true } as const;
  if (!(await store.setAppointment(tx, one.id, ["booked", "in_session"], change)))
    return refuse("appointment_not_open");
  await tellParties(tx, one, "missed", missed.by ?? bySystem, {
    details: { absent: absentPersonIds.length },
  });
  if (one.endsAt > tx.now) await tellFreed(tx, one);
  return ok(null);
}

/** A hold's time is up: its time is free again. Told too early or for a hold that was booked, nothing happens. */
export async function expireHold(tx: Tx, appointmentId: string): Promise<void> {
  const one = await store.lockAppointment(tx, appointmentId);
  if (one?.status !== "held" || (one.holdExpiresAt ?? tx.now) > tx.now) return;
  await store.setAppointment(tx, one.id, ["held"], { status: "cancelled", reasonCode: "hold_lapsed" });
  await tellFreed(tx, one);
}
