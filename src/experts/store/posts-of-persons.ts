import { timeZonesOf } from "../../identity/index.js";
import type { OrganizationId, PersonId, PractitionerRoleId } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { type DutyHours, expertsTables } from "../tables.js";

/** What a hospital consents to for one post of a person, as his calendar reads it. */
export interface PostConsent {
  readonly personId: PersonId;
  readonly practitionerRoleId: PractitionerRoleId;
  readonly institutionId: OrganizationId;
  /** IANA zone of the institution, on whose clock the hours are. */
  readonly zone: string;
  readonly departmentName: string;
  /** Empty: any time. */
  readonly dutyHours: readonly DutyHours[];
  readonly dailyCap: number;
  readonly weeklyCap: number;
  /** False: paused, or the expert has switched requests off. */
  readonly isTaking: boolean;
}

/** The posts of these accounts that are not retired, by post id; a person who is no expert has none. */
export async function postsOfPersons(tx: Tx, personIds: readonly string[]): Promise<PostConsent[]> {
  if (personIds.length === 0) return [];
  const rows = await expertsTables(tx)
    .selectFrom("experts.practitioner as p")
    .innerJoin("experts.practitioner_role as r", "r.practitioner_id", "p.id")
    .select([
      "p.person_id",
      "r.id",
      "r.organization_id",
      "r.department_name",
      "r.duty_hours",
      "r.daily_cap",
      "r.weekly_cap",
      "r.status",
      "r.is_accepting",
    ])
    .where("p.person_id", "in", [...new Set(personIds)])
    .where("r.status", "!=", "retired")
    .where("r.merged_into", "is", null)
    .orderBy("r.id")
    .execute();
  if (rows.length === 0) return [];
  const zones = await timeZonesOf(
    tx,
    rows.map((row) => row.organization_id),
  );
  return rows.map((row) => ({
    personId: row.person_id as PersonId,
    practitionerRoleId: row.id as PractitionerRoleId,
    institutionId: row.organization_id as OrganizationId,
    zone: zones.get(row.organization_id) ?? "Asia/Shanghai",
    departmentName: row.department_name,
    dutyHours: row.duty_hours,
    dailyCap: row.daily_cap,
    weeklyCap: row.weekly_cap,
    isTaking: row.status === "active" && row.is_accepting,
  }));
}

/** The accounts with a post at the institution that is not retired, by department of the first of them, at most `limit`. */
export async function personsOfInstitution(
  tx: Tx,
  institutionId: string,
  limit: number,
): Promise<{ personId: PersonId; departmentName: string }[]> {
  const rows = await expertsTables(tx)
    .selectFrom("experts.practitioner as p")
    .innerJoin("experts.practitioner_role as r", "r.practitioner_id", "p.id")
    .select(["p.person_id", (e) => e.fn.min("r.department_name").as("department_name")])
    .where("r.organization_id", "=", institutionId)
    .where("p.person_id", "is not", null)
    .where("r.status", "!=", "retired")
    .where("r.merged_into", "is", null)
    .groupBy("p.person_id")
    .orderBy("department_name")
    .orderBy("p.person_id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ personId: row.person_id as PersonId, departmentName: row.department_name }));
}
