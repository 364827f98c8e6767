import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { civilDate, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { Side } from "../domain/draft-record.js";
import { keepUntil } from "../domain/recording.js";
import { transcriptTables } from "../tables.js";
import type { RoomFacts } from "./people.js";

export interface Session {
  readonly roomId: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly startedAt: Instant;
}

/** The call's clock, started at the first asking. */
export async function openSession(tx: Tx, room: RoomFacts, recordYears: number): Promise<Session> {
  const db = transcriptTables(tx);
  await db
    .insertInto("transcript.session")
    .values({
      room_id: room.roomId,
      case_id: room.caseId,
      institution_id: room.institutionId,
      started_at: tx.now,
      retain_until_on: keepUntil(civilDate(tx.now), recordYears),
      purged_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom("transcript.session")
    .select("started_at")
    .where("room_id", "=", room.roomId)
    .executeTakeFirstOrThrow();
  return {
    roomId: room.roomId,
    caseId: room.caseId,
    institutionId: room.institutionId,
    startedAt: instant(row.started_at),
  };
}

/** Calls of the case whose words are kept, oldest first. */
export async function listSessions(tx: Tx, caseId: string): Promise<Session[]> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.session")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("purged_at", "is", null)
    .orderBy("started_at")
    .execute();
  return rows.map((row) => ({
    roomId: row.room_id,
    caseId: row.case_id,
    institutionId: row.institution_id,
    startedAt: instant(row.started_at),
  }));
}

/** One stretch of speech, as stored. Milliseconds since the session's start. */
export interface Segment {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly sequence: number;
  readonly participantId: string;
  readonly personId: string | null;
  readonly speakerName: string;
  readonly side: Side;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly provider: string;
  readonly isFinal: boolean;
  readonly revision: number;
}

/** `id` is given where the same words may be told twice. */
export type NewSegment = Omit<Segment, "id" | "sequence" | "revision"> & { readonly id?: string };

/** One after the other in this room until the transaction ends. */
export async function lockSession(tx: Tx, roomId: string): Promise<void> {
  await transcriptTables(tx)
    .selectFrom("transcript.session")
    .select("room_id")
    .where("room_id", "=", roomId)
    .forUpdate()
    .execute();
}

/** Adds it with the room's next number; people of one room never get the same one. */
export async function addSegment(tx: Tx, segment: NewSegment): Promise<Segment> {
  const db = transcriptTables(tx);
  const { next } = await db
    .updateTable("transcript.session")
    .set((value) => ({ next_sequence: value("next_sequence", "+", 1) }))
    .where("room_id", "=", segment.roomId)
    .returning(sql<number>`next_sequence - 1`.as("next"))
    .executeTakeFirstOrThrow();
  const id = segment.id ?? randomUUID();
  await db
    .insertInto("transcript.segment")
    .values({
      id,
      room_id: segment.roomId,
      case_id: segment.caseId,
      sequence: next,
      participant_id: segment.participantId,
      person_id: segment.personId,
      speaker_name: segment.speakerName,
      side: segment.side,
      start_ms: segment.startMs,
      end_ms: segment.endMs,
      text: segment.text,
      provider: segment.provider,
      is_final: segment.isFinal,
      created_at: tx.now,
    })
    .execute();
  await tellOfSegment(tx, segment.roomId, id);
  return { ...segment, id, sequence: next, revision: 0 };
}

/** The channel by which nodes tell each other that a line is there, or was corrected; ids only. */
export const captionsChannel = "consilium_captions";

export async function tellOfSegment(tx: Tx, roomId: string, segmentId: string): Promise<void> {
  await sql`select pg_notify(${captionsChannel}, ${JSON.stringify({ roomId, segmentId })})`.execute(
    transcriptTables(tx),
  );
}

type Row = {
  id: string;
  room_id: string;
  case_id: string;
  sequence: number;
  participant_id: string;
  person_id: string | null;
  speaker_name: string;
  side: Side;
  start_ms: number;
  end_ms: number;
  text: string;
  provider: string;
  is_final: boolean;
  revision: number;
};
const toSegment = (row: Row): Segment => ({
  id: row.id,
  roomId: row.room_id,
  caseId: row.case_id,
  sequence: row.sequence,
  participantId: row.participant_id,
  personId: row.person_id,
  speakerName: row.speaker_name,
  side: row.side,
  startMs: row.start_ms,
  endMs: row.end_ms,
  text: row.text,
  provider: row.provider,
  isFinal: row.is_final,
  revision: row.revision,
});

export async function findSegment(tx: Tx, id: string): Promise<Segment | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.segment")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toSegment(row);
}

/** What was said in calls of the case, by call and in order. At most 20,000 lines. */
export async function listSegments(tx: Tx, caseId: string, roomId?: string): Promise<Segment[]> {
  let query = transcriptTables(tx).selectFrom("transcript.segment").selectAll().where("case_id", "=", caseId);
  if (roomId !== undefined) query = query.where("room_id", "=", roomId);
  const rows = await query.orderBy("room_id").orderBy("start_ms").orderBy("sequence").limit(20_000).execute();
  return rows.map(toSegment);
}

/** Puts new words in place of those of this revision; what stood before is kept. False: somebody was first. */
export async function correctSegment(
  tx: Tx,
  segment: Segment,
  text: string,
  by: { readonly personId: string; readonly name: string },
): Promise<boolean> {
  const db = transcriptTables(tx);
  const rows = await db
    .updateTable("transcript.segment")
    .set({ text, revision: segment.revision + 1 })
    .where("id", "=", segment.id)
    .where("revision", "=", segment.revision)
    .returning("id")
    .execute();
  if (rows.length === 0) return false;
  await db
    .insertInto("transcript.segment_correction")
    .values({
      segment_id: segment.id,
      revision: segment.revision + 1,
      text_before: segment.text,
      text_after: text,
      corrected_by: by.personId,
      corrected_name: by.name,
      corrected_at: tx.now,
    })
    .execute();
  await tellOfSegment(tx, segment.roomId, segment.id);
  return true;
}

export interface Correction {
  readonly segmentId: string;
  readonly revision: number;
  readonly before: string;
  readonly by: string;
  readonly at: Instant;
}

/** Corrections in the case, oldest first. */
export async function listCorrections(tx: Tx, caseId: string): Promise<Correction[]> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.segment_correction as c")
    .innerJoin("transcript.segment as s", "s.id", "c.segment_id")
    .select(["c.segment_id", "c.revision", "c.text_before", "c.corrected_name", "c.corrected_at"])
    .where("s.case_id", "=", caseId)
    .orderBy("c.corrected_at")
    .execute();
  return rows.map((row) => ({
    segmentId: row.segment_id,
    revision: row.revision,
    before: row.text_before,
    by: row.corrected_name,
    at: instant(row.corrected_at),
  }));
}
