import type { Tx } from "../../platform/database/database.js";
import type { ConsentAnswer } from "../domain/recording.js";
import { transcriptTables } from "../tables.js";

export interface RecordingConsent {
  readonly participantId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly answer: ConsentAnswer;
}

export async function listRecordingConsents(tx: Tx, recordingId: string): Promise<RecordingConsent[]> {
  const rows = await transcriptTables(tx)
    .selectFrom("transcript.recording_consent")
    .selectAll()
    .where("recording_id", "=", recordingId)
    .orderBy("name")
    .orderBy("participant_id")
    .execute();
  return rows.map((row) => ({
    participantId: row.participant_id,
    personId: row.person_id,
    name: row.name,
    answer: row.answer,
  }));
}

/** Asks somebody; who was asked already keeps his answer. */
export async function askConsent(
  tx: Tx,
  recordingId: string,
  person: { readonly participantId: string; readonly personId: string | null; readonly name: string },
): Promise<void> {
  await transcriptTables(tx)
    .insertInto("transcript.recording_consent")
    .values({
      recording_id: recordingId,
      participant_id: person.participantId,
      person_id: person.personId,
      name: person.name,
      answer: "waiting",
      answered_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function answerConsent(
  tx: Tx,
  recordingId: string,
  participantId: string,
  answer: Exclude<ConsentAnswer, "waiting">,
): Promise<void> {
  await transcriptTables(tx)
    .updateTable("transcript.recording_consent")
    .set({ answer, answered_at: tx.now })
    .where("recording_id", "=", recordingId)
    .where("participant_id", "=", participantId)
    .execute();
}

/** Somebody who left before he answered is not in what is recorded. */
export async function dropConsent(tx: Tx, recordingId: string, participantId: string): Promise<void> {
  await transcriptTables(tx)
    .deleteFrom("transcript.recording_consent")
    .where("recording_id", "=", recordingId)
    .where("participant_id", "=", participantId)
    .execute();
}
