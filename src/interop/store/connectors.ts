import { type Selectable, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { ConnectorSettings, MappingData } from "../api.js";
import { type InteropTables, interopTables } from "../tables.js";

/** One hospital system, as it is set up. */
export interface Connector {
  readonly id: string;
  readonly institutionId: string;
  readonly name: string;
  readonly settings: ConnectorSettings;
  readonly secretCipher: string | null;
  readonly mapping: MappingData;
  readonly scheduleMinutes: number | null;
  readonly status: "enabled" | "paused";
  readonly watermark: Instant | null;
  readonly version: number;
}

const toConnector = (row: Selectable<InteropTables["interop.connector"]>): Connector => ({
  id: row.id,
  institutionId: row.institution_id,
  name: row.name,
  // Written by this module alone, validated by the contract's schemas.
  settings: row.settings as ConnectorSettings,
  secretCipher: row.secret_cipher,
  mapping: row.mapping as MappingData,
  scheduleMinutes: row.schedule_minutes,
  status: row.status,
  watermark: row.watermark as Instant | null,
  version: row.version,
});

/** Connectors the tenant filter shows, by institution and name. */
export async function listConnectors(tx: Tx): Promise<Connector[]> {
  const rows = await interopTables(tx)
    .selectFrom("interop.connector")
    .selectAll()
    .orderBy("institution_id")
    .orderBy("name")
    .execute();
  return rows.map(toConnector);
}

/** The connector, if the tenant filter shows it. `lock`: nobody else changes it until this transaction ends. */
export async function findConnector(tx: Tx, id: string, lock?: "lock"): Promise<Connector | undefined> {
  const query = interopTables(tx).selectFrom("interop.connector").selectAll().where("id", "=", id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toConnector(row);
}

/** The MLLP connector of a sender; at most one by the unique index. */
export async function findSender(
  tx: Tx,
  application: string,
  facility: string,
): Promise<Connector | undefined> {
  const row = await interopTables(tx)
    .selectFrom("interop.connector")
    .selectAll()
    .where("kind", "=", "mllp")
    .where(sql<boolean>`lower(settings ->> 'sendingApplication') = lower(${application})`)
    .where(sql<boolean>`lower(settings ->> 'sendingFacility') = lower(${facility})`)
    .executeTakeFirst();
  return row && toConnector(row);
}

export type NewConnectorRow = Omit<Connector, "status" | "watermark" | "version">;

/** Adds a paused connector. Throws on a name or a sender that is taken. */
export async function addConnector(
  tx: Tx,
  connector: NewConnectorRow,
  createdBy: string | null,
): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.connector")
    .values({
      id: connector.id,
      institution_id: connector.institutionId,
      name: connector.name,
      kind: connector.settings.kind,
      settings: json(connector.settings),
      secret_cipher: connector.secretCipher,
      mapping: json(connector.mapping),
      schedule_minutes: connector.scheduleMinutes,
      status: "paused",
      watermark: null,
      created_by: createdBy,
      created_at: tx.now,
      updated_at: tx.now,
    })
    .execute();
}

/** Saves a change if the connector still has that version. False: somebody changed it first. */
export async function saveConnector(
  tx: Tx,
  connector: Omit<NewConnectorRow, "institutionId">,
  version: number,
): Promise<boolean> {
  const rows = await interopTables(tx)
    .updateTable("interop.connector")
    .set({
      name: connector.name,
      settings: json(connector.settings),
      secret_cipher: connector.secretCipher,
      mapping: json(connector.mapping),
      schedule_minutes: connector.scheduleMinutes,
      version: version + 1,
      updated_at: tx.now,
    })
    .where("id", "=", connector.id)
    .where("version", "=", version)
    .where("kind", "=", connector.settings.kind)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** False: it had that status already. */
export async function setConnectorStatus(tx: Tx, id: string, status: "enabled" | "paused"): Promise<boolean> {
  const rows = await interopTables(tx)
    .updateTable("interop.connector")
    .set({ status, updated_at: tx.now })
    .where("id", "=", id)
    .where("status", "!=", status)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Moves the watermark on, never back. */
export async function advanceWatermark(tx: Tx, id: string, to: Instant): Promise<void> {
  await interopTables(tx)
    .updateTable("interop.connector")
    .set({ watermark: to })
    .where("id", "=", id)
    .where((e) => e.or([e("watermark", "is", null), e("watermark", "<", to)]))
    .execute();
}
