import { createHash } from "node:crypto";
import { sql } from "kysely";
import { AccessToken } from "livekit-server-sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { localFileStore } from "../platform/files/local-file-store.js";
import { agoraUid, roomNode, rtcProviders } from "../room/index.js";
import { agoraKeys, startAgoraServer } from "../../test/media-services/agora-server.js";
import { livekitKeys, startLivekitServer } from "../../test/media-services/livekit-server.js";
import { agoraMessage } from "./agora-message-for-tests.js";
import { serverRecordingSteps } from "./domain/server-recording.js";
import { askNext, keepNext } from "./index.js";
import { roomOf, type TestRoom } from "./room-for-tests.js";

/** Any script will do: it is handed out, not run. */
const library = import.meta.filename;
let world: World;
let livekit: Awaited<ReturnType<typeof startLivekitServer>>;
let agora: Awaited<ReturnType<typeof startAgoraServer>>;
let requester: Someone;
let expert: Someone;
let quality: Someone;
let engineer: Someone;
let host: Parameters<typeof askNext>[0];

beforeAll(async () => {
  [livekit, agora] = [await startLivekitServer(), await startAgoraServer()];
  const rtc = {
    networks: ["127.0.0.0/8"],
    timeoutMs: 5000,
    origins: [],
    sdkFiles: { "livekit.js": library, "agora.js": library },
    janusRecordings: undefined,
    agoraHosts: { api: agora.url, recording: agora.url },
  };
  world = await newWorld({ rtc });
  const county = await world.institution("云溪县人民医院");
  const teaching = await world.institution("临江大学附属第一医院");
  requester = await world.person(county, "周一诺", "requester");
  expert = await world.person(teaching, "沈书远", "expert");
  quality = await world.person(county, "何质控", "quality");
  engineer = await world.person(county, "信息科员", "system_admin");
  const { database, cipher } = world;
  const { providers } = roomNode({ turn: undefined }, (embedded) =>
    rtcProviders({ ...rtc, database, cipher }, embedded),
  );
  host = { database, providers };
});
afterAll(async () => {
  await world.close();
  await livekit.close();
  await agora.close();
});
beforeEach(() => {
  livekit.reset();
  agora.reset();
});

