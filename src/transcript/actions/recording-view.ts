import type { RecordingView, ServerRecordingView } from "../api.js";
import type { Recording } from "../store/recordings.js";
import type { ServerRecording } from "../store/server-recordings.js";

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

export const toServerRecordingView = (recording: ServerRecording): ServerRecordingView => ({
  id: recording.id,
  roomId: recording.roomId,
  provider: recording.provider,
  // One that is only wanted is not listed.
  status: recording.status === "wanted" ? "running" : recording.status,
  recordingId: recording.recordingId,
  providerRecordingId: recording.providerRecordingId,
  startedAt: recording.startedAt,
  endedAt: recording.endedAt,
  files: recording.files.map(({ location, mediaType, sizeBytes }) => ({ location, mediaType, sizeBytes })),
  manifestSha256: recording.manifestSha256,
  retainUntilOn: recording.retainUntilOn,
});
