import { join } from "node:path";
import { z } from "zod";
import { problemLines } from "./field-problems.js";

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");

const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  HOST: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** What people type in the browser; decides whether the session cookie is Secure. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: "应为 must be postgres://user:password@host:5432/database",
    })
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(16),
  DEMO: flag.optional(),
  LOG_LEVEL: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  FILES: z.enum(["local", "s3"]).default("local"),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().min(3).optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  /** Key of the blind index and column cipher of ID numbers; made in DATA_DIR when absent outside production. */
  FIELD_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "应为 64 位十六进制数 64 hexadecimal digits: openssl rand -hex 32")
    .optional(),
  TRUST_PROXY: flag.default(false),
  /** Port on which this node takes HL7 v2 messages over MLLP; none without it. */
  HL7_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  HL7_HOST: z.string().min(1).optional(),
  HL7_TLS_CERT: z.string().min(1).optional(),
  HL7_TLS_KEY: z.string().min(1).optional(),
  /** With it, senders must show a certificate that it signed. */
  HL7_TLS_CA: z.string().min(1).optional(),
  /** Private networks, separated by commas, in which hospitals' FHIR servers may be asked. */
  INTEROP_NETWORKS: z.string().default(""),
  /** Private networks, separated by commas, in which calendars that people subscribe to may be asked for. */
  CALENDAR_NETWORKS: z.string().default(""),
  /** Folders of file-drop connectors lie below it; `drop` in DATA_DIR by default. */
  DROP_DIR: z.string().min(1).optional(),
  /** OpenAI-compatible endpoint for institutions that name none of their own, up to /v1. */
  ASSISTANT_URL: z.url({ protocol: /^https?$/ }).optional(),
  ASSISTANT_MODEL: z.string().min(1).max(200).optional(),
  ASSISTANT_API_KEY: z.string().min(1).optional(),
  /** Private networks in which institutions' own endpoints may stand: CIDR, separated by commas, or none; the intranet by default. */
  ASSISTANT_NETWORKS: z.string().optional(),
  ASSISTANT_TIMEOUT_SECONDS: z.coerce.number().min(1).max(120).default(20),
  /** Private networks in which institutions' media services may stand: CIDR, separated by commas, or none; the intranet by default. */
  RTC_NETWORKS: z.string().optional(),
  RTC_TIMEOUT_SECONDS: z.coerce.number().min(1).max(30).default(5),
  /** Servers that pages may connect to for a call besides this one, separated by commas: wss://livekit.hospital.example. */
  RTC_ORIGINS: z.string().default(""),
  /** 声网's and LiveKit's browser libraries, which are not part of this package. */
  AGORA_SDK_PATH: z.string().min(1).optional(),
  LIVEKIT_SDK_PATH: z.string().min(1).optional(),
  /** Folder in which this server sees the recordings of Janus. */
  JANUS_RECORDINGS: z.string().min(1).optional(),
  /** Web push needs the browser makers' servers on the internet; off unless asked for. */
  PUSH: flag.default(false),
  /** Whom a push service may write to: mailto: or https:. Source: RFC 8292 2.1. */
  PUSH_CONTACT: z
    .string()
    .regex(/^(?:mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, "应为 must be mailto:… or https://…")
    .optional(),
  /** smtp:// or smtps://, with user and password if the server asks for them. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).max(200).optional(),
  SMS_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMS_TOKEN: z.string().min(1).optional(),
  /** JSON body with {to}, {text} and {id} in its strings. */
  SMS_TEMPLATE: z.string().min(2).default('{"phone":"{to}","content":"{text}"}'),
  /** What a good answer holds, as `path=value`; without it every 2xx is good. */
  SMS_OK: z
    .string()
    .regex(/^[\w.]+=.+$/, "应为 must be path=value, e.g. code=0")
    .optional(),
  WECOM_WEBHOOK: z.url({ protocol: /^https?$/ }).optional(),
  DINGTALK_WEBHOOK: z.url({ protocol: /^https?$/ }).optional(),
  /** 加签 secret of the robot, SEC…. */
  DINGTALK_SECRET: z.string().min(1).optional(),
  /** Relays for calls between networks, separated by commas: turn:turn.hospital.example:3478?transport=udp. */
  TURN_URL: z.string().min(1).optional(),
  /** coturn's static-auth-secret. */
  TURN_SECRET: z.string().min(8).optional(),
  /** Messages go into the operator's local box instead of out; by default where nothing else is set up. Never in production. */
  NOTIFY_SINK: flag.optional(),
});

