import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { civilDate, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { transcriptTables } from "../tables.js";

export interface Hold {
  readonly reason: string;
  readonly placedName: string;
  readonly placedAt: Instant;
}

/** On the case named by the column, as `s.case_id`, no hold stands: what is kept of it may be purged. */
export const isNotHeld = (column: string) =>
  sql<boolean>`not exists (select 1 from transcript.legal_hold h
    where h.case_id = ${sql.ref(column)} and h.lifted_at is null)`;

/** The hold that stands on the case, if any. */
export async function findHold(tx: Tx, caseId: string): Promise<Hold | undefined> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.legal_hold")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("lifted_at", "is", null)
    .executeTakeFirst();
  return row && { reason: row.reason, placedName: row.placed_name, placedAt: instant(row.placed_at) };
}

/** False: one stands already. */
export async function placeHold(
  tx: Tx,
  caseId: string,
  reason: string,
  by: { readonly personId: string; readonly name: string },
): Promise<boolean> {
  const rows = await transcriptTables(tx)
    .insertInto("transcript.legal_hold")
    .values({
      id: randomUUID(),
      case_id: caseId,
      reason,
      placed_by: by.personId,
      placed_name: by.name,
      placed_at: tx.now,
      lifted_by: null,
      lifted_at: null,
    })
    .onConflict((conflict) => conflict.columns(["case_id"]).where("lifted_at", "is", null).doNothing())
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** False: none stood. */
export async function liftHold(tx: Tx, caseId: string, personId: string): Promise<boolean> {
  const rows = await transcriptTables(tx)
    .updateTable("transcript.legal_hold")
    .set({ lifted_by: personId, lifted_at: tx.now })
    .where("case_id", "=", caseId)
    .where("lifted_at", "is", null)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/**
 * Destroys the words of one call whose time of keeping is over and on whose case no hold stands: segments, corrections and
 * drafts; that there was a call stays. Undefined: none is due. In system scope.
 */
export async function purgeNextSession(
  tx: Tx,
): Promise<{ readonly roomId: string; readonly caseId: string; readonly institutionId: string } | undefined> {
  const db = transcriptTables(tx);
  const row = await db
    .selectFrom("transcript.session as s")
    .select(["s.room_id", "s.case_id", "s.institution_id"])
    .where("s.purged_at", "is", null)
    .where("s.retain_until_on", "<", civilDate(tx.now))
    .where(isNotHeld("s.case_id"))
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await db.deleteFrom("transcript.draft").where("room_id", "=", row.room_id).execute();
  await db.deleteFrom("transcript.segment").where("room_id", "=", row.room_id).execute();
  await db
    .updateTable("transcript.session")
    .set({ purged_at: tx.now })
    .where("room_id", "=", row.room_id)
    .execute();
  return { roomId: row.room_id, caseId: row.case_id, institutionId: row.institution_id };
}
