import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { endAccess, grantAccess } from "../cases/index.js";
import { checkInvariants } from "../invariants.js";
import { addMinutes, instant } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";

let world: World;
let alliance: Alliance;
let expert: Someone;
let colleague: Someone;
let office: Someone;
let caseId: string;
let monday: Instant;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 3);
  office = await world.person(alliance.tertiary, "何医务", "medical_affairs");
  caseId = await alliance.submit();
  const offer = await alliance.openOffer(caseId);
  expert = offer.expert;
  colleague = alliance.experts.find((one) => one.id !== expert.id)!;
  ok(await expert.post(`/api/offers/${offer.id}/accept`));
  await world.drain();
  const [row] = await world.query(sql<{ monday: string }>`
    select (date_trunc('week', platform.now() at time zone 'Asia/Shanghai') + interval '7 days') at time zone 'Asia/Shanghai' as monday`);
  monday = instant(row!.monday);
});
afterAll(async () => {
  expect((await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0)).toEqual([]);
  await world.close();
});

const at = (day: number, hour: number, minute = 0): Instant =>
  addMinutes(monday, (day - 1) * 1440 + hour * 60 + minute);
const week = () => `from=${at(1, 0)}&to=${at(8, 0)}`;
const view = async (who: Someone, of = who) => ok(await who.get(`/api/calendars/${of.id}?${week()}`)).body;
const plain = {
  zone: "Asia/Shanghai",
  rules: [] as object[],
  bufferMinutes: 0,
  dayCap: null,
  weekCap: null,
  dayMinutesCap: null,
  weekMinutesCap: null,
  followsHolidays: false,
  standInPersonId: null as string | null,
};
const save = async (who: Someone, of: Someone, change: object) => {
  const { version } = await view(who, of);
  return who.put(`/api/calendars/${of.id}`, { ...plain, ...change, version });
};

test("an expert sets his week, and sees it laid out; an old version is refused", async () => {
  const rules = [1, 2, 3, 4, 5].map((weekday) => ({
    kind: "available",
    weekday,
    from: "08:00",
    to: "17:00",
  }));
  expect((await save(expert, expert, { rules, bufferMinutes: 10, dayCap: 3 })).status).toBe(200);
  const seen = await view(expert);
  expect(seen).toMatchObject({
    version: 2,
    canEdit: true,
    settings: { bufferMinutes: 10, dayCap: 3 },
    posts: [{ isTaking: true }],
  });
  expect(seen.stretches.filter((one: { kind: string }) => one.kind === "open")).toHaveLength(5);
  expect((await expert.put(`/api/calendars/${expert.id}`, { ...plain, version: 1 })).body.code).toBe(
    "calendar_changed",
  );
});

test("lines of text come in; those not understood come back with how to write them", async () => {
  const text = "周一上午门诊\n周三 13:00-17:00 手术\n下午打球\n2月30日 请假";
  const preview = ok(await expert.post(`/api/calendars/${expert.id}/lines`, { text, isPreview: true })).body;
  expect(preview.problems).toMatchObject([
    { line: 3, fault: "no_day" },
    { line: 4, fault: "no_such_date" },
  ]);
  expect((await view(expert)).settings.rules).toHaveLength(5);
  ok(await expert.post(`/api/calendars/${expert.id}/lines`, { text, isPreview: false }));
  ok(await expert.post(`/api/calendars/${expert.id}/lines`, { text, isPreview: false }));
  const kinds = (await view(expert)).settings.rules.map((rule: { kind: string }) => rule.kind);
  expect(kinds.filter((kind: string) => kind !== "available")).toEqual(["outpatient", "surgery"]);
});

test("a block is added and taken away; one that ends before it starts is refused", async () => {
  const block = { kind: "leave", startsAt: at(5, 0), endsAt: at(6, 0) };
  const { id } = ok(await expert.post(`/api/calendars/${expert.id}/blocks`, block)).body;
  expect((await view(expert)).stretches).toContainEqual(
    expect.objectContaining({ kind: "leave", blockId: id, source: "self" }),
  );
  expect(
    (await expert.post(`/api/calendars/${expert.id}/blocks`, { ...block, endsAt: at(4, 0) })).body.code,
  ).toBe("block_ends_before_start");
  expect((await expert.delete(`/api/calendars/${expert.id}/blocks/${id}`)).status).toBe(200);
  expect((await expert.delete(`/api/calendars/${expert.id}/blocks/${id}`)).status).toBe(404);
});

