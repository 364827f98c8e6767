import type { RoomPerson } from "../../web/room-slots.js";
import { Nothing, OfflineError, post } from "../../web/api-client.js";
import { genesis } from "../api.js";
import { sendKept } from "./chunk-sender.js";
import { chunkStore } from "./chunk-store.js";
import { compose } from "./compose.js";

const mediaType = "video/webm;codecs=vp8,opus";
const chunkMs = 1000;

export const canRecord = (): boolean =>
  typeof MediaRecorder !== "undefined" && MediaRecorder.isTypeSupported(mediaType);

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (content: BufferSource): Promise<string> =>
  hexOf(await crypto.subtle.digest("SHA-256", content));

/** The next head of the chain, as the server counts it. */
export const nextInChain = (chainHash: string, chunkHash: string): Promise<string> =>
  sha256(new TextEncoder().encode(chainHash + chunkHash));

export interface RunningRecorder {
  /** Those who have agreed; only they are seen and heard. */
  show(people: readonly RoomPerson[]): void;
  /** Ends it, sends what is left, and tells the server how much there is. */
  stop(): Promise<void>;
}

/** Says how many chunks there are, until it was heard: only then is nothing more waited for. */
async function tellHowMany(caseId: string, recordingId: string, expectedChunks: number): Promise<void> {
  for (let retryMs = 1000; ; retryMs = Math.min(15_000, retryMs * 2)) {
    try {
      await post(`/api/cases/${caseId}/recordings/${recordingId}/stop`, Nothing, { expectedChunks });
      return;
    } catch (error) {
      if (!(error instanceof OfflineError)) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/**
 * Records the call in this browser: a chunk a second, numbered and chained in the order they were made, kept in the browser
 * until the server has them, so that a cut network loses nothing and a killed tab no more than a second.
 */
export function startRecorder(
  caseId: string,
  recordingId: string,
  on: { readonly waiting: (count: number) => void; readonly failed: () => void },
): RunningRecorder {
  const composition = compose();
  const recorder = new MediaRecorder(composition.stream, {
    mimeType: mediaType,
    videoBitsPerSecond: 1_200_000,
    audioBitsPerSecond: 64_000,
  });
  let number = 0;
  let head = genesis;
  let isEnded = false;
  // Reading a blob may take longer than the next one needs: one after another keeps their order.
  let last: Promise<void> = Promise.resolve();
  recorder.ondataavailable = ({ data }) => {
    if (data.size === 0) return;
    last = last
      .then(async () => {
        const bytes = await data.arrayBuffer();
        const hash = await sha256(bytes);
        await chunkStore.keep({ recordingId, caseId, number, sha256: hash, previousHash: head, bytes });
        head = await nextInChain(head, hash);
        number += 1;
      })
      .catch(on.failed);
  };
  recorder.onerror = on.failed;
  recorder.start(chunkMs);
  const sent = sendKept(recordingId, () => isEnded, on.waiting);
  return {
    show: (people) => composition.show(people),
    async stop() {
      if (isEnded) return;
      const stopped = new Promise<void>((resolve) => {
        recorder.onstop = () => {
          resolve();
        };
      });
      if (recorder.state !== "inactive") {
        recorder.stop();
        await stopped;
      }
      await last;
      isEnded = true;
      composition.close();
      await sent;
      await tellHowMany(caseId, recordingId, number);
    },
  };
}

/**
 * Sends what a tab that was closed or killed left behind, and says how much there was. Returns how many chunks waited.
 */
export async function sendLeftovers(
  caseId: string,
  isLive: (recordingId: string) => boolean,
  onWaiting: (count: number) => void,
): Promise<number> {
  const kept = (await chunkStore.all()).filter((one) => one.caseId === caseId && !isLive(one.recordingId));
  for (const recordingId of new Set(kept.map((one) => one.recordingId))) {
    const numbers = kept.filter((one) => one.recordingId === recordingId).map((one) => one.number);
    const isWanted = await sendKept(recordingId, () => true, onWaiting);
    if (isWanted) await tellHowMany(caseId, recordingId, Math.max(...numbers) + 1);
  }
  return kept.length;
}
