import { sql } from "kysely";
import { tablesOf, type Tx } from "./database.js";

const everything = tablesOf<unknown>();

/**
 * Saves the one row a hospital has in a table of settings, if it still has the version the change was made from; 0: there was none.
 * @param table with its schema, and with columns `institution_id`, `version`, `updated_by`, `updated_at`
 * @param values the other columns; a json column is given as an expression
 * @returns false: somebody changed it first
 */
export async function saveSettingRow(
  tx: Tx,
  table: string,
  of: { readonly institutionId: string; readonly version: number; readonly by: string },
  values: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const row = { ...values, version: of.version + 1, updated_by: of.by, updated_at: tx.now };
  const columns = Object.keys(row).map((column) => sql.ref(column));
  const given = Object.values(row).map((value) => sql`${value}`);
  const { rows } = await (
    of.version === 0
      ? sql`insert into ${sql.table(table)} (institution_id, ${sql.join(columns)})
        values (${of.institutionId}, ${sql.join(given)}) on conflict do nothing returning 1`
      : sql`update ${sql.table(table)} set (${sql.join(columns)}) = row(${sql.join(given)})
        where institution_id = ${of.institutionId} and version = ${of.version} returning 1`
  ).execute(everything(tx));
  return rows.length === 1;
}
