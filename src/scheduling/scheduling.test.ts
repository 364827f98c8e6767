import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Alliance, newAlliance } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";
import { addMinutes, instant } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { tablesOf } from "../platform/database/database.js";
import {
  bookHeld,
  cancelAppointment,
  endAppointment,
  findAppointment,
  findCommonSlots,
  findPanelSlots,
  holdSlot,
  markNoShow,
  moveAppointment,
  readAvailability,
  startAppointment,
} from "./index.js";

const tables = tablesOf<unknown>();
let world: World;
let alliance: Alliance;
let caseId: string;
let monday: Instant;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 4);
  caseId = await alliance.submit();
  const [row] = await world.query(sql<{ monday: string }>`
    select (date_trunc('week', platform.now() at time zone 'Asia/Shanghai') + interval '7 days') at time zone 'Asia/Shanghai' as monday`);
  monday = instant(row!.monday);
});
afterAll(async () => {
  expect((await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0)).toEqual([]);
  await world.close();
});
beforeEach(async () => {
  await world.query(
    sql`update scheduling.appointment set status = 'cancelled' where status in ('held', 'booked')`,
  );
  await world.query(sql`delete from scheduling.block`);
  await world.query(
    sql`update scheduling.calendar set rules = '[]', buffer_minutes = 0, day_cap = null, week_cap = null`,
  );
  await world.query(
    sql`update experts.practitioner_role set daily_cap = 100, weekly_cap = 500, duty_hours = '[]'`,
  );
});

/** Next week's day (1 Monday) and hour in Beijing. */
const at = (day: number, hour: number, minute = 0): Instant =>
  addMinutes(monday, (day - 1) * 1440 + hour * 60 + minute);
const person = (n: number): string => alliance.experts[n]!.id;
const hold = (startsAt: Instant, personIds = [person(0)], more: object = {}) =>
  world.system((tx) =>
    holdSlot(tx, { caseId, personIds, startsAt, minutes: 30, expiresAt: addMinutes(tx.now, 10), ...more }),
  );
const booked = async (startsAt: Instant, personIds = [person(0)], more: object = {}): Promise<string> => {
  const held = await hold(startsAt, personIds, more);
  if (!held.ok) throw new Error(held.error);
  const done = await world.system((tx) => bookHeld(tx, held.value.appointmentId));
  if (!done.ok) throw new Error(done.error);
  return held.value.appointmentId;
};
const rule = (n: number, ...rules: object[]) =>
  world.query(sql`insert into scheduling.calendar (person_id, rules, updated_at) values (${person(n)}, ${JSON.stringify(rules)}::jsonb, now())
    on conflict (person_id) do update set rules = excluded.rules`);
const block = (n: number, kind: string, from: Instant, to: Instant) =>
  world.query(sql`insert into scheduling.block (id, person_id, kind, starts_at, ends_at, source, created_at)
    values (${randomUUID()}, ${person(n)}, ${kind}, ${from}, ${to}, 'self', now())`);
const standing = async (n: number, when: Instant) =>
  (await world.system((tx) => readAvailability(tx, [person(n)], when))).get(person(n));

test("a person's state follows his hours, clinics, operations, leave and appointments", async () => {
  await rule(
    0,
    { kind: "available", weekday: 1, from: "08:00", to: "18:00" },
    { kind: "available", weekday: 2, from: "08:00", to: "18:00" },
    { kind: "outpatient", weekday: 1, from: "08:00", to: "12:00" },
    { kind: "surgery", weekday: 1, from: "14:00", to: "16:00" },
    { kind: "on_call", weekday: 1, from: "18:00", to: "08:00" },
  );
  await block(0, "leave", at(2, 0), at(3, 0));
  expect(await standing(0, at(1, 9))).toMatchObject({
    state: "outpatient",
    until: at(1, 12),
    nextFreeAt: at(1, 12),
  });
  expect(await standing(0, at(1, 13))).toMatchObject({
    state: "free",
    until: at(1, 14),
    nextFreeAt: at(1, 13),
  });
  expect(await standing(0, at(1, 15))).toMatchObject({ state: "surgery", until: at(1, 16), isOnCall: false });
  expect(await standing(0, at(1, 22))).toMatchObject({ state: "off_hours", until: at(2, 8), isOnCall: true });
  expect(await standing(0, at(2, 10))).toMatchObject({
    state: "leave",
    nextFreeAt: at(8, 12),
    zone: "Asia/Shanghai",
  });
  await booked(at(1, 13));
  expect(await standing(0, at(1, 13, 10))).toMatchObject({
    state: "consultation",
    until: at(1, 13, 30),
    nextFreeAt: at(1, 13, 30),
    bookedToday: 1,
    bookedThisWeek: 1,
    dayCap: 100,
  });
});

