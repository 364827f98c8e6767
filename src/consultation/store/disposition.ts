import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { Decision } from "../domain/disposition.js";
import { consultationTables } from "../tables.js";

export interface Disposition {
  readonly decision: Decision;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}

/** Undefined: the inviter has not decided yet, or the case is out of sight. */
export async function findDisposition(tx: Tx, caseId: string): Promise<Disposition | undefined> {
  const row = await consultationTables(tx)
    .selectFrom("consultation.disposition")
    .selectAll()
    .where("case_id", "=", caseId)
    .executeTakeFirst();
  return (
    row && {
      decision: row.decision,
      reason: row.reason,
      decidedBy: row.decided_by,
      decidedAt: row.decided_at as Instant,
    }
  );
}

/** The case's one disposition; a second one violates the primary key. */
export async function addDisposition(tx: Tx, caseId: string, given: Disposition): Promise<void> {
  await consultationTables(tx)
    .insertInto("consultation.disposition")
    .values({
      case_id: caseId,
      decision: given.decision,
      reason: given.reason,
      decided_by: given.decidedBy,
      decided_at: given.decidedAt,
    })
    .execute();
}
