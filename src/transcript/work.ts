import { addTimelineEntry, findCase, systemActor } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import { notify } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { type Job, schedule } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { tellPages } from "./actions/tell-pages.js";
import { uuidOf } from "./chain.js";
import { lostAfterSeconds, silenceAlarmSeconds, silentSeconds, type StopReason } from "./domain/recording.js";
import { hearProvider } from "./server-recorder.js";
import { findRoom } from "./store/people.js";
import {
  cancelRecordingRow,
  findLiveRecording,
  findRecordingById,
  noteAlarm,
  type Recording,
  stopRecordingRow,
} from "./store/recordings.js";

async function end(tx: Tx, recording: Recording, reason: StopReason): Promise<void> {
  if (recording.status === "asked") {
    await cancelRecordingRow(tx, recording.id);
    return;
  }
  await stopRecordingRow(tx, recording.id, { reason, by: null, expectedChunks: null });
  await addTimelineEntry(tx, recording.caseId, {
    kind: "transcript.recording-stopped",
    actor: systemActor,
    details: { reason },
  });
  await tellPages(tx, recording.caseId);
}

/** Looks every few seconds whether chunks still come: tells people when none do, and ends what nobody continues. */
async function watchRecording(tx: Tx, job: Job): Promise<void> {
  const recording = await findRecordingById(tx, job.subjectId);
  if (recording?.status !== "recording") return;
  const room = await findRoom(tx, recording.caseId, recording.roomId);
  if (room?.isOpen !== true) return end(tx, recording, "room_closed");
  const silent = silentSeconds(recording, tx.now);
  if (silent >= lostAfterSeconds) return end(tx, recording, "recorder_lost");
  if (silent >= silenceAlarmSeconds && recording.alarmedAt === null) {
    await noteAlarm(tx, recording.id);
    const found = await findCase(tx, recording.caseId);
    for (const personId of new Set([recording.askedBy, ...(found ? [found.requesterPersonId] : [])]))
      await notify(tx, {
        personId,
        kind: "recording_silent",
        caseId: recording.caseId,
        subjectId: recording.id,
        eventId: uuidOf("recording-silent", recording.id, recording.lastChunkAt ?? recording.askedAt),
      });
    await tellPages(tx, recording.caseId);
  }
  const dueAt = addMinutes(tx.now, silenceAlarmSeconds / 60);
  // Keyed by its time: the run that sets it is itself still waiting to be done.
  await schedule(tx, {
    kind: "transcript.watch-recording",
    subjectId: recording.id,
    dueAt,
    dedupeKey: dueAt,
  });
}

/** Hears that a room has closed: what runs in it ends. The event's subject is the room or its case; both are looked at. */
async function endWithRoom(tx: Tx, job: Job): Promise<void> {
  const roomId = typeof job.payload["roomId"] === "string" ? job.payload["roomId"] : job.subjectId;
  const recording = await findLiveRecording(tx, roomId);
  if (recording) await end(tx, recording, "room_closed");
}

export const transcriptWork: ModuleWork = {
  jobs: { "transcript.watch-recording": watchRecording },
  subscribers: { "room.closed": endWithRoom, "room.provider-told": hearProvider },
};
