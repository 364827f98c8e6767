import { createHmac, timingSafeEqual } from "node:crypto";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { instant } from "../../kernel/time.js";
import type { RtcProvider } from "../provider.js";
import { agoraProvider } from "./agora.js";
import { agoraConversation, agoraStt, agoraUid } from "./agora-rest.js";
import { ProviderFault } from "./fault.js";
import { type Answer, badAnswers, startTestServer, type Taken, type TestServer } from "./server-for-tests.js";

const appId = "970ca35de60c44645bbae8a215061b33";
const certificate = "5cfd2fd1755d40ecb72977518be15d3b";
const settings = {
  appId,
  appCertificate: certificate,
  customerId: "customer",
  customerSecret: "customer-secret",
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

let server: TestServer;
let provider: RtcProvider;
let rules: { id: number; cname: string; uid: string | undefined; privileges: string[] }[] = [];
let agents = new Set<string>();
let sequence = -1;

const rtcUid = z.string().regex(/^\d{1,10}$/);
const languages = z
  .array(z.string().regex(/^[a-z]{2}-[A-Z]{2}$/))
  .min(1)
  .max(4);
const SttJoin = z.strictObject({
  name: z.string().min(1),
  languages,
  uidLanguagesConfig: z
    .array(z.strictObject({ uid: rtcUid, languages }))
    .max(5)
    .optional(),
  maxIdleTime: z.number().int().min(5).max(2_592_000).optional(),
  rtcConfig: z.strictObject({
    channelName: z.string(),
    pubBotUid: rtcUid,
    pubBotToken: z.string().startsWith("007"),
    subscribeAudioUids: z.array(rtcUid).max(32).optional(),
  }),
});
const SttUpdate = z.strictObject({
  rtcConfig: z.strictObject({ subscribeAudioUids: z.array(rtcUid).max(32) }),
});
const Conversation = z.strictObject({
  name: z.string().min(1),
  properties: z.strictObject({
    channel: z.string(),
    token: z.string().startsWith("007"),
    agent_rtc_uid: rtcUid,
    remote_rtc_uids: z.array(z.union([z.literal("*"), rtcUid])).min(1),
    enable_string_uid: z.literal(false),
    idle_timeout: z.number().int(),
    asr: z.strictObject({ language: z.string() }),
    llm: z.strictObject({
      url: z.url(),
      api_key: z.string(),
      system_messages: z.array(z.strictObject({ role: z.literal("system"), content: z.string() })),
      params: z.strictObject({ model: z.string() }),
    }),
    tts: z.strictObject({ vendor: z.string(), params: z.record(z.string(), z.unknown()) }),
  }),
});
const Acquire = z.strictObject({
  cname: z.string(),
  uid: rtcUid,
  clientRequest: z.strictObject({ scene: z.number(), resourceExpiredHour: z.number().int().min(1).max(720) }),
});
const Start = z.strictObject({
  cname: z.string(),
  uid: rtcUid,
  clientRequest: z.strictObject({
    token: z.string().startsWith("007"),
    recordingConfig: z.strictObject({
      channelType: z.literal(0),
      streamTypes: z.literal(2),
      maxIdleTime: z.number().int().min(5).max(2_592_000),
      transcodingConfig: z.strictObject({
        width: z.number(),
        height: z.number(),
        fps: z.number(),
        bitrate: z.number(),
        mixedVideoLayout: z.number().int().min(0).max(3),
      }),
    }),
    recordingFileConfig: z.strictObject({ avFileType: z.array(z.enum(["hls", "mp4"])) }),
    storageConfig: z.strictObject({
      vendor: z.number(),
      region: z.number(),
      bucket: z.string(),
      accessKey: z.string(),
      secretKey: z.string(),
      fileNamePrefix: z.array(z.string().regex(/^[A-Za-z0-9]{1,}$/)),
    }),
  }),
});
const Stop = z.strictObject({
  cname: z.string(),
  uid: rtcUid,
  clientRequest: z.strictObject({ async_stop: z.boolean() }),
});
const Rule = z.strictObject({
  appid: z.literal(appId),
  cname: z.string(),
  uid: rtcUid.optional(),
  time_in_seconds: z.number().int().min(10).max(86_400),
  privileges: z.array(z.enum(["join_channel", "publish_audio", "publish_video"])).min(1),
});

const good = (body: unknown): Answer => ({ status: 200, body });
const bad = (status: number, reason: string): Answer => ({ status, body: { reason, detail: reason } });
const checked = <T>(shape: z.ZodType<T>, body: unknown, then: (value: T) => Answer): Answer => {
  const parsed = shape.safeParse(body);
  return parsed.success ? then(parsed.data) : bad(400, "InvalidRequest");
};

/** Refuses what 声网's servers refuse. Source: docs.agora.io, the references named in agora-rest.ts and agora.ts. */
function answer({ method, path, query, headers, body }: Taken): Answer {
  if (headers.authorization !== `Basic ${Buffer.from("customer:customer-secret").toString("base64")}`)
    return bad(401, "Invalid authentication credentials");
  const stt = `/api/speech-to-text/v1/projects/${appId}`;
  const talk = `/api/conversational-ai-agent/v2/projects/${appId}`;
  const recording = `/v1/apps/${appId}/cloud_recording`;
  const at = `${method} ${path}`;
  const agent = /\/agents\/([^/]+)/u.exec(path)?.[1];
  if (agent !== undefined && !agents.has(agent)) return bad(404, "TaskNotFound");
  const begun = (id: string): Answer => {
    agents.add(id);
    return good({ agent_id: id, create_ts: 1_737_111_452, status: "RUNNING" });
  };
  if (at === `POST ${stt}/join`) return checked(SttJoin, body, () => begun("stt-1"));
  if (at === `POST ${talk}/join`) return checked(Conversation, body, () => begun("talk-1"));
  if (at === `GET ${stt}/agents/stt-1`) return good({ agent_id: "stt-1", create_ts: 1, status: "RUNNING" });
  if (at === `POST ${stt}/agents/stt-1/update`) {
    const next = Number(query.get("sequenceId"));
    if (
      !query.has("sequenceId") ||
      next <= sequence ||
      query.get("updateMask") !== "rtcConfig.subscribeAudioUids"
    )
      return bad(400, "InvalidParameter");
    sequence = next;
    return checked(SttUpdate, body, () => begun("stt-1"));
  }
  if (method === "POST" && path.endsWith("/leave")) {
    agents.delete(agent ?? "");
    return good({});
  }
  if (at === `POST ${recording}/acquire`)
    return checked(Acquire, body, () => good({ resourceId: "res/1+2==" }));
  if (at === `POST ${recording}/resourceid/res%2F1%2B2%3D%3D/mode/mix/start`)
    return checked(Start, body, ({ cname, uid }) =>
      good({ cname, uid, resourceId: "res/1+2==", sid: "sid1" }),
    );
  if (at === `POST ${recording}/resourceid/res%2F1%2B2%3D%3D/sid/sid1/mode/mix/stop`)
    return checked(Stop, body, ({ cname, uid }) =>
      good({
        cname,
        uid,
        resourceId: "res/1+2==",
        sid: "sid1",
        serverResponse: {
          fileListMode: "json",
          fileList: [
            {
              fileName: "consilium/roomfortests/sid1_0.mp4",
              trackType: "audio_and_video",
              uid: "0",
              isPlayable: true,
              mixedAllUser: true,
              sliceStartTime: 1_737_111_452_000,
            },
            {
              fileName: "consilium/roomfortests/sid1.m3u8",
              trackType: "audio_and_video",
              uid: "0",
              isPlayable: true,
              mixedAllUser: true,
              sliceStartTime: 1_737_111_452_000,
            },
          ],
          uploadingStatus: "uploaded",
        },
      }),
    );
  if (at === "POST /dev/v1/kicking-rule")
    return checked(Rule, body, ({ cname, uid, privileges }) => {
      const id = rules.length + 1;
      rules.push({ id, cname, uid, privileges });
      return good({ status: "success", id });
    });
  if (at === "GET /dev/v1/kicking-rule" && query.get("appid") === appId)
    return good({ status: "success", rules: rules.map((rule) => ({ appid: appId, opid: 1, ...rule })) });
  if (at === "DELETE /dev/v1/kicking-rule")
    return checked(z.strictObject({ appid: z.literal(appId), id: z.number() }), body, ({ id }) => {
      rules = rules.filter((rule) => rule.id !== id);
      return good({ status: "success", id });
    });
  if (at === `GET /dev/v1/channel/${appId}`)
    return good({ success: true, data: { channels: [], total_size: 0 } });
  return bad(404, "ResourceNotFound");
}

beforeAll(async () => {
  server = await startTestServer(answer);
  provider = agoraProvider(settings, reach, { api: server.url, recording: server.url });
});
afterAll(() => server.close());
beforeEach(() => {
  server.misbehave(undefined);
  rules = [];
  agents = new Set();
  sequence = -1;
});
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
  expect(rules).toMatchObject([
    { uid, privileges: ["publish_audio"] },
    { uid, privileges: ["publish_video"] },
  ]);
  await provider.mute(room, person.identity, "audio", false);
  expect(rules).toMatchObject([{ privileges: ["publish_video"] }]);
  await provider.remove(room, person.identity);
  await provider.closeRoom(room);
  expect(rules.slice(1)).toMatchObject([
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
    },
    { networks: [], timeoutMs: 10_000 },
  );
  expect(await real.testConnection()).toMatchObject({ isReachable: true });
  await real.closeRoom({ ...room, providerRoom: `consilium-test-${Date.now()}` });
});