let version = 0;
const setUp = async (provider: "livekit" | "agora", isRecording = true): Promise<void> => {
  const saved = ok(
    await engineer.put("/api/rtc", {
      version,
      provider,
      forms: {
        livekit: {
          apiUrl: livekit.url,
          clientUrl: "wss://livekit.hospital.example",
          apiKey: livekitKeys.key,
          recordingPath: isRecording ? "/recordings" : "",
        },
        janus: null,
        agora: {
          appId: agoraKeys.appId,
          customerId: agoraKeys.customerId,
          storage: isRecording
            ? { vendor: 2, region: 0, bucket: "hospital-recordings", accessKey: "AK" }
            : null,
        },
      },
      secrets: {
        "livekit.apiSecret": livekitKeys.secret,
        "agora.appCertificate": agoraKeys.appCertificate,
        "agora.customerSecret": agoraKeys.customerSecret,
        "agora.storageSecret": "SK-secret",
      },
    }),
  );
  version = saved.body.version as number;
};
/** An open room of this service, of an accepted case. */
async function roomAt(provider: "livekit" | "agora"): Promise<TestRoom> {
  const room = await roomOf(world, requester, expert);
  await world.query(sql`update room.room set provider = ${provider} where id = ${room.roomId}`);
  return room;
}
/** The moderator asks, the expert agrees, and it begins. */
async function recorded(room: TestRoom): Promise<string> {
  ok(
    await requester.post(`/api/cases/${room.caseId}/recording-consent`, {
      givenBy: "patient",
      signerName: "王囍",
      form: "electronic",
    }),
  );
  const asked = ok(await requester.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/recording`));
  const id = asked.body.recording.id as string;
  ok(await expert.post(`/api/cases/${room.caseId}/recordings/${id}/answer`, { answer: "agreed" }));
  ok(await requester.post(`/api/cases/${room.caseId}/recordings/${id}/start`));
  return id;
}
const stop = async (room: TestRoom, id: string) =>
  ok(await requester.post(`/api/cases/${room.caseId}/recordings/${id}/stop`, { expectedChunks: 0 }));
const askAll = async () => {
  while (await askNext(host));
};
const shown = async (room: TestRoom) =>
  (await expert.get(`/api/cases/${room.caseId}/transcript`)).body.serverRecordings as {
    id: string;
    status: string;
    recordingId: string | null;
    providerRecordingId: string | null;
    files: { location: string }[];
    manifestSha256: string | null;
    retainUntilOn: string | null;
  }[];
const kindsOf = async (room: TestRoom) =>
  (
    await world.query<{ kind: string }>(
      sql`select kind from cases.timeline_entry where case_id = ${room.caseId} and kind like 'transcript.server%'`,
    )
  ).map(({ kind }) => kind);

let events = 0;
/** LiveKit tells by its webhook, signed over the very bytes. */
async function tell(room: TestRoom, event: string, egress: object): Promise<void> {
  const body = JSON.stringify({
    event,
    id: `EV_${++events}`,
    createdAt: "1732222222",
    egressInfo: { egressId: "EG_1", roomName: room.roomId, ...egress },
  });
  const token = new AccessToken(livekitKeys.key, livekitKeys.secret, { ttl: 60 });
  token.sha256 = createHash("sha256").update(body).digest("base64");
  const heard = await world.app.inject({
    method: "POST",
    url: `/api/rtc/webhooks/livekit/${requester.institutionId}`,
    headers: { "content-type": "application/webhook+json", authorization: await token.toJwt() },
    payload: body,
  });
  expect(heard.json()).toEqual({ heard: 1 });
  await world.drain();
}
const file = (egressId: string) => ({
  fileResults: [{ filename: `${egressId}.mp4`, location: `/recordings/${egressId}.mp4`, size: "4096" }],
});
const called = (of: { taken: readonly { path: string }[] }, end: string) =>
  of.taken.filter(({ path }) => path.endsWith(end)).length;

test("the database's steps are those of the domain", async () => {
  const rows = await world.query<{ from_state: string; to_state: string }>(
    sql`select from_state, to_state from platform.state_transition where machine = 'server_recording'`,
  );
  const drawn = Object.entries(serverRecordingSteps).flatMap(([from, all]) =>
    all.map((to) => `${from} ${to}`),
  );
  expect(rows.map((row) => `${row.from_state} ${row.to_state}`).sort()).toEqual(drawn.sort());
});

test("LiveKit is asked to record when everybody has agreed, and what its egress wrote is on record with consent, hash and time", async () => {
  await setUp("livekit");
  const room = await roomAt("livekit");
  const id = await recorded(room);
  expect(await shown(room)).toEqual([]);
  await askAll();
  expect(called(livekit, "StartRoomCompositeEgress")).toBe(1);
  expect(await shown(room)).toMatchObject([
    { status: "running", recordingId: id, providerRecordingId: "EG_1", files: [] },
  ]);
  await tell(room, "egress_started", {});
  await stop(room, id);
  await askAll();
  expect(called(livekit, "StopEgress")).toBe(1);
  // Where it lies is told when the egress has written the end.
  expect(await shown(room)).toMatchObject([{ status: "running" }]);
  await tell(room, "egress_ended", file("EG_1"));
  const [kept] = await shown(room);
  expect(kept).toMatchObject({
    status: "kept",
    recordingId: id,
    files: [{ location: "/recordings/EG_1.mp4", mediaType: "video/mp4", sizeBytes: 4096 }],
    manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const years = Number(kept?.retainUntilOn?.slice(0, 4)) - new Date(await now()).getUTCFullYear();
  expect(years).toBe(3);
  expect(await kindsOf(room)).toEqual(["transcript.server-recording-kept"]);
  await expect(
    world.query(sql`update transcript.server_recording set files = '[]' where id = ${kept?.id}`),
  ).rejects.toThrow();
  await askAll();
  expect(called(livekit, "StopEgress")).toBe(1);
});
const now = async () =>
  (await world.query<{ at: string }>(sql`select platform.now()::text as at`))[0]?.at ?? "";

test("an egress that nobody agreed to is told to stop, shown, and nothing of where it lies is kept", async () => {
  await setUp("livekit");
  const room = await roomAt("livekit");
  await tell(room, "egress_started", { egressId: "EG_wild" });
  await askAll();
  expect(livekit.taken.find(({ path }) => path.endsWith("StopEgress"))?.body).toEqual({
    egressId: "EG_wild",
  });
  await tell(room, "egress_ended", { egressId: "EG_wild", ...file("EG_wild") });
  expect(await shown(room)).toMatchObject([
    { status: "refused", recordingId: null, providerRecordingId: "EG_wild", files: [], manifestSha256: null },
  ]);
  expect(await kindsOf(room)).toEqual(["transcript.server-recording-refused"]);
  const rows = await world.query<{ all: string }>(
    sql`select s::text as all from transcript.server_recording s where room_id = ${room.roomId}`,
  );
  expect(JSON.stringify(rows)).not.toContain("/recordings/");
  // Even a program gone wrong puts no file to it.
  await expect(
    world.query(
      sql`update transcript.server_recording set files = '[{"location":"x"}]' where room_id = ${room.roomId}`,
    ),
  ).rejects.toThrow();
});

test("asked for and not answered is no consent; a consent taken back ends it at the service", async () => {
  await setUp("livekit");
  const room = await roomAt("livekit");
  const id = await recorded(room);
  await askAll();
  ok(await requester.post(`/api/cases/${room.caseId}/recording-consent/withdraw`));
  await askAll();
  expect(called(livekit, "StopEgress")).toBe(1);
  const next = await roomAt("livekit");
  ok(
    await requester.post(`/api/cases/${next.caseId}/recording-consent`, {
      givenBy: "patient",
      signerName: "王囍",
      form: "electronic",
    }),
  );
  ok(await requester.post(`/api/cases/${next.caseId}/rooms/${next.roomId}/recording`));
  await tell(next, "egress_started", { egressId: "EG_early" });
  expect(await shown(next)).toMatchObject([{ status: "refused", recordingId: null }]);
  expect(await shown(room)).toMatchObject([{ status: "running", recordingId: id }]);
});

test("a service not set up to record is left alone; one that fails says so after some tries, and the page's film goes on", async () => {
  await setUp("livekit", false);
  const quiet = await roomAt("livekit");
  await recorded(quiet);
  await askAll();
  expect(await shown(quiet)).toEqual([]);
  await setUp("livekit");
  const room = await roomAt("livekit");
  const id = await recorded(room);
  livekit.misbehave((response) => void response.writeHead(500).end());
  for (let n = 0; n < 7; n++) {
    await askAll();
    world.database.moveClock(1);
  }
  expect(await shown(room)).toMatchObject([{ status: "failed", files: [] }]);
  expect(await kindsOf(room)).toEqual(["transcript.server-recording-failed"]);
  const [film] = await world.query<{ status: string }>(
    sql`select status from transcript.recording where id = ${id}`,
  );
  expect(film?.status).toBe("recording");
  livekit.misbehave(undefined);
  await setUp("livekit");
  const dumb = await roomAt("livekit");
  const dumbId = await recorded(dumb);
  await askAll();
  await stop(dumb, dumbId);
  await askAll();
  world.database.moveClock(11);
  await askAll();
  expect(await shown(dumb)).toMatchObject([{ status: "failed" }]);
});

test("声网's cloud recording begins with consent, ends with the recording, and its files are on record", async () => {
  await setUp("agora");
  const room = await roomAt("agora");
  const id = await recorded(room);
  await askAll();
  expect(called(agora, "/start")).toBe(1);
  expect(await shown(room)).toMatchObject([{ status: "running", recordingId: id }]);
  await stop(room, id);
  await askAll();
  const [kept] = await shown(room);
  expect(kept).toMatchObject({ status: "kept", recordingId: id });
  expect(kept?.files.map(({ location }) => location)).toEqual([
    "hospital-recordings/consilium/roomfortests/sid1_0.mp4",
    "hospital-recordings/consilium/roomfortests/sid1.m3u8",
  ]);
  // After its years it is forgotten where it lies, and not while the case is under hold.
  const files = localFileStore(world.filesFolder);
  const purge = async () => {
    while (await keepNext({ database: world.database, files }));
  };
  await world.query(
    sql`update transcript.server_recording set retain_until_on = '2020-01-01' where id = ${kept?.id}`,
  );
  ok(await quality.post(`/api/cases/${room.caseId}/legal-hold`, { reason: "医疗纠纷" }));
  await purge();
  expect(await shown(room)).toMatchObject([{ status: "kept" }]);
  ok(await quality.post(`/api/cases/${room.caseId}/legal-hold/lift`));
  await purge();
  expect(await shown(room)).toMatchObject([{ status: "purged", files: [] }]);
  const audits = await world.query<{ details: { locations: string[] } }>(
    sql`select details from platform.audit_entry where subject_id = ${kept?.id} and action = 'recording.purge'`,
  );
  expect(audits[0]?.details.locations).toHaveLength(2);
});

test("声网 writes down what is said: it is asked to, and its words become lines of who spoke, once", async () => {
  await setUp("agora");
  const room = await roomAt("agora");
  const setting = await engineer.get("/api/transcription");
  ok(
    await engineer.put("/api/transcription/settings", {
      ...agoraTranscription,
      version: setting.body.version,
    }),
  );
  ok(await engineer.post("/api/transcription/switch", { isEnabled: true }));
  const ticket = `/api/cases/${room.caseId}/rooms/${room.roomId}/caption-ticket`;
  // Who does not moderate starts nothing.
  ok(await expert.post(ticket));
  expect(called(agora, "/join")).toBe(0);
  expect(ok(await requester.post(ticket)).body).toMatchObject({ isEnabled: true, provider: "agora-stt" });
  expect(agora.taken.find(({ path }) => path.endsWith("/join"))?.body).toMatchObject({
    languages: ["zh-CN"],
    rtcConfig: { channelName: room.roomId },
  });
  // It runs already: that is as good.
  ok(await requester.post(ticket));
  expect(called(agora, "/join")).toBe(2);
  const uid = agoraUid(room.roomId, room.participants["沈书远"] ?? "");
  const words = (text: string, of: number, isFinal = true) =>
    Buffer.from(agoraMessage(text, isFinal, of)).toString("base64");
  const handIn = (who: Someone, messages: string[]) =>
    who.post(`/api/cases/${room.caseId}/rooms/${room.roomId}/agora-captions`, { messages });
  expect((await handIn(expert, [words("x", uid)])).body.code).toBe("only_moderator");
  const messages = [words("建议先", uid, false), words("建议先溶栓。", uid), words("陌生人的话", 77)];
  expect(ok(await handIn(requester, messages)).body).toEqual({ taken: 1, refused: 1 });
  expect(ok(await handIn(requester, messages)).body).toEqual({ taken: 0, refused: 1 });
  const { segments } = (await expert.get(`/api/cases/${room.caseId}/transcript`)).body;
  expect(segments).toMatchObject([{ speakerName: "沈书远", side: "performer", text: "建议先溶栓。" }]);
  agora.misbehave((response) => void response.writeHead(500).end());
  expect((await requester.post(ticket)).body.code).toBe("speech_service_silent");
});
const agoraTranscription = {
  provider: "agora-stt",
  url: "",
  model: "",
  language: "zh",
  dialect: "openai",
  sampleRate: 16_000,
  hotWords: [],
  dailyMinutes: 600,
  recordYears: 30,
  recordingYears: 3,
};