test("his hospital's office sees and blocks his time; a colleague and another hospital do not", async () => {
  const block = { kind: "surgery", startsAt: at(4, 8), endsAt: at(4, 12), note: "择期手术" };
  expect((await office.post(`/api/calendars/${expert.id}/blocks`, block)).status).toBe(200);
  expect((await view(office, expert)).stretches).toContainEqual(
    expect.objectContaining({ source: "office" }),
  );
  expect((await colleague.get(`/api/calendars/${expert.id}?${week()}`)).status).toBe(404);
  expect((await alliance.requester.get(`/api/calendars/${expert.id}?${week()}`)).status).toBe(404);
  expect((await alliance.requester.post(`/api/calendars/${expert.id}/blocks`, block)).status).toBe(404);
  const board = ok(await office.get(`/api/calendars?${week()}`)).body;
  expect(board.people.map((one: { name: string }) => one.name)).toContain(expert.name);
  expect(board.people).toHaveLength(3);
  expect((await office.get(`/api/calendars?from=${at(8, 0)}&to=${at(1, 0)}`)).body.code).toBe(
    "window_too_wide",
  );
});

test("the requester is offered times at which both are free, books one, moves it; both are told and the case remembers", async () => {
  const slots = ok(
    await alliance.requester.get(`/api/cases/${caseId}/slots?minutes=30&from=${at(1, 0)}&days=7`),
  ).body;
  expect(slots.people).toHaveLength(2);
  // Monday morning is his clinic, which begins the afternoon with a pause of ten minutes to nobody.
  expect(slots.items[0].startsAt).toBe(at(1, 12));
  const ask = {
    personIds: slots.people.map((one: { personId: string }) => one.personId),
    startsAt: at(1, 13),
    minutes: 30,
  };
  const key = randomUUID();
  const booked = ok(await alliance.requester.post(`/api/cases/${caseId}/appointments`, ask, key)).body;
  expect((await alliance.requester.post(`/api/cases/${caseId}/appointments`, ask, key)).body).toEqual(booked);
  expect((await alliance.requester.post(`/api/cases/${caseId}/appointments`, ask)).body.code).toBe(
    "slot_taken",
  );
  expect(
    (await alliance.requester.post(`/api/cases/${caseId}/appointments`, { ...ask, startsAt: at(1, 13, 35) }))
      .body.code,
  ).toBe("outside_free_time");
  const moved = ok(
    await expert.post(`/api/appointments/${booked.id}/move`, { startsAt: at(2, 9), reason: "临时手术" }),
  ).body;
  const { items } = ok(await expert.get(`/api/cases/${caseId}/appointments`)).body;
  expect(items.map((one: { status: string }) => one.status)).toEqual(["moved", "booked"]);
  const notices = ok(await alliance.requester.get("/api/notices")).body.items;
  expect(notices.map((one: { kind: string }) => one.kind)).toContain("appointment_moved");
  const timeline = ok(await expert.get(`/api/cases/${caseId}/timeline`)).body.items as { kind: string }[];
  expect(timeline.map((one) => one.kind)).toEqual(
    expect.arrayContaining(["scheduling.booked", "scheduling.moved"]),
  );
  ok(await alliance.requester.post(`/api/appointments/${moved.id}/cancel`, {}));
  expect((await view(expert)).appointments.map((one: { status: string }) => one.status)).toEqual([
    "moved",
    "cancelled",
  ]);
});