test("whoever has no calendar is free, and nobody is left out of the answer", async () => {
  const stranger = await world.person(alliance.county, "沈无历", "requester");
  const all = await world.system((tx) => readAvailability(tx, [person(1), stranger.id], at(1, 3)));
  expect(all.get(stranger.id)).toMatchObject({ state: "free", until: null, dayCap: null, bookedToday: 0 });
  expect(all.size).toBe(2);
});

test("a hold takes the time, lapses by itself, and only a live hold is booked", async () => {
  const held = await hold(at(3, 9));
  expect(held.ok).toBe(true);
  expect(await hold(at(3, 9, 15))).toEqual({ ok: false, error: "slot_taken" });
  world.moveClock(10);
  const id = held.ok ? held.value.appointmentId : "";
  expect(await world.system((tx) => bookHeld(tx, id))).toEqual({ ok: false, error: "hold_lapsed" });
  // Before the timer has come round, the time may already be had by somebody else.
  expect((await hold(at(3, 9, 15))).ok).toBe(true);
  await world.drain();
  expect((await world.system((tx) => findAppointment(tx, id)))?.status).toBe("cancelled");
  world.moveClock(-10);
});

test("hours, blocks and caps bind a booking; an override with its reason does not, another appointment always", async () => {
  await block(0, "surgery", at(4, 9), at(4, 12));
  expect(await hold(at(4, 10))).toEqual({ ok: false, error: "outside_free_time" });
  const forced = await hold(at(4, 10), [person(0)], { override: { reason: "I 级，电话已沟通" } });
  expect(forced.ok).toBe(true);
  expect(await hold(at(4, 10), [person(0)], { override: { reason: "再来一次" } })).toEqual({
    ok: false,
    error: "slot_taken",
  });
  await world.query(sql`update experts.practitioner_role set daily_cap = 1`);
  expect(await hold(at(4, 15))).toEqual({ ok: false, error: "cap_reached" });
  expect((await hold(at(5, 15))).ok).toBe(true);
});

test("a cap of 0 leaves no time at all", async () => {
  await rule(0);
  await world.query(sql`update scheduling.calendar set day_cap = 0 where person_id = ${person(0)}`);
  expect(await hold(at(4, 15))).toEqual({ ok: false, error: "cap_reached" });
  expect((await standing(0, at(4, 15)))?.nextFreeAt).toBeNull();
});

test("what came in between is looked at again when the hold is booked", async () => {
  const held = await hold(at(2, 9));
  const id = held.ok ? held.value.appointmentId : "";
  await block(0, "leave", at(2, 0), at(3, 0));
  expect(await world.system((tx) => bookHeld(tx, id))).toEqual({ ok: false, error: "outside_free_time" });
  await world.query(sql`delete from scheduling.block`);
  await world.query(sql`update identity.person set status = 'disabled' where id = ${person(0)}`);
  expect(await world.system((tx) => bookHeld(tx, id))).toEqual({ ok: false, error: "person_not_active" });
  await world.query(sql`update identity.person set status = 'active' where id = ${person(0)}`);
  await world.query(sql`update organizations.agreement set status = 'suspended'`);
  expect(await world.system((tx) => bookHeld(tx, id))).toEqual({
    ok: false,
    error: "agreement_not_in_force",
  });
  await world.query(sql`update organizations.agreement set status = 'in_force'`);
  expect((await world.system((tx) => bookHeld(tx, id))).ok).toBe(true);
});

test("times that cannot be are refused by name", async () => {
  expect(await hold(at(-20, 9))).toEqual({ ok: false, error: "in_the_past" });
  expect(await hold(at(600, 9))).toEqual({ ok: false, error: "too_far_ahead" });
  expect(await hold(at(1, 9), [person(0)], { minutes: 0 })).toEqual({ ok: false, error: "too_short" });
  expect(await hold(at(1, 9), [person(0)], { minutes: 100_000 })).toEqual({ ok: false, error: "too_long" });
  expect(await hold(at(1, 9), [])).toEqual({ ok: false, error: "no_participants" });
  expect(await hold(at(1, 9), [randomUUID()])).toEqual({ ok: false, error: "person_not_active" });
  expect(await hold(at(1, 9), [person(0)], { expiresAt: instant("2020-01-01T00:00:00Z") })).toEqual({
    ok: false,
    error: "hold_in_the_past",
  });
});

