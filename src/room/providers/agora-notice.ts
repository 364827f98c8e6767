import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { ProviderEvent, RecordedFile } from "../provider.js";
import { ProviderFault } from "./fault.js";
import type { IdentifiedEvent } from "./identified-event.js";

/**
 * What 声网's notification service (NCS) tells: signed over its very bytes with HMAC-SHA256 in `Agora-Signature-V2`, by a secret of each product.
 * Source: docs.agora.io, "Receive notifications", "Channel event types"; github.com/AgoraIO/agora_doc_source,
 * cloud_recording_callback_rest.md (events 11, 31, 32, 40 and their details).
 */
export interface NoticeSecrets {
  /** Of channel events (product 1); empty: not set. */
  readonly channel: string;
  /** Of cloud recording (product 3). */
  readonly recording: string;
}

/** A notice is sent with the time of its sending, anew when it is repeated: what is older than this was kept by somebody. */
export const noticeMinutes = 5;

const product = { channel: 1, recording: 3 } as const;
const Notice = z.looseObject({
  noticeId: z.string().min(1).max(180),
  productId: z.number(),
  eventType: z.number(),
  notifyMs: z.number(),
  payload: z.looseObject({}),
});
const ChannelPayload = z.looseObject({
  channelName: z.string().min(1).max(200),
  uid: z.number().optional(),
  clientType: z.number().optional(),
});
const RecordingPayload = z.looseObject({
  cname: z.string().min(1).max(200),
  sid: z.string().regex(/^[\w-]{1,200}$/),
  details: z.looseObject({
    status: z.number().optional(),
    exitStatus: z.number().optional(),
    fileList: z
      .union([
        z.string(),
        z.array(
          z.looseObject({
            // The description says one, its examples the other.
            fileName: z.string().max(1_000).optional(),
            filename: z.string().max(1_000).optional(),
            sliceStartTime: z.int().min(0).max(8_640_000_000_000_000).optional(),
          }),
        ),
      ])
      .optional(),
  }),
});

/** 103, 105 and 107 come in, 104, 106 and 108 leave, by profile and role; 102: the last one has gone. */
const channelKinds: Readonly<Record<number, ProviderEvent["kind"]>> = {
  102: "room_closed",
  103: "joined",
  104: "left",
  105: "joined",
  106: "left",
  107: "joined",
  108: "left",
};
/** The recorder is in the channel as a user of its own; it is nobody. */
const cloudRecorder = 10;

function isSigned(rawBody: Buffer, signature: string, secret: string): boolean {
  if (secret === "" || !/^[0-9a-f]{64}$/iu.test(signature)) return false;
  const expected = createHmac("sha256", secret).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}

function recordingKind(
  eventType: number,
  details: z.output<typeof RecordingPayload>["details"],
): ProviderEvent["kind"] | undefined {
  if (eventType === 40) return "recording_started";
  // All lies in the bucket (31), or will when 声网 has carried over what it kept meanwhile (32).
  if (eventType === 31 || eventType === 32)
    return (details.status ?? 0) === 0 ? "recording_ended" : "recording_failed";
  // The orderly end follows the upload and says nothing of where.
  if (eventType === 11 && (details.exitStatus ?? 0) !== 0) return "recording_failed";
  return undefined;
}

/** A file in the hospital's bucket, as its ending says what it is. */
export const agoraFile = (
  bucket: string,
  name: string,
  sliceStartTime: number | undefined,
): RecordedFile => ({
  location: `${bucket}/${name}`,
  mediaType: name.endsWith(".mp4") ? "video/mp4" : "application/vnd.apple.mpegurl",
  identity: null,
  startedAt: sliceStartTime === undefined ? null : instant(sliceStartTime),
  sizeBytes: null,
});

/**
 * The events of a notice; none for what does not concern us. Who it is of, 声网 says by its number (`uid`).
 * @throws ProviderFault `not_authorized`: not signed with the secret of its product, or sent too long ago or in the future
 */
export function readNotice(
  rawBody: Buffer,
  signature: string | undefined,
  secrets: NoticeSecrets,
  bucket: string,
  now: Instant,
): IdentifiedEvent[] {
  const refuse = (): never => {
    throw new ProviderFault("not_authorized");
  };
  const given = signature ?? "";
  const isOf = {
    channel: isSigned(rawBody, given, secrets.channel),
    recording: isSigned(rawBody, given, secrets.recording),
  };
  if (!isOf.channel && !isOf.recording) return refuse();
  let said: unknown;
  try {
    said = JSON.parse(rawBody.toString("utf8"));
  } catch {
    return [];
  }
  const parsed = Notice.safeParse(said);
  // The console's own try-out, and what later versions may tell.
  if (!parsed.success) return [];
  const { noticeId, productId, eventType, notifyMs, payload } = parsed.data;
  if (Math.abs(Date.parse(now) - notifyMs) > noticeMinutes * 60_000) return refuse();
  const id = `${productId}:${noticeId}`;
  if (productId === product.channel && isOf.channel) {
    const kind = channelKinds[eventType];
    const of = ChannelPayload.safeParse(payload);
    if (kind === undefined || !of.success || of.data.clientType === cloudRecorder) return [];
    const { channelName: providerRoom, uid } = of.data;
    return [{ id, kind, providerRoom, ...(uid !== undefined && { uid }) }];
  }
  if (productId === product.recording && isOf.recording) {
    const of = RecordingPayload.safeParse(payload);
    const kind = of.success ? recordingKind(eventType, of.data.details) : undefined;
    if (!of.success || kind === undefined) return [];
    const { cname: providerRoom, sid: recordingId, details } = of.data;
    const list = Array.isArray(details.fileList) ? details.fileList : [];
    const files = list.flatMap(({ fileName, filename, sliceStartTime }) => {
      const name = fileName ?? filename;
      return name === undefined ? [] : [agoraFile(bucket, name, sliceStartTime)];
    });
    return [{ id, kind, providerRoom, recordingId, files }];
  }
  // One product's secret does not speak for another.
  return productId === product.channel || productId === product.recording ? refuse() : [];
}
