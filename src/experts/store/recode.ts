import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { expertsTables, type SpecialtyRelation } from "../tables.js";

export interface DepartmentRole {
  readonly id: string;
  readonly organizationId: string;
  readonly departmentKeys: readonly string[];
  readonly isImported: boolean;
  /** 执业范围 of the person; null: not on record. */
  readonly scopeCode: string | null;
}

/** Posts in a department of this folded name, at one institution or (null) everywhere. */
export async function findRolesInDepartment(
  tx: Tx,
  departmentKey: string,
  institutionId: string | null,
): Promise<DepartmentRole[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.practitioner_role as r")
    .innerJoin("experts.practitioner as p", "p.id", "r.practitioner_id")
    .select(["r.id", "organization_id", "department_keys", "content_hash", "p.practice_scope_code"])
    .where(sql<boolean>`department_keys @> array[${departmentKey}]::text[]`)
    .orderBy("r.id");
  if (institutionId !== null) query = query.where("organization_id", "=", institutionId);
  return (await query.execute()).map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    departmentKeys: row.department_keys,
    isImported: row.content_hash !== null,
    scopeCode: row.practice_scope_code,
  }));
}

/** The departments, folded, of these hospitals' posts, each once. */
export async function findDepartments(
  tx: Tx,
  organizationIds: readonly string[],
): Promise<readonly { organizationId: string; departmentKey: string }[]> {
  if (organizationIds.length === 0) return [];
  const rows = await expertsTables(tx)
    .selectFrom("experts.practitioner_role")
    .select(["organization_id", sql<string>`unnest(department_keys)`.as("key")])
    .distinct()
    .where("organization_id", "in", organizationIds)
    .execute();
  return rows.map((row) => ({ organizationId: row.organization_id, departmentKey: row.key }));
}

const rowsPerStatement = 1000;

/** Writes the posts' codes: in place of the earlier ones, or (`replaces` false) beside them. */
export async function saveSpecialties(
  tx: Tx,
  roles: readonly {
    readonly practitionerRoleId: string;
    readonly replaces: boolean;
    readonly specialties: readonly { readonly code: string; readonly relation: SpecialtyRelation }[];
  }[],
): Promise<void> {
  const db = expertsTables(tx);
  const replaced = roles.filter((role) => role.replaces).map((role) => role.practitionerRoleId);
  for (let from = 0; from < replaced.length; from += rowsPerStatement)
    await db
      .deleteFrom("experts.role_specialty")
      .where("practitioner_role_id", "in", replaced.slice(from, from + rowsPerStatement))
      .execute();
  const rows = roles.flatMap((role) =>
    role.specialties.map(({ code, relation }) => ({
      practitioner_role_id: role.practitionerRoleId,
      specialty_code: code,
      relation,
    })),
  );
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await db
      .insertInto("experts.role_specialty")
      .values(rows.slice(from, from + rowsPerStatement))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** A disease claim with the hospitals in whose words its label may be. */
export interface ClaimToCode {
  readonly id: string;
  readonly practitionerId: string;
  readonly label: string;
  readonly code: string | null;
  readonly organizationIds: readonly string[];
}

/** What diseases are called in claims of experts who have a post at the institution, or (null) of all; each once. */
export async function findDiseaseLabels(tx: Tx, institutionId: string | null): Promise<readonly string[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.claim as c")
    .select("c.label")
    .distinct()
    .where("c.kind", "=", "disease_cases")
    .where("c.state", "!=", "withdrawn");
  if (institutionId !== null)
    query = query.where((e) =>
      e.exists(
        e
          .selectFrom("experts.practitioner_role as r")
          .select("r.id")
          .whereRef("r.practitioner_id", "=", "c.practitioner_id")
          .where("r.organization_id", "=", institutionId),
      ),
    );
  return (await query.execute()).map((row) => row.label);
}

/** Those of the claims that carry one of the labels, with the hospitals of their experts' posts. In order of id. */
export async function findClaimsByLabel(
  tx: Tx,
  labels: readonly string[],
  institutionId: string | null,
): Promise<readonly ClaimToCode[]> {
  if (labels.length === 0) return [];
  const rows = await expertsTables(tx)
    .selectFrom("experts.claim as c")
    .innerJoin("experts.practitioner_role as r", "r.practitioner_id", "c.practitioner_id")
    .select(["c.id", "c.practitioner_id", "c.label", "c.code"])
    .select(sql<string[]>`array_agg(r.organization_id::text order by r.id)`.as("organizations"))
    .where("c.kind", "=", "disease_cases")
    .where("c.state", "!=", "withdrawn")
    .where("c.label", "in", labels)
    .groupBy(["c.id", "c.practitioner_id", "c.label", "c.code"])
    .orderBy("c.id")
    .execute();
  return rows
    .map((row) => ({
      id: row.id,
      practitionerId: row.practitioner_id,
      label: row.label,
      code: row.code,
      organizationIds: row.organizations,
    }))
    .filter(({ organizationIds }) => institutionId === null || organizationIds.includes(institutionId));
}

/** Gives a claim its code, or takes it away. What the claim says stays. */
export async function saveClaimCode(tx: Tx, id: string, code: string | null): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.claim")
    .set({ code, code_system: code === null ? null : "icd10" })
    .where("id", "=", id)
    .execute();
}

/** Posts with their title as written, at one institution or (null) everywhere. */
export async function findTitleTexts(
  tx: Tx,
  institutionId: string | null,
): Promise<readonly { id: string; organizationId: string; titleText: string }[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.practitioner_role")
    .select(["id", "organization_id", "title_text"])
    .where("title_text", "!=", "")
    .orderBy("id");
  if (institutionId !== null) query = query.where("organization_id", "=", institutionId);
  return (await query.execute()).map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    titleText: row.title_text,
  }));
}

/** Writes what the words of a post's title cell are read as now. */
export async function saveTitles(
  tx: Tx,
  id: string,
  titles: { readonly titleCode: string | null; readonly teachingTitleCode: string | null },
): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.practitioner_role")
    .set({ title_code: titles.titleCode, teaching_title_code: titles.teachingTitleCode })
    .where("id", "=", id)
    .execute();
}
