import { findTenantNames } from "../../identity/index.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { platformTables } from "../../platform/tables.js";

export interface AccessLogEntry {
  readonly at: Instant;
  readonly who: string;
  readonly institutionName: string;
  /** The audited act, e.g. `case.read`. */
  readonly action: string;
}

/**
 * Who looked at the case or did something with it, newest first, at most `limit`: from the audit chains of every
 * institution this transaction may see. Names, institution, act and time only.
 */
export async function listAccessLog(tx: Tx, caseId: string, limit = 500): Promise<AccessLogEntry[]> {
  const rows = await platformTables(tx)
    .selectFrom("platform.audit_entry")
    .select(["at", "actor_label", "institution_id", "action"])
    .where("case_id", "=", caseId)
    .where("outcome", "!=", "refused")
    .orderBy("at", "desc")
    .orderBy("institution_id")
    .orderBy("sequence", "desc")
    .limit(limit)
    .execute();
  const names = await findTenantNames(
    tx,
    rows.map((row) => row.institution_id),
  );
  return rows.map((row) => ({
    at: row.at as Instant,
    who: row.actor_label,
    institutionName: names.get(row.institution_id) ?? "",
    action: row.action,
  }));
}