export interface Config {
  readonly isProduction: boolean;
  readonly isDemo: boolean;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly databasePool: number;
  readonly logLevel: z.infer<typeof Environment>["LOG_LEVEL"];
  readonly files:
    | { readonly kind: "local" }
    | {
        readonly kind: "s3";
        readonly endpoint: string;
        readonly bucket: string;
        readonly region: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
      };
  readonly fieldKey: string | undefined;
  readonly trustProxy: boolean;
  readonly hl7:
    | {
        readonly host: string;
        readonly port: number;
        readonly tls:
          | { readonly certFile: string; readonly keyFile: string; readonly caFile: string | undefined }
          | undefined;
      }
    | undefined;
  /** CIDR. */
  readonly interopNetworks: readonly string[];
  /** CIDR. */
  readonly calendarNetworks: readonly string[];
  readonly dropDirectory: string;
  readonly assistant: {
    readonly endpoint:
      | { readonly baseUrl: string; readonly model: string; readonly apiKey: string }
      | undefined;
    /** CIDR; undefined: every private network. */
    readonly networks: readonly string[] | undefined;
    readonly timeoutMs: number;
  };
  readonly rtc: {
    /** CIDR; undefined: every private network. */
    readonly networks: readonly string[] | undefined;
    readonly timeoutMs: number;
    readonly origins: readonly string[];
    readonly agoraSdkPath: string | undefined;
    readonly livekitSdkPath: string | undefined;
    readonly janusRecordings: string | undefined;
  };
  readonly notify: {
    readonly push: { readonly contact: string } | undefined;
    readonly smtp: { readonly url: string; readonly from: string } | undefined;
    readonly sms:
      | {
          readonly url: string;
          readonly token: string | undefined;
          /** Parsed JSON. */
          readonly template: unknown;
          readonly good: { readonly path: readonly string[]; readonly value: string } | undefined;
        }
      | undefined;
    readonly wecom: { readonly url: string } | undefined;
    readonly dingtalk: { readonly url: string; readonly secret: string | undefined } | undefined;
    /** E-mail, text messages and group messages are kept in the operator's local box and go nowhere. */
    readonly isSink: boolean;
  };
  readonly room: {
    readonly turn: { readonly urls: readonly string[]; readonly secret: string } | undefined;
  };
}

