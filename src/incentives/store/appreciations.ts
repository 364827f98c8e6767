import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything } from "../tables.js";

export interface Appreciation {
  readonly id: string;
  readonly fromName: string;
  readonly fromInstitutionName: string;
  readonly message: string;
  readonly createdAt: string;
}
const columns = sql`id, from_name as "fromName", from_institution_name as "fromInstitutionName", message, created_at as "createdAt"`;

/** What was said to the expert and may be shown, newest first; between two civil dates when given. */
export async function shownAppreciations(
  tx: Tx,
  personId: string,
  between?: { readonly from: string; readonly to: string },
): Promise<Appreciation[]> {
  const { rows } = await sql<Appreciation>`
    select ${columns} from incentives.appreciation where to_person_id = ${personId}::uuid and status = 'shown'
    ${between === undefined ? sql`` : sql`and (created_at at time zone 'Asia/Shanghai')::date between ${between.from}::date and ${between.to}::date`}
    order by created_at desc, id limit 20`.execute(everything(tx));
  return rows;
}

/** What waits for a person to look at, oldest first. */
export async function heldAppreciations(tx: Tx): Promise<(Appreciation & { heldFor: string[] })[]> {
  const { rows } = await sql<Appreciation & { heldFor: string[] }>`
    select ${columns}, held_for as "heldFor" from incentives.appreciation where status = 'held'
    order by created_at, id limit 200`.execute(everything(tx));
  return rows;
}
