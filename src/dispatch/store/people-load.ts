import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { dispatchTables } from "../tables.js";

/** What a person has on hand, over all his posts. */
export interface PersonLoad {
  readonly openOffers: number;
  /** Accepted since midnight, and since Monday, Beijing time. */
  readonly takenToday: number;
  readonly takenThisWeek: number;
  /** Offers made beside others and taken back today because another was faster. */
  readonly withdrawnToday: number;
}

/** By person; who has nothing on hand is not among them. One statement for any number of people. */
export async function readLoads(
  tx: Tx,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, PersonLoad>> {
  if (personIds.length === 0) return new Map();
  const { rows } = await sql<{
    person_id: string;
    open: number;
    today: number;
    week: number;
    withdrawn: number;
  }>`
    select person_id,
      count(*) filter (where status in ('sent', 'seen') and expires_at > platform.now())::int as open,
      count(*) filter (where status = 'accepted' and responded_at >=
        date_trunc('day', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')::int as today,
      count(*) filter (where status = 'accepted')::int as week,
      count(*) filter (where status = 'withdrawn' and withdraw_code = 'answered_by_other' and responded_at >=
        date_trunc('day', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')::int as withdrawn
    from dispatch.offer
    where person_id = any(${sql.val([...new Set(personIds)])}::uuid[])
      and sent_at >= date_trunc('week', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' - interval '1 day'
      and (status in ('sent', 'seen') or responded_at >=
        date_trunc('week', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')
    group by 1`.execute(dispatchTables(tx));
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        openOffers: row.open,
        takenToday: row.today,
        takenThisWeek: row.week,
        withdrawnToday: row.withdrawn,
      },
    ]),
  );
}
