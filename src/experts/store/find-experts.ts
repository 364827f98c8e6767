import type { Selectable } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { Tx } from "../../platform/database/database.js";
import type { Arrival, KnownExpert } from "../domain/landing.js";
import { expertsTables, type ExpertsTables } from "../tables.js";

/** A stored expert with his rows as they are, so that a change can keep what the new row leaves open. */
export interface StoredExpert extends KnownExpert {
  readonly practitioner: Selectable<ExpertsTables["experts.practitioner"]>;
  readonly storedRoles: ReadonlyMap<string, StoredRole>;
}

export interface StoredRole {
  readonly id: string;
  readonly dailyCap: number;
  readonly weeklyCap: number;
}

/**
 * The experts whom any of the rows can mean, by licence number, by the hash of the ID number, or by name, institution
 * and department, each with all roles. At most four queries, whatever the number of rows.
 */
export async function findExpertsFor(tx: Tx, arrivals: readonly Arrival[]): Promise<StoredExpert[]> {
  const db = expertsTables(tx);
  const licences = filled(arrivals.map((one) => one.licenceNumber));
  const indices = filled(arrivals.map((one) => one.idNumberIndex));
  const ids = new Set<string>();
  if (licences.length > 0)
    for (const row of await db
      .selectFrom("experts.practitioner")
      .select("id")
      .where("licence_number", "in", licences)
      .execute())
      ids.add(row.id);
  if (indices.length > 0)
    for (const row of await db
      .selectFrom("experts.practitioner")
      .select("id")
      .where("id_number_index", "in", indices)
      .execute())
      ids.add(row.id);
  const keys = filled(arrivals.map((one) => one.personKey));
  if (keys.length > 0)
    for (const row of await db
      .selectFrom("experts.practitioner_role")
      .select("practitioner_id")
      .where("person_key", "in", keys)
      .execute())
      ids.add(row.practitioner_id);
  return ids.size === 0 ? [] : findExpertsById(tx, [...ids]);
}

const filled = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** These experts with their posts, in order of id; unknown ids are left out. */
export async function findExpertsById(tx: Tx, ids: readonly string[]): Promise<StoredExpert[]> {
  const db = expertsTables(tx);
  const practitioners = await db
    .selectFrom("experts.practitioner")
    .selectAll()
    .where("id", "in", ids)
    .orderBy("id")
    .execute();
  const roles = await db
    .selectFrom("experts.practitioner_role")
    .select([
      "id",
      "practitioner_id",
      "organization_id",
      "department_name",
      "person_key",
      "content_hash",
      "daily_cap",
      "weekly_cap",
    ])
    .where("practitioner_id", "in", ids)
    .where("merged_into", "is", null)
    .orderBy("id")
    .execute();
  const rolesOf = groupBy(roles, (role) => role.practitioner_id);
  return practitioners.map((practitioner) => {
    const own = rolesOf.get(practitioner.id) ?? [];
    return {
      id: practitioner.id,
      name: practitioner.name,
      licenceNumber: practitioner.licence_number,
      idNumberIndex: practitioner.id_number_index,
      practitioner,
      storedRoles: new Map(
        own.map((role) => [role.id, { id: role.id, dailyCap: role.daily_cap, weeklyCap: role.weekly_cap }]),
      ),
      roles: own.map((role) => ({
        id: role.id,
        organizationId: role.organization_id,
        departmentName: role.department_name,
        personKey: role.person_key,
        contentHash: role.content_hash,
      })),
    };
  });
}
