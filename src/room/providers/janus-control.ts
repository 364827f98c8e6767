import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { askJson, below, type ProviderReach } from "./ask.js";
import { ProviderFault, type ProviderFaultCode } from "./fault.js";

/** One Janus: where this server reaches its HTTP and its WebSocket interface. Browsers reach neither. */
export interface JanusInstance {
  /** Such as http://10.1.2.3:8088/janus. */
  readonly apiUrl: string;
  /** Such as ws://10.1.2.3:8188. */
  readonly socketUrl: string;
}

export interface JanusSettings {
  /** At least one; a room lives on one of them. */
  readonly instances: readonly JanusInstance[];
  /** `admin_key` of the VideoRoom plugin; empty: anybody who reaches Janus may make rooms. */
  readonly adminKey: string;
  /** `api_secret` of Janus; empty: none. */
  readonly apiSecret: string;
  /** Folder on Janus's machine for recordings; empty: none are made. */
  readonly recordingPath: string;
}

/** Janus counts rooms and people by numbers; 52 bits are exact in JSON everywhere. */
export const janusNumber = (name: string): number =>
  Number(createHash("sha256").update(name).digest().readBigUInt64BE(0) >> 12n) || 1;

// Source: janus.conf.meetecho.com/docs/rest.html, and videoroom.html for the plugin's requests and error codes.
const Reply = z.looseObject({
  janus: z.string(),
  data: z.looseObject({ id: z.number() }).optional(),
  error: z.looseObject({ code: z.number() }).optional(),
  plugindata: z.looseObject({ data: z.looseObject({ error_code: z.number().optional() }) }).optional(),
});
const Info = z.looseObject({
  janus: z.literal("server_info"),
  version_string: z.string(),
  plugins: z.record(z.string(), z.unknown()),
});

/** Janus core errors. Source: apierror.h of Janus. */
const coreFaults: Readonly<Record<number, ProviderFaultCode>> = {
  403: "not_authorized",
  405: "not_authorized",
  460: "not_configured",
};
/** VideoRoom errors. Source: janus_videoroom.c, JANUS_VIDEOROOM_ERROR_*. */
export const videoRoomErrors = {
  noSuchRoom: 426,
  roomExists: 427,
  noSuchFeed: 428,
  invalidElement: 430,
  unauthorized: 433,
  idExists: 436,
} as const;
const pluginFaults: Readonly<Record<number, ProviderFaultCode>> = {
  [videoRoomErrors.noSuchRoom]: "no_such_room",
  [videoRoomErrors.noSuchFeed]: "no_such_participant",
  [videoRoomErrors.unauthorized]: "not_authorized",
};

/** The plugin's answer when it is no error. */
export type VideoRoomAnswer = Readonly<Record<string, unknown>>;

/** Speaks with the VideoRoom plugin of one Janus over HTTP: a session of a moment, ended with the work. */
export async function withVideoRoom<T>(
  instance: JanusInstance,
  settings: JanusSettings,
  reach: ProviderReach,
  work: (ask: (body: object, tolerated?: readonly number[]) => Promise<VideoRoomAnswer>) => Promise<T>,
): Promise<T> {
  const post = async (path: string, body: object) => {
    const reply = await askJson(
      reach,
      {
        url: below(instance.apiUrl, path),
        method: "POST",
        body: {
          ...body,
          transaction: randomUUID(),
          ...(settings.apiSecret !== "" && { apisecret: settings.apiSecret }),
        },
      },
      Reply,
    );
    if (reply.janus === "error") throw new ProviderFault(coreFaults[reply.error?.code ?? 0] ?? "bad_request");
    return reply;
  };
  const idOf = (reply: z.output<typeof Reply>): number => {
    if (reply.data === undefined) throw new ProviderFault("wrong_shape");
    return reply.data.id;
  };
  const session = idOf(await post("", { janus: "create" }));
  try {
    const handle = idOf(await post(`/${session}`, { janus: "attach", plugin: "janus.plugin.videoroom" }));
    return await work(async (body, tolerated = []) => {
      const { plugindata } = await post(`/${session}/${handle}`, { janus: "message", body });
      // Everything asked here is answered at once; an `ack` would mean another version of the plugin.
      if (plugindata === undefined) throw new ProviderFault("wrong_shape");
      const { error_code: code } = plugindata.data;
      if (code !== undefined && !tolerated.includes(code))
        throw new ProviderFault(pluginFaults[code] ?? "bad_request");
      return plugindata.data;
    });
  } finally {
    // A session that is not ended is ended by Janus itself after a minute.
    await post(`/${session}`, { janus: "destroy" }).catch(() => undefined);
  }
}

/** Version and plugins of a Janus; needs no secret. */
export const janusInfo = (instance: JanusInstance, reach: ProviderReach) =>
  askJson(reach, { url: below(instance.apiUrl, "/info"), method: "GET" }, Info);
