import { createHmac, randomUUID } from "node:crypto";
import type { World } from "../../test/world.js";

export interface AgoraNotice {
  /** 1: channel events · 3: cloud recording. */
  readonly productId: 1 | 3;
  readonly eventType: number;
  readonly payload: object;
  readonly institutionId: string;
  readonly sentAt: string;
  readonly id?: string;
  /** `notice-1` and `notice-3` when not said. */
  readonly secret?: string;
}

/** 声网 tells by its notification service, signed over the very bytes; what follows from it is done. */
export async function agoraNotice(world: World, notice: AgoraNotice) {
  const { productId, eventType, payload, institutionId, sentAt } = notice;
  const { id: noticeId = randomUUID(), secret = `notice-${productId}` } = notice;
  const body = JSON.stringify({ noticeId, productId, eventType, notifyMs: Date.parse(sentAt), payload });
  const heard = await world.app.inject({
    method: "POST",
    url: `/api/rtc/webhooks/agora/${institutionId}`,
    headers: {
      "content-type": "application/json",
      "agora-signature-v2": createHmac("sha256", secret).update(body).digest("hex"),
    },
    payload: body,
  });
  await world.drain();
  return heard;
}

/** A hospital whose words 声网 writes down. */
export const agoraTranscription = {
  provider: "agora-stt",
  url: "",
  model: "",
  language: "zh",
  dialect: "openai",
  sampleRate: 16_000,
  hotWords: [],
  dailyMinutes: 600,
  recordYears: 30,
  recordingYears: 3,
};
