import { createHash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";

const everything = tablesOf<unknown>();
const names = new WeakMap<RawBuilder<unknown>, string>();

/**
 * Runs a long statement over some cases that the database planned once for its connection: planning a case's fact or its states
 * takes longer than writing them. The statement binds nothing; it names the cases as `any($1)`, which is {@link preparedCases}.
 * @returns its rows
 */
export async function runPrepared<Row>(
  tx: Tx,
  statement: RawBuilder<Row>,
  caseIds: readonly string[],
): Promise<Row[]> {
  const db = everything(tx);
  let name = names.get(statement);
  if (name === undefined) {
    const { sql: text, parameters } = statement.compile(db);
    if (parameters.length > 0) throw new Error("a prepared statement binds nothing");
    // Another version's statement on the same connection has another name.
    name = `quality_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
    names.set(statement, name);
  }
  // Which cases they are does not change the plan.
  const { rows: known } = await sql<{ is_known: boolean }>`
    select set_config('plan_cache_mode', 'force_generic_plan', true),
      exists (select 1 from pg_prepared_statements where name = ${name}) as is_known`.execute(db);
  if (known[0]?.is_known !== true) await sql`prepare ${sql.raw(name)} (uuid[]) as ${statement}`.execute(db);
  const { rows } = await sql<Row>`execute ${sql.raw(name)} (${sql.lit(`{${caseIds.join()}}`)})`.execute(db);
  // Other statements do depend on their values: an index for some rows alone is found by them.
  await sql`select set_config('plan_cache_mode', 'auto', true)`.execute(db);
  return rows;
}

/** The cases of {@link runPrepared} within its statement. */
export const preparedCases = sql.raw("any($1)");
