import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { clusters, watchRule } from "../domain/gaming.js";

const everything = tablesOf<unknown>();

export interface Watched {
  readonly key: string;
  readonly name: string;
  readonly institutionId: string;
  readonly caseIds: readonly string[];
}

interface Row {
  key: string;
  name: string;
  institution_id: string;
  case_ids: string[];
}
const watched = (row: Row): Watched => ({
  key: row.key,
  name: row.name,
  institutionId: row.institution_id,
  caseIds: row.case_ids,
});

/** Posts whose long opinions were signed within seconds of being begun, often enough to ask. */
export async function impossibleDurations(tx: Tx, until: Instant): Promise<Watched[]> {
  const { seconds, characters, leastCases, weeks } = watchRule.impossible;
  const { rows } = await sql<Row>`
    select r.id::text as key, t.name || ' ' || p.name as name, r.organization_id as institution_id,
      array_agg(f.case_id order by f.case_id) as case_ids
    from quality.case_fact f join experts.practitioner_role r on r.id = f.practitioner_role_id
    join experts.practitioner p on p.id = r.practitioner_id join identity.tenant t on t.id = r.organization_id
    where f.opinion_at - f.started_at < make_interval(secs => ${seconds}) and f.opinion_characters > ${characters}
      and f.opinion_at >= ${until}::timestamptz - make_interval(weeks => ${weeks}) and f.opinion_at < ${until}
    group by 1, 2, 3 having count(*) >= ${leastCases}`.execute(everything(tx));
  return rows.map(watched);
}

/** Who judged whose advice, and whether with full marks; `from` and `to` are persons. */
export async function praises(
  tx: Tx,
  until: Instant,
): Promise<{ from: string; to: string; isFull: boolean; caseId: string }[]> {
  const { rows } = await sql<{ from: string; to: string; is_full: boolean; case_id: string }>`
    select e.given_by as from, f.expert_person_id as to, e.usefulness = 5 as is_full, e.case_id
    from quality.evaluation e join quality.case_fact f on f.case_id = e.case_id
    where f.expert_person_id is not null and e.given_at < ${until}
      and e.given_at >= ${until}::timestamptz - make_interval(months => ${watchRule.ring.months})
    order by e.case_id`.execute(everything(tx));
  return rows.map((row) => ({ from: row.from, to: row.to, isFull: row.is_full, caseId: row.case_id }));
}

export async function namesOf(
  tx: Tx,
  personIds: readonly string[],
): Promise<Map<string, { name: string; institutionId: string; institution: string }>> {
  const { rows } = await sql<{ id: string; name: string; institution_id: string; institution: string }>`
    select p.id, p.name, p.institution_id, t.name as institution from identity.person p
    join identity.tenant t on t.id = p.institution_id where p.id = any(${[...personIds]}::uuid[])`.execute(
    everything(tx),
  );
  return new Map(
    rows.map((row) => [
      row.id,
      { name: row.name, institutionId: row.institution_id, institution: row.institution },
    ]),
  );
}

/** Patients' ratings with full marks, by inviting hospital and address. */
export async function ratingsByAddress(
  tx: Tx,
  until: Instant,
): Promise<
  {
    institutionId: string;
    institution: string;
    addressHash: string;
    ratings: { at: number; caseId: string; isFull: boolean }[];
  }[]
> {
  const { rows } = await sql<{
    institution_id: string;
    name: string;
    address_hash: string;
    ats: string[];
    case_ids: string[];
    full: boolean[];
  }>`
    select r.institution_id, t.name, r.address_hash, array_agg(r.rated_at::text order by r.rated_at, r.case_id) as ats,
      array_agg(r.case_id order by r.rated_at, r.case_id) as case_ids,
      array_agg(r.satisfaction = 5 order by r.rated_at, r.case_id) as full
    from quality.patient_rating r join identity.tenant t on t.id = r.institution_id
    where r.rated_at >= ${until}::timestamptz - interval '12 weeks' and r.rated_at < ${until}
    group by 1, 2, 3 having count(*) >= ${watchRule.oneAddress.least}`.execute(everything(tx));
  return rows.map((row) => ({
    institutionId: row.institution_id,
    institution: row.name,
    addressHash: row.address_hash,
    ratings: row.ats.map((at, i) => ({
      at: Date.parse(at.replace(" ", "T").replace(/([+-]\d\d)$/u, "$1:00")),
      caseId: row.case_ids[i] ?? "",
      isFull: row.full[i] === true,
    })),
  }));
}

/** Doctors who sent several requests for one patient to one specialty within two days. Cancelled ones and panels do not count. */
export async function splitCases(tx: Tx, until: Instant): Promise<Watched[]> {
  const { least, hours } = watchRule.split;
  const { rows } = await sql<Row & { ats: number[] }>`
    select r.requester_person_id::text as key, r.institution_name || ' ' || r.requester_name as name, r.institution_id,
      array_agg(r.id order by r.submitted_at, r.id) as case_ids,
      array_agg(extract(epoch from r.submitted_at)::float8 * 1000 order by r.submitted_at, r.id) as ats
    from cases.consult_request r
    where r.status <> 'cancelled' and r.submitted_at >= ${until}::timestamptz - interval '4 weeks' and r.submitted_at < ${until}
      and cardinality(r.panel_specialty_codes) = 0
    group by r.requester_person_id, r.requester_name, r.institution_id, r.institution_name, r.patient_name, r.patient_sex,
      r.patient_age_years, r.wanted_specialty_code
    having count(*) >= ${least}`.execute(everything(tx));
  return rows.flatMap((row) => {
    const [largest = []] = clusters(row.ats, hours);
    const caseIds = row.case_ids.filter((_, i) => largest.includes(row.ats[i] ?? NaN));
    return caseIds.length < least
      ? []
      : [{ ...watched(row), key: `${row.key}|${caseIds[0] ?? ""}`, caseIds }];
  });
}

/** Each post's consultations of half a year, and how many fell on the last days of a month. */
export async function monthEnds(
  tx: Tx,
  until: Instant,
): Promise<(Watched & { readonly n: number; readonly atEnd: number })[]> {
  const { days, leastCases, months } = watchRule.monthEnd;
  const { rows } = await sql<Row & { n: number; at_end: number }>`
    with taken as (select f.practitioner_role_id, f.case_id,
        (date_trunc('month', f.accepted_at at time zone 'Asia/Shanghai') + interval '1 month')::date
          - (f.accepted_at at time zone 'Asia/Shanghai')::date <= ${days} as is_end
      from quality.case_fact f where f.practitioner_role_id is not null
        and f.accepted_at >= ${until}::timestamptz - make_interval(months => ${months}) and f.accepted_at < ${until})
    select r.id::text as key, t.name || ' ' || p.name as name, r.organization_id as institution_id, count(*)::int as n,
      count(*) filter (where x.is_end)::int as at_end,
      coalesce(array_agg(x.case_id order by x.case_id) filter (where x.is_end), '{}') as case_ids
    from taken x join experts.practitioner_role r on r.id = x.practitioner_role_id
    join experts.practitioner p on p.id = r.practitioner_id join identity.tenant t on t.id = r.organization_id
    group by 1, 2, 3 having count(*) >= ${leastCases}`.execute(everything(tx));
  return rows.map((row) => ({ ...watched(row), n: row.n, atEnd: row.at_end }));
}
