import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ok } from "../../test/alliance.js";
import { type RecordingStage, startRecordingStage } from "../../test/recording-stage.js";
import type { Someone, World } from "../../test/world.js";
import { localFileStore } from "../platform/files/local-file-store.js";
import { agoraUid, janusNumber } from "../room/index.js";
import { agoraTranscription } from "./agora-for-tests.js";
import { agoraMessage } from "./agora-message-for-tests.js";
import { serverRecordingSteps } from "./domain/server-recording.js";
import { askNext, keepNext } from "./index.js";

let stage: RecordingStage;
let world: World;
let requester: Someone;
let expert: Someone;
let quality: Someone;
let engineer: Someone;
beforeAll(async () => {
  stage = await startRecordingStage();
  ({ world, requester, expert, quality, engineer } = stage);
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

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
  await stage.setUp("livekit");
  const room = await stage.roomAt("livekit");
  const id = await stage.recorded(room);
  expect(await stage.shown(room)).toEqual([]);
  await stage.askAll();
  expect(stage.called(stage.livekit, "StartRoomCompositeEgress")).toBe(1);
  expect(await stage.shown(room)).toMatchObject([
    { status: "running", recordingId: id, providerRecordingId: "EG_1", files: [] },
  ]);
  await stage.tell(room, "egress_started", {});
  await stage.stop(room, id);
  await stage.askAll();
  expect(stage.called(stage.livekit, "StopEgress")).toBe(1);
  // Where it lies is told when the egress has written the end.
  expect(await stage.shown(room)).toMatchObject([{ status: "running" }]);
  await stage.tell(room, "egress_ended", stage.file("EG_1"));
  const [kept] = await stage.shown(room);
  expect(kept).toMatchObject({
    status: "kept",
    recordingId: id,
    files: [{ location: "/recordings/EG_1.mp4", mediaType: "video/mp4", sizeBytes: 4096 }],
    manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const years = Number(kept?.retainUntilOn?.slice(0, 4)) - new Date(await stage.now()).getUTCFullYear();
  expect(years).toBe(3);
  expect(await stage.kindsOf(room)).toEqual(["transcript.server-recording-kept"]);
  await expect(
    world.query(sql`update transcript.server_recording set files = '[]' where id = ${kept?.id}`),
  ).rejects.toThrow();
  await stage.askAll();
  expect(stage.called(stage.livekit, "StopEgress")).toBe(1);
});

test("an egress that nobody agreed to is told to stop, shown, and nothing of where it lies is kept", async () => {
  await stage.setUp("livekit");
  const room = await stage.roomAt("livekit");
  await stage.tell(room, "egress_started", { egressId: "EG_wild" });
  await stage.askAll();
  expect(stage.livekit.taken.find(({ path }) => path.endsWith("StopEgress"))?.body).toEqual({
    egressId: "EG_wild",
  });
  await stage.tell(room, "egress_ended", { egressId: "EG_wild", ...stage.file("EG_wild") });
  expect(await stage.shown(room)).toMatchObject([
    { status: "refused", recordingId: null, providerRecordingId: "EG_wild", files: [], manifestSha256: null },
  ]);
  expect(await stage.kindsOf(room)).toEqual(["transcript.server-recording-refused"]);
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
  await stage.setUp("livekit");
  const room = await stage.roomAt("livekit");
  const id = await stage.recorded(room);
  await stage.askAll();
  ok(await requester.post(`/api/cases/${room.caseId}/recording-consent/withdraw`));
  await stage.askAll();
  expect(stage.called(stage.livekit, "StopEgress")).toBe(1);
  const next = await stage.roomAt("livekit");
  ok(
    await requester.post(`/api/cases/${next.caseId}/recording-consent`, {
      givenBy: "patient",
      signerName: "王囍",
      form: "electronic",
    }),
  );
  ok(await requester.post(`/api/cases/${next.caseId}/rooms/${next.roomId}/recording`));
  await stage.tell(next, "egress_started", { egressId: "EG_early" });
  expect(await stage.shown(next)).toMatchObject([{ status: "refused", recordingId: null }]);
  expect(await stage.shown(room)).toMatchObject([{ status: "running", recordingId: id }]);
});

test("a service not set up to record is left alone; one that fails says so after some tries, and the page's film goes on", async () => {
  await stage.setUp("livekit", false);
  const quiet = await stage.roomAt("livekit");
  await stage.recorded(quiet);
  await stage.askAll();
  expect(await stage.shown(quiet)).toEqual([]);
  await stage.setUp("livekit");
  const room = await stage.roomAt("livekit");
  const id = await stage.recorded(room);
  stage.livekit.misbehave((response) => void response.writeHead(500).end());
  for (let n = 0; n < 7; n++) {
    await stage.askAll();
    world.database.moveClock(1);
  }
  expect(await stage.shown(room)).toMatchObject([{ status: "failed", files: [] }]);
  expect(await stage.kindsOf(room)).toEqual(["transcript.server-recording-failed"]);
  const [film] = await world.query<{ status: string }>(
    sql`select status from transcript.recording where id = ${id}`,
  );
  expect(film?.status).toBe("recording");
  stage.livekit.misbehave(undefined);
  await stage.setUp("livekit");
  const dumb = await stage.roomAt("livekit");
  const dumbId = await stage.recorded(dumb);
  await stage.askAll();
  await stage.stop(dumb, dumbId);
  await stage.askAll();
  world.database.moveClock(11);
  await stage.askAll();
  expect(await stage.shown(dumb)).toMatchObject([{ status: "failed" }]);
});

test("声网's cloud recording begins with consent, ends with the recording, and its files are on record", async () => {
  await stage.setUp("agora");
  const room = await stage.roomAt("agora");
  const id = await stage.recorded(room);
  await stage.askAll();
  expect(stage.called(stage.agora, "/start")).toBe(1);
  expect(await stage.shown(room)).toMatchObject([{ status: "running", recordingId: id }]);
  await stage.stop(room, id);
  await stage.askAll();
  const [kept] = await stage.shown(room);
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
  expect(await stage.shown(room)).toMatchObject([{ status: "kept" }]);
  ok(await quality.post(`/api/cases/${room.caseId}/legal-hold/lift`));
  await purge();
  expect(await stage.shown(room)).toMatchObject([{ status: "purged", files: [] }]);
  const audits = await world.query<{ details: { locations: string[] } }>(
    sql`select details from platform.audit_entry where subject_id = ${kept?.id} and action = 'recording.purge'`,
  );
  expect(audits[0]?.details.locations).toHaveLength(2);
});

test("声网 tells by itself: a cloud recording that ends on its own is on record, once, and none without consent", async () => {
  await stage.setUp("agora");
  const room = await stage.roomAt("agora");
  const id = await stage.recorded(room);
  const cname = room.roomId;
  const recording = (sid: string, details: object) => ({ cname, uid: "7", sid, sequence: 1, details });
  // It tells that it began, by less than its whole number, before it has answered who asked.
  let sid = "";
  const named: typeof stage.host.providers.named = async (...of) => {
    const provider = await stage.host.providers.named(...of);
    const startRecording: typeof provider.startRecording = async (at) => {
      const begun = await provider.startRecording(at);
      sid = begun.recordingId.split(".")[0] ?? "";
      expect((await stage.notify(3, 40, recording(sid, { status: 0 }))).json()).toEqual({ heard: 1 });
      return begun;
    };
    return { ...provider, startRecording };
  };
  await askNext({ ...stage.host, providers: { ...stage.host.providers, named } });
  expect(await stage.shown(room)).toMatchObject([
    { status: "running", recordingId: id, providerRecordingId: `${sid}.res/1+2==` },
  ]);
  const fileList = [{ fileName: "consilium/x/a_0.mp4", sliceStartTime: 1_700_000_000_000 }];
  const uploaded = recording(sid, { status: 0, fileList });
  // Kept by somebody, unsigned, or another hospital's: not heard.
  expect((await stage.notify(3, 31, uploaded, { sentAt: "2020-01-01T00:00:00Z" })).statusCode).toBe(401);
  expect((await stage.notify(3, 31, uploaded, { secret: "notice-1" })).statusCode).toBe(401);
  expect((await stage.notify(3, 31, uploaded, { institutionId: expert.institutionId })).statusCode).toBe(401);
  expect(await stage.shown(room)).toMatchObject([{ status: "running" }]);
  expect((await stage.notify(3, 31, uploaded, { id: "once" })).json()).toEqual({ heard: 1 });
  expect((await stage.notify(3, 31, uploaded, { id: "once" })).json()).toEqual({ heard: 0 });
  expect(await stage.shown(room)).toMatchObject([
    { status: "kept", recordingId: id, files: [{ location: "hospital-recordings/consilium/x/a_0.mp4" }] },
  ]);
  const before = stage.called(stage.agora, "/stop");
  await stage.stop(room, id);
  await stage.askAll();
  expect(stage.called(stage.agora, "/stop")).toBe(before);
  // One that somebody else began is refused; of where it lies nothing is kept.
  await stage.notify(3, 40, recording("wild", { status: 0 }));
  await stage.notify(3, 31, recording("wild", { status: 0, fileList }));
  expect(
    (await stage.shown(room)).find(({ providerRecordingId }) => providerRecordingId === "wild"),
  ).toMatchObject({ status: "refused", recordingId: null, files: [] });
  // People are known by their numbers.
  const uid = agoraUid(room.roomId, room.participants["沈书远"] ?? "");
  await stage.notify(1, 107, { channelName: cname, uid, platform: 7 });
  await stage.notify(1, 107, { channelName: cname, uid: 77, platform: 7 });
  const told = await world.query<{ identity: string | null }>(
    sql`select payload->>'identity' as identity from platform.outbox where topic = 'room.provider-told'
      and payload->>'kind' = 'joined' and subject_id = ${room.roomId} order by payload->>'identity' nulls last`,
  );
  expect(told.map(({ identity }) => identity)).toEqual([room.participants["沈书远"], null]);
});

test("Janus records when everybody has agreed; what it wrote on its machine is on record track by track, and no other room's", async () => {
  await stage.setUp("janus");
  const room = await stage.roomAt("janus");
  const other = await stage.roomAt("janus");
  const numbers = [janusNumber(room.roomId), janusNumber(other.roomId)] as const;
  stage.janus.publish(numbers[0], 11);
  const id = await stage.recorded(room);
  expect(readdirSync(stage.recordings)).toEqual([]);
  await stage.askAll();
  expect(await stage.shown(room)).toMatchObject([{ status: "running", recordingId: id, files: [] }]);
  stage.janus.publish(numbers[0], 11);
  stage.janus.publish(numbers[0], 12);
  writeFileSync(join(stage.recordings, `videoroom-${numbers[1]}-user-1-${Date.now()}000-audio-0.mjr`), "x");
  writeFileSync(join(stage.recordings, `videoroom-${numbers[0]}-user-1-1000000000000000-audio-0.mjr`), "old");
  writeFileSync(join(stage.recordings, "notes.txt"), "not a track");
  await stage.stop(room, id);
  await stage.askAll();
  stage.janus.publish(numbers[0], 13);
  const [kept] = await stage.shown(room);
  expect(kept).toMatchObject({ status: "kept", manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(kept?.files.map(({ location }) => location.replace(/-\d+-(audio|video)/, "-$1"))).toEqual(
    [11, 12].flatMap((user) =>
      ["audio-0", "video-1"].map((part) =>
        join(stage.recordings, `videoroom-${numbers[0]}-user-${user}-${part}.mjr`),
      ),
    ),
  );
  expect(kept?.files.map(({ mediaType, sizeBytes }) => [mediaType, sizeBytes])).toEqual([
    ["audio/x-janus-mjr", 8],
    ["video/x-janus-mjr", 8],
    ["audio/x-janus-mjr", 8],
    ["video/x-janus-mjr", 8],
  ]);
  expect(await stage.kindsOf(room)).toEqual(["transcript.server-recording-kept"]);
});

test("Janus's room that has ended is looked for all the same; unseen from here it is said how its files are named; nobody sent anything is said", async () => {
  await stage.setUp("janus");
  const ended = await stage.roomAt("janus");
  const id = await stage.recorded(ended);
  await stage.askAll();
  stage.janus.publish(janusNumber(ended.roomId), 21);
  stage.janus.reset();
  await stage.stop(ended, id);
  await stage.askAll();
  expect(await stage.shown(ended)).toMatchObject([{ status: "kept", files: [{}, {}] }]);

  const unseen = await stage.roomAt("janus");
  const unseenId = await stage.recorded(unseen);
  await stage.askAll(stage.blindHost);
  await stage.stop(unseen, unseenId);
  await stage.askAll(stage.blindHost);
  const location = `/var/lib/janus/recordings/videoroom-${janusNumber(unseen.roomId)}-user-*.mjr`;
  expect(await stage.shown(unseen)).toMatchObject([
    { status: "kept", files: [{ location, sizeBytes: null }] },
  ]);

  const silent = await stage.roomAt("janus");
  const silentId = await stage.recorded(silent);
  await stage.askAll();
  await stage.stop(silent, silentId);
  await stage.askAll();
  expect(await stage.shown(silent)).toMatchObject([{ status: "failed", files: [] }]);

  await stage.setUp("janus", false);
  const plain = await stage.roomAt("janus");
  await stage.recorded(plain);
  await stage.askAll();
  expect(await stage.shown(plain)).toEqual([]);
});

test("声网 writes down what is said: it is asked to, and its words become lines of who spoke, once", async () => {
  await stage.setUp("agora");
  const room = await stage.roomAt("agora");
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
  expect(stage.called(stage.agora, "/join")).toBe(0);
  expect(ok(await requester.post(ticket)).body).toMatchObject({ isEnabled: true, provider: "agora-stt" });
  expect(stage.agora.taken.find(({ path }) => path.endsWith("/join"))?.body).toMatchObject({
    languages: ["zh-CN"],
    rtcConfig: { channelName: room.roomId },
  });
  // It runs already: that is as good.
  ok(await requester.post(ticket));
  expect(stage.called(stage.agora, "/join")).toBe(2);
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
  stage.agora.misbehave((response) => void response.writeHead(500).end());
  expect((await requester.post(ticket)).body.code).toBe("speech_service_silent");
});
