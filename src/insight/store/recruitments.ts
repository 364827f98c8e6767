import { sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import { insightTables, type InsightTables, type RecruitmentStatus } from "../tables.js";

type Row = InsightTables["insight.recruitment"];

/** Somebody as an invitation needs him; undefined: no such post, or not active. */
export async function findInvitee(
  tx: Tx,
  roleId: string,
): Promise<{ roleId: string; personId: string | null; institutionId: string } | undefined> {
  const { rows } = await sql<{ id: string; person_id: string | null; organization_id: string }>`
    select r.id, p.person_id, r.organization_id from experts.practitioner_role r
    join experts.practitioner p on p.id = r.practitioner_id
    where r.id = ${roleId} and r.status = 'active'`.execute(insightTables(tx));
  const [row] = rows;
  return row && { roleId: row.id, personId: row.person_id, institutionId: row.organization_id };
}

/** Writes the invitation. False: he is being asked for this already, or has agreed to it. */
export async function addRecruitment(
  tx: Tx,
  one: Omit<Row, "status" | "asked_at" | "answered_at" | "answer_note">,
): Promise<boolean> {
  const added = await insightTables(tx)
    .insertInto("insight.recruitment")
    .values({
      ...one,
      reasons: json(one.reasons),
      status: "asked",
      asked_at: tx.now,
      answered_at: null,
      answer_note: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

export interface Recruitment {
  readonly id: string;
  readonly regionCode: string;
  readonly specialtyCode: string;
  readonly roleId: string;
  readonly personId: string | null;
  readonly expertName: string;
  readonly organizationName: string;
  readonly note: string;
  readonly status: RecruitmentStatus;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly answeredAt: string | null;
  readonly answerNote: string | null;
}

/** Invitations in sight of the reader, newest first; of one cell when it is named, of one person when he is. */
export async function listRecruitments(
  tx: Tx,
  of: {
    readonly regionCode?: string;
    readonly specialtyCode?: string;
    readonly personId?: string;
    readonly id?: string;
  },
): Promise<Recruitment[]> {
  const { rows } = await sql<{
    id: string;
    region_code: string;
    specialty_code: string;
    practitioner_role_id: string;
    person_id: string | null;
    expert_name: string;
    organization_name: string;
    note: string;
    status: RecruitmentStatus;
    asked_by: string;
    asked_at: string;
    answered_at: string | null;
    answer_note: string | null;
  }>`
    select x.id, x.region_code, x.specialty_code, x.practitioner_role_id, x.person_id, p.name as expert_name,
      o.name as organization_name, x.note, x.status, x.asked_by, x.asked_at, x.answered_at, x.answer_note
    from insight.recruitment x
    join experts.practitioner_role r on r.id = x.practitioner_role_id
    join experts.practitioner p on p.id = r.practitioner_id
    join organizations.organization o on o.id = x.institution_id
    where (${of.regionCode ?? null}::text is null or x.region_code = ${of.regionCode ?? null})
      and (${of.specialtyCode ?? null}::text is null or x.specialty_code = ${of.specialtyCode ?? null})
      and (${of.personId ?? null}::uuid is null or x.person_id = ${of.personId ?? null})
      and (${of.id ?? null}::uuid is null or x.id = ${of.id ?? null})
    order by x.asked_at desc, x.id limit 100`.execute(insightTables(tx));
  return rows.map((row) => ({
    id: row.id,
    regionCode: row.region_code,
    specialtyCode: row.specialty_code,
    roleId: row.practitioner_role_id,
    personId: row.person_id,
    expertName: row.expert_name,
    organizationName: row.organization_name,
    note: row.note,
    status: row.status,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    answeredAt: row.answered_at,
    answerNote: row.answer_note,
  }));
}

/** Saves the answer while the invitation is open. False: it was answered or taken back before. */
export async function answerRecruitment(
  tx: Tx,
  id: string,
  answer: { readonly status: "accepted" | "declined" | "withdrawn"; readonly note: string },
): Promise<boolean> {
  const rows = await insightTables(tx)
    .updateTable("insight.recruitment")
    .set({
      status: answer.status,
      answered_at: answer.status === "withdrawn" ? null : tx.now,
      answer_note: answer.note === "" ? null : answer.note,
    })
    .where("id", "=", id)
    .where("status", "=", "asked")
    .returning("id")
    .execute();
  return rows.length === 1;
}
