import { sql } from "kysely";
import type { CaseId, Instant, PersonId } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { schedulingTables } from "../tables.js";

/** 候补: a meeting that waits for a time. */
export interface WaitlistEntry {
  readonly id: string;
  readonly caseId: CaseId;
  readonly personIds: readonly PersonId[];
  readonly minutes: number;
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

const columns = ["id", "case_id", "person_ids", "minutes", "from_at", "to_at"] as const;

const toEntry = (row: {
  id: string;
  case_id: string;
  person_ids: string[];
  minutes: number;
  from_at: string;
  to_at: string;
}): WaitlistEntry => ({
  id: row.id,
  caseId: row.case_id as CaseId,
  personIds: row.person_ids as PersonId[],
  minutes: row.minutes,
  fromAt: row.from_at as Instant,
  toAt: row.to_at as Instant,
});

/** False: the same people wait for the same case already. */
export async function addWaitlistEntry(
  tx: Tx,
  entry: {
    id: string;
    caseId: string;
    institutionId: string;
    personIds: readonly string[];
    minutes: number;
    fromAt: Instant;
    toAt: Instant;
    createdBy: string | null;
  },
): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .insertInto("scheduling.waitlist_entry")
    .values({
      id: entry.id,
      case_id: entry.caseId,
      institution_id: entry.institutionId,
      person_ids: [...entry.personIds],
      minutes: entry.minutes,
      from_at: entry.fromAt,
      to_at: entry.toAt,
      status: "waiting",
      appointment_id: null,
      created_by: entry.createdBy,
      created_at: tx.now,
    })
    .onConflict((conflict) =>
      conflict.columns(["case_id", "person_ids"]).where("status", "=", sql.lit("waiting")).doNothing(),
    )
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Those that wait for one of these people and whose window is not over, longest waiting first; held until commit. */
export async function listWaitingFor(
  tx: Tx,
  personIds: readonly string[],
  limit: number,
): Promise<WaitlistEntry[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.waitlist_entry")
    .select(columns)
    .where("status", "=", "waiting")
    .where("to_at", ">", tx.now)
    .where(sql<boolean>`person_ids && ${[...personIds]}::uuid[]`)
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .execute();
  return rows.map(toEntry);
}

export async function listWaitingOfCase(tx: Tx, caseId: string): Promise<WaitlistEntry[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.waitlist_entry")
    .select(columns)
    .where("status", "=", "waiting")
    .where("case_id", "=", caseId)
    .orderBy("created_at")
    .execute();
  return rows.map(toEntry);
}

export async function findWaiting(tx: Tx, id: string): Promise<WaitlistEntry | undefined> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.waitlist_entry")
    .select(columns)
    .where("id", "=", id)
    .where("status", "=", "waiting")
    .executeTakeFirst();
  return row && toEntry(row);
}

/** False: it does not wait any more, or is another case's. */
export async function endWaiting(
  tx: Tx,
  id: string,
  caseId: string,
  status: "cancelled" | "lapsed",
): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .updateTable("scheduling.waitlist_entry")
    .set({ status })
    .where("id", "=", id)
    .where("case_id", "=", caseId)
    .where("status", "=", "waiting")
    .returning("id")
    .execute();
  return rows.length === 1;
}

export async function fillWaiting(tx: Tx, id: string, appointmentId: string): Promise<void> {
  await schedulingTables(tx)
    .updateTable("scheduling.waitlist_entry")
    .set({ status: "filled", appointment_id: appointmentId })
    .where("id", "=", id)
    .where("status", "=", "waiting")
    .execute();
}
