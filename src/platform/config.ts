import { join } from "node:path";
import { z } from "zod";

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");

const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  HOST: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** What people type in the browser; decides whether the session cookie is Secure. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
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
    .regex(/^[0-9a-f]{64}$/i, "64 hexadecimal digits (openssl rand -hex 32)")
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
  /** Folders of file-drop connectors lie below it; `drop` in DATA_DIR by default. */
  DROP_DIR: z.string().min(1).optional(),
  /** OpenAI-compatible endpoint for institutions that name none of their own, up to /v1. */
  ASSISTANT_URL: z.url({ protocol: /^https?$/ }).optional(),
  ASSISTANT_MODEL: z.string().min(1).max(200).optional(),
  ASSISTANT_API_KEY: z.string().min(1).optional(),
  /** Private networks in which institutions' own endpoints may stand: CIDR, separated by commas, or none; the intranet by default. */
  ASSISTANT_NETWORKS: z.string().optional(),
  ASSISTANT_TIMEOUT_SECONDS: z.coerce.number().min(1).max(120).default(20),
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
  readonly dropDirectory: string;
  readonly assistant: {
    readonly endpoint:
      { readonly baseUrl: string; readonly model: string; readonly apiKey: string } | undefined;
    /** CIDR; undefined: every private network. */
    readonly networks: readonly string[] | undefined;
    readonly timeoutMs: number;
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
  const parsed = Environment.safeParse(present);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`));
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
  const { ASSISTANT_URL, ASSISTANT_MODEL, ASSISTANT_NETWORKS } = env;
  if ((ASSISTANT_URL === undefined) !== (ASSISTANT_MODEL === undefined))
    problems.push("ASSISTANT_URL, ASSISTANT_MODEL: 需同时填写 belong together");
  const assistantNetworks =
    ASSISTANT_NETWORKS === undefined
      ? undefined
      : networksOf("ASSISTANT_NETWORKS", ASSISTANT_NETWORKS === "none" ? "" : ASSISTANT_NETWORKS);
  if ((env.HL7_TLS_CERT === undefined) !== (env.HL7_TLS_KEY === undefined))
    problems.push("HL7_TLS_CERT, HL7_TLS_KEY: 需同时填写 belong together");
  if (env.HL7_TLS_CA !== undefined && env.HL7_TLS_CERT === undefined)
    problems.push("HL7_TLS_CA: 还需 also needs HL7_TLS_CERT and HL7_TLS_KEY");
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
    dropDirectory: env.DROP_DIR ?? join(env.DATA_DIR, "drop"),
    assistant: {
      endpoint:
        ASSISTANT_URL === undefined || ASSISTANT_MODEL === undefined
          ? undefined
          : { baseUrl: ASSISTANT_URL, model: ASSISTANT_MODEL, apiKey: env.ASSISTANT_API_KEY ?? "" },
      networks: assistantNetworks,
      timeoutMs: env.ASSISTANT_TIMEOUT_SECONDS * 1000,
    },
  };
}
