import type { Selectable } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { type InteropTables, interopTables } from "../tables.js";

/** A key that was taken from an expert, and what the link was. */
export interface Unlink {
  readonly id: string;
  readonly staffKey: string;
  readonly practitionerId: string;
  readonly practitionerRoleId: string | null;
  readonly linkStatus: "active" | "inactive";
  readonly status: "unlinked" | "undone";
  readonly reason: string;
  readonly unlinkedAt: Instant;
  readonly undoneAt: Instant | null;
  readonly undoneReason: string | null;
}

const toUnlink = (row: Selectable<InteropTables["interop.staff_unlink"]>): Unlink => ({
  id: row.id,
  staffKey: row.staff_key,
  practitionerId: row.practitioner_id,
  practitionerRoleId: row.practitioner_role_id,
  linkStatus: row.link_status,
  status: row.status,
  reason: row.reason,
  unlinkedAt: row.unlinked_at as Instant,
  undoneAt: row.undone_at as Instant | null,
  undoneReason: row.undone_reason,
});

export async function addUnlink(
  tx: Tx,
  connector: { readonly id: string; readonly institutionId: string },
  unlink: Pick<
    Unlink,
    "id" | "staffKey" | "practitionerId" | "practitionerRoleId" | "linkStatus" | "reason"
  > & { readonly by: string },
): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.staff_unlink")
    .values({
      id: unlink.id,
      connector_id: connector.id,
      institution_id: connector.institutionId,
      staff_key: unlink.staffKey,
      practitioner_id: unlink.practitionerId,
      practitioner_role_id: unlink.practitionerRoleId,
      link_status: unlink.linkStatus,
      status: "unlinked",
      reason: unlink.reason,
      unlinked_by: unlink.by,
      unlinked_at: tx.now,
      undone_by: null,
      undone_at: null,
      undone_reason: null,
    })
    .execute();
}

/** One of the connector's, locked until the transaction ends. */
export async function lockUnlink(tx: Tx, connectorId: string, id: string): Promise<Unlink | undefined> {
  const row = await interopTables(tx)
    .selectFrom("interop.staff_unlink")
    .selectAll()
    .where("connector_id", "=", connectorId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row && toUnlink(row);
}

export async function saveUndone(tx: Tx, id: string, by: string, reason: string): Promise<void> {
  await interopTables(tx)
    .updateTable("interop.staff_unlink")
    .set({ status: "undone", undone_by: by, undone_at: tx.now, undone_reason: reason })
    .where("id", "=", id)
    .where("status", "=", "unlinked")
    .execute();
}

/** The connector's, newest first. */
export async function listUnlinks(tx: Tx, connectorId: string, limit: number): Promise<Unlink[]> {
  const rows = await interopTables(tx)
    .selectFrom("interop.staff_unlink")
    .selectAll()
    .where("connector_id", "=", connectorId)
    .orderBy("unlinked_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toUnlink);
}

/** Whom each of these keys must not mean, by key. */
export async function unlinkedFrom(
  tx: Tx,
  connectorId: string,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const apart = new Map<string, string[]>();
  if (keys.length === 0) return apart;
  const rows = await interopTables(tx)
    .selectFrom("interop.staff_unlink")
    .select(["staff_key", "practitioner_id"])
    .where("connector_id", "=", connectorId)
    .where("staff_key", "in", [...keys])
    .where("status", "=", "unlinked")
    .execute();
  for (const row of rows)
    apart.set(row.staff_key, [...(apart.get(row.staff_key) ?? []), row.practitioner_id]);
  return apart;
}
