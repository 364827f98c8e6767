import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { findTenantNames } from "../../identity/index.js";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import { qualityTables, type Service } from "../tables.js";

export const listServiceLevels = (tx: Tx) =>
  qualityTables(tx)
    .selectFrom("quality.service_level")
    .selectAll()
    .orderBy("urgency_level")
    .orderBy((e) => e("agreement_id", "is not", null))
    .orderBy((e) => e("service", "is not", null))
    .orderBy("valid_from", "desc")
    .orderBy("id")
    .execute();

/** In force from now on. */
export async function addServiceLevel(
  tx: Tx,
  given: {
    readonly agreementId: string | null;
    readonly service: Service | null;
    readonly urgencyLevel: UrgencyLevel;
    readonly acceptMinutes: number;
    readonly startMinutes: number;
    readonly opinionMinutes: number;
    readonly setBy: string;
  },
): Promise<string> {
  const id = randomUUID();
  await qualityTables(tx)
    .insertInto("quality.service_level")
    .values({
      id,
      agreement_id: given.agreementId,
      service: given.service,
      urgency_level: given.urgencyLevel,
      accept_minutes: given.acceptMinutes,
      start_minutes: given.startMinutes,
      opinion_minutes: given.opinionMinutes,
      valid_from: tx.now,
      set_by: given.setBy,
      created_at: tx.now,
    })
    .execute();
  return id;
}

export async function agreementNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from organizations.agreement
    where id = any(${[...ids]}::uuid[])`.execute(tablesOf<unknown>()(tx));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export const tenantNames = findTenantNames;
