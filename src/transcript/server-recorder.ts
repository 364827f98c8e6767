import { addTimelineEntry, systemActor } from "../cases/index.js";
import { civilDate } from "../kernel/time.js";
import { type Database, systemContext, type Tx } from "../platform/database/database.js";
import { type Job } from "../platform/jobs.js";
import {
  ProviderFault,
  type RtcProviders,
  type RecordedFile,
  UnsupportedByProviderError,
} from "../room/index.js";
import { z } from "zod";
import { tellPages } from "./actions/tell-pages.js";
import { sha256Of } from "./chain.js";
import { keepUntil } from "./domain/recording.js";
import {
  endingMinutes,
  mostTries,
  recordingProviders,
  restsOnConsent,
  retrySeconds,
} from "./domain/server-recording.js";
import { findRoomById } from "./store/people.js";
import { findLiveRecording, findRecordingById, wakeKeeper } from "./store/recordings.js";
import {
  addServerRecording,
  changeServerRecording,
  claimToAsk,
  findAtProvider,
  forgetServerRecording,
  lockServerRecording,
  type ServerRecording,
} from "./store/server-recordings.js";
import { findSetting } from "./store/settings.js";

export interface RecorderHost {
  readonly database: Database;
  readonly providers: RtcProviders;
}

async function tell(
  tx: Tx,
  row: Pick<ServerRecording, "caseId">,
  kind: "kept" | "refused" | "failed",
): Promise<void> {
  await addTimelineEntry(tx, row.caseId, {
    kind: `transcript.server-recording-${kind}`,
    actor: systemActor,
    details: {},
  });
  await tellPages(tx, row.caseId);
}

async function fail(tx: Tx, row: ServerRecording, fault: string): Promise<void> {
  await changeServerRecording(tx, row.id, { status: "failed", fault, asks: null, endedAt: tx.now });
  await tell(tx, row, "failed");
}

/** A running one has ended at the service and lies there: from here on it is part of the record, and kept as films are. */
async function keep(tx: Tx, row: ServerRecording, told: readonly RecordedFile[]): Promise<void> {
  if (told.length === 0) return fail(tx, row, "no_files");
  const { recordingYears } = await findSetting(tx, row.institutionId);
  const files = told.map(({ location, mediaType, sizeBytes }) => ({ location, mediaType, sizeBytes }));
  const manifest = {
    recordingId: row.recordingId,
    caseId: row.caseId,
    roomId: row.roomId,
    provider: row.provider,
    providerRecordingId: row.providerRecordingId,
    startedAt: row.startedAt,
    endedAt: tx.now,
    files,
  };
  await changeServerRecording(tx, row.id, {
    status: "kept",
    asks: null,
    endedAt: tx.now,
    files,
    manifestSha256: sha256Of(JSON.stringify(manifest)),
    retainUntilOn: keepUntil(civilDate(tx.now), recordingYears),
  });
  await tell(tx, row, "kept");
}

const Told = z.object({
  provider: z.enum(recordingProviders),
  kind: z.enum(["recording_started", "recording_ended", "recording_failed"]),
  recordingId: z.string().min(1).max(2000),
  files: z
    .array(
      z.object({
        location: z.string(),
        mediaType: z.string(),
        identity: z.string().nullable(),
        startedAt: z.string().nullable(),
        sizeBytes: z.number().nullable(),
      }),
    )
    .default([]),
});

/**
 * Hears what a media service tells of its recordings. One that begins while everybody has agreed to a recording of this room
 * belongs to that; any other is refused: its service is told to stop, nothing of where it lies is kept, and it is shown.
 */
export async function hearProvider(tx: Tx, job: Job): Promise<void> {
  const parsed = Told.safeParse(job.payload);
  const room = parsed.success ? await findRoomById(tx, job.subjectId) : undefined;
  // People who come and go, and rooms of others.
  if (!parsed.success || room === undefined) return;
  const { provider, kind, recordingId: providerRecordingId } = parsed.data;
  const live = await findLiveRecording(tx, room.roomId);
  const consented = restsOnConsent(live) ? live?.id : undefined;
  let row = await findAtProvider(tx, {
    institutionId: room.institutionId,
    provider,
    providerRecordingId,
    recordingId: consented,
  });
  if (row === undefined) {
    const status = consented === undefined ? "refused" : "running";
    const id = await addServerRecording(tx, room, {
      provider,
      recordingId: consented ?? null,
      providerRecordingId,
      status,
      asks: status === "refused" && kind === "recording_started" ? "stop" : null,
    });
    if (status === "refused") await tell(tx, room, "refused");
    await wakeKeeper(tx);
    row = await lockServerRecording(tx, id);
  } else if (row.status === "wanted") {
    // The service tells of it before it has answered who asked for it.
    await changeServerRecording(tx, row.id, {
      status: "running",
      providerRecordingId,
      begins: true,
      asks: null,
    });
    row = await lockServerRecording(tx, row.id);
  }
  if (row === undefined || kind === "recording_started") return;
  if (row.status === "refused") await changeServerRecording(tx, row.id, { asks: null, endedAt: tx.now });
  if (row.status !== "running") return;
  if (kind === "recording_failed") await fail(tx, row, "provider_failed");
  else await keep(tx, row, parsed.data.files as readonly RecordedFile[]);
}

