import { type ExpressionBuilder, sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { Tx } from "../../platform/database/database.js";
import type { NameIndex } from "../name-index.js";
import { expertsTables, type ExpertsTables, type RoleStatus } from "../tables.js";

/** One typed word, with everything it may mean. */
export interface SoughtWord {
  readonly text: string;
  /** Practitioners whose names sound so, from the beginning (best) or inside. */
  readonly people: ReturnType<NameIndex["peopleBySound"]>;
  /** Departments that sound so. */
  readonly departments: readonly string[];
  readonly institutionIds: readonly string[];
  /** 诊疗科目 by code or name; what lies below them counts too. */
  readonly specialtyCodes: readonly string[];
  /** ICD-10 in capital letters; undefined when the word is no such code. */
  readonly diagnosisCode: string | undefined;
}

export interface ExpertSearch {
  /** All of them must be found. */
  readonly words: readonly SoughtWord[];
  readonly specialty: string | undefined;
  readonly institutionId: string | undefined;
  readonly title: string | undefined;
  readonly status: RoleStatus | undefined;
  readonly mode: "written" | "video" | undefined;
  /** Only these institutions; undefined: all. */
  readonly within: readonly string[] | undefined;
  /** Only who is in his hours now, by the clock of his institution; undefined: everyone. */
  readonly onDuty: readonly LocalMoment[] | undefined;
  readonly limit: number;
  readonly offset: number;
}

export interface FoundRole {
  readonly practitionerId: string;
  readonly practitionerRoleId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly organizationId: string;
  readonly departmentName: string;
  readonly titleCode: string | null;
  readonly titleText: string;
  readonly specialtyCodes: readonly string[];
  readonly skills: string;
  readonly status: RoleStatus;
  readonly dailyCap: number;
  readonly weeklyCap: number;
}

/** The same moment on the clocks of one time zone. */
export interface LocalMoment {
  readonly institutionIds: readonly string[];
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** HH:MM. */
  readonly time: string;
}

const skillsShown = 160;

/** `%` and `_` typed by a person mean themselves. */
const pattern = (word: string): string => `%${word.replace(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;

type Where = ExpressionBuilder<
  { r: ExpertsTables["experts.practitioner_role"]; p: ExpertsTables["experts.practitioner"] },
  "r" | "p"
>;

/** True for a post one of whose specialties is one of the codes or lies below it. */
const hasSpecialty = (codes: readonly string[]) => sql<boolean>`exists (
  select 1 from experts.role_specialty s, unnest(${[...codes]}::text[]) as wanted (code)
  where s.practitioner_role_id = r.id
    and (s.specialty_code = wanted.code or s.specialty_code like wanted.code || '.%'))`;

/** True for an expert of whom it stands that he has treated the disease, or one below it. */
const hasTreated = (code: string) => sql<boolean>`exists (
  select 1 from experts.claim c where c.practitioner_id = p.id and c.kind = 'disease_cases'
    and c.state in ('asserted', 'verified') and c.superseded_by is null and c.code like ${`${code}%`})`;

const anyOf = (ids: readonly string[]) => sql<boolean>`p.id = any(${[...ids]}::uuid[])`;

const holdsWord = (e: Where, word: SoughtWord) =>
  e.or([
    e("p.name", "ilike", pattern(word.text)),
    e("r.department_name", "ilike", pattern(word.text)),
    e("r.skills_text", "ilike", pattern(word.text)),
    ...(word.institutionIds.length > 0 ? [e("r.organization_id", "in", [...word.institutionIds])] : []),
    ...(word.people.best.length > 0 ? [anyOf(word.people.best)] : []),
    ...(word.people.others.length > 0 ? [anyOf(word.people.others)] : []),
    ...(word.departments.length > 0 ? [e("r.department_name", "in", [...word.departments])] : []),
    ...(word.specialtyCodes.length > 0 ? [hasSpecialty(word.specialtyCodes)] : []),
    ...(word.diagnosisCode === undefined ? [] : [hasTreated(word.diagnosisCode)]),
  ]);

/** How well a word fits a person rather than a place or a field: 0 the name itself … 4 something else of the post. */
const nearness = (word: SoughtWord) => sql<number>`case
  when p.name = ${word.text} then 0
  when p.name ilike ${pattern(word.text).slice(1)} or ${anyOf(word.people.best)} then 1
  when p.name ilike ${pattern(word.text)} then 2
  when ${anyOf(word.people.others)} then 3
  else 4 end`;

/** In his hours at the moment; no hours mean always, hours over midnight reach into the next day. A turn ends before its last minute. */
const isInHours = (e: Where, { institutionIds, weekday, time }: LocalMoment) =>
  e.and([
    e("r.organization_id", "in", [...institutionIds]),
    sql<boolean>`(jsonb_array_length(r.duty_hours) = 0 or exists (
      select 1 from jsonb_array_elements(r.duty_hours) h where
        ((h ->> 'weekday')::int = ${weekday}::int and h ->> 'from' <= ${time}
          and (${time} < h ->> 'to' or h ->> 'to' < h ->> 'from'))
        or ((h ->> 'weekday')::int = ${weekday === 1 ? 7 : weekday - 1}::int and h ->> 'to' < h ->> 'from'
          and ${time} < h ->> 'to')))`,
  ]);

/**
 * Posts that hold every word, retired ones only when asked for. Those whose names the words fit come first, the best fits
 * before the others; then active before paused, higher titles first, by name and id.
 */
export async function searchRoles(
  tx: Tx,
  search: ExpertSearch,
): Promise<{ roles: FoundRole[]; total: number }> {
  const db = expertsTables(tx);
  let query = db
    .selectFrom("experts.practitioner_role as r")
    .innerJoin("experts.practitioner as p", "p.id", "r.practitioner_id")
    .where("r.merged_into", "is", null);
  for (const word of search.words) query = query.where((e: Where) => holdsWord(e, word));
  const { mode, within, onDuty } = search;
  if (mode !== undefined) query = query.where(sql<boolean>`${mode} = any(r.accepts_modes)`);
  if (within !== undefined)
    query = query.where(sql<boolean>`r.organization_id = any(${[...within]}::uuid[])`);
  if (onDuty !== undefined)
    query = query
      .where("r.status", "=", "active")
      .where((e: Where) => e.or(onDuty.map((moment) => isInHours(e, moment))));
  const { specialty, institutionId, title, status } = search;
  if (specialty !== undefined) query = query.where(hasSpecialty([specialty]));
  if (institutionId !== undefined) query = query.where("r.organization_id", "=", institutionId);
  if (title !== undefined) query = query.where("r.title_code", "=", title);
  query =
    status === undefined ? query.where("r.status", "!=", "retired") : query.where("r.status", "=", status);
  const { total } = await query.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  for (const word of search.words) query = query.orderBy(nearness(word));
  const rows = await query
    .select([
      "r.id",
      "r.practitioner_id",
      "p.person_id",
      "p.name",
      "r.organization_id",
      "r.department_name",
      "r.title_code",
      "r.title_text",
      "r.status",
      "r.daily_cap",
      "r.weekly_cap",
    ])
    .select(sql<string>`left(r.skills_text, ${skillsShown}::int)`.as("skills"))
    .orderBy(sql`r.status <> 'active'`)
    .orderBy("r.title_code", (order) => order.asc().nullsLast())
    .orderBy("p.name")
    .orderBy("r.id")
    .limit(search.limit)
    .offset(search.offset)
    .execute();
  const codes = await listSpecialties(
    tx,
    rows.map((row) => row.id),
  );
  return {
    total,
    roles: rows.map((row) => ({
      practitionerId: row.practitioner_id,
      practitionerRoleId: row.id,
      personId: row.person_id,
      name: row.name,
      organizationId: row.organization_id,
      departmentName: row.department_name,
      titleCode: row.title_code,
      titleText: row.title_text,
      specialtyCodes: (codes.get(row.id) ?? []).map((one) => one.specialty_code),
      skills: row.skills,
      status: row.status,
      dailyCap: row.daily_cap,
      weeklyCap: row.weekly_cap,
    })),
  };
}

/** Specialties by role, codes ascending. */
export async function listSpecialties(
  tx: Tx,
  roleIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ExpertsTables["experts.role_specialty"][]>> {
  if (roleIds.length === 0) return new Map();
  const rows = await expertsTables(tx)
    .selectFrom("experts.role_specialty")
    .selectAll()
    .where("practitioner_role_id", "in", [...roleIds])
    .orderBy("specialty_code")
    .execute();
  return groupBy(rows, (row) => row.practitioner_role_id);
}
