import { groupBy } from "../../kernel/collections.js";
import type { Tx } from "../../platform/database/database.js";
import type { RecordFace } from "../api/registry.js";
import { expertsTables } from "../tables.js";
import { titleNameOf } from "./find-roles.js";

/** What a person sees of a record to judge whether it is somebody else's. Numbers are told only by their presence. */
export async function findRecordFaces(
  tx: Tx,
  ids: readonly string[],
  institutionNames: ReadonlyMap<string, string>,
): Promise<Map<string, RecordFace>> {
  if (ids.length === 0) return new Map();
  const db = expertsTables(tx);
  const people = await db
    .selectFrom("experts.practitioner")
    .select([
      "id",
      "name",
      "gender",
      "birth_on",
      "person_id",
      "licence_number",
      "id_number_index",
      "phone_index",
      "created_at",
    ])
    .where("id", "in", [...new Set(ids)])
    .execute();
  const roles = groupBy(
    await db
      .selectFrom("experts.practitioner_role")
      .select(["practitioner_id", "organization_id", "department_name", "title_code", "status"])
      .where("practitioner_id", "in", [...new Set(ids)])
      .where("merged_into", "is", null)
      .orderBy("department_name")
      .execute(),
    (row) => row.practitioner_id,
  );
  const counts = new Map(
    (
      await db
        .selectFrom("experts.claim")
        .select(["practitioner_id"])
        .select((e) => e.fn.countAll<string>().as("n"))
        .where("practitioner_id", "in", [...new Set(ids)])
        .where("superseded_by", "is", null)
        .where("state", "!=", "withdrawn")
        .groupBy("practitioner_id")
        .execute()
    ).map((row) => [row.practitioner_id, Number(row.n)]),
  );
  return new Map(
    people.map((one) => [
      one.id,
      {
        practitionerId: one.id,
        name: one.name,
        gender: one.gender,
        birthOn: one.birth_on,
        hasAccount: one.person_id !== null,
        licenceNumber: one.licence_number,
        hasIdNumber: one.id_number_index !== null,
        hasPhone: one.phone_index !== null,
        claims: counts.get(one.id) ?? 0,
        createdAt: one.created_at,
        posts: (roles.get(one.id) ?? []).map((role) => ({
          institutionName: institutionNames.get(role.organization_id) ?? "",
          departmentName: role.department_name,
          titleName: titleNameOf(role.title_code),
          status: role.status,
        })),
      },
    ]),
  );
}
