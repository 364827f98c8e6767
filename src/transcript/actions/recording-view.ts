import type { RecordingView } from "../api.js";
import type { Recording } from "../store/recordings.js";

export const toRecordingView = (recording: Recording): RecordingView => ({
  id: recording.id,
  roomId: recording.roomId,
  status: recording.status,
  askedName: recording.askedName,
  startedAt: recording.startedAt,
  stoppedAt: recording.stoppedAt,
  stopReason: recording.stopReason,
  chunkCount: recording.chunkCount,
  expectedChunks: recording.expectedChunks,
  chainHash: recording.chainHash,
  sizeBytes: recording.sizeBytes,
  sealedAt: recording.sealedAt,
  manifestSha256: recording.manifestSha256,
  retainUntilOn: recording.retainUntilOn,
});
