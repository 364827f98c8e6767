import { sql } from "kysely";
import type { Tx } from "../src/platform/database/database.js";
import { tablesOf } from "../src/platform/database/database.js";

const anyTables = tablesOf<unknown>();

/** What waits for each person, told after the department: why a visitor would enter as this one. */
const waiting = sql`
  select o.person_id as id, count(*) || ' 个待接派单' as what, 1 as place
    from dispatch.offer o where o.status in ('sent', 'seen') group by 1
  union all select o.author_person_id, count(*) || ' 例待出具意见', 2
    from consultation.opinion o join cases.consult_request r on r.id = o.case_id
    where r.status in ('accepted', 'in_session') group by 1
  union all select requester_person_id, count(*) || ' 例待处置', 3
    from cases.consult_request where status = 'opinion_signed' group by 1
  union all select requester_person_id, count(*) || ' 例退回待补充', 4
    from cases.consult_request where status = 'returned' group by 1
  union all select requester_person_id, count(*) || ' 份草稿', 5
    from cases.consult_request where status = 'draft' group by 1
  union all select requester_person_id, count(*) || ' 例进行中', 6
    from cases.consult_request where status in ('submitted', 'triaged', 'dispatching', 'accepted', 'in_session') group by 1
  union all select p.person_id, count(*) || ' 例待人工调度', 1
    from identity.role_assignment p, cases.consult_request r
    where p.role = 'dispatcher' and r.next_actor = 'dispatcher' group by 1
  union all select p.person_id, count(*) || ' 个科室名称待确认', 1
    from identity.role_assignment p, terminology.review_item i
    where p.role = 'operator' and i.status = 'open' group by 1`;

/** Adds what waits to everybody's line on the sign-in page of a demonstration. */
export async function writeHints(tx: Tx): Promise<void> {
  await sql`update identity.person p set demo_hint = p.demo_hint || '，有 ' || w.what
    from (select id, string_agg(what, '、' order by place) as what from (${waiting}) s group by id) w
    where w.id = p.id`.execute(anyTables(tx));
}
