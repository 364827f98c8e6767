import { type ExpressionBuilder, sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { Organization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import { expertsTables, type ExpertsTables, type RoleStatus } from "../tables.js";

export interface ExpertSearch {
  readonly q: string;
  readonly specialty: string | undefined;
  readonly institutionId: string | undefined;
  readonly title: string | undefined;
  readonly status: RoleStatus | undefined;
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

const skillsShown = 160;
const mostWords = 5;

/** `%` and `_` typed by a person mean themselves. */
const pattern = (word: string): string => `%${word.replace(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;

type Where = ExpressionBuilder<
  { r: ExpertsTables["experts.practitioner_role"]; p: ExpertsTables["experts.practitioner"] },
  "r" | "p"
>;

/**
 * Posts that hold every word in name, department, skills or hospital, retired ones only when asked for; active before
 * paused, higher titles first, then by name and id.
 * @param organizations all of them, so that words can be found in hospitals' names.
 */
export async function searchRoles(
  tx: Tx,
  search: ExpertSearch,
  organizations: readonly Organization[],
): Promise<{ roles: FoundRole[]; total: number }> {
  const db = expertsTables(tx);
  const words = search.q
    .normalize("NFKC")
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, mostWords);
  const institutionsWith = (word: string): string[] =>
    organizations
      .filter((one) =>
        [one.name, one.shortName, ...one.aliases].some((name) =>
          name.toLowerCase().includes(word.toLowerCase()),
        ),
      )
      .map((one) => one.id);
  let query = db
    .selectFrom("experts.practitioner_role as r")
    .innerJoin("experts.practitioner as p", "p.id", "r.practitioner_id")
    .where("r.merged_into", "is", null);
  for (const word of words) {
    const institutions = institutionsWith(word);
    query = query.where((e: Where) =>
      e.or([
        e("p.name", "ilike", pattern(word)),
        e("r.department_name", "ilike", pattern(word)),
        e("r.skills_text", "ilike", pattern(word)),
        ...(institutions.length > 0 ? [e("r.organization_id", "in", institutions)] : []),
      ]),
    );
  }
  const { specialty, institutionId, title, status } = search;
  if (specialty !== undefined)
    query = query.where((outer) =>
      outer.exists(
        outer
          .selectFrom("experts.role_specialty as s")
          .select("s.specialty_code")
          .whereRef("s.practitioner_role_id", "=", "r.id")
          .where((e) =>
            e.or([e("s.specialty_code", "=", specialty), e("s.specialty_code", "like", `${specialty}.%`)]),
          ),
      ),
    );
  if (institutionId !== undefined) query = query.where("r.organization_id", "=", institutionId);
  if (title !== undefined) query = query.where("r.title_code", "=", title);
  query =
    status === undefined ? query.where("r.status", "!=", "retired") : query.where("r.status", "=", status);
  const { total } = await query.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
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
