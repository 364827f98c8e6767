import { type Selectable, sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import { currentRecordOf } from "./merged-into.js";
import { type DutyHours, expertsTables, type ExpertsTables, type RoleStatus } from "../tables.js";

export interface StoredProfile {
  readonly practitioner: Omit<
    Selectable<ExpertsTables["experts.practitioner"]>,
    | "id_number_cipher"
    | "id_number_index"
    | "phone_cipher"
    | "email_cipher"
    | "phone_index"
    | "qualification_cipher"
  >;
  readonly roles: readonly Selectable<ExpertsTables["experts.practitioner_role"]>[];
}

/** The expert of this account; undefined when the person is none. */
export async function findPractitionerOf(tx: Tx, personId: string): Promise<string | undefined> {
  const row = await expertsTables(tx)
    .selectFrom("experts.practitioner")
    .select("id")
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row?.id;
}

/** The expert with his posts; identifying numbers are not even read. */
export async function findProfile(tx: Tx, practitionerId: string): Promise<StoredProfile | undefined> {
  const db = expertsTables(tx);
  const practitioner = await db
    .selectFrom("experts.practitioner")
    .select([
      "id",
      "person_id",
      "name",
      "gender",
      "birth_on",
      "licence_number",
      "practice_scope_code",
      "independent_since_on",
      "merged_into",
      "confirmed_on",
      "freshness",
      "updated_at",
      "created_at",
    ])
    .where("id", "=", practitionerId)
    .executeTakeFirst();
  if (practitioner === undefined) return undefined;
  const roles = await db
    .selectFrom("experts.practitioner_role")
    .selectAll()
    .where("practitioner_id", "=", practitionerId)
    .where("merged_into", "is", null)
    .orderBy("department_name")
    .orderBy("id")
    .execute();
  return { practitioner, roles };
}

/** To whom the expert belongs: his account and the institutions of his posts. Undefined: no such expert. */
export async function findOwners(
  tx: Tx,
  practitionerId: string,
): Promise<{ personIds: string[]; institutionIds: string[] } | undefined> {
  const db = expertsTables(tx);
  const current = await currentRecordOf(tx, practitionerId);
  if (current === undefined) return undefined;
  const practitioner = await db
    .selectFrom("experts.practitioner")
    .select("person_id")
    .where("id", "=", current)
    .executeTakeFirstOrThrow();
  const roles = await db
    .selectFrom("experts.practitioner_role")
    .select("organization_id")
    .where("practitioner_id", "=", current)
    .execute();
  return {
    personIds: practitioner.person_id === null ? [] : [practitioner.person_id],
    institutionIds: [...new Set(roles.map((role) => role.organization_id))],
  };
}

/** Sets when and how much a post takes. Returns its institution; undefined: no such post, a retired one, or not his to set. */
export async function saveAvailability(
  tx: Tx,
  practitionerId: string,
  availability: {
    readonly practitionerRoleId: string;
    readonly status: "active" | "paused";
    readonly dailyCap: number;
    readonly weeklyCap: number;
    readonly dutyHours: readonly DutyHours[];
    readonly acceptsModes: readonly string[];
  },
): Promise<string | undefined> {
  const row = await expertsTables(tx)
    .updateTable("experts.practitioner_role")
    .set({
      is_accepting: availability.status === "active",
      // Whether he takes offers is his switch only while he is appointed.
      status: sql<RoleStatus>`coalesce((select experts.role_status(m.status, ${availability.status === "active"})
        from experts.membership m where m.practitioner_role_id = experts.practitioner_role.id), ${availability.status})`,
      daily_cap: availability.dailyCap,
      weekly_cap: availability.weeklyCap,
      duty_hours: json([...availability.dutyHours]),
      accepts_modes: [...availability.acceptsModes],
      updated_at: tx.now,
    })
    .where("id", "=", availability.practitionerRoleId)
    .where("practitioner_id", "=", practitionerId)
    .where("status", "!=", "retired")
    .returning("organization_id")
    .executeTakeFirst();
  return row?.organization_id;
}

/** Links the expert with the account he signs in with. */
export async function linkAccount(tx: Tx, practitionerId: string, personId: string): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.practitioner")
    .set({ person_id: personId, updated_at: tx.now })
    .where("id", "=", practitionerId)
    .where("person_id", "is", null)
    .execute();
}
