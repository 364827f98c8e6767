import { type Insertable, sql } from "kysely";
import { type Tx, tablesOf } from "../src/platform/database/database.js";

const anyTables = tablesOf<unknown>();
const rowsPerStatement = 400;

/** Bytes as PostgreSQL reads them from text; everything else as JSON has it. */
function encoded(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const raw = this[key];
  return raw instanceof Uint8Array ? `\\x${Buffer.from(raw).toString("hex")}` : value;
}

/**
 * `insertInto<CasesTables>()(tx, "cases.access", rows)`: many rows of one table in few statements, each one parameter of
 * JSON. Rows name the same columns; absent columns get their defaults.
 */
export const insertInto =
  <Tables>() =>
  async <Name extends keyof Tables & string>(
    tx: Tx,
    table: Name,
    rows: readonly Insertable<Tables[Name]>[],
  ): Promise<void> => {
    const [first] = rows;
    if (first === undefined) return;
    const columns = sql.join(Object.keys(first as object).map((column) => sql.ref(column)));
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      const text = JSON.stringify(rows.slice(from, from + rowsPerStatement), encoded);
      await sql`insert into ${sql.table(table)} (${columns})
        select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${text}::jsonb)`.execute(
        anyTables(tx),
      );
    }
  };
