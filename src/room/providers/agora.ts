import agora from "agora-token";
import { z } from "zod";
import type { Instant } from "../../kernel/types.js";
import type { RtcProvider } from "../provider.js";
import { agoraFile, readNotice } from "./agora-notice.js";
import {
  agoraCaller,
  type AgoraHosts,
  agoraHosts,
  type AgoraSettings,
  agoraStt,
  agoraUid,
} from "./agora-rest.js";
import { type ProviderReach, timed } from "./ask.js";
import { ProviderFault } from "./fault.js";
import { endOfGrant, grantSeconds } from "./grant-time.js";

const { RtcRole, RtcTokenBuilder } = agora;

// Source: docs.agora.io, "Channel management REST API": kicking-rule and channel list.
const Rule = z.looseObject({ status: z.string(), id: z.number().optional() });
const RuleRow = z.looseObject({
  id: z.number(),
  cname: z.string().nullish(),
  uid: z.union([z.number(), z.string()]).nullish(),
  privileges: z.array(z.string()),
});
const Rules = z.looseObject({ status: z.string(), rules: z.array(RuleRow) });
const Channels = z.looseObject({ success: z.boolean(), data: z.looseObject({ total_size: z.number() }) });

// Source: docs.agora.io, "Cloud recording REST API": acquire, start, stop.
const Acquired = z.looseObject({ resourceId: z.string().min(1) });
const Started = z.looseObject({ sid: z.string().min(1) });
const Stopped = z.looseObject({
  serverResponse: z.looseObject({
    fileList: z
      .array(
        z.looseObject({
          fileName: z.string(),
          uid: z.string().optional(),
          sliceStartTime: z.number().optional(),
        }),
      )
      .optional(),
  }),
});

const privileges = { audio: "publish_audio", video: "publish_video" } as const;
/** Languages as 声网 names them. */
const languages: Readonly<Record<string, string>> = { zh: "zh-CN", en: "en-US" };
/** Longest that 声网 keeps a rule. */
const dayInSeconds = 86_400;

/** A token of 声网 for one user of one channel: valid for `seconds` from now by this server's clock. */
export const agoraToken = (
  { appId, appCertificate }: AgoraSettings,
  channel: string,
  uid: number,
  mayPublish: boolean,
  seconds: number,
): string =>
  RtcTokenBuilder.buildTokenWithUid(
    appId,
    appCertificate,
    channel,
    uid,
    mayPublish ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER,
    seconds,
    seconds,
  );

