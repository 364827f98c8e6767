import { createHash } from "node:crypto";
import { z } from "zod";
import type { NoticeSecrets } from "./agora-notice.js";
import { askJson, below, type ProviderReach } from "./ask.js";
import type { ProviderFaultCode } from "./fault.js";

/** Where recordings go: an object store that 声网 can write to. Source: docs.agora.io, cloud recording, storageConfig. */
export interface AgoraStorage {
  /** Number of the vendor and its region in 声网's lists; 2 is Aliyun OSS, 3 Tencent COS. */
  readonly vendor: number;
  readonly region: number;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface AgoraSettings {
  readonly appId: string;
  readonly appCertificate: string;
  /** Of the REST interface (客户 ID 与密钥), not of the project. */
  readonly customerId: string;
  readonly customerSecret: string;
  /** Null: no cloud recording. */
  readonly storage: AgoraStorage | null;
  /** With which 声网 signs what it tells by itself; empty: it is not heard. */
  readonly notices: NoticeSecrets;
}

/** 声网's own servers; tests name others. */
export interface AgoraHosts {
  readonly api: string;
  readonly recording: string;
}

export const agoraHosts: AgoraHosts = { api: "https://api.agora.io", recording: "https://api.sd-rtn.com" };

/** Asks one of 声网's REST interfaces with Basic authentication. Source: docs.agora.io, "RESTful authentication". */
export function agoraCaller(settings: AgoraSettings, reach: ProviderReach, hosts: AgoraHosts) {
  const authorization = `Basic ${Buffer.from(`${settings.customerId}:${settings.customerSecret}`).toString("base64")}`;
  return <T extends z.ZodType>(
    host: keyof AgoraHosts,
    method: "GET" | "POST" | "DELETE",
    path: string,
    body: unknown,
    shape: T,
    notFound?: ProviderFaultCode,
    conflict?: ProviderFaultCode,
  ): Promise<z.output<T>> =>
    askJson(
      reach,
      {
        url: below(hosts[host], path),
        method,
        headers: { authorization },
        ...(body !== undefined && { body }),
        onStatus: (status) => (status === 404 ? notFound : status === 409 ? conflict : undefined),
      },
      shape,
    );
}
export type AgoraCall = ReturnType<typeof agoraCaller>;

/** Users of a channel are numbers to 声网: 1 to 2³¹ − 1, always the same one for an identity in a channel. */
export const agoraUid = (channel: string, identity: string): number =>
  (createHash("sha256").update(`${channel}\n${identity}`).digest().readUInt32BE(0) % 0x7fff_fffe) + 1;

const Agent = z.looseObject({
  agent_id: z.string().min(1),
  create_ts: z.number().optional(),
  status: z.string(),
});
export type AgoraAgent = z.output<typeof Agent>;
const Left = z.looseObject({});

/** What is asked of 声网's real-time speech-to-text. Captions come back in the channel as its data stream (protobuf). */
export interface SttRequest {
  /** Unique among the project's tasks. */
  readonly name: string;
  readonly channel: string;
  /** The task's own user in the channel, and its token. */
  readonly bot: { readonly uid: number; readonly token: string };
  /** At most four, such as zh-CN. */
  readonly languages: readonly string[];
  /** Whom to write down, at most 32; empty: everybody. */
  readonly uids: readonly number[];
}

/**
 * 声网 real-time speech-to-text, version 7.
 * Source: docs.agora.io/en/api-reference/api-ref/speech-to-text (join, update, query, leave).
 */
export function agoraStt(settings: AgoraSettings, reach: ProviderReach, hosts: AgoraHosts = agoraHosts) {
  const call = agoraCaller(settings, reach, hosts);
  const base = `/api/speech-to-text/v1/projects/${encodeURIComponent(settings.appId)}`;
  const agent = (agentId: string): string => `${base}/agents/${encodeURIComponent(agentId)}`;
  return {
    /** Sends the task into the channel. @throws ProviderFault `already_running` when a task of this name is there. */
    join: ({ name, channel, bot, languages, uids }: SttRequest): Promise<AgoraAgent> =>
      call(
        "api",
        "POST",
        `${base}/join`,
        {
          name,
          languages,
          maxIdleTime: 60,
          rtcConfig: {
            channelName: channel,
            pubBotUid: String(bot.uid),
            pubBotToken: bot.token,
            ...(uids.length > 0 && { subscribeAudioUids: uids.map(String) }),
          },
        },
        Agent,
        undefined,
        "already_running",
      ),
    /** Whom it writes down from now on. `sequenceId` rises with each update of a task. */
    update: (agentId: string, sequenceId: number, uids: readonly number[]): Promise<AgoraAgent> =>
      call(
        "api",
        "POST",
        `${agent(agentId)}/update?sequenceId=${sequenceId}&updateMask=rtcConfig.subscribeAudioUids`,
        { rtcConfig: { subscribeAudioUids: uids.map(String) } },
        Agent,
        "recording_unknown",
      ),
    query: (agentId: string): Promise<AgoraAgent> =>
      call("api", "GET", agent(agentId), undefined, Agent, "recording_unknown"),
    leave: (agentId: string): Promise<unknown> =>
      call("api", "POST", `${agent(agentId)}/leave`, {}, Left, "recording_unknown"),
  };
}

/** An agent of 声网's conversational AI in a call. Nothing of it counts as medical advice; it answers when spoken to. */
export interface ConversationRequest {
  readonly name: string;
  readonly channel: string;
  readonly agent: { readonly uid: number; readonly token: string };
  /** To whom it listens. */
  readonly uids: readonly number[];
  /** An OpenAI-compatible endpoint that 声网's servers can reach. */
  readonly llm: {
    readonly url: string;
    readonly apiKey: string;
    readonly model: string;
    readonly system: string;
  };
  readonly tts: { readonly vendor: string; readonly params: Readonly<Record<string, unknown>> };
  readonly language: string;
}

/** 声网 Conversational AI, version 2. Source: docs.agora.io/en/conversational-ai/rest-api/agent/join and /leave. */
export function agoraConversation(
  settings: AgoraSettings,
  reach: ProviderReach,
  hosts: AgoraHosts = agoraHosts,
) {
  const call = agoraCaller(settings, reach, hosts);
  const base = `/api/conversational-ai-agent/v2/projects/${encodeURIComponent(settings.appId)}`;
  return {
    join: (request: ConversationRequest): Promise<AgoraAgent> =>
      call(
        "api",
        "POST",
        `${base}/join`,
        {
          name: request.name,
          properties: {
            channel: request.channel,
            token: request.agent.token,
            agent_rtc_uid: String(request.agent.uid),
            remote_rtc_uids: request.uids.length > 0 ? request.uids.map(String) : ["*"],
            enable_string_uid: false,
            idle_timeout: 60,
            asr: { language: request.language },
            llm: {
              url: request.llm.url,
              api_key: request.llm.apiKey,
              system_messages: [{ role: "system", content: request.llm.system }],
              params: { model: request.llm.model },
            },
            tts: request.tts,
          },
        },
        Agent,
      ),
    leave: (agentId: string): Promise<unknown> =>
      call(
        "api",
        "POST",
        `${base}/agents/${encodeURIComponent(agentId)}/leave`,
        {},
        Left,
        "recording_unknown",
      ),
  };
}
