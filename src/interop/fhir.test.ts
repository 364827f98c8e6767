import type { ServerResponse } from "node:http";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { type FhirServer, startFhirServer } from "./fhir-server-for-tests.js";
import { runNext } from "./runner.js";

let world: World;
let server: FhirServer;
let engineer: Someone;
let hospital: string;
let connectorId: string;

const licenceSystem = "urn:oid:2.16.156.10011.1.8";
const practitioner = (id: string, family: string, given: string, licence: string, more: object = {}) => ({
  resourceType: "Practitioner",
  id,
  active: true,
  identifier: [{ system: licenceSystem, value: licence }],
  name: [{ use: "official", family, given: [given] }],
  gender: "female",
  birthDate: "1970-02-03",
  telecom: [{ system: "phone", use: "mobile", value: "13800001234" }],
  communication: [{ coding: [{ code: "en" }] }, { text: "粤语" }],
  qualification: [
    { code: { text: "医学博士" }, issuer: { display: "浙江医科大学" }, period: { start: "1998-07-01" } },
  ],
  ...more,
});
const role = (id: string, person: string, department: string, more: object = {}) => ({
  resourceType: "PractitionerRole",
  id,
  active: true,
  practitioner: { reference: `Practitioner/${person}` },
  organization: { reference: "Organization/h1" },
  code: [{ text: "副主任医师" }],
  specialty: [{ coding: [{ code: department }], text: department }],
  ...more,
});

/** By the world's clock, which is not the machine's. */
const secondsAhead = async (seconds: number): Promise<string> =>
  new Date(Date.parse(await world.system((tx) => Promise.resolve(tx.now))) + seconds * 1000).toISOString();

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("云岭市第一医院");
  const operator = await world.institution("会诊平台运营中心", "operator");
  engineer = await world.person(operator, "信息科 周工", "system_admin");
  server = await startFhirServer({ token: "token-1" });
  server.put({ resourceType: "Organization", id: "h1", name: "云岭市第一医院" }, "2026-01-01T00:00:00Z");
  server.put(practitioner("p1", "顾", "长卿", "110530100000011"), "2026-01-02T00:00:00Z");
  server.put(role("r1", "p1", "神经内科"), "2026-01-02T00:00:00Z");
  server.put(practitioner("p2", "陆", "时雨", "110530100000029"), "2026-01-03T00:00:00Z");
  server.put(role("r2", "p2", "妇产科"), "2026-01-03T00:00:00Z");
  server.put(practitioner("p3", "12", "??", "110530100000037"), "2026-01-03T00:00:00Z");
  server.put(role("r3", "p3", "骨科"), "2026-01-03T00:00:00Z");
  const made = await engineer.post("/api/connectors", {
    institutionId: hospital,
    name: "集成平台 FHIR",
    settings: { kind: "fhir", baseUrl: server.baseUrl, auth: "bearer", pageSize: 2 },
    secret: "token-1",
    scheduleMinutes: 60,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  expect(JSON.stringify(made.body)).not.toContain("token-1");
  connectorId = made.body.connectorId;
});
afterAll(async () => {
  await server.close();
  await world.close();
});

const host = (networks: string[] = ["127.0.0.1/32"]) => ({
  database: world.database,
  cipher: world.cipher,
  dropDirectory: world.filesFolder,
  networks,
});
const run = async (body: object = {}, networks?: string[]) => {
  const queued = await engineer.post(`/api/connectors/${connectorId}/runs`, body);
  expect(queued.status, JSON.stringify(queued.body)).toBe(200);
  const errors: unknown[] = [];
  await runNext(host(networks), (error) => errors.push(error));
  expect(errors).toEqual([]);
  return (await engineer.get(`/api/connectors/${connectorId}/runs/${queued.body.runId}`)).body;
};
const post = async (licence: string) => {
  const [found] = await world.query(sql<{ name: string; department_name: string; status: string }>`
    select p.name, r.department_name, r.status from experts.practitioner p
    join experts.practitioner_role r on r.practitioner_id = p.id where p.licence_number = ${licence}`);
  return found;
};

