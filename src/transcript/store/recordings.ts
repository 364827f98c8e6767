import { type Selectable, sql } from "kysely";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { RecordingStatus, StopReason } from "../domain/recording.js";
import { transcriptTables, type TranscriptTables } from "../tables.js";
import { stopAtProvider } from "./server-recordings.js";

export interface Recording {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly status: RecordingStatus;
  /** Who asked for it; his browser records. */
  readonly askedBy: string;
  readonly askedName: string;
  readonly askedAt: Instant;
  readonly mediaType: string;
  readonly startedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  readonly stopReason: StopReason | null;
  readonly expectedChunks: number | null;
  readonly chunkCount: number;
  readonly chainHash: string;
  readonly sizeBytes: number;
  readonly lastChunkAt: Instant | null;
  readonly alarmedAt: Instant | null;
  readonly sealedAt: Instant | null;
  readonly manifestSha256: string | null;
  readonly retainUntilOn: string;
}

const at = (value: string | null): Instant | null => (value === null ? null : instant(value));
export const toRecording = (row: Selectable<TranscriptTables["transcript.recording"]>): Recording => ({
  id: row.id,
  roomId: row.room_id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  status: row.status,
  askedBy: row.asked_by,
  askedName: row.asked_name,
  askedAt: instant(row.asked_at),
  mediaType: row.media_type,
  startedAt: at(row.started_at),
  stoppedAt: at(row.stopped_at),
  stopReason: row.stop_reason,
  expectedChunks: row.expected_chunks,
  chunkCount: row.chunk_count,
  chainHash: row.chain_hash,
  sizeBytes: Number(String(row.size_bytes)),
  lastChunkAt: at(row.last_chunk_at),
  alarmedAt: at(row.alarmed_at),
  sealedAt: at(row.sealed_at),
  manifestSha256: row.manifest_sha256,
  retainUntilOn: row.retain_until_on,
});

/** Where nodes hear that there may be something to seal. */
export const keeperChannel = "consilium_keeper";
export const wakeKeeper = async (tx: Tx): Promise<void> => {
  await sql`select pg_notify(${keeperChannel}, '')`.execute(transcriptTables(tx));
};

export async function addRecording(
  tx: Tx,
  recording: Pick<
    Recording,
    "id" | "roomId" | "caseId" | "institutionId" | "askedBy" | "askedName" | "retainUntilOn"
  >,
): Promise<void> {
  await transcriptTables(tx)
    .insertInto("transcript.recording")
    .values({
      id: recording.id,
      room_id: recording.roomId,
      case_id: recording.caseId,
      institution_id: recording.institutionId,
      status: "asked",
      asked_by: recording.askedBy,
      asked_name: recording.askedName,
      asked_at: tx.now,
      started_at: null,
      stopped_at: null,
      stop_reason: null,
      stopped_by: null,
      expected_chunks: null,
      last_chunk_at: null,
      alarmed_at: null,
      lease_until: null,
      sealed_at: null,
      manifest: null,
      manifest_sha256: null,
      retain_until_on: recording.retainUntilOn,
      purged_at: null,
    })
    .execute();
}

/** Locked until the transaction ends. Undefined: none of this case in sight. */
export async function lockRecording(tx: Tx, caseId: string, id: string): Promise<Recording | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.recording")
    .selectAll()
    .where("id", "=", id)
    .where("case_id", "=", caseId)
    .forUpdate()
    .executeTakeFirst();
  return row && toRecording(row);
}

export async function findRecording(tx: Tx, caseId: string, id: string): Promise<Recording | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.recording")
    .selectAll()
    .where("id", "=", id)
    .where("case_id", "=", caseId)
    .executeTakeFirst();
  return row && toRecording(row);
}

/** In system scope, where the case is not known. */
export async function findRecordingById(tx: Tx, id: string): Promise<Recording | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.recording")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toRecording(row);
}

/** The room's recording that is asked for or runs. */
export async function findLiveRecording(tx: Tx, roomId: string): Promise<Recording | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.recording")
    .selectAll()
    .where("room_id", "=", roomId)
    .where("status", "in", ["asked", "recording"])
    .executeTakeFirst();
  return row && toRecording(row);
}

/** Recordings of the case that are asked for or run, in whatever room. */
export async function listLiveOfCase(tx: Tx, caseId: string): Promise<Recording[]> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.recording")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("status", "in", ["asked", "recording"])
    .forUpdate()
    .execute();
  return rows.map(toRecording);
}

/** Everything that was ever recorded of the case, also what is purged; oldest first. Cancelled requests are left out. */
export async function listRecordings(tx: Tx, caseId: string): Promise<Recording[]> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.recording")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("status", "not in", ["asked", "cancelled"])
    .orderBy("asked_at")
    .execute();
  return rows.map(toRecording);
}

export async function startRecordingRow(tx: Tx, id: string, retainUntilOn: string): Promise<void> {
  await transcriptTables(tx)
    .updateTable("transcript.recording")
    .set({ status: "recording", started_at: tx.now, retain_until_on: retainUntilOn })
    .where("id", "=", id)
    .where("status", "=", "asked")
    .execute();
}

export async function cancelRecordingRow(tx: Tx, id: string): Promise<void> {
  await transcriptTables(tx)
    .updateTable("transcript.recording")
    .set({ status: "cancelled" })
    .where("id", "=", id)
    .where("status", "=", "asked")
    .execute();
}

/** False: it did not run any more. */
export async function stopRecordingRow(
  tx: Tx,
  id: string,
  stop: { readonly reason: StopReason; readonly by: string | null; readonly expectedChunks: number | null },
): Promise<boolean> {
  const rows = await transcriptTables(tx)
    .updateTable("transcript.recording")
    .set({
      status: "stopped",
      stopped_at: tx.now,
      stop_reason: stop.reason,
      stopped_by: stop.by,
      expected_chunks: stop.expectedChunks,
    })
    .where("id", "=", id)
    .where("status", "=", "recording")
    .returning("id")
    .execute();
  await stopAtProvider(tx, id);
  await wakeKeeper(tx);
  return rows.length === 1;
}

/** The recorder says how many chunks there are, after the recording was stopped without him. */
export async function setExpectedChunks(tx: Tx, id: string, expectedChunks: number): Promise<void> {
  await transcriptTables(tx)
    .updateTable("transcript.recording")
    .set({ expected_chunks: expectedChunks })
    .where("id", "=", id)
    .where("status", "=", "stopped")
    .where("expected_chunks", "is", null)
    .execute();
  await wakeKeeper(tx);
}

export async function noteAlarm(tx: Tx, recordingId: string): Promise<void> {
  await transcriptTables(tx)
    .updateTable("transcript.recording")
    .set({ alarmed_at: tx.now })
    .where("id", "=", recordingId)
    .execute();
}
