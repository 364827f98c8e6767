import { type RawBuilder, sql } from "kysely";
import { json } from "./database.js";

/**
 * Inserts any number of rows with a statement of one text, which is prepared once: the rows are one parameter. A list of values has
 * another text for each number of rows, and is parsed and planned anew.
 * @param types the columns that are written, with their types; null and what is missing is written as null
 */
export const insertAll = <Row extends object>(
  table: string,
  types: Readonly<Record<keyof Row & string, string>>,
  rows: readonly Row[],
): RawBuilder<unknown> => {
  const columns = sql.join(Object.keys(types).map((name) => sql.ref(name)));
  const defined = sql.join(
    Object.entries<string>(types).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`),
  );
  return sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_to_recordset(${json(rows)}) as r (${defined})`;
};