test("a move gives the old time back and takes the new one, or leaves everything as it was", async () => {
  const id = await booked(at(5, 9));
  await booked(at(5, 11));
  expect(await world.system((tx) => moveAppointment(tx, { appointmentId: id, startsAt: at(5, 11) }))).toEqual(
    { ok: false, error: "slot_taken" },
  );
  // Into a time that overlaps its own.
  const moved = await world.system((tx) =>
    moveAppointment(tx, { appointmentId: id, startsAt: at(5, 9, 15) }),
  );
  expect(moved).toMatchObject({ ok: true, value: { status: "booked", startsAt: at(5, 9, 15), sequence: 2 } });
  expect((await world.system((tx) => findAppointment(tx, id)))?.status).toBe("moved");
  expect(await world.system((tx) => moveAppointment(tx, { appointmentId: id, startsAt: at(5, 14) }))).toEqual(
    { ok: false, error: "appointment_not_open" },
  );
});

test("a meeting begins, ends, or somebody does not come; every other step is refused", async () => {
  const id = await booked(at(1, 9));
  const absentPersonIds = [person(0)];
  const act = {
    start: () => world.system((tx) => startAppointment(tx, id)),
    end: () => world.system((tx) => endAppointment(tx, id)),
    miss: () => world.system((tx) => markNoShow(tx, { appointmentId: id, absentPersonIds })),
    cancel: () =>
      world.system((tx) => cancelAppointment(tx, { appointmentId: id, reasonCode: "no_longer_needed" })),
  };
  expect(await act.end()).toEqual({ ok: false, error: "appointment_not_open" });
  expect(await act.miss()).toEqual({ ok: false, error: "not_begun_yet" });
  expect((await act.start()).ok).toBe(true);
  expect(await act.cancel()).toEqual({ ok: false, error: "appointment_not_open" });
  expect((await act.end()).ok).toBe(true);
  expect(await act.miss()).toEqual({ ok: false, error: expect.any(String) });
  await expect(
    world.query(sql`update scheduling.appointment set status = 'booked' where id = ${id}`),
  ).rejects.toThrow(/may not go/);
});

test("the database itself keeps a person out of two places at once", async () => {
  const first = await booked(at(3, 14));
  const write = (startsAt: Instant, who: string) => {
    const id = randomUUID();
    return world.system(async (tx) => {
      await sql`insert into scheduling.appointment (id, case_id, institution_id, person_ids, party_institution_ids, starts_at,
          ends_at, status, created_at, updated_at) select ${id}, case_id, institution_id, array[${who}::uuid], party_institution_ids, ${startsAt},
          ${startsAt}::timestamptz + interval '30 minutes', 'booked', now(), now() from scheduling.appointment where id = ${first}`.execute(
        tables(tx),
      );
      await sql`insert into scheduling.appointment_participant (appointment_id, person_id) values (${id}, ${who})`.execute(
        tables(tx),
      );
    });
  };
  await expect(write(at(3, 14, 29), person(0))).rejects.toThrow(/one_place_at_a_time/);
  await write(at(3, 14, 30), person(0));
  await rule(1);
  await write(at(3, 14), person(1));
});

test("common slots leave out everybody's clinics; a panel takes whoever of each seat can, nobody twice", async () => {
  await rule(0, { kind: "available", weekday: 1, from: "08:00", to: "12:00" });
  await rule(
    1,
    { kind: "available", weekday: 1, from: "10:00", to: "18:00" },
    { kind: "surgery", weekday: 1, from: "10:00", to: "11:00" },
  );
  await rule(2, { kind: "available", weekday: 1, from: "15:00", to: "16:00" });
  const ask = { minutes: 30, from: at(1, 0), to: at(2, 0), limit: 10 };
  const common = await world.system((tx) =>
    findCommonSlots(tx, { ...ask, personIds: [person(0), person(1)] }),
  );
  expect(common.map((slot) => slot.startsAt)).toEqual([at(1, 11), at(1, 11, 30)]);
  const seats = [
    [person(0), person(1)],
    [person(1), person(2)],
  ];
  const panel = await world.system((tx) => findPanelSlots(tx, { ...ask, seats }));
  expect(panel.map((slot) => [slot.startsAt, slot.personIds])).toEqual([
    [at(1, 11), [person(0), person(1)]],
    [at(1, 11, 30), [person(0), person(1)]],
    [at(1, 15), [person(1), person(2)]],
    [at(1, 15, 30), [person(1), person(2)]],
  ]);
  expect(await world.system((tx) => findCommonSlots(tx, { ...ask, personIds: [] }))).toEqual([]);
});
