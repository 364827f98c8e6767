import { sql } from "kysely";
import { addMinutes, civilDate } from "../../kernel/time.js";
import { json, type Tx } from "../../platform/database/database.js";
import { transcriptTables } from "../tables.js";
import type { Piece } from "./chunks.js";
import { isNotHeld } from "./holds.js";
import { type Recording, toRecording } from "./recordings.js";

/** Files the assembled parts and seals; the chunks' own files are no longer named by any row. False: sealed already. */
export async function sealRecordingRow(
  tx: Tx,
  recordingId: string,
  seal: {
    readonly parts: readonly Piece[];
    readonly manifest: unknown;
    readonly manifestSha256: string;
  },
): Promise<boolean> {
  const db = transcriptTables(tx);
  const rows = await db
    .updateTable("transcript.recording")
    .set({
      status: "sealed",
      sealed_at: tx.now,
      manifest: json(seal.manifest),
      manifest_sha256: seal.manifestSha256,
      lease_until: null,
    })
    .where("id", "=", recordingId)
    .where("status", "=", "stopped")
    .returning("id")
    .execute();
  if (rows.length === 0) return false;
  if (seal.parts.length > 0)
    await db
      .insertInto("transcript.recording_part")
      .values(
        seal.parts.map((part, number) => ({
          recording_id: recordingId,
          number,
          first_byte: part.firstByte,
          size_bytes: part.sizeBytes,
          sha256: part.sha256,
          file_key: part.fileKey,
        })),
      )
      .execute();
  await db
    .updateTable("transcript.recording_chunk")
    .set({ file_key: null })
    .where("recording_id", "=", recordingId)
    .execute();
  return true;
}

const leaseMinutes = 15;

/** One stopped recording that may be sealed, for this node alone for a while. In system scope. */
export async function claimToSeal(tx: Tx, waitHours: number): Promise<Recording | undefined> {
  const db = transcriptTables(tx);
  const row = await db
    .selectFrom("transcript.recording")
    .selectAll()
    .where("status", "=", "stopped")
    .where((e) => e.or([e("lease_until", "is", null), e("lease_until", "<=", tx.now)]))
    .where((e) =>
      e.or([
        sql<boolean>`chunk_count >= expected_chunks`,
        e("stop_reason", "=", "consent_withdrawn"),
        e("stopped_at", "<=", addMinutes(tx.now, -waitHours * 60)),
      ]),
    )
    .orderBy("stopped_at")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await db
    .updateTable("transcript.recording")
    .set({ lease_until: addMinutes(tx.now, leaseMinutes) })
    .where("id", "=", row.id)
    .execute();
  return toRecording(row);
}

/** One sealed recording that has been kept long enough and on which no hold stands; it counts as purged from here on. */
export async function purgeNext(tx: Tx): Promise<Recording | undefined> {
  const db = transcriptTables(tx);
  const row = await db
    .selectFrom("transcript.recording as r")
    .selectAll("r")
    .where("r.status", "=", "sealed")
    .where("r.retain_until_on", "<", civilDate(tx.now))
    .where(isNotHeld("r.case_id"))
    .orderBy("r.retain_until_on")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await db
    .updateTable("transcript.recording")
    .set({ status: "purged", purged_at: tx.now })
    .where("id", "=", row.id)
    .execute();
  return toRecording(row);
}

/** Rows that name the files of a purged recording; taking them out is the last step. */
export async function dropParts(tx: Tx, recordingId: string): Promise<void> {
  await transcriptTables(tx)
    .deleteFrom("transcript.recording_part")
    .where("recording_id", "=", recordingId)
    .execute();
}

/** Purged recordings whose files are still there, because a node died between the two steps. */
export async function findHalfPurged(tx: Tx): Promise<{ id: string; fileKeys: string[] } | undefined> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.recording_part as p")
    .innerJoin("transcript.recording as r", "r.id", "p.recording_id")
    .select(["p.recording_id", "p.file_key"])
    .where("r.status", "=", "purged")
    .orderBy("p.recording_id")
    .limit(2000)
    .execute();
  const [first] = rows;
  return (
    first && {
      id: first.recording_id,
      fileKeys: rows.filter((row) => row.recording_id === first.recording_id).map((row) => row.file_key),
    }
  );
}
