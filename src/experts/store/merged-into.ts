import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { expertsTables } from "../tables.js";

/** The record that goes on for this person: itself, or the one it was merged into in the end. Undefined: no such record. */
export async function currentRecordOf(tx: Tx, practitionerId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`with recursive chain (id, merged_into) as (
      select id, merged_into from experts.practitioner where id = ${practitionerId}
      union all
      select p.id, p.merged_into from experts.practitioner p join chain c on p.id = c.merged_into)
    select id from chain where merged_into is null`.execute(expertsTables(tx));
  return rows[0]?.id;
}

export interface LivingPost {
  readonly practitionerRoleId: string;
  readonly practitionerId: string;
}

/** For each of these posts the one that goes on for it, itself or what it was merged into, and who holds it; unknown ids are left out. */
export async function livingPosts(
  tx: Tx,
  practitionerRoleIds: readonly string[],
): Promise<Map<string, LivingPost>> {
  if (practitionerRoleIds.length === 0) return new Map();
  const { rows } = await sql<{ asked: string; id: string; practitioner_id: string }>`
    with recursive chain (asked, id, practitioner_id, merged_into) as (
      select id, id, practitioner_id, merged_into from experts.practitioner_role
        where id = any(${[...practitionerRoleIds]}::uuid[])
      union all
      select c.asked, r.id, r.practitioner_id, r.merged_into from experts.practitioner_role r
        join chain c on r.id = c.merged_into)
    select asked, id, practitioner_id from chain where merged_into is null`.execute(expertsTables(tx));
  return new Map(
    rows.map((row) => [row.asked, { practitionerRoleId: row.id, practitionerId: row.practitioner_id }]),
  );
}