test("a test of the connection tells each step; a network that nobody allowed is refused", async () => {
  const good = await engineer.post(`/api/connectors/${connectorId}/test`);
  expect(good.body).toMatchObject({ isGood: true });
  expect(good.body.steps).toHaveLength(2);
});

test("a dry run tells what would become of each row and changes nothing, paused or not", async () => {
  expect((await engineer.post(`/api/connectors/${connectorId}/runs`, {})).body.code).toBe("connector_paused");
  const dry = await run({ isDryRun: true });
  expect(dry).toMatchObject({ status: "done", isDryRun: true, counts: { rows: 3, added: 2, rejected: 1 } });
  expect(await post("110530100000011")).toBeUndefined();
  const { body } = await engineer.get(`/api/connectors/${connectorId}`);
  expect(body.watermark).toBeNull();
});

test("everybody is pulled page by page; what cannot be taken is kept with its JSON pointer", async () => {
  await engineer.post(`/api/connectors/${connectorId}/status`, { status: "enabled" });
  const first = await run();
  expect(first, JSON.stringify(first)).toMatchObject({
    status: "done",
    counts: { rows: 3, added: 2, quarantined: 1 },
  });
  expect(await post("110530100000011")).toMatchObject({
    name: "顾长卿",
    department_name: "神经内科",
    status: "active",
  });
  const bad = first.rows.find((row: { result: string }) => row.result === "quarantined");
  expect(bad.faults[0]).toMatchObject({
    code: "name_not_a_name",
    place: expect.stringMatching(/\/entry\/\d+\/resource\/name\/0$/),
  });
  const languages = await world.query(sql<{
    label: string;
    source: string;
  }>`select c.label, c.source from experts.claim c
    join experts.practitioner p on p.id = c.practitioner_id where p.licence_number = '110530100000011' and c.kind in ('language', 'education') order by 1`);
  expect(languages.map(({ label }) => label)).toEqual(["医学博士 浙江医科大学 1998", "粤语", "英语"].sort());
  expect(new Set(languages.map(({ source }) => source))).toEqual(new Set(["his"]));
});

test("the next pull asks for changes only; an unchanged world changes nothing", async () => {
  server.asked.length = 0;
  const again = await run();
  expect(again.status).toBe("done");
  expect(server.asked[0]).toMatch(/^Practitioner\?_lastUpdated=ge\d{4}/);
  expect(again.counts).toMatchObject({ added: 0, changed: 0 });
  const all = await run({ fromStart: true });
  expect(all.counts).toMatchObject({ rows: 3, unchanged: 2 });
});

test("a mended entry lands from the quarantine once the server has it right, and a retired one pauses", async () => {
  const future = await secondsAhead(60);
  server.put(role("r2", "p2", "妇产科", { active: false }), future);
  const left = await run();
  expect(left.rows).toMatchObject([
    { action: "deactivate", result: "changed", staffKey: "PractitionerRole/r2" },
  ]);
  expect(await post("110530100000029")).toMatchObject({ status: "paused" });
  const { items } = (await engineer.get(`/api/quarantine?connectorId=${connectorId}`)).body;
  const retried = await engineer.post(`/api/quarantine/${items[0].quarantineId}/retry`);
  expect(retried.body).toMatchObject({ isLanded: false, run: { counts: { rejected: 1 } } });
});

test("history mode hears of deletions", async () => {
  const { body } = await engineer.get(`/api/connectors/${connectorId}`);
  const { name, settings, mapping, scheduleMinutes, version } = body;
  const changed = await engineer.put(`/api/connectors/${connectorId}`, {
    name,
    settings: { ...settings, mode: "history" },
    mapping,
    scheduleMinutes,
    version,
  });
  expect(changed.body.hasSecret).toBe(true);
  server.remove("Practitioner", "p1", await secondsAhead(120));
  const gone = await run();
  expect(gone, JSON.stringify(gone)).toMatchObject({ status: "done" });
  expect(await post("110530100000011")).toMatchObject({ name: "顾长卿", status: "paused" });
});

