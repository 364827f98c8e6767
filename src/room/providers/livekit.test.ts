import { createHash } from "node:crypto";
import {
  AccessToken,
  EgressClient,
  EncodedFileOutput,
  RoomServiceClient,
  TokenVerifier,
} from "livekit-server-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import type { RtcProvider } from "../provider.js";
import { ProviderFault } from "./fault.js";
import { livekitProvider } from "./livekit.js";
import { livekitKeys, startLivekitServer } from "../../../test/media-services/livekit-server.js";
import { badAnswers } from "../../../test/media-services/http-server.js";

const { key, secret } = livekitKeys;
const reach = { networks: ["127.0.0.0/8"], timeoutMs: 600 };
const room = { roomId: "11111111-1111-4111-8111-111111111111", providerRoom: "room-for-tests" };

let server: Awaited<ReturnType<typeof startLivekitServer>>;
let provider: RtcProvider;

const settings = {
  apiUrl: "",
  clientUrl: "wss://livekit.hospital.example",
  apiKey: key,
  apiSecret: secret,
  recordingPath: "/recordings",
};

beforeAll(async () => {
  server = await startLivekitServer();
  provider = livekitProvider({ ...settings, apiUrl: server.url }, reach);
});
afterAll(() => server.close());
beforeEach(() => server.reset());
const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProviderFault ? error.code : String(error)),
  );

test("a token lets one identity into one room for two minutes, to send what it may and nothing more", async () => {
  const now = instant(Date.now());
  const grant = await provider.issueJoin(
    room,
    { identity: "someone-1", name: "李明远", mayPublish: true, isModerator: true },
    now,
  );
  expect(grant).toMatchObject({ provider: "livekit", url: settings.clientUrl, identity: "someone-1" });
  expect(Date.parse(grant.expiresAt) - Date.parse(now)).toBe(120_000);
  const claims = await new TokenVerifier(key, secret).verify(grant.token);
  expect(claims.sub).toBe("someone-1");
  expect((claims.exp ?? 0) - (claims.nbf ?? 0)).toBeLessThanOrEqual(120);
  expect(claims.video).toMatchObject({
    room: room.providerRoom,
    roomJoin: true,
    canPublish: true,
    canPublishData: false,
    roomAdmin: false,
    canPublishSources: ["camera", "microphone", "screen_share", "screen_share_audio"],
  });
  await expect(new TokenVerifier(key, `${secret}x`).verify(grant.token)).rejects.toThrow();
  const listener = await provider.issueJoin(
    room,
    { identity: "observer-1", name: "听众", mayPublish: false, isModerator: false },
    now,
  );
  expect((await new TokenVerifier(key, secret).verify(listener.token)).video).toMatchObject({
    canPublish: false,
  });
});

test("what goes over the wire is what LiveKit's own client sends", async () => {
  await provider.openRoom(room, 6);
  await provider.mute(room, "someone-1", "video", true);
  await provider.remove(room, "someone-1");
  await provider.startRecording(room);
  const ours = server.taken.splice(0).filter(({ path }) => !path.endsWith("GetParticipant"));
  const theirs = new RoomServiceClient(server.url, key, secret);
  const egress = new EgressClient(server.url, key, secret);
  await theirs.createRoom({ name: room.providerRoom, emptyTimeout: 600, maxParticipants: 6 });
  await theirs.mutePublishedTrack(room.providerRoom, "someone-1", "TR_v", true);
  await theirs.removeParticipant(room.providerRoom, "someone-1");
  const filepath = `/recordings/${room.providerRoom}-{time}.mp4`;
  await egress
    .startRoomCompositeEgress(
      room.providerRoom,
      { file: new EncodedFileOutput({ filepath }) },
      { layout: "grid" },
    )
    .catch(() => undefined);
  expect(ours.map(({ method, path, body }) => ({ method, path, body }))).toEqual(
    server.taken.map(({ method, path, body }) => ({ method, path, body })),
  );
});

test("rooms are opened twice and closed twice without complaint; muting finds the track by what it is", async () => {
  await provider.openRoom(room, 4);
  await provider.openRoom(room, 4);
  expect(server.rooms.get(room.providerRoom)).toBe(4);
  await provider.mute(room, "someone-1", "audio", true);
  expect(server.taken.at(-1)?.body).toMatchObject({ trackSid: "TR_a", muted: true });
  expect(await faultOf(provider.mute(room, "nobody-11", "audio", true))).toBe("no_such_participant");
  await provider.remove(room, "nobody-11");
  await provider.closeRoom(room);
  await provider.closeRoom(room);
  expect(server.rooms.size).toBe(0);
});

test("a recording says where its file is; none is made without a place for it", async () => {
  const { recordingId } = await provider.startRecording(room);
  expect(await provider.stopRecording(room, recordingId)).toEqual({
    files: [
      {
        location: `/recordings/${room.providerRoom}-{time}.mp4`,
        mediaType: "video/mp4",
        identity: null,
        startedAt: null,
        sizeBytes: 1024,
      },
    ],
  });
  expect(await faultOf(provider.stopRecording(room, "EG_unknown"))).toBe("recording_unknown");
  const without = livekitProvider({ ...settings, apiUrl: server.url, recordingPath: "" }, reach);
  expect(await faultOf(without.startRecording(room))).toBe("recording_not_set_up");
});

