import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { expertsTables, type SpecialtyRelation } from "../tables.js";

export interface DepartmentRole {
  readonly id: string;
  readonly organizationId: string;
  readonly departmentKeys: readonly string[];
  readonly isImported: boolean;
}

/** Posts in a department of this folded name, at one institution or (null) everywhere. */
export async function findRolesInDepartment(
  tx: Tx,
  departmentKey: string,
  institutionId: string | null,
): Promise<DepartmentRole[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.practitioner_role")
    .select(["id", "organization_id", "department_keys", "content_hash"])
    .where(sql<boolean>`department_keys @> array[${departmentKey}]::text[]`)
    .orderBy("id");
  if (institutionId !== null) query = query.where("organization_id", "=", institutionId);
  return (await query.execute()).map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    departmentKeys: row.department_keys,
    isImported: row.content_hash !== null,
  }));
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
