import { createHash } from "node:crypto";
import { sql } from "kysely";
import { AccessToken } from "livekit-server-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../../test/world.js";
import { ProviderState } from "../api/providers.js";
import { addMinutes } from "../../kernel/time.js";
import { gatewayHost } from "./gateway-host.js";
import { covers } from "./remarks.js";
import { placementsIn } from "./server-store.js";
import { type Answer, startTestServer, type TestServer } from "../../../test/media-services/http-server.js";

const apiSecret = "secret-secret-secret-secret-secret";
/** Any script will do: it is handed out, not run. */
const library = import.meta.filename;
let world: World;
let alliance: Alliance;
let livekit: TestServer;
let engineer: Someone;
let operator: Someone;
let security: Someone;
let other: Someone;

beforeAll(async () => {
  livekit = await startTestServer(({ path }): Answer => {
    if (path.endsWith("ListRooms")) return { status: 200, body: { rooms: [] } };
    return { status: 200, body: { name: "x", sid: "RM_1" } };
  });
  world = await newWorld({ rtc: { sdkFiles: { "livekit.js": library, "agora.js": undefined } } });
  alliance = await newAlliance(world, 2);
  engineer = await world.person(alliance.county, "信息科员", "system_admin");
  security = await world.person(alliance.county, "安全员", "security_admin");
  operator = await world.person(alliance.operator, "运营员", "operator");
  other = await world.person(alliance.tertiary, "别院信息科", "system_admin");
});
afterAll(async () => {
  await world.close();
  await livekit.close();
});

const state = async () => ProviderState.parse((await engineer.get("/api/rtc")).body);
const livekitForm = (change: object = {}) => ({
  apiUrl: livekit.url,
  clientUrl: "wss://livekit.hospital.example",
  apiKey: "devkey",
  recordingPath: "",
  ...change,
});
const change = async (part: object = {}) => ({
  version: (await state()).version,
  provider: "livekit",
  forms: { livekit: livekitForm(), janus: null, agora: null },
  secrets: {},
  ...part,
});
const set = async (part: object = {}) => engineer.put("/api/rtc", await change(part));

test("by default calls are embedded, and the connection test says that nothing else is needed", async () => {
  expect(await state()).toMatchObject({ provider: "embedded", version: 0, secretsKept: [], remarks: [] });
  const tried = (await engineer.post("/api/rtc/test", {})).body;
  expect(tried).toMatchObject({ provider: "embedded", isReachable: true });
});

test("secrets are sealed, never read back, and not carried to another host", async () => {
  expect((await set()).body.code).toBe("provider_incomplete");
  const saved = await set({ secrets: { "livekit.apiSecret": apiSecret } });
  expect(saved.body).toMatchObject({ provider: "livekit", secretsKept: ["livekit.apiSecret"], version: 1 });
  expect(JSON.stringify(saved.body)).not.toContain(apiSecret);
  const [row] = await world.query<{ all: string }>(
    sql`select s::text as all from room.provider_setting s where provider = 'livekit'`,
  );
  expect(row?.all).not.toContain(apiSecret);
  expect((await set()).body.version).toBe(2);
  expect(
    (
      await set({
        forms: { livekit: livekitForm({ apiUrl: "http://127.0.0.1:9" }), janus: null, agora: null },
      })
    ).body.code,
  ).toBe("provider_incomplete");
  // Somebody else was faster.
  expect((await set({ version: 1 })).body.code).toBe("setting_changed_meanwhile");
});

test("addresses are judged, and wrong fields named", async () => {
  const refused = async (apiUrl: string): Promise<string> =>
    (await set({ forms: { livekit: livekitForm({ apiUrl }), janus: null, agora: null } })).body
      .code as string;
  expect(await refused("http://169.254.169.254")).toBe("address_refused");
  expect(await refused("http://10.1.2.3:7880")).toBe("address_refused");
  expect(await refused("http://8.8.8.8")).toBe("tls_required");
  const wrong = await set({
    forms: { livekit: livekitForm({ clientUrl: "http://x" }), janus: null, agora: null },
  });
  expect(wrong.body).toMatchObject({
    code: "invalid_request",
    errors: [{ path: "forms.livekit.clientUrl" }],
  });
  const twice = { apiUrl: "http://127.0.0.1:1/janus", socketUrl: "ws://127.0.0.1:2" };
  const doubled = await set({
    forms: { livekit: null, agora: null, janus: { instances: [twice, twice], recordingPath: "" } },
  });
  expect(doubled.body.errors).toMatchObject([{ path: "forms.janus.instances" }]);
});

