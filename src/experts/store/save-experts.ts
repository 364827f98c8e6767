import { sql } from "kysely";
import type { Insertable } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import { expertsTables, type ExpertsTables } from "../tables.js";

/** When he was last confirmed is not among what a list or a system sets. */
export type PractitionerRow = Required<
  Omit<Insertable<ExpertsTables["experts.practitioner"]>, "confirmed_on" | "freshness">
>;
/** The switch `is_accepting` of a new post follows from its status; a known post's is not a list's to set. */
export type RoleRow = Required<Omit<Insertable<ExpertsTables["experts.practitioner_role"]>, "is_accepting">>;
export type SpecialtyRow = ExpertsTables["experts.role_specialty"];

/** Everything one batch writes. Rows of one kind have different keys. */
export interface ExpertBatch {
  readonly newPractitioners: readonly PractitionerRow[];
  readonly changedPractitioners: readonly PractitionerRow[];
  readonly newRoles: readonly RoleRow[];
  readonly changedRoles: readonly RoleRow[];
  /** The specialties of every role above; a changed role's earlier ones go. */
  readonly specialties: readonly SpecialtyRow[];
}

/** Rows a statement: 65,535 parameters are the protocol's limit, and the widest row has nineteen. */
const rowsPerStatement = 500;

async function inSlices<T>(
  rows: readonly T[],
  write: (slice: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await write(rows.slice(from, from + rowsPerStatement));
}

const roleValues = (rows: readonly RoleRow[]) =>
  rows.map((row) => ({ ...row, details: json(row.details), duty_hours: json(row.duty_hours) }));

/**
 * Writes the batch with a handful of statements. New roles come before changes to their experts, because an institution
 * may change an expert only once it has a role for him. Throws on a licence or ID number that somebody else holds
 * (`practitioner_licence_number_key`, `practitioner_id_number_index_key`).
 */
export async function saveExperts(tx: Tx, batch: ExpertBatch): Promise<void> {
  const db = expertsTables(tx);
  await inSlices(batch.newPractitioners, (rows) =>
    db
      .insertInto("experts.practitioner")
      .values([...rows])
      .execute(),
  );
  await inSlices(batch.newRoles, (rows) =>
    db.insertInto("experts.practitioner_role").values(roleValues(rows)).execute(),
  );
  await inSlices(batch.changedRoles, (rows) => updateRoles(tx, rows));
  await inSlices(batch.changedPractitioners, (rows) => updatePractitioners(tx, rows));
  await inSlices(batch.changedRoles, (rows) =>
    db
      .deleteFrom("experts.role_specialty")
      .where(
        "practitioner_role_id",
        "in",
        rows.map((row) => row.id),
      )
      .execute(),
  );
  await inSlices(batch.specialties, (rows) =>
    db
      .insertInto("experts.role_specialty")
      .values([...rows])
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** One statement for many rows; what an expert or his hospital sets by hand (status, hours, modes) is not among it. */
const updateRoles = (tx: Tx, rows: readonly RoleRow[]): Promise<unknown> =>
  sql`update experts.practitioner_role r set department_name = x.department_name, department_keys = x.department_keys,
      title_code = x.title_code, teaching_title_code = x.teaching_title_code, title_text = x.title_text,
      skills_text = x.skills_text, details = x.details, daily_cap = x.daily_cap, weekly_cap = x.weekly_cap,
      person_key = x.person_key, content_hash = x.content_hash, updated_at = x.updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, department_name text, department_keys text[],
      title_code text, teaching_title_code text, title_text text, skills_text text, details jsonb, daily_cap int,
      weekly_cap int, person_key text, content_hash text, updated_at timestamptz)
    where r.id = x.id`.execute(expertsTables(tx));

const updatePractitioners = (tx: Tx, rows: readonly PractitionerRow[]): Promise<unknown> =>
  sql`update experts.practitioner p set gender = x.gender, birth_on = x.birth_on, id_number_cipher = x.id_number_cipher,
      id_number_index = x.id_number_index, licence_number = x.licence_number,
      qualification_cipher = x.qualification_cipher, practice_scope_code = x.practice_scope_code,
      independent_since_on = x.independent_since_on, phone_cipher = x.phone_cipher, email_cipher = x.email_cipher,
      phone_index = x.phone_index, updated_at = x.updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, gender text, birth_on date,
      id_number_cipher text, id_number_index text, licence_number text, qualification_cipher text,
      practice_scope_code text, independent_since_on date, phone_cipher text, email_cipher text, phone_index text,
      updated_at timestamptz)
    where p.id = x.id`.execute(expertsTables(tx));
