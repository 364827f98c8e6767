import { groupBy } from "../../kernel/collections.js";
import type { Tx } from "../../platform/database/database.js";
import { foldForKey } from "../domain/import/clean-text.js";
import type { RecordTraits } from "../domain/registry/same-person.js";
import { expertsTables } from "../tables.js";

/** Keeps two records apart for good: a person has seen that they are two people. */
export async function keepApart(tx: Tx, a: string, b: string, reason: string, by: string): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.not_same_person")
    .values({
      lower_id: a < b ? a : b,
      higher_id: a < b ? b : a,
      reason,
      decided_by: by,
      decided_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** `a:b` of every pair that was decided, the lower id first. */
export async function decidedPairs(tx: Tx): Promise<Set<string>> {
  const rows = await expertsTables(tx)
    .selectFrom("experts.not_same_person")
    .select(["lower_id", "higher_id"])
    .execute();
  return new Set(rows.map((row) => `${row.lower_id}:${row.higher_id}`));
}

/** What every record that goes on is compared by. */
export async function readTraits(
  tx: Tx,
  regionOf: (organizationId: string) => string,
): Promise<RecordTraits[]> {
  const db = expertsTables(tx);
  const people = await db
    .selectFrom("experts.practitioner")
    .select(["id", "name", "gender", "birth_on", "licence_number", "id_number_index", "phone_index"])
    .where("merged_into", "is", null)
    .orderBy("id")
    .execute();
  const roles = groupBy(
    await db
      .selectFrom("experts.practitioner_role")
      .select(["id", "practitioner_id", "organization_id", "title_code"])
      .where("merged_into", "is", null)
      .execute(),
    (row) => row.practitioner_id,
  );
  const specialties = groupBy(
    await db
      .selectFrom("experts.role_specialty")
      .select(["practitioner_role_id", "specialty_code"])
      .execute(),
    (row) => row.practitioner_role_id,
  );
  const licences = groupBy(
    await db
      .selectFrom("experts.claim")
      .select(["practitioner_id", "value"])
      .where("kind", "=", "licence")
      .where("superseded_by", "is", null)
      .where("state", "in", ["asserted", "verified"])
      .execute(),
    (row) => row.practitioner_id,
  );
  return people.map((one) => {
    const posts = roles.get(one.id) ?? [];
    return {
      id: one.id,
      name: foldForKey(one.name),
      gender: one.gender,
      birthOn: one.birth_on,
      licenceNumber: one.licence_number,
      claimedLicences: (licences.get(one.id) ?? []).flatMap(({ value }) =>
        typeof value === "string" && value !== one.licence_number ? [value] : [],
      ),
      idNumberIndex: one.id_number_index,
      phoneIndex: one.phone_index,
      specialtyCodes: [
        ...new Set(posts.flatMap(({ id }) => (specialties.get(id) ?? []).map((row) => row.specialty_code))),
      ],
      titleCodes: [...new Set(posts.flatMap(({ title_code }) => title_code ?? []))],
      regionCodes: [...new Set(posts.map(({ organization_id }) => regionOf(organization_id)))],
      organizationIds: [...new Set(posts.map(({ organization_id }) => organization_id))],
    };
  });
}
