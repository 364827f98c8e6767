import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { interopTables } from "../tables.js";

/** How new what is known of a booking is. */
export interface ScheduleLink {
  readonly bookingKey: string;
  readonly status: "busy" | "released";
  readonly effectiveAt: Instant;
}

/** What is known of these bookings, by key. Words about one connector's bookings are taken one after the other until commit. */
export async function lockScheduleLinks(
  tx: Tx,
  connectorId: string,
  keys: readonly string[],
): Promise<Map<string, ScheduleLink>> {
  await interopTables(tx)
    .selectFrom("interop.connector")
    .select("id")
    .where("id", "=", connectorId)
    // Not the stronger lock: runs and messages of the connector are added meanwhile.
    .forNoKeyUpdate()
    .execute();
  if (keys.length === 0) return new Map();
  const rows = await interopTables(tx)
    .selectFrom("interop.schedule_link")
    .selectAll()
    .where("connector_id", "=", connectorId)
    .where("booking_key", "in", [...keys])
    .execute();
  return new Map(
    rows.map((row) => [
      row.booking_key,
      { bookingKey: row.booking_key, status: row.status, effectiveAt: row.effective_at as Instant },
    ]),
  );
}

export async function saveScheduleLink(
  tx: Tx,
  connector: { readonly id: string; readonly institutionId: string },
  link: ScheduleLink,
): Promise<void> {
  const known = { status: link.status, effective_at: link.effectiveAt, updated_at: tx.now };
  await interopTables(tx)
    .insertInto("interop.schedule_link")
    .values({
      connector_id: connector.id,
      booking_key: link.bookingKey,
      institution_id: connector.institutionId,
      ...known,
    })
    .onConflict((conflict) => conflict.columns(["connector_id", "booking_key"]).doUpdateSet(known))
    .execute();
}

/** Whom these keys mean in any system of the hospital; what the connector itself knows comes first. */
export async function practitionersOfKeys(
  tx: Tx,
  connector: { readonly id: string; readonly institutionId: string },
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await interopTables(tx)
    .selectFrom("interop.staff_link")
    .select(["connector_id", "staff_key", "person_key", "practitioner_id"])
    .where("institution_id", "=", connector.institutionId)
    .where("practitioner_id", "is not", null)
    .where((e) => e.or([e("staff_key", "in", [...keys]), e("person_key", "in", [...keys])]))
    .orderBy("connector_id")
    .orderBy("staff_key")
    .execute();
  const found = new Map<string, string>();
  const asked = new Set(keys);
  const ownFirst = [
    ...rows.filter((row) => row.connector_id === connector.id),
    ...rows.filter((row) => row.connector_id !== connector.id),
  ];
  for (const row of ownFirst)
    for (const key of [row.staff_key, row.person_key])
      if (row.practitioner_id !== null && asked.has(key) && !found.has(key))
        found.set(key, row.practitioner_id);
  return found;
}
