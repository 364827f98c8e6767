import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { type FhirServer, startFhirServer } from "./fhir-server-for-tests.js";
import { type Hl7Listener, startHl7Listener } from "./hl7/listener.js";
import { newSender, person, scheduleMessage, staffMessage } from "./mllp-for-tests.js";
import { runNext } from "./runner.js";

let world: World;
let listener: Hl7Listener;
let server: FhirServer;
let hospital: string;
let engineer: Someone;
let expert: Someone;
let mllp: string;
let fhir: string;
const licence = "110330100000011";
const problems: unknown[] = [];

const host = () => ({
  database: world.database,
  cipher: world.cipher,
  dropDirectory: world.filesFolder,
  networks: ["127.0.0.1/32"],
});

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("仁和县医院");
  const operator = await world.institution("会诊平台运营中心", "operator");
  engineer = await world.person(operator, "信息科 周工", "system_admin");
  expert = await world.person(hospital, "秦守诚", "expert");
  listener = await startHl7Listener(
    host(),
    { host: "127.0.0.1", port: 0, tls: undefined },
    {
      onMessage: () => undefined,
      onFault: ({ fault }) => problems.push(fault),
      onError: (error) => problems.push(error),
    },
  );
  server = await startFhirServer({ pageSize: 50 });
  const made = async (body: object): Promise<string> => {
    const reply = await engineer.post("/api/connectors", { institutionId: hospital, ...body });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    await engineer.post(`/api/connectors/${reply.body.connectorId}/status`, { status: "enabled" });
    return reply.body.connectorId as string;
  };
  mllp = await made({
    name: "HIS",
    settings: {
      kind: "mllp",
      sendingApplication: "HIS",
      sendingFacility: "仁和县医院",
      allowedAddresses: ["127.0.0.1"],
    },
  });
  fhir = await made({
    name: "集成平台",
    settings: { kind: "fhir", baseUrl: server.baseUrl, contents: ["schedules"], slots: "busy" },
  });
  await send(
    staffMessage(
      { controlId: nextId() },
      ...person("1001", "秦守诚", { licence }),
      ...person("1002", "苏敬之"),
    ),
  );
  await world.query(
    sql`update experts.practitioner set person_id = ${expert.id} where licence_number = ${licence}`,
  );
});
afterAll(async () => {
  await server.close();
  await listener.stop();
  await world.close();
  expect(problems).toEqual([]);
});
beforeEach(async () => {
  await world.query(sql`delete from scheduling.block`);
});

let count = 0;
const nextId = () => `S${++count}`;
const send = async (message: string, charset?: "utf8" | "gb18030"): Promise<string> => {
  const sender = await newSender(listener.port);
  try {
    return await sender.send(message, charset);
  } finally {
    sender.end();
    await sender.closed;
  }
};
const code = (reply: string) => /\rMSA\|(A[AER])/u.exec(reply)?.[1];
const blocks = () =>
  world.query(sql<{ kind: string; at: string; minutes: number; source: string }>`
    select kind, to_char(starts_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as at,
      (extract(epoch from ends_at - starts_at) / 60)::int as minutes, source
    from scheduling.block where person_id = ${expert.id} order by starts_at`);
const lastRun = async (connector = mllp) => {
  const { body } = await engineer.get(`/api/connectors/${connector}/runs?limit=1`);
  return (await engineer.get(`/api/connectors/${connector}/runs/${body.items[0].runId}`)).body;
};
const held = async () => (await engineer.get("/api/quarantine")).body.items;

/** Days from now, so that the booking lies ahead at whatever time this runs. */
const day = (ahead: number) =>
  new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
const shown = (ahead: number) => `${day(ahead).slice(4, 6)}-${day(ahead).slice(6)}`;
const aip = (key: string, start: string, minutes: number) => `AIP|1|A|${key}|||${start}|||${minutes}|min`;
const clinic = "RGS|1|A\rAIS|1|A|OP^专家门诊";

test("a clinic is booked, moved and cancelled over a socket, and lies in the person's one calendar meanwhile", async () => {
  const booked = await send(
    scheduleMessage(
      { event: "S12", controlId: nextId() },
      "SCH||B1",
      "PID|1||x||张^三",
      clinic,
      aip("1001", `${day(3)}0800`, 240),
    ),
  );
  expect(code(booked)).toBe("AA");
  expect(booked).toContain("ACK^S12^ACK");
  expect(await blocks()).toEqual([
    { kind: "outpatient", at: `${shown(3)} 08:00`, minutes: 240, source: "his" },
  ]);
  expect(await lastRun()).toMatchObject({ rows: [{ action: "book", result: "added", staffKey: "B1" }] });

  const moved = scheduleMessage(
    { event: "S13", controlId: nextId(), sentAt: "20260302080000+0800" },
    "SCH||B1",
    clinic,
    aip("1001", `${day(4)}1300`, 180),
  );
  expect(code(await send(moved))).toBe("AA");
  expect(await blocks()).toMatchObject([{ at: `${shown(4)} 13:00`, minutes: 180 }]);
  const view = await expert.get(
    `/api/calendars/${expert.id}?from=${new Date(Date.now()).toISOString()}&to=${new Date(Date.now() + 9 * 86_400_000).toISOString()}`,
  );
  expect(view.body.stretches).toContainEqual(expect.objectContaining({ kind: "outpatient", source: "his" }));

  const cancelled = scheduleMessage(
    { event: "S15", controlId: nextId(), sentAt: "20260303080000+0800" },
    "SCH||B1",
  );
  expect(code(await send(cancelled))).toBe("AA");
  expect(await blocks()).toEqual([]);
  expect(await lastRun()).toMatchObject({ rows: [{ action: "cancel", result: "changed" }] });
});

