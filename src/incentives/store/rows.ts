import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything, type IncentivesTables } from "../tables.js";

const rowsPerStatement = 2000;

/**
 * Many rows of one table in few statements, each one JSON parameter. Rows name the same columns; `orSkip` leaves out
 * those that a unique constraint refuses and answers the ids of the others.
 */
export async function insertRows<Name extends keyof IncentivesTables>(
  tx: Tx,
  table: Name,
  rows: readonly IncentivesTables[Name][],
  options: { readonly returnIds?: boolean; readonly orSkip?: boolean } = {},
): Promise<string[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const columns = sql.join(Object.keys(first as object).map((column) => sql.ref(column)));
  const ids: string[] = [];
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const text = JSON.stringify(rows.slice(from, from + rowsPerStatement));
    const done = await sql<{ id: string }>`insert into ${sql.table(table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${text}::jsonb)
      ${options.orSkip === true ? sql`on conflict do nothing` : sql``}
      ${options.returnIds === true ? sql`returning id` : sql``}`.execute(everything(tx));
    for (const { id } of done.rows) ids.push(id);
  }
  return ids;
}