/** After an answer that was none: again in a while, until it was tried often enough. */
async function again(tx: Tx, row: ServerRecording, fault: string): Promise<void> {
  if (row.tries < mostTries)
    await changeServerRecording(tx, row.id, { asks: row.asks, askInMinutes: retrySeconds / 60 });
  else if (row.status === "refused") await changeServerRecording(tx, row.id, { fault, asks: null });
  else await fail(tx, row, fault);
}

async function start(host: RecorderHost, row: ServerRecording): Promise<void> {
  const inSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => host.database.withTx(systemContext, work);
  const isWanted = async (tx: Tx): Promise<boolean> =>
    row.recordingId !== null && restsOnConsent(await findRecordingById(tx, row.recordingId));
  const room = await inSystem(async (tx) => {
    if (await isWanted(tx)) return findRoomById(tx, row.roomId);
    await forgetServerRecording(tx, row.id);
    return undefined;
  });
  if (!room) return;
  let providerRecordingId: string;
  try {
    const provider = await host.providers.named(row.provider, row.institutionId);
    ({ recordingId: providerRecordingId } = await provider.startRecording(room));
  } catch (error) {
    const isNotSetUp =
      error instanceof UnsupportedByProviderError ||
      (error instanceof ProviderFault && error.code === "recording_not_set_up");
    if (isNotSetUp) await inSystem((tx) => forgetServerRecording(tx, row.id));
    else if (error instanceof ProviderFault) await inSystem((tx) => again(tx, row, error.code));
    else throw error;
    return;
  }
  await inSystem(async (tx) => {
    const now = await lockServerRecording(tx, row.id);
    // It may have been taken back, or the service may have told of it, while it was asked.
    const asks = (await isWanted(tx)) ? null : "stop";
    if (now?.status === "wanted")
      await changeServerRecording(tx, row.id, {
        status: "running",
        providerRecordingId,
        begins: true,
        asks,
        tries: 0,
      });
    else if (now?.status === "running")
      // What it told of it may be less than the whole number.
      await changeServerRecording(tx, row.id, {
        providerRecordingId,
        ...(asks === "stop" && { asks, tries: 0 }),
      });
  });
}

async function stop(host: RecorderHost, row: ServerRecording): Promise<void> {
  const inSystem = (work: (tx: Tx) => Promise<void>): Promise<void> =>
    host.database.withTx(systemContext, work);
  const room = await host.database.withTx(systemContext, (tx) => findRoomById(tx, row.roomId));
  if (!room || row.providerRecordingId === null) return;
  try {
    const provider = await host.providers.named(row.provider, row.institutionId);
    const { files } = await provider.stopRecording(room, row.providerRecordingId);
    await inSystem(async (tx) => {
      const now = await lockServerRecording(tx, row.id);
      if (now?.status === "refused") await changeServerRecording(tx, row.id, { asks: null, endedAt: tx.now });
      if (now?.status !== "running") return;
      // 声网 says at once where it lies, and of Janus it is known; LiveKit tells so when its egress has written the end.
      if (row.provider !== "livekit") await keep(tx, now, files);
      else await changeServerRecording(tx, row.id, { asks: "give_up", askInMinutes: endingMinutes });
    });
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    await inSystem(async (tx) => {
      const now = await lockServerRecording(tx, row.id);
      if (now?.asks === "stop") await again(tx, { ...now, tries: row.tries }, error.code);
    });
  }
}

/** Asks a media service about one recording: to begin, or to end. False: nothing is due. Nothing of it runs inside a transaction. */
export async function askNext(host: RecorderHost): Promise<boolean> {
  const row = await host.database.withTx(systemContext, claimToAsk);
  if (!row) return false;
  // Whatever went wrong so often, this node's fault or not: it is not tried for ever.
  if (row.tries > mostTries && row.asks !== "give_up")
    await host.database.withTx(systemContext, (tx) => again(tx, row, "tried_too_often"));
  else if (row.asks === "start") await start(host, row);
  else if (row.asks === "stop") await stop(host, row);
  else
    await host.database.withTx(systemContext, async (tx) => {
      const now = await lockServerRecording(tx, row.id);
      if (now?.status === "running") await fail(tx, now, "end_not_told");
    });
  return true;
}
