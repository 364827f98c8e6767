import { z } from "zod";
import { oneLine } from "../../kernel/one-line.js";

export const providerNames = ["embedded", "livekit", "janus", "agora"] as const;

const bare = (protocol: RegExp) =>
  z
    .url({ protocol })
    .max(300)
    .refine((text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      return (
        url !== undefined &&
        url.username === "" &&
        url.password === "" &&
        url.search === "" &&
        url.hash === ""
      );
    }, "只写地址，不含账号和参数 Write the address without user name and query");
const HttpUrl = bare(/^https?$/);
const SocketUrl = bare(/^wss?$/);
const folder = z
  .string()
  .max(300)
  .regex(/^(?:|\/[\w.\-/]*)$/, "请填写以 / 开头的路径 A path that begins with /");
const word = oneLine(200).pipe(z.string().regex(/^[\x21-\x7e]*$/, "只含可见的英文字符 Visible ASCII only"));

export const LivekitForm = z.strictObject({
  apiUrl: HttpUrl,
  clientUrl: SocketUrl,
  apiKey: word.pipe(z.string().min(1)),
  recordingPath: folder,
});
export const JanusForm = z.strictObject({
  instances: z
    .array(z.strictObject({ apiUrl: HttpUrl, socketUrl: SocketUrl }))
    .min(1)
    .max(8)
    .refine(
      (list) => new Set(list.map(({ apiUrl }) => apiUrl)).size === list.length,
      "接口地址重复 The same address twice",
    ),
  recordingPath: folder,
});
const hex32 = z.string().regex(/^[0-9a-f]{32}$/i, "32 位十六进制数 32 hexadecimal digits");
export const AgoraForm = z.strictObject({
  appId: hex32,
  customerId: word.pipe(z.string().min(1)),
  /** Null: no cloud recording. */
  storage: z
    .strictObject({
      vendor: z.number().int().min(0).max(20),
      region: z.number().int().min(0).max(100),
      bucket: word.pipe(z.string().min(1)),
      accessKey: word.pipe(z.string().min(1)),
    })
    .nullable(),
});
export const ProviderForms = z.strictObject({
  livekit: LivekitForm.nullable(),
  janus: JanusForm.nullable(),
  agora: AgoraForm.nullable(),
});
export type ProviderForms = z.output<typeof ProviderForms>;

/** Written, kept sealed, and never read back. */
export const secretNames = [
  "livekit.apiSecret",
  "janus.adminKey",
  "janus.apiSecret",
  "agora.appCertificate",
  "agora.customerSecret",
  "agora.storageSecret",
  "agora.channelNoticeSecret",
  "agora.recordingNoticeSecret",
] as const;
export type SecretName = (typeof secretNames)[number];

export const ProviderQuery = z.strictObject({ institutionId: z.uuid().optional() });

const Words = z.strictObject({ zh: z.string(), en: z.string() });

/** Who carries an institution's calls, and how. */
export const ProviderState = z.strictObject({
  institutionId: z.uuid(),
  institutionName: z.string(),
  provider: z.enum(providerNames),
  forms: ProviderForms,
  /** Which secrets are kept. */
  secretsKept: z.array(z.enum(secretNames)),
  /** 0: never saved. */
  version: z.number().int(),
  /** What has to be done on the server itself before the chosen one can be used by browsers. */
  remarks: z.array(Words),
});
export type ProviderState = z.output<typeof ProviderState>;

export const ChangeProvider = z.strictObject({
  institutionId: z.uuid().optional(),
  version: z.int32().min(0),
  provider: z.enum(providerNames),
  forms: ProviderForms,
  /** Absent: as it was. Empty: removed. */
  secrets: z.partialRecord(
    z.enum(secretNames),
    z
      .string()
      .max(500)
      .regex(/^[\x21-\x7e]*$/, "密钥只含可见的英文字符 A secret has visible ASCII characters only"),
  ),
});
export type ChangeProvider = z.output<typeof ChangeProvider>;

/** Tries one of them as it is saved; absent: the chosen one. */
export const TryProvider = z.strictObject({
  institutionId: z.uuid().optional(),
  provider: z.enum(providerNames).optional(),
});
export const ProviderTest = z.strictObject({
  provider: z.enum(providerNames),
  isReachable: z.boolean(),
  ...Words.shape,
  milliseconds: z.number().int(),
  remarks: z.array(Words),
});
export type ProviderTest = z.output<typeof ProviderTest>;

export const WebhookParams = z.strictObject({ institutionId: z.uuid() });
export const WebhookAnswer = z.strictObject({ heard: z.number().int() });
export const SdkParams = z.strictObject({ name: z.enum(["agora.js", "livekit.js"]) });
