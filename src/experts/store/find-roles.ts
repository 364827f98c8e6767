import { sql } from "kysely";
import type { OrganizationId, PersonId, PractitionerId, PractitionerRoleId } from "../../kernel/types.js";
import { organizationNames } from "../../organizations/index.js";
import { among } from "../../platform/database/among.js";
import type { Tx } from "../../platform/database/database.js";
import { titleIndex } from "../../terminology/index.js";
import { expertsTables, type RoleStatus } from "../tables.js";

/** 执业岗位 as other modules see it: what an offer is sent to. */
export interface RoleRecord {
  readonly practitionerRoleId: PractitionerRoleId;
  readonly practitionerId: PractitionerId;
  /** Null: the expert has no account yet, so nothing can be offered. */
  readonly personId: PersonId | null;
  readonly name: string;
  readonly institutionId: OrganizationId;
  readonly institutionName: string;
  readonly departmentName: string;
  /** GB/T 8561; null when the list named no title we know. */
  readonly titleCode: string | null;
  readonly titleName: string | null;
  readonly status: RoleStatus;
  /** 诊疗科目 codes, ascending. */
  readonly specialtyCodes: readonly string[];
}

/** The official wording of a title's code; null for no code and for a code of another edition. */
export const titleNameOf = (code: string | null): string | null =>
  code === null ? null : (titleIndex().byCode.get(code)?.name ?? null);

/** The roles with these ids, in any order; ids without a role are left out. */
export async function findRoles(tx: Tx, practitionerRoleIds: readonly string[]): Promise<RoleRecord[]> {
  const rows = await readRoles(tx, practitionerRoleIds);
  if (rows.length === 0) return [];
  const names = await organizationNames(
    tx,
    rows.map((row) => row.organization_id),
  );
  return rows.map((row) => ({
    practitionerRoleId: row.id as PractitionerRoleId,
    practitionerId: row.practitioner_id as PractitionerId,
    personId: row.person_id as PersonId | null,
    name: row.name,
    institutionId: row.organization_id as OrganizationId,
    institutionName: names.get(row.organization_id) ?? "",
    departmentName: row.department_name,
    titleCode: row.title_code,
    titleName: titleNameOf(row.title_code),
    status: row.status,
    specialtyCodes: row.specialty_codes,
  }));
}

/** How a post stands and what it is for. Undefined: there is no such post. */
export async function findStanding(
  tx: Tx,
  practitionerRoleId: string,
): Promise<Pick<RoleRecord, "status" | "specialtyCodes"> | undefined> {
  const [row] = await readRoles(tx, [practitionerRoleId]);
  return row && { status: row.status, specialtyCodes: row.specialty_codes };
}

async function readRoles(tx: Tx, practitionerRoleIds: readonly string[]) {
  const ids = [...new Set(practitionerRoleIds)];
  if (ids.length === 0) return [];
  return expertsTables(tx)
    .selectFrom("experts.practitioner_role as r")
    .innerJoin("experts.practitioner as p", "p.id", "r.practitioner_id")
    .select([
      "r.id",
      "r.practitioner_id",
      "p.person_id",
      "p.name",
      "r.organization_id",
      "r.department_name",
      "r.title_code",
      "r.status",
    ])
    .select(
      sql<string[]>`(select coalesce(array_agg(s.specialty_code order by s.specialty_code), '{}')
        from experts.role_specialty s where s.practitioner_role_id = r.id)`.as("specialty_codes"),
    )
    .where(among("r.id", ids))
    .execute();
}
