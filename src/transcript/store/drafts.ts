import { randomUUID } from "node:crypto";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { DraftRecord } from "../domain/draft-record.js";
import { transcriptTables } from "../tables.js";

export interface Draft {
  readonly id: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly madeBy: "rules" | "assistant";
  readonly model: string;
  readonly dropped: Readonly<Record<string, number>>;
  readonly content: DraftRecord;
  readonly upToSequence: number;
  readonly madeAt: Instant;
  readonly status: "machine" | "taken";
  readonly takenContent: DraftRecord | null;
  readonly takenBy: string | null;
  readonly takenName: string | null;
  readonly takenAt: Instant | null;
}

export async function addDraft(
  tx: Tx,
  draft: Pick<Draft, "roomId" | "caseId" | "madeBy" | "model" | "dropped" | "content" | "upToSequence"> & {
    readonly askedBy: string;
  },
): Promise<string> {
  const id = randomUUID();
  await transcriptTables(tx)
    .insertInto("transcript.draft")
    .values({
      id,
      room_id: draft.roomId,
      case_id: draft.caseId,
      made_by: draft.madeBy,
      dropped: json(draft.dropped),
      model: draft.model,
      content: json(draft.content),
      up_to_sequence: draft.upToSequence,
      made_at: tx.now,
      asked_by: draft.askedBy,
      taken_content: null,
      taken_by: null,
      taken_name: null,
      taken_at: null,
    })
    .execute();
  return id;
}

/** The newest draft of the case. */
export async function findDraft(tx: Tx, caseId: string): Promise<Draft | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.draft")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("made_at", "desc")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      roomId: row.room_id,
      caseId: row.case_id,
      madeBy: row.made_by,
      model: row.model,
      dropped: row.dropped,
      content: row.content,
      upToSequence: row.up_to_sequence,
      madeAt: instant(row.made_at),
      status: row.status,
      takenContent: row.taken_content,
      takenBy: row.taken_by,
      takenName: row.taken_name,
      takenAt: row.taken_at === null ? null : instant(row.taken_at),
    }
  );
}

/** A physician takes the draft over as he left it. False: somebody has done so. */
export async function takeDraft(
  tx: Tx,
  id: string,
  content: DraftRecord,
  by: { readonly personId: string; readonly name: string },
): Promise<boolean> {
  const rows = await transcriptTables(tx)
    .updateTable("transcript.draft")
    .set({
      status: "taken",
      taken_content: json(content),
      taken_by: by.personId,
      taken_name: by.name,
      taken_at: tx.now,
    })
    .where("id", "=", id)
    .where("status", "=", "machine")
    .returning("id")
    .execute();
  return rows.length === 1;
}
