import { sql } from "kysely";
import { addMinutes, civilDate } from "../../kernel/time.js";
import { tablesOf, type Tx } from "../../platform/database/database.js";

/** Insight reads what the other modules wrote. */
const everything = tablesOf<unknown>();

export interface FieldOfHospital {
  readonly organizationId: string;
  readonly specialtyCode: string;
  readonly experts: number;
  readonly weeklyCap: number;
}

/** Who is there: active experts and their weekly caps by hospital and field. */
export async function readFields(tx: Tx): Promise<FieldOfHospital[]> {
  const { rows } = await sql<{ id: string; code: string; experts: number; cap: number }>`
    select c.organization_id as id, c.specialty_code as code, c.experts, c.weekly_cap as cap
    from insight.capacity c where c.experts > 0`.execute(everything(tx));
  return rows.map((row) => ({
    organizationId: row.id,
    specialtyCode: row.code,
    experts: row.experts,
    weeklyCap: row.cap,
  }));
}

/** Consultations taken in the last four weeks by hospital and field. */
export async function readTaken(
  tx: Tx,
): Promise<{ organizationId: string; specialtyCode: string; taken: number }[]> {
  const { rows } = await sql<{ id: string; code: string; taken: number }>`
    select performer_institution_id as id, coalesce(specialty_code, '') as code, count(*)::int as taken
    from quality.case_fact
    where accepted_at > ${addMinutes(tx.now, -28 * 24 * 60)}::timestamptz and performer_institution_id is not null
    group by 1, 2`.execute(everything(tx));
  return rows.map((row) => ({ organizationId: row.id, specialtyCode: row.code, taken: row.taken }));
}

export interface OpenWay {
  readonly requesterRegion: string;
  readonly performerId: string;
  /** Empty: every field. */
  readonly specialtyCodes: readonly string[];
}

/** Which regions may ask which hospitals, by the agreements in force today; each way once. */
export async function readWays(tx: Tx): Promise<OpenWay[]> {
  const { rows } = await sql<{ region: string; performer: string; codes: string[] }>`
    select distinct o.region_code as region, p.organization_id as performer, a.specialty_codes as codes
    from organizations.agreement a
    join organizations.agreement_party q on q.agreement_id = a.id and q.side in ('requester', 'both')
    join organizations.agreement_party p on p.agreement_id = a.id and p.side in ('performer', 'both')
      and p.organization_id <> q.organization_id
    join organizations.organization o on o.id = q.organization_id
    where a.status = 'in_force'
      and ${civilDate(tx.now)}::date between a.valid_from and a.valid_to`.execute(everything(tx));
  return rows.map((row) => ({
    requesterRegion: row.region,
    performerId: row.performer,
    specialtyCodes: row.codes,
  }));
}

/** Categories of the diseases that a region asked this field about over the last `months` months. */
export async function readCategories(
  tx: Tx,
  cell: { readonly regionCode: string; readonly specialtyCode: string },
  months: number,
): Promise<string[]> {
  const { rows } = await sql<{ category: string }>`
    select distinct f.category from quality.case_fact f
    where f.region_code = ${cell.regionCode} and ${
      cell.specialtyCode === ""
        ? sql`(f.specialty_code is null or f.specialty_code = '')`
        : sql`f.specialty_code = ${cell.specialtyCode}`
    }
      and f.category <> '' and f.submitted_at > ${tx.now}::timestamptz - make_interval(months => ${months}::int)
    order by 1`.execute(everything(tx));
  return rows.map(({ category }) => category);
}

export interface FoundRecruit {
  readonly roleId: string;
  readonly practitionerId: string;
  readonly name: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly regionCode: string;
  readonly departmentName: string;
  readonly patients: number;
  readonly verifiedPatients: number;
  readonly specialtyCodes: readonly string[];
}

/**
 * Experts who treat these diseases by their own or verified claims, or who are of the field: at most `limit`, those with most
 * patients first.
 */
export async function findRecruits(
  tx: Tx,
  of: { readonly categories: readonly string[]; readonly specialtyCodes: readonly string[] },
  limit: number,
): Promise<FoundRecruit[]> {
  const isExperience = sql`c.kind = 'disease_cases' and c.state in ('asserted', 'verified') and c.superseded_by is null
    and left(c.code, 3) = any(${[...of.categories]}::text[])`;
  const { rows } = await sql<{
    role_id: string;
    practitioner_id: string;
    name: string;
    organization_id: string;
    organization_name: string;
    region_code: string;
    department_name: string;
    patients: number;
    verified: number;
    codes: string[];
  }>`
    with counted as (
      -- The few who are shown are found first, and told about after.
      select c.practitioner_id, sum(c.quantity) as patients from experts.claim c where ${isExperience}
      group by 1 having sum(c.quantity) > 0 order by 2 desc, 1 limit ${2 * limit}),
    fit as (
      (select r.id, r.practitioner_id, r.organization_id, r.department_name from counted t
        join experts.practitioner_role r on r.practitioner_id = t.practitioner_id
        where r.status = 'active' order by t.patients desc, r.id limit ${limit})
      union
      (select r.id, r.practitioner_id, r.organization_id, r.department_name from experts.role_specialty x
        join experts.practitioner_role r on r.id = x.practitioner_role_id
        where x.specialty_code = any(${[...of.specialtyCodes]}::text[]) and r.status = 'active' order by r.id limit ${limit}))
    select f.id as role_id, f.practitioner_id, p.name, o.id as organization_id, o.name as organization_name, o.region_code, f.department_name,
      t.patients, t.verified,
      array(select x.specialty_code from experts.role_specialty x where x.practitioner_role_id = f.id order by 1) as codes
    from fit f
    join experts.practitioner p on p.id = f.practitioner_id
    join organizations.organization o on o.id = f.organization_id
    cross join lateral (select coalesce(sum(c.quantity), 0)::int as patients,
        coalesce(sum(c.quantity) filter (where c.state = 'verified'), 0)::int as verified
      from experts.claim c where c.practitioner_id = f.practitioner_id and ${isExperience}) t
    order by t.patients desc, f.id limit ${limit}`.execute(everything(tx));
  return rows.map((row) => ({
    roleId: row.role_id,
    practitionerId: row.practitioner_id,
    name: row.name,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    regionCode: row.region_code,
    departmentName: row.department_name,
    patients: row.patients,
    verifiedPatients: row.verified,
    specialtyCodes: row.codes,
  }));
}

/** Name and region by hospital. */
export async function readHospitals(tx: Tx): Promise<Map<string, { name: string; regionCode: string }>> {
  const { rows } = await sql<{ id: string; name: string; region_code: string }>`
    select o.id, o.name, o.region_code from organizations.organization o
    join identity.tenant t on t.id = o.id where t.kind = 'hospital'`.execute(everything(tx));
  return new Map(rows.map(({ id, name, region_code: regionCode }) => [id, { name, regionCode }]));
}
