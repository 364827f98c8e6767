import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { AccessToken } from "livekit-server-sdk";
import { expect } from "vitest";
import { roomNode, rtcProviders } from "../src/room/index.js";
import { type AgoraNotice, agoraNotice } from "../src/transcript/agora-for-tests.js";
import { askNext } from "../src/transcript/index.js";
import { roomOf, type TestRoom } from "../src/transcript/room-for-tests.js";
import { ok } from "./alliance.js";
import { agoraKeys, startAgoraServer } from "./media-services/agora-server.js";
import { startJanusServer } from "./media-services/janus-server.js";
import { livekitKeys, startLivekitServer } from "./media-services/livekit-server.js";
import { newWorld } from "./world.js";

type Service = "livekit" | "agora" | "janus";

interface ShownRecording {
  readonly id: string;
  readonly status: string;
  readonly recordingId: string | null;
  readonly providerRecordingId: string | null;
  readonly files: { location: string; mediaType: string; sizeBytes: number | null }[];
  readonly manifestSha256: string | null;
  readonly retainUntilOn: string | null;
}

export type RecordingStage = Awaited<ReturnType<typeof startRecordingStage>>;

/** A hospital, an expert elsewhere, and media services of three kinds that record when they are asked. */
export async function startRecordingStage() {
  /** Any script will do: it is handed out, not run. */
  const library = import.meta.filename;
  const recordings = mkdtempSync(join(tmpdir(), "consilium-janus-"));
  const [livekit, agora, janus] = [
    await startLivekitServer(),
    await startAgoraServer(),
    await startJanusServer(recordings),
  ];
  const rtc = {
    networks: ["127.0.0.0/8"],
    timeoutMs: 5000,
    origins: [],
    sdkFiles: { "livekit.js": library, "agora.js": library },
    janusRecordings: recordings as string | undefined,
    agoraHosts: { api: agora.url, recording: agora.url },
  };
  const world = await newWorld({ rtc });
  const county = await world.institution("云溪县人民医院");
  const teaching = await world.institution("临江大学附属第一医院");
  const requester = await world.person(county, "周一诺", "requester");
  const expert = await world.person(teaching, "沈书远", "expert");
  const quality = await world.person(county, "何质控", "quality");
  const engineer = await world.person(county, "信息科员", "system_admin");
  const { database, cipher } = world;
  const hostWith = (janusRecordings: string | undefined) => ({
    database,
    providers: roomNode({ turn: undefined }, (embedded) =>
      rtcProviders({ ...rtc, janusRecordings, database, cipher }, embedded),
    ).providers,
  });
  const host = hostWith(recordings);
  const now = async () =>
    (await world.query<{ at: string }>(sql`select platform.now()::text as at`))[0]?.at ?? "";
  let version = 0;
  let events = 0;
  return {
    world,
    livekit,
    agora,
    janus,
    recordings,
    requester,
    expert,
    quality,
    engineer,
    host,
    /** The same where this server does not see what Janus writes. */
    blindHost: hostWith(undefined),
    now,
    reset() {
      livekit.reset();
      agora.reset();
      janus.reset();
    },
    async close() {
      await world.close();
      for (const server of [livekit, agora, janus]) await server.close();
      rmSync(recordings, { recursive: true });
    },
    /** The hospital's next rooms are at this service. */
    async setUp(provider: Service, isRecording = true): Promise<void> {
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
            janus: {
              instances: [{ apiUrl: `${janus.url}/janus`, socketUrl: "ws://127.0.0.1:1" }],
              recordingPath: isRecording ? "/var/lib/janus/recordings" : "",
            },
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
            "janus.apiSecret": "janus-secret",
            "agora.appCertificate": agoraKeys.appCertificate,
            "agora.customerSecret": agoraKeys.customerSecret,
            "agora.storageSecret": "SK-secret",
            "agora.channelNoticeSecret": "notice-1",
            "agora.recordingNoticeSecret": "notice-3",
          },
        }),
      );
      version = saved.body.version as number;
    },
    /** An open room of this service, of an accepted case. */
    async roomAt(provider: Service): Promise<TestRoom> {
      const room = await roomOf(world, requester, expert);
      await world.query(sql`update room.room set provider = ${provider} where id = ${room.roomId}`);
      if (provider === "janus")
        await (
          await host.providers.named("janus", requester.institutionId)
        ).openRoom({ roomId: room.roomId, providerRoom: room.roomId }, 8);
      return room;
    },
    /** The moderator asks, the expert agrees, and it begins. */
    async recorded(room: TestRoom): Promise<string> {
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
    },
    stop: async (room: TestRoom, id: string) =>
      ok(await requester.post(`/api/cases/${room.caseId}/recordings/${id}/stop`, { expectedChunks: 0 })),
    async askAll(by = host): Promise<void> {
      while (await askNext(by));
    },
    shown: async (room: TestRoom) =>
      (await expert.get(`/api/cases/${room.caseId}/transcript`)).body.serverRecordings as ShownRecording[],
    kindsOf: async (room: TestRoom) =>
      (
        await world.query<{ kind: string }>(
          sql`select kind from cases.timeline_entry where case_id = ${room.caseId} and kind like 'transcript.server%'`,
        )
      ).map(({ kind }) => kind),
    /** LiveKit tells by its webhook, signed over the very bytes. */
    async tell(room: TestRoom, event: string, egress: object): Promise<void> {
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
    },
    /** 声网 tells, now and in the name of the hospital when nothing else is said. */
    notify: async (productId: 1 | 3, eventType: number, payload: object, given: Partial<AgoraNotice> = {}) =>
      agoraNotice(world, {
        productId,
        eventType,
        payload,
        institutionId: requester.institutionId,
        sentAt: await now(),
        ...given,
      }),
    file: (egressId: string) => ({
      fileResults: [{ filename: `${egressId}.mp4`, location: `/recordings/${egressId}.mp4`, size: "4096" }],
    }),
    called: (of: { taken: readonly { path: string }[] }, end: string): number =>
      of.taken.filter(({ path }) => path.endsWith(end)).length,
  };
}
