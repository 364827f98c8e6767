import { type Selectable, sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { specialtyKey } from "../../terminology/index.js";
import type { ExpertRecord } from "../domain/import/record.js";
import type { Arrival } from "../domain/landing.js";
import { defaultAvailability, roleDetails, skillsText } from "../domain/role-texts.js";
import { expertsTables, type ExpertsTables, type SpecialtyRelation } from "../tables.js";

const seal = (cipher: FieldCipher, text: string | null): string | null =>
  text === null ? null : cipher.encrypt(text);

/** Adds a person with what is no claim: his name and sealed numbers. Everything else arrives with his claims. */
export async function addPractitioner(
  tx: Tx,
  cipher: FieldCipher,
  id: string,
  record: ExpertRecord,
  arrival: Arrival,
): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.practitioner")
    .values({
      id,
      person_id: null,
      name: record.name,
      gender: record.gender,
      birth_on: record.bornOn,
      id_number_cipher: seal(cipher, record.idNumber),
      id_number_index: arrival.idNumberIndex,
      licence_number: record.licenceNumber,
      qualification_cipher: seal(cipher, record.qualificationNumber),
      practice_scope_code: null,
      independent_since_on: null,
      phone_cipher: seal(cipher, record.mobile),
      email_cipher: seal(cipher, record.email),
      updated_at: tx.now,
      created_at: tx.now,
    })
    .execute();
}

/** Adds a post. Its title arrives with the claims. */
export async function addPost(
  tx: Tx,
  post: {
    readonly id: string;
    readonly practitionerId: string;
    readonly institutionId: string;
    readonly arrival: Arrival;
    readonly record: ExpertRecord;
  },
): Promise<void> {
  const { arrival, record } = post;
  await expertsTables(tx)
    .insertInto("experts.practitioner_role")
    .values({
      id: post.id,
      practitioner_id: post.practitionerId,
      organization_id: post.institutionId,
      department_name: arrival.departmentName,
      department_keys: record.departments.map(({ label }) => specialtyKey(label)),
      title_code: null,
      teaching_title_code: null,
      title_text: record.titleText,
      skills_text: skillsText(record),
      details: json(roleDetails(record)),
      duty_hours: json([]),
      accepts_modes: [...defaultAvailability.acceptsModes],
      daily_cap: defaultAvailability.dailyCap,
      weekly_cap: defaultAvailability.weeklyCap,
      person_key: arrival.personKey,
      content_hash: arrival.contentHash,
      updated_at: tx.now,
    })
    .execute();
}

type Practitioner = Selectable<ExpertsTables["experts.practitioner"]>;

/**
 * Takes over numbers and addresses: blanks are filled; telephone and mail follow the hospital unless the expert works
 * elsewhere too. True when anything changed.
 */
export async function fillPractitioner(
  tx: Tx,
  cipher: FieldCipher,
  stored: Practitioner,
  record: ExpertRecord,
  arrival: Arrival,
  { isShared }: { readonly isShared: boolean },
): Promise<boolean> {
  const follows = (incoming: string | null, before: string | null): string | undefined => {
    if (incoming === null || (before !== null && (isShared || cipher.decrypt(before) === incoming)))
      return undefined;
    return cipher.encrypt(incoming);
  };
  const phone = follows(record.mobile, stored.phone_cipher);
  const email = follows(record.email, stored.email_cipher);
  const isIdNew = stored.id_number_index === null && arrival.idNumberIndex !== null;
  const change: Partial<Practitioner> = {
    ...(phone !== undefined && { phone_cipher: phone }),
    ...(email !== undefined && { email_cipher: email }),
    ...(isIdNew && {
      id_number_cipher: seal(cipher, record.idNumber),
      id_number_index: arrival.idNumberIndex,
    }),
    ...(stored.qualification_cipher === null &&
      record.qualificationNumber !== null && {
        qualification_cipher: seal(cipher, record.qualificationNumber),
      }),
  };
  if (Object.keys(change).length === 0) return false;
  await expertsTables(tx)
    .updateTable("experts.practitioner")
    .set({ ...change, updated_at: tx.now })
    .where("id", "=", stored.id)
    .execute();
  return true;
}

/**
 * Writes a post's department and codes: of a new post as given; of one that stands only when the hospital's system's own
 * statement of its department stands unchallenged and says another name, and no other post of the expert bears that name.
 */
export async function moveDepartment(
  tx: Tx,
  move: {
    readonly practitionerId: string;
    readonly roleId: string;
    readonly isNew: boolean;
    readonly arrival: Arrival;
    readonly labels: readonly string[];
    readonly specialties: readonly { readonly code: string; readonly relation: SpecialtyRelation }[];
  },
): Promise<boolean> {
  const db = expertsTables(tx);
  const { roleId, arrival } = move;
  if (!move.isNew) {
    const role = await db
      .selectFrom("experts.practitioner_role")
      .select(["department_name", "organization_id"])
      .where("id", "=", roleId)
      .executeTakeFirst();
    if (role === undefined || role.department_name === arrival.departmentName) return false;
    const { rows } = await sql<{ isOpen: boolean; isTaken: boolean }>`select
      exists (select 1 from experts.claim_conflict where practitioner_id = ${move.practitionerId} and status = 'open'
        and kind = 'department' and challenger_claim_id in (select id from experts.claim
          where practitioner_role_id = ${roleId} and kind = 'department' and source = 'his')) as "isOpen",
      exists (select 1 from experts.practitioner_role where practitioner_id = ${move.practitionerId} and id <> ${roleId}
        and organization_id = ${role.organization_id} and department_name = ${arrival.departmentName}) as "isTaken"`.execute(
      db,
    );
    if (rows[0]?.isOpen !== false || rows[0].isTaken) return false;
    await db
      .updateTable("experts.practitioner_role")
      .set({
        department_name: arrival.departmentName,
        department_keys: move.labels.map(specialtyKey),
        person_key: arrival.personKey,
        updated_at: tx.now,
      })
      .where("id", "=", roleId)
      .execute();
    await db.deleteFrom("experts.role_specialty").where("practitioner_role_id", "=", roleId).execute();
  }
  if (move.specialties.length > 0)
    await db
      .insertInto("experts.role_specialty")
      .values(
        move.specialties.map(({ code, relation }) => ({
          practitioner_role_id: roleId,
          specialty_code: code,
          relation,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  return !move.isNew;
}
