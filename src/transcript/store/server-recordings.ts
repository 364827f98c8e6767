import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import { addMinutes, civilDate, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { RecordingProvider, ServerFile, ServerRecordingStatus } from "../domain/server-recording.js";
import { transcriptTables, type TranscriptTables } from "../tables.js";
import { isNotHeld } from "./holds.js";
import type { RoomFacts } from "./people.js";

export interface ServerRecording {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly institutionId: string;
  /** The one that everybody agreed to. */
  readonly recordingId: string | null;
  readonly provider: RecordingProvider | "janus";
  readonly providerRecordingId: string | null;
  readonly status: ServerRecordingStatus;
  readonly asks: "start" | "stop" | "give_up" | null;
  readonly tries: number;
  readonly fault: string | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly files: readonly ServerFile[];
  readonly manifestSha256: string | null;
  readonly retainUntilOn: string | null;
}

const at = (value: string | null): Instant | null => (value === null ? null : instant(value));
const toServerRecording = (
  row: Selectable<TranscriptTables["transcript.server_recording"]>,
): ServerRecording => ({
  id: row.id,
  roomId: row.room_id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  recordingId: row.recording_id,
  provider: row.provider,
  providerRecordingId: row.provider_recording_id,
  status: row.status,
  asks: row.asks,
  tries: row.tries,
  fault: row.fault,
  startedAt: at(row.started_at),
  endedAt: at(row.ended_at),
  files: row.files,
  manifestSha256: row.manifest_sha256,
  retainUntilOn: row.retain_until_on,
});

const table = "transcript.server_recording";

/** One that the service is to be asked for (`wanted`), or that it began by itself. */
export async function addServerRecording(
  tx: Tx,
  room: RoomFacts,
  recording: {
    readonly provider: RecordingProvider;
    readonly recordingId: string | null;
    readonly providerRecordingId: string | null;
    readonly status: "wanted" | "running" | "refused";
    readonly asks: "start" | "stop" | null;
  },
): Promise<string> {
  const id = randomUUID();
  await transcriptTables(tx)
    .insertInto(table)
    .values({
      id,
      room_id: room.roomId,
      case_id: room.caseId,
      institution_id: room.institutionId,
      recording_id: recording.recordingId,
      provider: recording.provider,
      provider_recording_id: recording.providerRecordingId,
      status: recording.status,
      asks: recording.asks,
      ask_at: recording.asks === null ? null : tx.now,
      fault: null,
      started_at: recording.status === "wanted" ? null : tx.now,
      ended_at: null,
      manifest_sha256: null,
      retain_until_on: null,
      created_at: tx.now,
      purged_at: null,
    })
    .execute();
  return id;
}

/** What the service calls so, or the one of this consented recording that it was not yet heard to have begun; locked. */
export async function findAtProvider(
  tx: Tx,
  of: {
    readonly institutionId: string;
    readonly provider: RecordingProvider;
    readonly providerRecordingId: string;
    readonly recordingId: string | undefined;
  },
): Promise<ServerRecording | undefined> {
  const rows = await transcriptTables(tx)
    .selectFrom(table)
    .selectAll()
    .where("institution_id", "=", of.institutionId)
    .where("provider", "=", of.provider)
    .where((e) =>
      e.or([
        e("provider_recording_id", "=", of.providerRecordingId),
        // 声网's notices name the recording alone, and we know it by that and its resource.
        ...(of.provider === "agora"
          ? [sql<boolean>`starts_with(provider_recording_id, ${`${of.providerRecordingId}.`})`]
          : []),
        e.and([e("provider_recording_id", "is", null), e("recording_id", "=", of.recordingId ?? null)]),
      ]),
    )
    .forUpdate()
    .execute();
  const row = rows.find((one) => one.provider_recording_id !== null) ?? rows[0];
  return row && toServerRecording(row);
}

export async function lockServerRecording(tx: Tx, id: string): Promise<ServerRecording | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom(table)
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row && toServerRecording(row);
}

