import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything } from "../tables.js";

export interface AdvisedCase {
  readonly personId: string;
  readonly groupCode: string;
  readonly institutionId: string;
  readonly institutionName: string;
  readonly decision: "adopted" | "partly_adopted" | "not_adopted";
  readonly reason: string;
  /** Civil date in China of the disposition. */
  readonly on: string;
  readonly answerMinutes: number;
}

/** First and last civil date of `2026H1`. */
export const halfDates = (half: string): { from: string; to: string } =>
  half.endsWith("H1")
    ? { from: `${half.slice(0, 4)}-01-01`, to: `${half.slice(0, 4)}-06-30` }
    : { from: `${half.slice(0, 4)}-07-01`, to: `${half.slice(0, 4)}-12-31` };

/** Everybody's consultations confirmed between two civil dates, newest first. Needs the system's scope. */
export async function readAdvised(tx: Tx, from: string, to: string): Promise<AdvisedCase[]> {
  const { rows } = await sql<AdvisedCase>`
    select op.author_person_id as "personId", coalesce(left(r.wanted_specialty_code, 2), '00') as "groupCode",
      r.institution_id as "institutionId", r.institution_name as "institutionName", d.decision, d.reason,
      to_char(d.decided_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "on",
      (extract(epoch from v.signed_at - op.created_at) / 60)::float8 as "answerMinutes"
    from consultation.disposition d
    join cases.consult_request r on r.id = d.case_id
    join consultation.opinion op on op.case_id = r.id
    join consultation.opinion_version v on v.opinion_id = op.id and v.version = 1
    where (d.decided_at at time zone 'Asia/Shanghai')::date between ${from}::date and ${to}::date
    order by d.decided_at desc, r.id`.execute(everything(tx));
  return rows;
}

/** Half-years in which the expert's advice was decided on, newest first. */
export async function halvesOf(tx: Tx, personId: string): Promise<string[]> {
  const { rows } = await sql<{ half: string }>`
    select distinct to_char(d.decided_at at time zone 'Asia/Shanghai', 'YYYY') || 'H' ||
      case when extract(month from d.decided_at at time zone 'Asia/Shanghai') <= 6 then '1' else '2' end as half
    from consultation.disposition d join consultation.opinion op on op.case_id = d.case_id
    where op.author_person_id = ${personId}::uuid order by 1 desc`.execute(everything(tx));
  return rows.map(({ half }) => half);
}

/** What follow-ups told of the expert's consultations, one answer a case, the newest. */
export interface KnownOutcomes {
  readonly known: number;
  readonly better: number;
  readonly unchanged: number;
  readonly worse: number;
}

/** What inviters said at closing about the expert's consultations. */
export interface Evaluated {
  readonly evaluated: number;
  readonly diagnosisChanged: number;
  readonly managementChanged: number;
  readonly transferAvoided: number;
}

const isThere = async (tx: Tx, table: string): Promise<boolean> => {
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(
    everything(tx),
  );
  return rows[0]?.there === true;
};

const ofExpert = (personId: string, from: string, to: string) =>
  sql`consultation.disposition d join consultation.opinion op on op.case_id = d.case_id and op.author_person_id = ${personId}::uuid
    and (d.decided_at at time zone 'Asia/Shanghai')::date between ${from}::date and ${to}::date`;

/** Zeros where nothing of the kind is recorded. */
export async function readOutcomes(
  tx: Tx,
  personId: string,
  from: string,
  to: string,
): Promise<KnownOutcomes> {
  if (!(await isThere(tx, "quality.follow_up"))) return { known: 0, better: 0, unchanged: 0, worse: 0 };
  const { rows } = await sql<KnownOutcomes>`
    with last as (select distinct on (d.case_id) f.outcome from ${ofExpert(personId, from, to)}
      join quality.follow_up f on f.case_id = d.case_id where f.outcome is not null order by d.case_id, f.day desc)
    select count(*)::int as known, count(*) filter (where outcome in ('recovered', 'improved'))::int as better,
      count(*) filter (where outcome = 'unchanged')::int as unchanged,
      count(*) filter (where outcome in ('worse', 'died'))::int as worse from last`.execute(everything(tx));
  return rows[0] ?? { known: 0, better: 0, unchanged: 0, worse: 0 };
}

/** Zeros where nothing of the kind is recorded. */
export async function readEvaluated(tx: Tx, personId: string, from: string, to: string): Promise<Evaluated> {
  const none = { evaluated: 0, diagnosisChanged: 0, managementChanged: 0, transferAvoided: 0 };
  if (!(await isThere(tx, "quality.evaluation"))) return none;
  const { rows } = await sql<Evaluated>`
    select count(*)::int as evaluated, count(*) filter (where e.agreement = 'changed')::int as "diagnosisChanged",
      count(*) filter (where e.has_changed_management)::int as "managementChanged",
      count(*) filter (where e.transfer = 'avoided')::int as "transferAvoided"
    from ${ofExpert(personId, from, to)} join quality.evaluation e on e.case_id = d.case_id`.execute(
    everything(tx),
  );
  return rows[0] ?? none;
}
