import { among } from "../../platform/database/among.js";
import type { Tx } from "../../platform/database/database.js";
import type { CaseStatus } from "../domain/case-status.js";
import { casesTables } from "../tables.js";
import { type CaseRecord, toRecord } from "./case-record.js";

/** Undefined: no such case, or row-level security hides it from this transaction. */
export async function findCase(tx: Tx, caseId: string): Promise<CaseRecord | undefined> {
  const row = await casesTables(tx)
    .selectFrom("cases.consult_request")
    .selectAll()
    .where("id", "=", caseId)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** {@link findCase}, holding the row until commit: whoever else wants to change the case waits. */
export const lockCase = async (tx: Tx, caseId: string): Promise<CaseRecord | undefined> =>
  (await lockCases(tx, [caseId])).get(caseId);

/**
 * Those of the cases that this transaction may see, by id, their rows held until commit; always taken in the same order. Whoever only
 * refers to a case (a foreign key's check) does not wait, and is not waited for.
 */
export async function lockCases(
  tx: Tx,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, CaseRecord>> {
  const rows = await casesTables(tx)
    .selectFrom("cases.consult_request")
    .selectAll()
    .where(among("id", caseIds))
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, toRecord(row)]));
}

/** Those of the cases that this transaction may see, in no order. */
export async function findCases(tx: Tx, caseIds: readonly string[]): Promise<CaseRecord[]> {
  if (caseIds.length === 0) return [];
  const rows = await casesTables(tx)
    .selectFrom("cases.consult_request")
    .selectAll()
    .where(among("id", caseIds))
    .execute();
  return rows.map(toRecord);
}

/**
 * The visible cases in any of the states, most urgent first, then earliest due (no clock last), then oldest. A case
 * without a level counts as less urgent than IV. At most `limit`.
 */
export async function listCasesInStatus(
  tx: Tx,
  statuses: readonly CaseStatus[],
  limit = 500,
): Promise<CaseRecord[]> {
  if (statuses.length === 0) return [];
  const rows = await casesTables(tx)
    .selectFrom("cases.consult_request")
    .selectAll()
    .where("status", "in", statuses)
    // The names of the levels happen to sort by urgency: I < II < III < IV.
    .orderBy("urgency_level", (order) => order.asc().nullsLast())
    .orderBy("due_at", (order) => order.asc().nullsLast())
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toRecord);
}
