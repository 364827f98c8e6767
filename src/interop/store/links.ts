import type { Selectable } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { type InteropTables, interopTables } from "../tables.js";

/** Whom a key of the hospital's system means here, and how new the known facts are. */
export interface StaffLink {
  readonly staffKey: string;
  readonly personKey: string;
  readonly practitionerId: string | null;
  readonly practitionerRoleId: string | null;
  readonly status: "active" | "inactive";
  readonly effectiveAt: Instant;
}

const toLink = (row: Selectable<InteropTables["interop.staff_link"]>): StaffLink => ({
  staffKey: row.staff_key,
  personKey: row.person_key,
  practitionerId: row.practitioner_id,
  practitionerRoleId: row.practitioner_role_id,
  status: row.status,
  effectiveAt: row.effective_at as Instant,
});

/** Links of these keys, or of posts of the persons these keys mean; locked until the transaction ends, in order of key. */
export async function lockLinks(tx: Tx, connectorId: string, keys: readonly string[]): Promise<StaffLink[]> {
  if (keys.length === 0) return [];
  const rows = await interopTables(tx)
    .selectFrom("interop.staff_link")
    .selectAll()
    .where("connector_id", "=", connectorId)
    .where((e) => e.or([e("staff_key", "in", [...keys]), e("person_key", "in", [...keys])]))
    .orderBy("staff_key")
    .forUpdate()
    .execute();
  return rows.map(toLink);
}

/** Keys of the connector that mean somebody, in order. */
export async function listLinks(tx: Tx, connectorId: string): Promise<StaffLink[]> {
  const rows = await interopTables(tx)
    .selectFrom("interop.staff_link")
    .selectAll()
    .where("connector_id", "=", connectorId)
    .where("practitioner_id", "is not", null)
    .orderBy("staff_key")
    .execute();
  return rows.map(toLink);
}

/** Says whom the key means by a person's decision; how new the system's word is stays as it was. */
export async function setLink(
  tx: Tx,
  connectorId: string,
  staffKey: string,
  to: Pick<StaffLink, "practitionerId" | "practitionerRoleId" | "status">,
): Promise<void> {
  await interopTables(tx)
    .updateTable("interop.staff_link")
    .set({
      practitioner_id: to.practitionerId,
      practitioner_role_id: to.practitionerRoleId,
      status: to.status,
      updated_at: tx.now,
    })
    .where("connector_id", "=", connectorId)
    .where("staff_key", "=", staffKey)
    .execute();
}

/** Writes the link, new or changed; a link that knows newer facts stays as it is. */
export async function saveLink(
  tx: Tx,
  connector: { readonly id: string; readonly institutionId: string },
  link: StaffLink,
): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.staff_link")
    .values({
      connector_id: connector.id,
      institution_id: connector.institutionId,
      staff_key: link.staffKey,
      person_key: link.personKey,
      practitioner_id: link.practitionerId,
      practitioner_role_id: link.practitionerRoleId,
      status: link.status,
      effective_at: link.effectiveAt,
      updated_at: tx.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["connector_id", "staff_key"])
        .doUpdateSet({
          person_key: link.personKey,
          practitioner_id: link.practitionerId,
          practitioner_role_id: link.practitionerRoleId,
          status: link.status,
          effective_at: link.effectiveAt,
          updated_at: tx.now,
        })
        .where("interop.staff_link.effective_at", "<=", link.effectiveAt),
    )
    .execute();
}
