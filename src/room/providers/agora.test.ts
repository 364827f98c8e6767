import { createHmac, timingSafeEqual } from "node:crypto";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import type { RtcProvider } from "../provider.js";
import { agoraProvider } from "./agora.js";
import { agoraConversation, agoraStt, agoraUid } from "./agora-rest.js";
import { ProviderFault } from "./fault.js";
import { agoraKeys, startAgoraServer } from "../../../test/media-services/agora-server.js";
import { badAnswers } from "../../../test/media-services/http-server.js";

const { appId, appCertificate: certificate } = agoraKeys;
const settings = {
  ...agoraKeys,
  notices: { channel: "notice-secret-1", recording: "notice-secret-3" },
  storage: { vendor: 2, region: 0, bucket: "hospital-recordings", accessKey: "AK", secretKey: "SK-secret" },
};
const reach = { networks: ["127.0.0.0/8"], timeoutMs: 600 };
const room = { roomId: "11111111-1111-4111-8111-111111111111", providerRoom: "room-for-tests" };
const person = { identity: "someone-1", name: "李明远", mayPublish: true, isModerator: false };

/**
 * Reads a token of version 007 independently of the library that made it. Undefined: the signature is not of `key`.
 * Source: AgoraIO/Tools, DynamicKey/AgoraDynamicKey, AccessToken2.
 */
function decode(token: string, key: string) {
  expect(token.slice(0, 3)).toBe("007");
  const raw = inflateSync(Buffer.from(token.slice(3), "base64"));
  let at = 0;
  const u16 = (): number => {
    at += 2;
    return raw.readUInt16LE(at - 2);
  };
  const u32 = (): number => {
    at += 4;
    return raw.readUInt32LE(at - 4);
  };
  const text = (): Buffer => {
    const length = u16();
    at += length;
    return raw.subarray(at - length, at);
  };
  const signature = text();
  const message = raw.subarray(at);
  const app = text().toString();
  const [issuedAt, lastsSeconds, salt, services] = [u32(), u32(), u32(), u16()];
  const [service, privileges] = [u16(), new Map<number, number>()];
  for (let left = u16(); left > 0; left--) privileges.set(u16(), u32());
  const [channel, uid] = [text().toString(), text().toString()];
  const bytes = (value: number): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32LE(value);
    return buffer;
  };
  const first = createHmac("sha256", bytes(issuedAt)).update(key).digest();
  const second = createHmac("sha256", bytes(salt)).update(first).digest();
  const expected = createHmac("sha256", second).update(message).digest();
  return timingSafeEqual(expected, signature)
    ? { app, issuedAt, lastsSeconds, services, service, privileges, channel, uid }
    : undefined;
}

let server: Awaited<ReturnType<typeof startAgoraServer>>;
let provider: RtcProvider;

beforeAll(async () => {
  server = await startAgoraServer();
  provider = agoraProvider(settings, reach, { api: server.url, recording: server.url });
});
afterAll(() => server.close());
beforeEach(() => server.reset());
const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProviderFault ? error.code : String(error)),
  );
const hosts = () => ({ api: server.url, recording: server.url });

test("a token is for one user of one channel, for two minutes, and only our certificate makes it", async () => {
  const grant = await provider.issueJoin(room, person, instant(Date.now()));
  const uid = agoraUid(room.providerRoom, person.identity);
  expect(grant.details).toEqual({
    appId,
    channel: room.providerRoom,
    uid: String(uid),
    mayPublish: "true",
  });
  const claims = decode(grant.token, certificate);
  expect(claims).toMatchObject({
    app: appId,
    channel: room.providerRoom,
    uid: String(uid),
    services: 1,
    service: 1,
  });
  expect(claims?.lastsSeconds).toBe(120);
  // Join, and send sound, picture and data. Source: AccessToken2, ServiceRtc privileges 1 to 4.
  expect([...(claims?.privileges ?? [])]).toEqual([1, 2, 3, 4].map((privilege) => [privilege, 120]));
  expect(decode(grant.token, certificate.replace("5", "6"))).toBeUndefined();
  const listener = await provider.issueJoin(room, { ...person, mayPublish: false }, instant(Date.now()));
  expect([...(decode(listener.token, certificate)?.privileges.keys() ?? [])]).toEqual([1]);
});

test("people are muted, heard again and put out by rules; a closed room keeps everybody out while tokens live", async () => {
  const uid = String(agoraUid(room.providerRoom, person.identity));
  await provider.mute(room, person.identity, "audio", true);
  await provider.mute(room, person.identity, "video", true);
  expect(server.rules()).toMatchObject([
    { uid, privileges: ["publish_audio"] },
    { uid, privileges: ["publish_video"] },
  ]);
  await provider.mute(room, person.identity, "audio", false);
  expect(server.rules()).toMatchObject([{ privileges: ["publish_video"] }]);
  await provider.remove(room, person.identity);
  await provider.closeRoom(room);
  expect(server.rules().slice(1)).toMatchObject([
    { uid, privileges: ["join_channel"] },
    { uid: undefined, cname: room.providerRoom, privileges: ["join_channel"] },
  ]);
});