test("who sees and who sets: the hospital's own engineers and the operator; the security administrator reads", async () => {
  expect((await security.get("/api/rtc")).status).toBe(200);
  expect((await security.put("/api/rtc", await change())).status).toBe(403);
  expect((await alliance.requester.get("/api/rtc")).status).toBe(403);
  expect((await other.get(`/api/rtc?institutionId=${alliance.county}`)).status).toBe(404);
  expect((await other.get("/api/rtc")).body.provider).toBe("embedded");
  expect((await operator.get("/api/rtc")).status).toBe(404);
  expect((await operator.get(`/api/rtc?institutionId=${alliance.county}`)).body.provider).toBe("livekit");
  const [seen] = await world.query<{ count: number }>(
    sql`select count(*)::int as count from platform.audit_entry where action = 'rtc.manage'
      and details::text like ${`%${apiSecret}%`}`,
  );
  expect(seen?.count).toBe(0);
});

test("the connection test asks it, and says what the server still lacks", async () => {
  const tried = (await engineer.post("/api/rtc/test", {})).body;
  expect(tried).toMatchObject({ provider: "livekit", isReachable: true });
  expect(tried.remarks.map(({ zh }: { zh: string }) => zh).join()).toMatch(/RTC_ORIGINS/);
  expect((await engineer.post("/api/rtc/test", { provider: "janus" })).body).toMatchObject({
    isReachable: false,
    zh: expect.stringContaining("不完整"),
  });
  const given = await world.app.inject({ url: "/api/rtc/sdk/livekit.js" });
  expect(given.statusCode).toBe(200);
  expect(given.headers["content-type"]).toContain("text/javascript");
  expect((await world.app.inject({ url: "/api/rtc/sdk/agora.js" })).statusCode).toBe(404);
  expect((await world.app.inject({ url: "/api/rtc/sdk/..%2F..%2Fpackage.json" })).statusCode).toBe(400);
});

const hear = async (
  event: object,
  options: { secret?: string; type?: string; institution?: string } = {},
) => {
  const body = JSON.stringify({ createdAt: "1732222222", ...event });
  const token = new AccessToken("devkey", options.secret ?? apiSecret, { ttl: 60 });
  token.sha256 = createHash("sha256").update(body).digest("base64");
  return world.app.inject({
    method: "POST",
    url: `/api/rtc/webhooks/livekit/${options.institution ?? alliance.county}`,
    headers: {
      "content-type": options.type ?? "application/webhook+json",
      authorization: await token.toJwt(),
    },
    payload: body,
  });
};

test("LiveKit's messages are heard once, when signed, and told on when the room is the institution's", async () => {
  const joined = {
    event: "participant_joined",
    id: "EV_1",
    room: { name: "foreign-room" },
    participant: { identity: "p" },
  };
  expect((await hear(joined)).json()).toEqual({ heard: 1 });
  expect((await hear(joined)).json()).toEqual({ heard: 0 });
  expect((await hear({ ...joined, id: "EV_2" }, { secret: `${apiSecret}x` })).statusCode).toBe(401);
  expect((await hear({ ...joined, id: "EV_2" }, { type: "application/json" })).statusCode).toBe(401);
  expect((await hear(joined, { institution: alliance.tertiary })).statusCode).toBe(401);
  const told = await world.query(sql`select 1 from platform.outbox where topic = 'room.provider-told'`);
  expect(told).toEqual([]);
});