/** 声网 behind {@link RtcProvider}. Sound and picture leave the hospital and pass through 声网's servers. */
export function agoraProvider(
  settings: AgoraSettings,
  reach: ProviderReach,
  hosts: AgoraHosts = agoraHosts,
): RtcProvider {
  const call = agoraCaller(settings, reach, hosts);
  const { appId } = settings;
  const recorder = (channel: string): number => agoraUid(channel, "recorder");
  const recording = `/v1/apps/${encodeURIComponent(appId)}/cloud_recording`;

  const forbid = async (cname: string, uid: number | undefined, what: string, seconds: number) => {
    await call(
      "api",
      "POST",
      "/dev/v1/kicking-rule",
      {
        appid: appId,
        cname,
        ...(uid !== undefined && { uid: String(uid) }),
        time_in_seconds: seconds,
        privileges: [what],
      },
      Rule,
    );
  };

  return {
    name: "agora",
    // A channel exists from its first user on; nothing is made beforehand.
    openRoom: () => Promise.resolve(),
    issueJoin({ providerRoom }, who, now: Instant) {
      const uid = agoraUid(providerRoom, who.identity);
      return Promise.resolve({
        provider: "agora",
        url: "",
        token: agoraToken(settings, providerRoom, uid, who.mayPublish, grantSeconds),
        identity: who.identity,
        expiresAt: endOfGrant(now),
        iceServers: [],
        details: { appId, channel: providerRoom, uid: String(uid), mayPublish: String(who.mayPublish) },
      });
    },
    async mute({ providerRoom }, identity, track, isMuted) {
      const uid = agoraUid(providerRoom, identity);
      if (isMuted) {
        await forbid(providerRoom, uid, privileges[track], dayInSeconds);
        return;
      }
      const { rules } = await call(
        "api",
        "GET",
        `/dev/v1/kicking-rule?appid=${encodeURIComponent(appId)}`,
        undefined,
        Rules,
      );
      for (const rule of rules)
        if (
          rule.cname === providerRoom &&
          String(rule.uid) === String(uid) &&
          rule.privileges.includes(privileges[track])
        )
          await call("api", "DELETE", "/dev/v1/kicking-rule", { appid: appId, id: rule.id }, Rule);
    },
    remove: ({ providerRoom }, identity) =>
      forbid(providerRoom, agoraUid(providerRoom, identity), "join_channel", dayInSeconds),
    async startRecording({ providerRoom }) {
      const { storage } = settings;
      if (storage === null) throw new ProviderFault("recording_not_set_up");
      const uid = recorder(providerRoom);
      const { resourceId } = await call(
        "recording",
        "POST",
        `${recording}/acquire`,
        { cname: providerRoom, uid: String(uid), clientRequest: { scene: 0, resourceExpiredHour: 24 } },
        Acquired,
      );
      const { sid } = await call(
        "recording",
        "POST",
        `${recording}/resourceid/${encodeURIComponent(resourceId)}/mode/mix/start`,
        {
          cname: providerRoom,
          uid: String(uid),
          clientRequest: {
            // It must outlive the call, not its beginning.
            token: agoraToken(settings, providerRoom, uid, false, dayInSeconds),
            recordingConfig: {
              channelType: 0,
              streamTypes: 2,
              maxIdleTime: 120,
              transcodingConfig: { width: 1280, height: 720, fps: 15, bitrate: 1130, mixedVideoLayout: 1 },
            },
            recordingFileConfig: { avFileType: ["hls", "mp4"] },
            storageConfig: { ...storage, fileNamePrefix: ["consilium", providerRoom.replace(/\W/gu, "")] },
          },
        },
        Started,
      );
      return { recordingId: `${sid}.${resourceId}` };
    },
    async stopRecording({ providerRoom }, recordingId) {
      const [sid = "", ...rest] = recordingId.split(".");
      // Of a recording that somebody else began the notices name no resource, and without it none can be stopped.
      if (rest.length === 0) throw new ProviderFault("recording_unknown");
      const resource = encodeURIComponent(rest.join("."));
      const { serverResponse } = await call(
        "recording",
        "POST",
        `${recording}/resourceid/${resource}/sid/${encodeURIComponent(sid)}/mode/mix/stop`,
        {
          cname: providerRoom,
          uid: String(recorder(providerRoom)),
          clientRequest: { async_stop: false },
        },
        Stopped,
        "recording_unknown",
      );
      const bucket = settings.storage?.bucket ?? "";
      const files = (serverResponse.fileList ?? []).map(({ fileName, sliceStartTime }) =>
        agoraFile(bucket, fileName, sliceStartTime),
      );
      return { files };
    },
    async startCaptions({ providerRoom }, language) {
      const uid = agoraUid(providerRoom, "captions");
      try {
        await agoraStt(settings, reach, hosts).join({
          // One task a channel: the name is what it is known by, and it ends by itself a minute after the last person has left.
          name: providerRoom,
          channel: providerRoom,
          bot: { uid, token: agoraToken(settings, providerRoom, uid, true, dayInSeconds) },
          languages: [languages[language] ?? language],
          uids: [],
        });
      } catch (error) {
        if (!(error instanceof ProviderFault && error.code === "already_running")) throw error;
      }
    },
    // Everybody is put out for as long as a token of this room may still be good.
    closeRoom: ({ providerRoom }) => forbid(providerRoom, undefined, "join_channel", grantSeconds),
    onWebhook: (rawBody, headers, now) => {
      const signature = headers["agora-signature-v2"];
      const { notices, storage } = settings;
      return Promise.resolve().then(() =>
        readNotice(
          rawBody,
          typeof signature === "string" ? signature : undefined,
          notices,
          storage?.bucket ?? "",
          now,
        ),
      );
    },
    testConnection: () =>
      timed(
        async () => {
          if (!/^[0-9a-f]{32}$/iu.test(appId) || !/^[0-9a-f]{32}$/iu.test(settings.appCertificate))
            throw new ProviderFault("not_configured");
          const { data } = await call(
            "api",
            "GET",
            `/dev/v1/channel/${encodeURIComponent(appId)}`,
            undefined,
            Channels,
          );
          return {
            zh: `声网可以连接，客户密钥有效，当前 ${data.total_size} 个频道。音视频将经由声网的公网服务器`,
            en: `Agora answers and takes the customer key; ${data.total_size} channels now. Media passes through its public servers`,
          };
        },
        { zh: "声网", en: "Agora" },
      ),
  };
}