test("cloud recording: acquired, started, stopped, and its files named; none without a place for them", async () => {
  const { recordingId } = await provider.startRecording(room);
  const { files } = await provider.stopRecording(room, recordingId);
  expect(files).toMatchObject([
    { location: "hospital-recordings/consilium/roomfortests/sid1_0.mp4", mediaType: "video/mp4" },
    { mediaType: "application/vnd.apple.mpegurl", startedAt: "2025-01-17T10:57:32.000Z" },
  ]);
  expect(await faultOf(provider.stopRecording(room, "other.resource"))).toBe("recording_unknown");
  const without = agoraProvider({ ...settings, storage: null }, reach, hosts());
  expect(await faultOf(without.startRecording(room))).toBe("recording_not_set_up");
});

test("speech to text: sent into the channel, told whom to write down, asked, and called back", async () => {
  const stt = agoraStt(settings, reach, hosts());
  const bot = { uid: 7, token: (await provider.issueJoin(room, person, instant(Date.now()))).token };
  const { agent_id: id } = await stt.join({
    name: "room-for-tests",
    channel: room.providerRoom,
    bot,
    languages: ["zh-CN", "en-US"],
    uids: [11, 12],
  });
  expect((await stt.query(id)).status).toBe("RUNNING");
  await stt.update(id, 0, [11]);
  await stt.update(id, 1, [11, 12, 13]);
  expect(await faultOf(stt.update(id, 1, [11]))).toBe("bad_request");
  await stt.leave(id);
  expect(await faultOf(stt.query(id))).toBe("recording_unknown");
});

test("conversational AI joins with its model and voice, and leaves", async () => {
  const talk = agoraConversation(settings, reach, hosts());
  const { agent_id: id } = await talk.join({
    name: "room-for-tests",
    channel: room.providerRoom,
    agent: { uid: 8, token: (await provider.issueJoin(room, person, instant(Date.now()))).token },
    uids: [],
    llm: {
      url: "https://llm.example/v1/chat/completions",
      apiKey: "k",
      model: "m",
      system: "只记录，不给诊断意见",
    },
    tts: { vendor: "microsoft", params: { voice_name: "zh-CN-XiaoxiaoNeural" } },
    language: "zh-CN",
  });
  await talk.leave(id);
  expect(await faultOf(talk.leave(id))).toBe("recording_unknown");
});

test("the connection test tells a wrong key and a half-filled form", async () => {
  expect(await provider.testConnection()).toMatchObject({
    isReachable: true,
    zh: expect.stringContaining("公网"),
  });
  const wrong = agoraProvider({ ...settings, customerSecret: "x" }, reach, hosts());
  expect(await wrong.testConnection()).toMatchObject({
    isReachable: false,
    zh: expect.stringContaining("密钥"),
  });
  const half = agoraProvider({ ...settings, appCertificate: "" }, reach, hosts());
  expect(await half.testConnection()).toMatchObject({
    isReachable: false,
    zh: expect.stringContaining("不完整"),
  });
});

describe("bad answers become words", () => {
  for (const [name, { code, way }] of Object.entries(badAnswers))
    test(name, async () => {
      server.misbehave(way);
      expect((await provider.testConnection()).isReachable).toBe(false);
      expect(await faultOf(provider.remove(room, person.identity))).toBe(code);
    });
});

const live = process.env.AGORA_APP_ID;
test.skipIf(live === undefined)("against 声网 itself, with AGORA_APP_ID and its keys", async () => {
  const real = agoraProvider(
    {
      appId: live ?? "",
      appCertificate: process.env.AGORA_APP_CERTIFICATE ?? "",
      customerId: process.env.AGORA_CUSTOMER_ID ?? "",
      customerSecret: process.env.AGORA_CUSTOMER_SECRET ?? "",
      storage: null,
      notices: { channel: "", recording: "" },
    },
    { networks: [], timeoutMs: 10_000 },
  );
  expect(await real.testConnection()).toMatchObject({ isReachable: true });
  await real.closeRoom({ ...room, providerRoom: `consilium-test-${Date.now()}` });
});

