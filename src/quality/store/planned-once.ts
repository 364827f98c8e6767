import { type RawBuilder, sql } from "kysely";
import { later, tablesOf, type Tx } from "../../platform/database/database.js";

const everything = tablesOf<unknown>();
const plans = (mode: "auto" | "force_generic_plan") =>
  sql`select set_config('plan_cache_mode', ${mode}, true)`;

/**
 * Runs a long statement about some cases by the plan that its connection keeps for any: planning a case's fact or its states takes
 * longer than writing them, and which cases they are does not change the plan. Other statements do depend on their values.
 */
export async function plannedOnce<Row>(tx: Tx, statement: RawBuilder<Row>): Promise<Row[]> {
  later(tx, plans("force_generic_plan"));
  const { rows } = await statement.execute(everything(tx));
  later(tx, plans("auto"));
  return rows;
}
