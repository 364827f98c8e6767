import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { transcriptTables } from "../tables.js";
import { type Recording, wakeKeeper } from "./recordings.js";

export interface Chunk {
  readonly number: number;
  readonly sha256: string;
  readonly chainHash: string;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
  readonly fileKey: string | null;
}

/** Adds the next chunk if the chain still ends where the caller saw it end. False: another one was first. */
export async function addChunk(
  tx: Tx,
  recording: Recording,
  chunk: Omit<Chunk, "receivedAt" | "fileKey"> & { readonly fileKey: string },
): Promise<boolean> {
  const db = transcriptTables(tx);
  const rows = await db
    .updateTable("transcript.recording")
    .set((value) => ({
      chunk_count: chunk.number + 1,
      chain_hash: chunk.chainHash,
      size_bytes: value("size_bytes", "+", chunk.sizeBytes),
      last_chunk_at: tx.now,
      alarmed_at: null,
    }))
    .where("id", "=", recording.id)
    .where("status", "=", recording.status)
    .where("chunk_count", "=", chunk.number)
    .where("chain_hash", "=", recording.chainHash)
    .returning("id")
    .execute();
  if (rows.length === 0) return false;
  await db
    .insertInto("transcript.recording_chunk")
    .values({
      recording_id: recording.id,
      number: chunk.number,
      sha256: chunk.sha256,
      chain_hash: chunk.chainHash,
      size_bytes: chunk.sizeBytes,
      received_at: tx.now,
      file_key: chunk.fileKey,
    })
    .execute();
  // The last of what was waited for.
  if (recording.status === "stopped") await wakeKeeper(tx);
  return true;
}

/** In order of their numbers. */
export async function listChunks(tx: Tx, recordingId: string): Promise<Chunk[]> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.recording_chunk")
    .selectAll()
    .where("recording_id", "=", recordingId)
    .orderBy("number")
    .execute();
  return rows.map((row) => ({
    number: row.number,
    sha256: row.sha256,
    chainHash: row.chain_hash,
    sizeBytes: row.size_bytes,
    receivedAt: instant(row.received_at),
    fileKey: row.file_key,
  }));
}

export async function findChunkHash(
  tx: Tx,
  recordingId: string,
  number: number,
): Promise<string | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.recording_chunk")
    .select("sha256")
    .where("recording_id", "=", recordingId)
    .where("number", "=", number)
    .executeTakeFirst();
  return row?.sha256;
}

/** A piece of the file as a player reads it: an assembled part, or a chunk that is not part of one yet. */
export interface Piece {
  readonly firstByte: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly fileKey: string;
}

/** In the order of their bytes. */
export async function listPieces(tx: Tx, recordingId: string): Promise<Piece[]> {
  const parts = await transcriptTables(tx)
    .selectFrom("transcript.recording_part")
    .selectAll()
    .where("recording_id", "=", recordingId)
    .orderBy("number")
    .execute();
  const pieces: Piece[] = parts.map((row) => ({
    firstByte: Number(row.first_byte as number | string),
    sizeBytes: Number(row.size_bytes as number | string),
    sha256: row.sha256,
    fileKey: row.file_key,
  }));
  let firstByte = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const chunk of await listChunks(tx, recordingId)) {
    if (chunk.fileKey === null) continue;
    pieces.push({ firstByte, sizeBytes: chunk.sizeBytes, sha256: chunk.sha256, fileKey: chunk.fileKey });
    firstByte += chunk.sizeBytes;
  }
  return pieces;
}
