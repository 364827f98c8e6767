import { sql } from "kysely";
import type { Actor } from "../../identity/index.js";
import { tablesOf, type Tx } from "../../platform/database/database.js";

/** Numbers of cases in sight, and which of them this person may open: the content stays with the inviting hospital. */
export async function caseNumbers(
  tx: Tx,
  actor: Actor,
  caseIds: readonly string[],
): Promise<{ caseId: string; number: string; isReadable: boolean }[]> {
  if (caseIds.length === 0) return [];
  const { rows } = await sql<{ id: string; number: string; institution_id: string }>`
    select id, number, institution_id from cases.consult_request
    where id = any(${[...caseIds]}::uuid[]) and number is not null order by submitted_at, id`.execute(
    tablesOf<unknown>()(tx),
  );
  const reads = actor.roles.some((role) => role === "quality" || role === "medical_affairs");
  return rows.map((row) => ({
    caseId: row.id,
    number: row.number,
    isReadable: reads && row.institution_id === actor.institutionId,
  }));
}