describe("notices (NCS)", () => {
  const now = instant("2026-03-01T08:00:00Z");
  const of = agoraProvider(settings, reach);
  /** What 声网 sends, and its signature. Source: docs.agora.io, "Receive notifications". */
  const hear = async (
    notice: object | string,
    given: { secret?: string; signature?: string; at?: string } = {},
  ) => {
    const body = Buffer.from(typeof notice === "string" ? notice : JSON.stringify(notice));
    const signature =
      given.signature ??
      createHmac("sha256", given.secret ?? settings.notices.recording)
        .update(body)
        .digest("hex");
    if (!of.onWebhook) throw new Error("no webhooks");
    return of.onWebhook(body, { "agora-signature-v2": signature }, instant(given.at ?? now));
  };
  const recording = (eventType: number, details: object) => ({
    noticeId: `n-${eventType}`,
    productId: 3,
    eventType,
    notifyMs: Date.parse(now),
    payload: {
      cname: room.providerRoom,
      uid: "7",
      sid: "38f8e3cfdc474cd56fc1ceba380d7e1a",
      sequence: 0,
      sendts: Date.parse(now),
      serviceType: 2,
      details,
    },
  });
  const channel = (eventType: number, payload: object = {}) => ({
    sid: "C866467GVJJ54687",
    noticeId: `2000001428:4330:${eventType}`,
    productId: 1,
    eventType,
    notifyMs: Date.parse(now),
    payload: { channelName: room.providerRoom, ts: 1, ...payload },
  });
  const refused = { code: "not_authorized" };

  test("a recording that is in the bucket is told with its files; one that broke off as failed", async () => {
    const details = {
      msgName: "uploaded",
      status: 0,
      fileList: [
        { fileName: "consilium/r/a_0.mp4", trackType: "audio_and_video", sliceStartTime: 1_619_172_632_080 },
        { filename: "consilium/r/a.m3u8" },
      ],
    };
    expect(await hear(recording(31, details))).toEqual([
      {
        id: "3:n-31",
        kind: "recording_ended",
        providerRoom: room.providerRoom,
        recordingId: "38f8e3cfdc474cd56fc1ceba380d7e1a",
        files: [
          {
            location: "hospital-recordings/consilium/r/a_0.mp4",
            mediaType: "video/mp4",
            identity: null,
            startedAt: "2021-04-23T10:10:32.080Z",
            sizeBytes: null,
          },
          {
            location: "hospital-recordings/consilium/r/a.m3u8",
            mediaType: "application/vnd.apple.mpegurl",
            identity: null,
            startedAt: null,
            sizeBytes: null,
          },
        ],
      },
    ]);
    expect(await hear(recording(32, { ...details, msgName: "backuped" }))).toMatchObject([
      { kind: "recording_ended", files: [{}, {}] },
    ]);
    expect(await hear(recording(40, { msgName: "recorder_started", status: 0 }))).toMatchObject([
      { kind: "recording_started", files: [] },
    ]);
    expect(await hear(recording(31, { ...details, status: 5 }))).toMatchObject([
      { kind: "recording_failed" },
    ]);
    expect(await hear(recording(11, { msgName: "session_exit", exitStatus: 1 }))).toMatchObject([
      { kind: "recording_failed" },
    ]);
    // The orderly end, progress, and what nobody asked for.
    for (const [type, said] of [
      [11, { exitStatus: 0 }],
      [33, { progress: 5_000 }],
      [42, {}],
    ] as const)
      expect(await hear(recording(type, said))).toEqual([]);
  });

  test("people come and go by their number; the recorder is nobody", async () => {
    const secret = settings.notices.channel;
    const uid = agoraUid(room.providerRoom, "someone-1");
    expect(await hear(channel(107, { uid, platform: 7 }), { secret })).toEqual([
      { id: "1:2000001428:4330:107", kind: "joined", providerRoom: room.providerRoom, uid },
    ]);
    expect(await hear(channel(104, { uid }), { secret })).toMatchObject([{ kind: "left", uid }]);
    expect(await hear(channel(102), { secret })).toMatchObject([{ kind: "room_closed" }]);
    expect(await hear(channel(107, { uid: 9, platform: 6, clientType: 10 }), { secret })).toEqual([]);
    expect(await hear(channel(111, { uid }), { secret })).toEqual([]);
  });

  test("believed only over the very bytes, with the secret of its product, and sent just now", async () => {
    const notice = recording(40, { status: 0 });
    const text = JSON.stringify(notice);
    const sign = (body: string, secret: string) => createHmac("sha256", secret).update(body).digest("hex");
    const good = sign(text, settings.notices.recording);
    await expect(hear(`${text} `, { signature: good })).rejects.toMatchObject(refused);
    await expect(hear(text, { signature: "" })).rejects.toMatchObject(refused);
    await expect(hear(text, { signature: good.slice(1) })).rejects.toMatchObject(refused);
    await expect(hear(text, { secret: "other" })).rejects.toMatchObject(refused);
    await expect(hear(text, { secret: "" })).rejects.toMatchObject(refused);
    // The secret of channel events does not speak for recordings.
    await expect(hear(text, { secret: settings.notices.channel })).rejects.toMatchObject(refused);
    await expect(hear(channel(107, { uid: 1 }))).rejects.toMatchObject(refused);
    // Kept by somebody, or from a clock that is wrong.
    await expect(hear(text, { at: "2026-03-01T08:05:01Z" })).rejects.toMatchObject(refused);
    await expect(hear(text, { at: "2026-03-01T07:54:59Z" })).rejects.toMatchObject(refused);
    expect(await hear(text, { at: "2026-03-01T08:04:59Z" })).toHaveLength(1);
    // Signed, and yet not of the form agreed: nothing is heard, and nothing thrown.
    for (const odd of ["", "[]", "{", JSON.stringify({ ...notice, payload: { cname: "x" } })])
      expect(await hear(odd)).toEqual([]);
    expect(await hear({ ...recording(31, { status: 0, fileList: [{ sliceStartTime: 1e300 }] }) })).toEqual(
      [],
    );
  });
});
