import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";
import { clockFor } from "../../triage/index.js";
import type { Nominee } from "../domain/honours.js";
import { everything } from "../tables.js";

export interface NamedNominee extends Nominee {
  readonly personName: string;
  readonly institutionId: string;
  readonly institutionName: string;
}

/** Minutes from acceptance to signature that each level allows, as a relation. */
export const opinionClocks = () =>
  sql`(values ${sql.join(
    urgencyLevels.map((level: UrgencyLevel) => sql`(${level}, ${sql.lit(clockFor(level).opinionMinutes)})`),
  )}) as clock (level, minutes)`;

interface Row {
  person_id: string;
  person_name: string;
  institution_id: string;
  institution_name: string;
  group_code: string;
  cases: number;
  first_hits: number;
  first_of: number;
  second_hits: number;
  second_of: number;
  third_hits: number;
  third_of: number;
}

const dayIn = (column: ReturnType<typeof sql>, from: string, to: string) =>
  sql`(${column} at time zone 'Asia/Shanghai')::date between ${from}::date and ${to}::date`;

/**
 * Experts with consultations confirmed between two civil dates, both included, with what the formula counts; the group
 * is the first-level 诊疗科目 asked for most often. `youngerThanYears`: only those who practise independently for less.
 */
export async function readExperts(
  tx: Tx,
  from: string,
  to: string,
  youngerThanYears: number | null,
): Promise<NamedNominee[]> {
  const { rows } = await sql<Row>`
    with mine as (
      select o.person_id, o.expert_name, o.institution_id, d.decision,
        coalesce(left(r.wanted_specialty_code, 2), '00') as group_code,
        extract(epoch from v.signed_at - o.responded_at) / 60 <= clock.minutes as in_time
      from consultation.disposition d
      join cases.consult_request r on r.id = d.case_id
      join dispatch.offer o on o.case_id = r.id and o.status = 'accepted'
      join consultation.opinion op on op.case_id = r.id and op.author_person_id = o.person_id
      join consultation.opinion_version v on v.opinion_id = op.id and v.version = 1
      join ${opinionClocks()} on clock.level = r.urgency_level
      where ${dayIn(sql`d.decided_at`, from, to)})
    select m.person_id, max(m.expert_name) as person_name, (array_agg(m.institution_id))[1] as institution_id,
      (select t.name from identity.tenant t where t.id = (array_agg(m.institution_id))[1]) as institution_name,
      mode() within group (order by m.group_code) as group_code, count(*)::int as cases,
      (count(*) filter (where decision = 'adopted') + 0.5 * count(*) filter (where decision = 'partly_adopted'))::float8 as first_hits,
      count(*)::int as first_of, count(*) filter (where in_time)::int as second_hits, count(*)::int as second_of,
      coalesce(a.accepted, 0) as third_hits, coalesce(a.answered, 0) as third_of
    from mine m
    left join lateral (select count(*) filter (where o.status = 'accepted')::int as accepted, count(*)::int as answered
      from dispatch.offer o where o.person_id = m.person_id and o.status in ('accepted', 'declined', 'expired')
      and ${dayIn(sql`o.sent_at`, from, to)}) a on true
    ${
      youngerThanYears === null
        ? sql``
        : sql`where exists (select 1 from experts.practitioner p where p.person_id = m.person_id
            and p.independent_since_on > ${to}::date - make_interval(years => ${youngerThanYears}::int))`
    }
    group by m.person_id, a.accepted, a.answered order by m.person_id`.execute(everything(tx));
  return rows.map((row) => ({
    personId: row.person_id,
    personName: row.person_name,
    institutionId: row.institution_id,
    institutionName: row.institution_name,
    groupCode: youngerThanYears === null ? row.group_code : "all",
    cases: row.cases,
    counts: {
      adopted: { hits: row.first_hits, of: row.first_of },
      answered_in_time: { hits: row.second_hits, of: row.second_of },
      accepted: { hits: row.third_hits, of: row.third_of },
    },
  }));
}

/** Requesting doctors of hospitals below the third level, by what they owe the expert and the patient. */
export async function readCountyDoctors(tx: Tx, from: string, to: string): Promise<NamedNominee[]> {
  const { rows } = await sql<Row>`
    select r.requester_person_id as person_id, max(r.requester_name) as person_name, r.institution_id,
      max(r.institution_name) as institution_name, 'all' as group_code, count(*)::int as cases,
      count(*) filter (where d.decided_at <= v.signed_at + interval '3 days')::int as first_hits, count(*)::int as first_of,
      count(*) filter (where not exists (select 1 from cases.timeline_entry t
        where t.case_id = r.id and t.kind = 'cases.returned'))::int as second_hits, count(*)::int as second_of,
      0 as third_hits, 0 as third_of
    from consultation.disposition d
    join cases.consult_request r on r.id = d.case_id
    join organizations.organization o on o.id = r.institution_id and o.level not like '三级%'
    join lateral (select min(x.signed_at) as signed_at from consultation.opinion op
      join consultation.opinion_version x on x.opinion_id = op.id where op.case_id = r.id) v on true
    where ${dayIn(sql`d.decided_at`, from, to)}
    group by r.requester_person_id, r.institution_id order by 1`.execute(everything(tx));
  return rows.map((row) => ({
    personId: row.person_id,
    personName: row.person_name,
    institutionId: row.institution_id,
    institutionName: row.institution_name,
    groupCode: row.group_code,
    cases: row.cases,
    counts: {
      decided_in_time: { hits: row.first_hits, of: row.first_of },
      reasoned: { hits: row.second_hits, of: row.second_of },
    },
  }));
}
