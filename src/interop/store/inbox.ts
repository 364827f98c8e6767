import { json, type Tx } from "../../platform/database/database.js";
import type { QuarantineQuery } from "../api.js";
import type { Fault } from "../domain/fault.js";
import { interopTables } from "../tables.js";

export interface ReceivedMessage {
  readonly contentHash: string;
  readonly runId: string;
  /** The acknowledgement sent before; null while the message is being worked on. */
  readonly reply: string | null;
}

/** What was received under this control ID; locked until the transaction ends. */
export async function findReceived(
  tx: Tx,
  connectorId: string,
  controlId: string,
): Promise<ReceivedMessage | undefined> {
  const row = await interopTables(tx)
    .selectFrom("interop.inbox")
    .select(["content_hash", "run_id", "reply"])
    .where("connector_id", "=", connectorId)
    .where("control_id", "=", controlId)
    .forUpdate()
    .executeTakeFirst();
  return row && { contentHash: row.content_hash, runId: row.run_id, reply: row.reply };
}

/** Notes a message's arrival. False: one of this control ID came at the same moment. */
export async function addReceived(
  tx: Tx,
  connector: { readonly id: string; readonly institutionId: string },
  message: { readonly controlId: string; readonly contentHash: string; readonly runId: string },
): Promise<boolean> {
  const rows = await interopTables(tx)
    .insertInto("interop.inbox")
    .values({
      connector_id: connector.id,
      institution_id: connector.institutionId,
      control_id: message.controlId,
      content_hash: message.contentHash,
      run_id: message.runId,
      reply: null,
      received_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("control_id")
    .execute();
  return rows.length === 1;
}

export async function saveReply(
  tx: Tx,
  connectorId: string,
  controlId: string,
  reply: string,
): Promise<void> {
  await interopTables(tx)
    .updateTable("interop.inbox")
    .set({ reply })
    .where("connector_id", "=", connectorId)
    .where("control_id", "=", controlId)
    .where("reply", "is", null)
    .execute();
}

export interface NewQuarantine {
  readonly id: string;
  readonly runId: string;
  readonly rowNumber: number | null;
  readonly reference: string;
  readonly faults: readonly Fault[];
  readonly contentCipher: string;
}

export async function addQuarantine(
  tx: Tx,
  connector: { readonly id: string; readonly institutionId: string },
  item: NewQuarantine,
): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.quarantine")
    .values({
      id: item.id,
      connector_id: connector.id,
      institution_id: connector.institutionId,
      run_id: item.runId,
      row_number: item.rowNumber,
      reference: item.reference.slice(0, 200).toWellFormed(),
      faults: json(item.faults),
      content_cipher: item.contentCipher,
      status: "held",
      reason: null,
      received_at: tx.now,
      decided_at: null,
      decided_by: null,
    })
    .execute();
}

const quarantineColumns = [
  "q.id",
  "q.connector_id",
  "q.institution_id",
  "q.run_id",
  "q.row_number",
  "q.reference",
  "q.faults",
  "q.content_cipher",
  "q.status",
  "q.reason",
  "q.received_at",
  "q.decided_at",
  "c.name as connector_name",
] as const;

const quarantineOf = (tx: Tx) =>
  interopTables(tx)
    .selectFrom("interop.quarantine as q")
    .innerJoin("interop.connector as c", "c.id", "q.connector_id");

/** Kept messages that the tenant filter shows, the oldest held ones first. */
export async function listQuarantine(tx: Tx, query: QuarantineQuery) {
  let found = quarantineOf(tx).where("q.status", "=", query.status);
  if (query.connectorId !== undefined) found = found.where("q.connector_id", "=", query.connectorId);
  const rows = await found
    .select(quarantineColumns)
    .orderBy("q.received_at", query.status === "held" ? "asc" : "desc")
    .orderBy("q.id")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { count } = await found.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return { rows, total: count };
}

export type QuarantineRow = Awaited<ReturnType<typeof listQuarantine>>["rows"][number];

/** One kept message; `lock`: nobody else decides on it until this transaction ends. */
export async function findQuarantine(tx: Tx, id: string, lock?: "lock"): Promise<QuarantineRow | undefined> {
  const query = quarantineOf(tx).select(quarantineColumns).where("q.id", "=", id);
  return (lock ? query.forUpdate("q") : query).executeTakeFirst();
}

/** Ends the keeping; the content is emptied. False: somebody decided first. */
export async function decideQuarantine(
  tx: Tx,
  id: string,
  decision: {
    readonly status: "landed" | "discarded";
    readonly reason: string | null;
    readonly by: string | null;
  },
): Promise<boolean> {
  const rows = await interopTables(tx)
    .updateTable("interop.quarantine")
    .set({
      status: decision.status,
      reason: decision.reason,
      content_cipher: null,
      decided_at: tx.now,
      decided_by: decision.by,
    })
    .where("id", "=", id)
    .where("status", "=", "held")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Kept messages by connector. */
export async function countHeld(
  tx: Tx,
  connectorIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (connectorIds.length === 0) return new Map();
  const rows = await interopTables(tx)
    .selectFrom("interop.quarantine")
    .select((e) => ["connector_id", e.fn.countAll<number>().as("count")])
    .where("connector_id", "in", [...connectorIds])
    .where("status", "=", "held")
    .groupBy("connector_id")
    .execute();
  return new Map(rows.map((row) => [row.connector_id, row.count]));
}
