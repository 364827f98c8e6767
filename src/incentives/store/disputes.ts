import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/database/database.js";
import type { DisputeOutcome } from "../domain/settlement.js";
import { incentivesTables } from "../tables.js";

export interface Dispute {
  readonly id: string;
  readonly lineId: string;
  readonly status: "open" | DisputeOutcome;
  readonly reason: string;
  readonly raisedBy: string;
  readonly raisedByName: string;
  readonly raisedAt: string;
  readonly resolution: string | null;
  readonly resolvedByName: string | null;
  readonly resolvedAt: string | null;
}
interface By {
  readonly personId: string;
  readonly name: string;
}

/** The disputes of a batch, oldest first. */
export async function listDisputes(tx: Tx, batchId: string): Promise<Dispute[]> {
  const rows = await incentivesTables(tx)
    .selectFrom("incentives.dispute")
    .selectAll()
    .where("batch_id", "=", batchId)
    .orderBy("raised_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    lineId: row.line_id,
    status: row.status,
    reason: row.reason,
    raisedBy: row.raised_by,
    raisedByName: row.raised_by_name,
    raisedAt: row.raised_at,
    resolution: row.resolution,
    resolvedByName: row.resolved_by_name,
    resolvedAt: row.resolved_at,
  }));
}

export const findDispute = async (tx: Tx, batchId: string, id: string): Promise<Dispute | undefined> =>
  (await listDisputes(tx, batchId)).find((dispute) => dispute.id === id);

export async function hasOpenDispute(tx: Tx, lineId: string): Promise<boolean> {
  const row = await incentivesTables(tx)
    .selectFrom("incentives.dispute")
    .select("id")
    .where("line_id", "=", lineId)
    .where("status", "=", "open")
    .executeTakeFirst();
  return row !== undefined;
}

/** Call under the batch's lock. */
export async function addDispute(
  tx: Tx,
  dispute: { lineId: string; batchId: string; reason: string; by: By },
): Promise<string> {
  const id = randomUUID();
  await incentivesTables(tx)
    .insertInto("incentives.dispute")
    .values({
      id,
      line_id: dispute.lineId,
      batch_id: dispute.batchId,
      status: "open",
      reason: dispute.reason,
      raised_by: dispute.by.personId,
      raised_by_name: dispute.by.name,
      raised_at: tx.now,
      resolution: null,
      resolved_by: null,
      resolved_by_name: null,
      resolved_at: null,
    })
    .execute();
  return id;
}

/** Call under the batch's lock. Throws when it is settled already. */
export async function settleDispute(
  tx: Tx,
  id: string,
  given: { outcome: DisputeOutcome; resolution: string; by: By },
): Promise<void> {
  const rows = await incentivesTables(tx)
    .updateTable("incentives.dispute")
    .set({
      status: given.outcome,
      resolution: given.resolution,
      resolved_by: given.by.personId,
      resolved_by_name: given.by.name,
      resolved_at: tx.now,
    })
    .where("id", "=", id)
    .where("status", "=", "open")
    .returning("id")
    .execute();
  if (rows.length !== 1) throw new Error(`dispute ${id} was settled while its batch was locked`);
}