test("duplicates and words out of order end in the same calendar", async () => {
  const book = scheduleMessage(
    { event: "S12", controlId: nextId(), sentAt: "20260305080000+0800" },
    "SCH||B2||||||OR^手术",
    aip("1001", `${day(5)}0900`, 120),
  );
  const first = await send(book);
  expect(await send(book)).toBe(first);
  // The same under another number, and an older word that was overtaken.
  const again = book.replace(/\|S\d+\|P/u, `|${nextId()}|P`);
  expect(code(await send(again))).toBe("AA");
  expect(await lastRun()).toMatchObject({ rows: [{ result: "unchanged" }] });
  const older = scheduleMessage(
    { event: "S13", controlId: nextId(), sentAt: "20260304080000+0800" },
    "SCH||B2||||||OR^手术",
    aip("1001", `${day(6)}0900`, 120),
  );
  expect(code(await send(older))).toBe("AA");
  expect(await lastRun()).toMatchObject({
    rows: [{ result: "unchanged", faults: [{ code: "older_than_known" }] }],
  });
  expect(await blocks()).toMatchObject([{ kind: "surgery", at: `${shown(5)} 09:00` }]);
  // A cancellation that comes before its booking holds.
  await send(
    scheduleMessage({ event: "S17", controlId: nextId(), sentAt: "20260307080000+0800" }, "SCH||B3"),
  );
  await send(
    scheduleMessage(
      { event: "S12", controlId: nextId(), sentAt: "20260306080000+0800" },
      "SCH||B3",
      clinic,
      aip("1001", `${day(6)}0900`, 60),
    ),
  );
  expect(await blocks()).toHaveLength(1);
});

test("GB18030 is read, a licence finds the person, and somebody who is no expert is left out beside him", async () => {
  const message = scheduleMessage(
    { event: "S12", controlId: nextId(), charset: "GB18030-2000" },
    "SCH||B4||||||77^择期手术",
    `AIP|1|A|${licence}^^^^^^^^^^^^执业证|||${day(7)}0800|||2|h`,
    `AIP|2|A|9999^麻醉^医师|||${day(7)}0800|||2|h`,
  );
  expect(code(await send(message, "gb18030"))).toBe("AA");
  expect(await blocks()).toMatchObject([{ kind: "surgery", minutes: 120 }]);
  expect(await lastRun()).toMatchObject({
    rows: [{ result: "added", faults: [{ code: "others_left_out", place: "AIP[2]-3" }] }],
  });
});

test("an unknown person is answered AE with segment and field, kept without the patient, and lands once he is known", async () => {
  const message = scheduleMessage(
    { event: "S12", controlId: nextId() },
    "SCH||B5",
    "PID|1||110101195001011234||张^三",
    clinic,
    aip("3003", `${day(8)}0800`, 60),
  );
  const reply = await send(message);
  expect(code(reply)).toBe("AE");
  expect(reply).toContain("ERR||AIP^1^3^1|204^^HL70357|E|booked_person_unknown");
  const [kept] = await held();
  const content = await engineer.get(`/api/quarantine/${kept.quarantineId}/content`);
  expect(content.body.text).toContain("AIP|1|A|3003");
  expect(content.body.text).not.toContain("张");
  expect((await engineer.post(`/api/quarantine/${kept.quarantineId}/retry`)).body.isLanded).toBe(false);
  // Staff number 3003 becomes another key of the same person.
  await send(
    staffMessage(
      { controlId: nextId(), sentAt: "20260306080000+0800" },
      ...person("3003", "秦守诚", { licence }),
    ),
  );
  const retried = await engineer.post(`/api/quarantine/${kept.quarantineId}/retry`);
  expect(retried.body, JSON.stringify(retried.body)).toMatchObject({ isLanded: true });
  expect(await blocks()).toMatchObject([{ at: `${shown(8)} 08:00` }]);

  const noAccount = await send(
    scheduleMessage(
      { event: "S12", controlId: nextId() },
      "SCH||B6",
      clinic,
      aip("1002", `${day(8)}0800`, 60),
    ),
  );
  expect(noAccount).toContain("booked_person_without_account");
});