test("a doctor books only the people of his case; only the dispatcher overrides, with a reason on the record", async () => {
  const ask = { personIds: [expert.id], startsAt: at(1, 9), minutes: 30 };
  const foreign = await alliance.requester.post(`/api/cases/${caseId}/appointments`, {
    ...ask,
    personIds: [colleague.id],
  });
  expect(foreign.body.code).toBe("person_not_in_case");
  expect((await alliance.requester.post(`/api/cases/${caseId}/appointments`, ask)).body.code).toBe(
    "outside_free_time",
  );
  expect(
    (await alliance.requester.post(`/api/cases/${caseId}/appointments/override`, { ...ask, reason: "急" }))
      .status,
  ).toBe(403);
  const forced = ok(
    await alliance.dispatcher.post(`/api/cases/${caseId}/appointments/override`, {
      ...ask,
      reason: "I 级，电话已沟通",
    }),
  ).body;
  const entries = await world.query(sql<{ details: object }>`
    select details from platform.audit_entry where action = 'appointment.book' and subject_id = ${forced.id}`);
  expect(entries[0]?.details).toEqual({ override: "I 级，电话已沟通" });
  expect(
    (await alliance.dispatcher.post(`/api/cases/${caseId}/appointments/override`, { ...ask, reason: "再来" }))
      .body.code,
  ).toBe("slot_taken");
  ok(await alliance.dispatcher.post(`/api/appointments/${forced.id}/cancel`, { reason: "已电话完成" }));
});

test("a place is handed to the named stand-in, never back to whoever gave it away", async () => {
  expect((await save(expert, expert, { standInPersonId: colleague.id })).status).toBe(200);
  expect((await save(colleague, colleague, { standInPersonId: expert.id })).status).toBe(200);
  expect((await save(expert, expert, { standInPersonId: expert.id })).body.code).toBe("stand_in_is_himself");
  const booked = ok(
    await alliance.requester.post(`/api/cases/${caseId}/appointments`, {
      personIds: [expert.id],
      startsAt: at(3, 9),
      minutes: 30,
    }),
  ).body;
  const given = ok(await expert.post(`/api/appointments/${booked.id}/hand-over`, { reason: "出差" })).body;
  const [mine, his] = await Promise.all([view(expert), view(colleague)]);
  expect(mine.appointments.map((one: { status: string }) => one.status)).not.toContain("booked");
  expect(his.appointments).toMatchObject([{ id: given.id, status: "booked", startsAt: at(3, 9) }]);
  expect(
    (await colleague.post(`/api/appointments/${given.id}/hand-over`, { reason: "也出差" })).body.code,
  ).toBe("no_stand_in");
  const back = await colleague.post(`/api/appointments/${given.id}/hand-over`, {
    reason: "还给他",
    toPersonId: expert.id,
  });
  expect(back.body.code).toBe("handed_over_already");
  ok(await alliance.dispatcher.post(`/api/appointments/${given.id}/cancel`, {}));
  // The case went with it; what follows is about the expert who had it first.
  await world.system(async (tx) => {
    await endAccess(tx, { caseId, personId: colleague.id, basis: "assignment" });
    await grantAccess(tx, { caseId, personId: expert.id, basis: "assignment" });
  });
});

test("whoever waits gets the time that becomes free", async () => {
  const rules = [{ kind: "available", weekday: 3, from: "09:00", to: "09:30" }];
  expect((await save(expert, expert, { rules })).status).toBe(200);
  const ask = { personIds: [expert.id], startsAt: at(3, 9), minutes: 30 };
  const first = ok(await alliance.requester.post(`/api/cases/${caseId}/appointments`, ask)).body;
  const entry = { personIds: [expert.id], minutes: 30, fromAt: at(3, 0), toAt: at(4, 0) };
  expect(
    (await alliance.requester.post(`/api/cases/${caseId}/waitlist`, { ...entry, toAt: at(-20, 0) })).body
      .code,
  ).toBe("window_empty");
  ok(await alliance.requester.post(`/api/cases/${caseId}/waitlist`, entry));
  expect((await alliance.requester.post(`/api/cases/${caseId}/waitlist`, entry)).body.code).toBe(
    "waits_already",
  );
  const listed = () => alliance.requester.get(`/api/cases/${caseId}/appointments`);
  expect(ok(await listed()).body.waiting).toMatchObject([{ minutes: 30, people: [expert.name] }]);
  ok(await expert.post(`/api/appointments/${first.id}/cancel`, { reason: "出诊" }));
  await world.drain();
  const after = ok(await listed()).body;
  expect(after.waiting).toEqual([]);
  expect(after.items.at(-1)).toMatchObject({ status: "booked", startsAt: at(3, 9) });
  expect(after.items.at(-1).id).not.toBe(first.id);
});

