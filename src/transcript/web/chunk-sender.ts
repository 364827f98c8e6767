import { OfflineError, ProblemError, upload } from "../../web/api-client.js";
import { ChunkTaken } from "../api.js";
import { chunkStore, type KeptChunk } from "./chunk-store.js";

const firstRetryMs = 1000;
const longestRetryMs = 8000;

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** After these words of the server nothing of the recording is wanted any more. */
const hopeless = new Set([
  "recording_not_found",
  "recording_not_running",
  "only_recorder",
  "chunk_differs",
  "not_found",
]);

const send = (chunk: KeptChunk): Promise<ChunkTaken> =>
  upload(
    `/api/cases/${chunk.caseId}/recordings/${chunk.recordingId}/chunks/${chunk.number}`,
    ChunkTaken,
    new File([chunk.bytes], "chunk.webm"),
    { method: "PUT", fields: { sha256: chunk.sha256, previousHash: chunk.previousHash } },
  );
type ChunkTaken = ReturnType<typeof ChunkTaken.parse>;

/**
 * Sends what is kept of a recording, one after another, until nothing waits and `isDone` says that nothing more comes. A
 * network that is away is waited for. Resolves to false when the server wants no more of it.
 */
export async function sendKept(
  recordingId: string,
  isDone: () => boolean,
  onWaiting: (count: number) => void,
): Promise<boolean> {
  let retryMs = firstRetryMs;
  for (;;) {
    const kept = await chunkStore.of(recordingId);
    onWaiting(kept.length);
    const [next] = kept;
    if (next === undefined) {
      if (isDone()) return true;
      await rest(250);
      continue;
    }
    try {
      await send(next);
      await chunkStore.drop(recordingId, next.number);
      retryMs = firstRetryMs;
    } catch (error) {
      if (error instanceof ProblemError && hopeless.has(error.code)) {
        await chunkStore.dropAll(recordingId);
        onWaiting(0);
        return false;
      }
      if (!(error instanceof OfflineError) && !(error instanceof ProblemError)) throw error;
      await rest(retryMs);
      retryMs = Math.min(longestRetryMs, retryMs * 2);
    }
  }
}