test("a call opens where it was chosen; when that does not answer, among the browsers, and people are told", async () => {
  const accepted = async (): Promise<string> => {
    const caseId = await alliance.submit();
    const { id, expert } = await alliance.openOffer(caseId);
    ok(await expert.post(`/api/offers/${id}/accept`));
    await world.drain();
    return caseId;
  };
  const first = await accepted();
  livekit.misbehave(() => undefined);
  const fallen = ok(await alliance.requester.post(`/api/cases/${first}/room/open`)).body;
  expect(fallen.notice.zh).toContain("改用内置方式");
  livekit.misbehave(undefined);
  const providerOf = async (roomId: string) =>
    (await world.query<{ provider: string }>(sql`select provider from room.room where id = ${roomId}`))[0]
      ?.provider;
  expect(await providerOf(fallen.roomId as string)).toBe("embedded");
  const second = await accepted();
  const opened = ok(await alliance.requester.post(`/api/cases/${second}/room/open`)).body;
  expect(opened.notice).toBeNull();
  expect(await providerOf(opened.roomId as string)).toBe("livekit");
  // From now on LiveKit's messages about this room are told on.
  const [row] = await world.query<{ name: string }>(
    sql`select provider_room as name from room.room where id = ${opened.roomId}`,
  );
  await hear({
    event: "participant_joined",
    id: "EV_9",
    room: { name: row?.name },
    participant: { identity: "p" },
  });
  const told = await world.query<{ payload: unknown }>(
    sql`select payload from platform.outbox where topic = 'room.provider-told' and subject_id = ${opened.roomId}`,
  );
  expect(told).toMatchObject([{ payload: { kind: "joined", identity: "p" } }]);
});

test("a grant opens the media gateway once, and only while its person may be in the open room", async () => {
  const gateway = gatewayHost({
    networks: [],
    timeoutMs: 100,
    origins: [],
    sdkFiles: { "livekit.js": undefined, "agora.js": undefined },
    janusRecordings: undefined,
    agoraHosts: { api: "", recording: "" },
    database: world.database,
    cipher: world.cipher,
  });
  const [row] = await world.query<{ id: string; provider_room: string }>(
    sql`select id, provider_room from room.room where provider = 'embedded' and status = 'open'`,
  );
  if (!row) throw new Error("no open room");
  const [caseRow] = await world.query<{ case_id: string }>(
    sql`select case_id from room.room where id = ${row.id}`,
  );
  const caseUrl = `/api/cases/${caseRow?.case_id ?? ""}/room`;
  ok(
    await alliance.requester.put(`${caseUrl}/qualified`, {
      name: "周一诺",
      title: "主治医师",
      isRescueConfirmed: true,
    }),
  );
  const { media, participantId } = ok(await alliance.requester.post(`${caseUrl}/join`)).body;
  // Pages and providers know a person by one and the same identity.
  expect(media.identity).toBe(participantId);
  const grant = {
    roomId: row.id,
    providerRoom: row.provider_room,
    institutionId: alliance.county,
    identity: participantId as string,
    mayPublish: true,
    expiresAt: addMinutes(await gateway.now(), 2),
  };
  expect(await gateway.redeem("token-1", grant)).toBe(true);
  expect(await gateway.redeem("token-1", grant)).toBe(false);
  const twice = await Promise.all([gateway.redeem("token-2", grant), gateway.redeem("token-2", grant)]);
  expect(twice.sort()).toEqual([false, true]);
  expect(await gateway.mayStay(grant)).toBe(true);
  expect(await gateway.mayStay({ ...grant, identity: alliance.county })).toBe(false);
  expect(await gateway.redeem("token-3", { ...grant, providerRoom: "another-room" })).toBe(false);
  expect(await gateway.providerOf(grant)).toBeUndefined();
  const placements = placementsIn(world.database);
  expect(await placements.place(row.id, undefined, "http://a")).toBe("http://a");
  expect(await placements.place(row.id, undefined, "http://b")).toBe("http://a");
  expect(await placements.load()).toEqual(new Map([["http://a", 1]]));
  expect(await placements.place(row.id, "http://a", "http://b")).toBe("http://b");
  ok(await alliance.requester.post(`${caseUrl}/end`));
  expect(await gateway.mayStay(grant)).toBe(false);
  expect(await gateway.redeem("token-4", grant)).toBe(false);
  expect(await placements.load()).toEqual(new Map());
});

test("sources of the Content-Security-Policy cover addresses by scheme, host and port", () => {
  expect(covers("wss://livekit.hospital.example", "wss://livekit.hospital.example")).toBe(true);
  expect(covers("wss://livekit.hospital.example", "wss://livekit.hospital.example:7443")).toBe(false);
  expect(covers("wss://livekit.hospital.example:7443", "wss://livekit.hospital.example:7443/path")).toBe(
    true,
  );
  expect(covers("https://livekit.hospital.example", "wss://livekit.hospital.example")).toBe(false);
  expect(covers("wss://*.agora.io:*", "wss://edge-1.agora.io:5555")).toBe(true);
  expect(covers("wss://*.agora.io", "wss://agora.io.evil.example")).toBe(false);
});
