import { z } from "zod";
import { type Answer, startTestServer, type Taken, type TestServer } from "./http-server.js";

const appId = "970ca35de60c44645bbae8a215061b33";
/** With which our side is known to the server. */
export const agoraKeys = {
  appId,
  appCertificate: "5cfd2fd1755d40ecb72977518be15d3b",
  customerId: "customer",
  customerSecret: "customer-secret",
} as const;

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

interface AgoraRule {
  readonly id: number;
  readonly cname: string;
  readonly uid: string | undefined;
  readonly privileges: string[];
}

/**
 * A server of 声网's REST interfaces on this machine. It refuses what theirs refuse.
 * Source: docs.agora.io, the references named in agora-rest.ts and agora.ts.
 */
export async function startAgoraServer(): Promise<
  TestServer & { reset(): void; rules(): readonly AgoraRule[] }
> {
  let rules: AgoraRule[] = [];
  let agents = new Set<string>();
  let tasks = new Set<string>();
  let sequence = -1;
  /** Recordings are never numbered the same, whatever was reset between. */
  let recordings = 0;
  const answer = ({ method, path, query, headers, body }: Taken): Answer => {
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
    if (at === `POST ${stt}/join`)
      return checked(SttJoin, body, ({ name }) => {
        // Two tasks of one name there are not.
        if (tasks.has(name)) return bad(409, "TaskConflict");
        tasks.add(name);
        return begun("stt-1");
      });
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
        good({ cname, uid, resourceId: "res/1+2==", sid: `sid${++recordings}` }),
      );
    const sid = /\/sid\/(sid\d+)\/mode/u.exec(path)?.[1] ?? "";
    const isBegun = sid !== "" && Number(sid.slice(3)) <= recordings;
    if (isBegun && at === `POST ${recording}/resourceid/res%2F1%2B2%3D%3D/sid/${sid}/mode/mix/stop`)
      return checked(Stop, body, ({ cname, uid }) =>
        good({
          cname,
          uid,
          resourceId: "res/1+2==",
          sid,
          serverResponse: {
            fileListMode: "json",
            fileList: [
              {
                fileName: `consilium/roomfortests/${sid}_0.mp4`,
                trackType: "audio_and_video",
                uid: "0",
                isPlayable: true,
                mixedAllUser: true,
                sliceStartTime: 1_737_111_452_000,
              },
              {
                fileName: `consilium/roomfortests/${sid}.m3u8`,
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
  };
  const server = await startTestServer(answer);
  return {
    ...server,
    rules: () => rules,
    reset() {
      server.misbehave(undefined);
      rules = [];
      agents = new Set();
      tasks = new Set();
      sequence = -1;
    },
  };
}