/** All of the case, oldest first. */
export async function listServerRecordings(tx: Tx, caseId: string): Promise<ServerRecording[]> {
  const rows = await transcriptTables(tx)
    .selectFrom(table)
    .selectAll()
    .where("case_id", "=", caseId)
    .where("status", "<>", "wanted")
    .orderBy("created_at")
    .execute();
  return rows.map(toServerRecording);
}

/** Puts some of it right. `askInMinutes` goes with `asks`; 0 is now. */
export async function changeServerRecording(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<ServerRecording, "status" | "fault" | "endedAt" | "manifestSha256" | "retainUntilOn" | "tries">
  > & {
    readonly files?: ServerFile[];
    readonly providerRecordingId?: string;
    readonly asks?: ServerRecording["asks"];
    readonly askInMinutes?: number;
    readonly begins?: boolean;
  },
): Promise<void> {
  await transcriptTables(tx)
    .updateTable(table)
    .set({
      ...(change.status !== undefined && { status: change.status }),
      ...(change.fault !== undefined && { fault: change.fault }),
      ...(change.endedAt !== undefined && { ended_at: change.endedAt }),
      ...(change.files !== undefined && { files: json(change.files) }),
      ...(change.manifestSha256 !== undefined && { manifest_sha256: change.manifestSha256 }),
      ...(change.retainUntilOn !== undefined && { retain_until_on: change.retainUntilOn }),
      ...(change.tries !== undefined && { tries: change.tries }),
      ...(change.providerRecordingId !== undefined && { provider_recording_id: change.providerRecordingId }),
      ...(change.begins === true && { started_at: tx.now }),
      ...(change.asks !== undefined && {
        asks: change.asks,
        ask_at: change.asks === null ? null : addMinutes(tx.now, change.askInMinutes ?? 0),
      }),
    })
    .where("id", "=", id)
    .execute();
}

/** The consented recording is over: what the service records for it ends. */
export async function stopAtProvider(tx: Tx, recordingId: string): Promise<void> {
  await transcriptTables(tx)
    .updateTable(table)
    .set({ asks: "stop", ask_at: tx.now, tries: 0 })
    .where("recording_id", "=", recordingId)
    .where("status", "=", "running")
    .execute();
}

/** It was wanted only, and the service is not set up to record. */
export async function forgetServerRecording(tx: Tx, id: string): Promise<void> {
  await transcriptTables(tx).deleteFrom(table).where("id", "=", id).where("status", "=", "wanted").execute();
}

const leaseMinutes = 1;

/** One about which its service is to be asked now, for this node alone for a minute. In system scope. */
export async function claimToAsk(tx: Tx): Promise<ServerRecording | undefined> {
  const db = transcriptTables(tx);
  const row = await db
    .selectFrom(table)
    .selectAll()
    .where("ask_at", "<=", tx.now)
    .orderBy("ask_at")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await db
    .updateTable(table)
    .set({ ask_at: addMinutes(tx.now, leaseMinutes), tries: row.tries + 1 })
    .where("id", "=", row.id)
    .execute();
  return { ...toServerRecording(row), tries: row.tries + 1 };
}

/** One that has been kept long enough and on which no hold stands; it counts as purged from here on. */
export async function purgeNextServerRecording(tx: Tx): Promise<ServerRecording | undefined> {
  const db = transcriptTables(tx);
  const row = await db
    .selectFrom(`${table} as s`)
    .selectAll("s")
    .where("s.status", "=", "kept")
    .where("s.retain_until_on", "<", civilDate(tx.now))
    .where(isNotHeld("s.case_id"))
    .orderBy("s.retain_until_on")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await db
    .updateTable(table)
    .set({ status: "purged", purged_at: tx.now, files: json([]) })
    .where("id", "=", row.id)
    .execute();
  return toServerRecording(row);
}