test.each([
  [
    "unreachable or cut off",
    "not_json",
    (_q: unknown, r: ServerResponse) => (r.end('{"resourceType":"Bundle","entry":[{"resou'), true),
  ],
  [
    "another origin's next page",
    "other_origin",
    (_q: unknown, r: ServerResponse) => (
      r.end(
        JSON.stringify({
          resourceType: "Bundle",
          link: [{ relation: "next", url: "http://169.254.169.254/latest" }],
        }),
      ),
      true
    ),
  ],
  [
    "a redirect",
    "redirected",
    (_q: unknown, r: ServerResponse) => (
      r.writeHead(302, { location: "http://127.0.0.1/elsewhere" }),
      r.end(),
      true
    ),
  ],
  [
    "an OperationOutcome",
    "refused",
    (_q: unknown, r: ServerResponse) => (
      r.writeHead(500),
      r.end(
        JSON.stringify({
          resourceType: "OperationOutcome",
          issue: [{ code: "exception", diagnostics: "disk full" }],
        }),
      ),
      true
    ),
  ],
])("a server that answers %s stops the run with words, and what landed stays", async (_what, code, how) => {
  server.misbehave = how;
  const failed = await run({ fromStart: true });
  server.misbehave = undefined;
  expect(failed).toMatchObject({ status: "failed", failure: { code } });
  expect(failed.failure.zh).toMatch(/[\u4e00-\u9fff]/);
});

test("a private address that the administrator has not allowed is not asked", async () => {
  const refused = await run({}, []);
  expect(refused).toMatchObject({ status: "failed", failure: { code: "address_refused" } });
});

test("the timer of an enabled connector puts the next run in line and sets itself anew", async () => {
  const before = (await engineer.get(`/api/connectors/${connectorId}`)).body;
  expect(before.nextRunAt).not.toBeNull();
  await world.passTime(61);
  await world.drain();
  const [latest] = (await engineer.get(`/api/connectors/${connectorId}/runs?trigger=schedule`)).body.items;
  expect(latest).toMatchObject({ status: "queued", trigger: "schedule" });
  await runNext(host(), () => undefined);
  const after = (await engineer.get(`/api/connectors/${connectorId}`)).body;
  expect(after.nextRunAt > before.nextRunAt).toBe(true);
  expect(after.lastRun).toMatchObject({ status: "done", trigger: "schedule" });
});

test("a run whose node died is taken over where it stopped, and no row is dealt with twice", async () => {
  const queued = await engineer.post(`/api/connectors/${connectorId}/runs`, { fromStart: true });
  const { runId } = queued.body;
  // The node had asked for the first page and landed one of its rows.
  await world.query(sql`update interop.run set status = 'running', lease_until = platform.now() + interval '1 minute',
    cursor = ${JSON.stringify({ fromStart: true, query: 1, url: null, page: 0, rows: 0 })}::jsonb where id = ${runId}`);
  await world.query(sql`insert into interop.run_row (run_id, row_number, place, action, result, staff_key)
    values (${runId}, 1, 'page 1 /entry/0/resource', 'update', 'unchanged', 'PractitionerRole/r1')`);
  expect(await runNext(host(), () => undefined)).toBe(false);
  await world.passTime(2);
  expect(await runNext(host(), () => undefined)).toBe(true);
  const { body } = await engineer.get(`/api/connectors/${connectorId}/runs/${runId}`);
  expect(body).toMatchObject({ status: "done", counts: { rows: 3 } });
  expect(body.rows[0]).toMatchObject({ rowNumber: 1, result: "unchanged" });
});

test("another hospital's administrator sees none of it", async () => {
  const elsewhere = await world.institution("邻县医院");
  const stranger = await world.person(elsewhere, "邻院 信息科", "system_admin");
  expect((await stranger.get("/api/connectors")).body.items).toEqual([]);
  expect((await stranger.get(`/api/connectors/${connectorId}`)).status).toBe(404);
  expect((await stranger.get(`/api/quarantine?connectorId=${connectorId}`)).body.total).toBe(0);
  expect((await stranger.post(`/api/connectors/${connectorId}/runs`, {})).status).toBe(404);
});