test("the connection test tells a good key from a wrong one, and a server from none", async () => {
  expect(await provider.testConnection()).toMatchObject({ isReachable: true });
  const wrong = livekitProvider({ ...settings, apiUrl: server.url, apiSecret: `${secret}x` }, reach);
  expect(await wrong.testConnection()).toMatchObject({
    isReachable: false,
    zh: expect.stringContaining("密钥"),
  });
  const nowhere = livekitProvider({ ...settings, apiUrl: "http://127.0.0.1:1" }, reach);
  expect(await nowhere.testConnection()).toMatchObject({
    isReachable: false,
    zh: expect.stringContaining("连接不上"),
  });
  const cloud = livekitProvider({ ...settings, apiUrl: "http://169.254.169.254" }, reach);
  expect(await cloud.testConnection()).toMatchObject({
    isReachable: false,
    zh: expect.stringContaining("元数据"),
  });
});

describe("bad answers become words, and none of theirs reaches a person", () => {
  for (const [name, { code, way }] of Object.entries(badAnswers))
    test(name, async () => {
      server.misbehave(way);
      const tested = await provider.testConnection();
      expect(tested.isReachable).toBe(false);
      expect(tested.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(tested.zh + tested.en).not.toContain("script");
      expect(await faultOf(provider.openRoom(room, 4))).toBe(code);
    });
});

describe("messages of LiveKit", () => {
  const bodyOf = (event: object): Buffer =>
    Buffer.from(JSON.stringify({ createdAt: "1732222222", ...event }));
  const signed = async (body: Buffer, by = secret): Promise<Record<string, string>> => {
    const token = new AccessToken(key, by, { ttl: 60 });
    token.sha256 = createHash("sha256").update(body).digest("base64");
    return { authorization: await token.toJwt() };
  };
  const hear = async (body: Buffer, headers: Record<string, string>) => {
    if (!provider.onWebhook) throw new Error("no webhooks");
    return provider.onWebhook(body, headers, instant(Date.now()));
  };

  test("are believed when signed over their very bytes", async () => {
    const body = bodyOf({
      event: "participant_joined",
      id: "EV_1",
      room: { name: room.providerRoom },
      participant: { identity: "someone-1" },
    });
    expect(await hear(body, await signed(body))).toEqual([
      { id: "EV_1", kind: "joined", providerRoom: room.providerRoom, identity: "someone-1" },
    ]);
    const altered = Buffer.from(body.toString().replace("someone-1", "someone-2"));
    expect(await faultOf(hear(altered, await signed(body)))).toBe("not_authorized");
    expect(await faultOf(hear(body, await signed(body, `${secret}x`)))).toBe("not_authorized");
    expect(await faultOf(hear(body, {}))).toBe("not_authorized");
    // A token made to enter a room signs no message.
    const token = new AccessToken(key, secret, { identity: "someone-1", ttl: 60 });
    token.addGrant({ roomJoin: true, room: room.providerRoom });
    expect(await faultOf(hear(body, { authorization: await token.toJwt() }))).toBe("not_authorized");
  });

  test("tell of recordings and their files, and of nothing else that concerns nobody", async () => {
    const ended = bodyOf({
      event: "egress_ended",
      id: "EV_2",
      egressInfo: {
        egressId: "EG_1",
        roomName: room.providerRoom,
        fileResults: [{ filename: "/recordings/a.mp4", size: "7" }],
      },
    });
    expect(await hear(ended, await signed(ended))).toMatchObject([
      {
        kind: "recording_ended",
        recordingId: "EG_1",
        files: [{ location: "/recordings/a.mp4", sizeBytes: 7 }],
      },
    ]);
    const failed = bodyOf({
      event: "egress_ended",
      id: "EV_3",
      egressInfo: { egressId: "EG_2", roomName: room.providerRoom, error: "disk full" },
    });
    expect(await hear(failed, await signed(failed))).toMatchObject([{ kind: "recording_failed" }]);
    const track = bodyOf({ event: "track_published", id: "EV_4", room: { name: room.providerRoom } });
    expect(await hear(track, await signed(track))).toEqual([]);
  });
});

const live = process.env.LIVEKIT_URL;
test.skipIf(live === undefined)("against the LiveKit named by LIVEKIT_URL", async () => {
  const real = livekitProvider(
    {
      ...settings,
      apiUrl: live ?? "",
      apiKey: process.env.LIVEKIT_API_KEY ?? "devkey",
      apiSecret: process.env.LIVEKIT_API_SECRET ?? "secret",
    },
    { networks: ["0.0.0.0/0"], timeoutMs: 5000 },
  );
  const own = { ...room, providerRoom: `consilium-test-${Date.now()}` };
  expect(await real.testConnection()).toMatchObject({ isReachable: true });
  await real.openRoom(own, 4);
  await real.remove(own, "nobody-11");
  await real.closeRoom(own);
  await real.closeRoom(own);
});