const ics = (...lines: string[]) => ({
  name: "门诊.ics",
  content: new TextEncoder().encode(
    ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR"].join("\r\n"),
  ),
});

test("a calendar file comes in, the next one replaces it, and no title is kept", async () => {
  const start = at(2, 14).replace(/[-:]|\.\d+/g, "");
  const event = (uid: string, from: string) => [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "SUMMARY:手术 王建国 32床",
    `DTSTART:${from}`,
    "DURATION:PT2H",
    "END:VEVENT",
  ];
  const first = await colleague.upload(
    `/api/calendars/${colleague.id}/ics`,
    ics(...event("a", start), ...event("b", "20200101T010000Z")),
  );
  expect(first.body).toMatchObject({ imported: 1, leftOut: 1, problems: [] });
  expect((await view(colleague)).stretches).toContainEqual(
    expect.objectContaining({ kind: "surgery", startsAt: at(2, 14), endsAt: at(2, 16), source: "ics" }),
  );
  const stored = await world.query(
    sql<{
      note: string;
      source_key: string;
    }>`select note, source_key from scheduling.block where source = 'ics'`,
  );
  expect(stored).toEqual([{ note: "", source_key: "a" }]);
  const second = await colleague.upload(`/api/calendars/${colleague.id}/ics`, ics(...event("c", start)));
  expect(second.body).toMatchObject({ imported: 1, removed: 1 });
  const wrong = await colleague.upload(`/api/calendars/${colleague.id}/ics`, {
    name: "a.ics",
    content: new TextEncoder().encode("hello"),
  });
  expect(wrong).toMatchObject({ status: 422, body: { code: "ics_not_a_calendar" } });
  expect(
    (await view(colleague)).stretches.filter((one: { source: string }) => one.source === "ics"),
  ).toHaveLength(1);
});

test("his own feed opens by its secret address only, tells no patient, and closes", async () => {
  const { path } = ok(await expert.post(`/api/calendars/${expert.id}/feed`)).body;
  const read = (url: string) => world.app.inject({ method: "GET", url });
  const feed = await read(path);
  expect(feed.statusCode).toBe(200);
  expect(feed.headers["content-type"]).toContain("text/calendar");
  expect(feed.body).toContain("SUMMARY:远程会诊 · 云溪县人民医院");
  expect(feed.body).toContain("STATUS:CONFIRMED");
  expect(feed.body).not.toMatch(/王建国|肺|结节/);
  expect((await read(`${path}.ics`)).statusCode).toBe(200);
  expect((await read("/api/calendar-feeds/guess")).statusCode).toBe(404);
  const again = ok(await expert.post(`/api/calendars/${expert.id}/feed`)).body;
  expect((await read(path)).statusCode).toBe(404);
  ok(await expert.delete(`/api/calendars/${expert.id}/feed`));
  expect((await read(again.path)).statusCode).toBe(404);
});

test("the operator enters the next notice's days; calendars that follow it follow", async () => {
  const operator = await world.person(alliance.operator, "吴运营", "operator");
  const day = { name: "院庆", kind: "rest", standsFor: null };
  const on = addMinutes(at(3, 0), 480).slice(0, 10);
  expect((await expert.put(`/api/holidays/${on}`, day)).status).toBe(403);
  expect((await operator.put(`/api/holidays/${on}`, { ...day, kind: "work" })).status).toBe(400);
  ok(await operator.put(`/api/holidays/${on}`, day));
  const rules = [{ kind: "available", weekday: 3, from: "09:00", to: "12:00" }];
  expect((await save(colleague, colleague, { rules, followsHolidays: true })).status).toBe(200);
  const openDays = async () =>
    (await view(colleague)).stretches.filter((one: { kind: string }) => one.kind === "open").length;
  expect(await openDays()).toBe(0);
  ok(await operator.delete(`/api/holidays/${on}`));
  expect(await openDays()).toBe(1);
  expect(ok(await expert.get("/api/holidays")).body.arrangedUntil).toBe("2026-12-31");
});