/** The environment is wrong in a way that only a person can mend; `problems` says what, where and how. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`配置有误 Configuration error\n${problems.map((p) => `  - ${p}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Reads the whole configuration once, from the environment only. Empty variables count as absent.
 * Throws {@link ConfigError} naming every wrong variable at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(present, { reportInput: true });
  if (!parsed.success) throw new ConfigError(problemLines(parsed.error));
  const env = parsed.data;
  const problems: string[] = [];
  const isProduction = env.NODE_ENV === "production";
  const isDemo = env.DEMO ?? !isProduction;
  if (isProduction && isDemo)
    problems.push(
      "DEMO: 生产环境不能启用演示登录 a production server refuses demo sign-in; unset DEMO or NODE_ENV",
    );
  if (isProduction && env.FIELD_KEY === undefined)
    problems.push("FIELD_KEY: 生产环境必填 required in production: FIELD_KEY=$(openssl rand -hex 32)");
  if (isProduction && env.PUBLIC_URL === undefined)
    problems.push("PUBLIC_URL: 生产环境必填 required in production, e.g. https://consult.hospital.example");
  let files: Config["files"] = { kind: "local" };
  if (env.FILES === "s3") {
    const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env;
    if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY)
      problems.push(
        "FILES=s3: 还需 also needs S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY",
      );
    else
      files = {
        kind: "s3",
        endpoint: S3_ENDPOINT,
        bucket: S3_BUCKET,
        region: env.S3_REGION,
        accessKeyId: S3_ACCESS_KEY_ID,
        secretAccessKey: S3_SECRET_ACCESS_KEY,
      };
  }
  const networksOf = (name: string, list: string): string[] => {
    const networks = list
      .split(",")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    for (const network of networks)
      if (!z.union([z.cidrv4(), z.cidrv6()]).safeParse(network).success)
        problems.push(`${name}: ${network} 不是网段 is not a network, e.g. 10.20.0.0/16`);
    return networks;
  };
  const interopNetworks = networksOf("INTEROP_NETWORKS", env.INTEROP_NETWORKS);
  const calendarNetworks = networksOf("CALENDAR_NETWORKS", env.CALENDAR_NETWORKS);
  const { ASSISTANT_URL, ASSISTANT_MODEL, ASSISTANT_NETWORKS } = env;
  if ((ASSISTANT_URL === undefined) !== (ASSISTANT_MODEL === undefined))
    problems.push("ASSISTANT_URL, ASSISTANT_MODEL: 需同时填写 belong together");
  const assistantNetworks =
    ASSISTANT_NETWORKS === undefined
      ? undefined
      : networksOf("ASSISTANT_NETWORKS", ASSISTANT_NETWORKS === "none" ? "" : ASSISTANT_NETWORKS);
  const rtcNetworks =
    env.RTC_NETWORKS === undefined
      ? undefined
      : networksOf("RTC_NETWORKS", env.RTC_NETWORKS === "none" ? "" : env.RTC_NETWORKS);
  const rtcOrigins = env.RTC_ORIGINS.split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  for (const origin of rtcOrigins)
    if (!/^(?:https?|wss?):\/\/(?:\*\.)?[\w.-]+(?::(?:\d{1,5}|\*))?$/u.test(origin))
      problems.push(
        `RTC_ORIGINS: ${origin} 不是服务器地址 is no server, e.g. wss://livekit.hospital.example`,
      );
  if ((env.HL7_TLS_CERT === undefined) !== (env.HL7_TLS_KEY === undefined))
    problems.push("HL7_TLS_CERT, HL7_TLS_KEY: 需同时填写 belong together");
  if (env.HL7_TLS_CA !== undefined && env.HL7_TLS_CERT === undefined)
    problems.push("HL7_TLS_CA: 还需 also needs HL7_TLS_CERT and HL7_TLS_KEY");
  const notify = notifyOf(env, isProduction, problems);
  const turnUrls = (env.TURN_URL ?? "").split(",").flatMap((url) => (url.trim() === "" ? [] : [url.trim()]));
  if (turnUrls.some((url) => !/^turns?:[^\s/]+$/.test(url)))
    problems.push("TURN_URL: turn:主机:端口 turn:host:port or turns:host:port, separated by commas");
  if ((env.TURN_URL === undefined) !== (env.TURN_SECRET === undefined))
    problems.push("TURN_URL, TURN_SECRET: 需同时填写 belong together");
  if (problems.length > 0) throw new ConfigError(problems);
  const host = env.HOST ?? (isDemo ? "127.0.0.1" : "0.0.0.0");
  return {
    isProduction,
    isDemo,
    // Sign-in by a click must not be offered to a whole network by accident.
    host,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    logLevel: env.LOG_LEVEL,
    files,
    fieldKey: env.FIELD_KEY,
    trustProxy: env.TRUST_PROXY,
    hl7:
      env.HL7_PORT === undefined
        ? undefined
        : {
            host: env.HL7_HOST ?? host,
            port: env.HL7_PORT,
            tls:
              env.HL7_TLS_CERT === undefined || env.HL7_TLS_KEY === undefined
                ? undefined
                : { certFile: env.HL7_TLS_CERT, keyFile: env.HL7_TLS_KEY, caFile: env.HL7_TLS_CA },
          },
    interopNetworks,
    calendarNetworks,
    dropDirectory: env.DROP_DIR ?? join(env.DATA_DIR, "drop"),
    assistant: {
      endpoint:
        ASSISTANT_URL === undefined || ASSISTANT_MODEL === undefined
          ? undefined
          : { baseUrl: ASSISTANT_URL, model: ASSISTANT_MODEL, apiKey: env.ASSISTANT_API_KEY ?? "" },
      networks: assistantNetworks,
      timeoutMs: env.ASSISTANT_TIMEOUT_SECONDS * 1000,
    },
    rtc: {
      networks: rtcNetworks,
      timeoutMs: env.RTC_TIMEOUT_SECONDS * 1000,
      origins: rtcOrigins,
      agoraSdkPath: env.AGORA_SDK_PATH,
      livekitSdkPath: env.LIVEKIT_SDK_PATH,
      janusRecordings: env.JANUS_RECORDINGS,
    },
    notify,
    room: {
      turn: env.TURN_SECRET === undefined ? undefined : { urls: turnUrls, secret: env.TURN_SECRET },
    },
  };
}

function notifyOf(
  env: z.infer<typeof Environment>,
  isProduction: boolean,
  problems: string[],
): Config["notify"] {
  if (env.PUSH && env.PUSH_CONTACT === undefined)
    problems.push("PUSH: 还需 also needs PUSH_CONTACT, e.g. mailto:it@hospital.example");
  if ((env.SMTP_URL === undefined) !== (env.MAIL_FROM === undefined))
    problems.push("SMTP_URL, MAIL_FROM: 需同时填写 belong together");
  let template: unknown;
  try {
    template = JSON.parse(env.SMS_TEMPLATE);
  } catch {
    problems.push("SMS_TEMPLATE: 不是有效的 JSON is not valid JSON");
  }
  const outside = [env.PUSH, env.SMTP_URL, env.SMS_URL, env.WECOM_WEBHOOK, env.DINGTALK_WEBHOOK];
  const isSink =
    env.NOTIFY_SINK ?? (!isProduction && outside.every((one) => one === undefined || one === false));
  if (isProduction && isSink)
    problems.push(
      "NOTIFY_SINK: 生产环境不能使用本地信箱，其中有可直接接诊的链接 a production server keeps no local box: its messages hold links that accept an offer",
    );
  const [path = "", ...value] = (env.SMS_OK ?? "").split("=");
  return {
    push: env.PUSH && env.PUSH_CONTACT !== undefined ? { contact: env.PUSH_CONTACT } : undefined,
    smtp:
      env.SMTP_URL === undefined || env.MAIL_FROM === undefined
        ? undefined
        : { url: env.SMTP_URL, from: env.MAIL_FROM },
    sms:
      env.SMS_URL === undefined
        ? undefined
        : {
            url: env.SMS_URL,
            token: env.SMS_TOKEN,
            template,
            good: env.SMS_OK === undefined ? undefined : { path: path.split("."), value: value.join("=") },
          },
    wecom: env.WECOM_WEBHOOK === undefined ? undefined : { url: env.WECOM_WEBHOOK },
    dingtalk:
      env.DINGTALK_WEBHOOK === undefined
        ? undefined
        : { url: env.DINGTALK_WEBHOOK, secret: env.DINGTALK_SECRET },
    isSink,
  };
}