test("a booking that goes to somebody else leaves nobody's calendar behind", async () => {
  await send(
    scheduleMessage(
      { event: "S12", controlId: nextId() },
      "SCH||B7",
      clinic,
      aip("1001", `${day(9)}0800`, 60),
    ),
  );
  expect(await blocks()).toHaveLength(1);
  await send(
    scheduleMessage(
      { event: "S14", controlId: nextId(), sentAt: "20260302080000+0800" },
      "SCH||B7",
      clinic,
      aip("7777", `${day(9)}0800`, 60),
    ),
  );
  expect(await blocks()).toEqual([]);
  expect(await lastRun()).toMatchObject({ rows: [{ action: "move", result: "changed" }] });
});

test("a rehearsal changes nothing; a faulty time is answered AE at its field", async () => {
  await send(
    scheduleMessage(
      { event: "S12", controlId: nextId(), processingId: "T" },
      "SCH||B8",
      clinic,
      aip("1001", `${day(9)}0800`, 60),
    ),
  );
  expect(await lastRun()).toMatchObject({ isDryRun: true, rows: [{ result: "added" }] });
  expect(await blocks()).toEqual([]);
  const reply = await send(
    scheduleMessage({ event: "S12", controlId: nextId() }, "SCH||B9", clinic, aip("1001", "2026-12-01", 60)),
  );
  expect(code(reply)).toBe("AE");
  expect(reply).toContain("ERR||AIP^1^6^1|102^^HL70357|E|time_unread");
});

test("slots and appointments are pulled by FHIR: busy ones take time, freed, cancelled and deleted ones give it back", async () => {
  const iso = (ahead: number, clock: string) =>
    `${new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)}T${clock}:00+08:00`;
  const at = "2026-01-02T00:00:00Z";
  server.put(
    {
      resourceType: "Practitioner",
      id: "p1",
      identifier: [{ system: "urn:oid:2.16.156.10011.1.8", value: licence }],
    },
    at,
  );
  server.put(
    { resourceType: "PractitionerRole", id: "r1", practitioner: { reference: "Practitioner/p1" } },
    at,
  );
  const schedule = (more: object = {}) => ({
    resourceType: "Schedule",
    id: "s1",
    active: true,
    serviceType: [{ text: "专家门诊" }],
    actor: [{ reference: "PractitionerRole/r1" }],
    ...more,
  });
  const slot = (id: string, status: string, clock: string) => ({
    resourceType: "Slot",
    id,
    schedule: { reference: "Schedule/s1" },
    status,
    start: iso(10, clock),
    end: iso(10, `${clock.slice(0, 2)}:30`),
  });
  const operation = (status: string) => ({
    resourceType: "Appointment",
    id: "a1",
    status,
    description: "张三 胆囊切除",
    appointmentType: { text: "手术" },
    start: iso(11, "09:00"),
    end: iso(11, "12:00"),
    participant: [
      { actor: { reference: "Patient/x" }, status: "accepted" },
      { actor: { reference: "Practitioner/p1" }, status: "accepted" },
    ],
  });
  server.put(schedule(), at);
  server.put(slot("t1", "busy", "08:00"), at);
  server.put(slot("t2", "free", "09:00"), at);
  server.put(operation("booked"), at);
  server.put(
    { ...operation("booked"), id: "a2", participant: [{ actor: { reference: "Practitioner/p9" } }] },
    at,
  );
  const run = async (body: object = {}) => {
    const queued = await engineer.post(`/api/connectors/${fhir}/runs`, body);
    expect(queued.status, JSON.stringify(queued.body)).toBe(200);
    await runNext(host(), (error) => problems.push(error));
    return lastRun(fhir);
  };
  const dry = await run({ isDryRun: true });
  expect(dry, JSON.stringify(dry.failure)).toMatchObject({ status: "done", counts: { rows: 4, added: 2 } });
  expect(await blocks()).toEqual([]);

  const first = await run();
  expect(first).toMatchObject({ status: "done", counts: { added: 2, unchanged: 1, quarantined: 1 } });
  expect(server.asked.some((one) => one.startsWith("Patient"))).toBe(false);
  expect(await blocks()).toMatchObject([
    { kind: "outpatient", minutes: 30 },
    { kind: "surgery", minutes: 180 },
  ]);
  const kept = (await held()).find((one: { connectorId: string }) => one.connectorId === fhir);
  const content = await engineer.get(`/api/quarantine/${kept.quarantineId}/content`);
  expect(content.body.text).not.toContain("张三");
  server.put(
    {
      resourceType: "Practitioner",
      id: "p9",
      identifier: [{ system: "urn:oid:2.16.156.10011.1.8", value: licence }],
    },
    at,
  );
  expect((await engineer.post(`/api/quarantine/${kept.quarantineId}/retry`)).body.isLanded).toBe(false);
  await engineer.post(`/api/quarantine/${kept.quarantineId}/discard`, { reason: "不是专家" });

  const later = new Date(Date.now() + 60_000).toISOString();
  server.put(schedule({ active: false }), later);
  server.put(operation("cancelled"), later);
  const second = await run();
  expect(second, JSON.stringify(second.failure)).toMatchObject({ status: "done" });
  expect(await blocks()).toEqual([]);
});
