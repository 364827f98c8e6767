import { sql } from "kysely";
import type { Selectable } from "kysely";
import { z } from "zod";
import { json, type Tx } from "../../platform/database/database.js";
import { expertsTables, type ExpertsTables } from "../tables.js";

export type PractitionerRecord = Selectable<ExpertsTables["experts.practitioner"]>;

/** The columns of a person's row that a merge fills or moves. */
const personColumns = [
  "person_id",
  "gender",
  "birth_on",
  "id_number_cipher",
  "id_number_index",
  "licence_number",
  "qualification_cipher",
  "practice_scope_code",
  "independent_since_on",
  "phone_cipher",
  "email_cipher",
  "phone_index",
] as const;
const Columns = z.object(
  Object.fromEntries(personColumns.map((name) => [name, z.string().nullable()])) as Record<
    (typeof personColumns)[number],
    z.ZodNullable<z.ZodString>
  >,
);
type Columns = Pick<PractitionerRecord, (typeof personColumns)[number]>;

/** What was where before a merge, so that it can be undone. */
const Before = z.object({
  kept: Columns,
  gone: Columns,
  roleIds: z.array(z.string()),
  /** Posts that led to another one of the record that goes on. */
  doubledRoleIds: z.array(z.string()),
  claimIds: z.array(z.string()),
  /** Claims of the gone record that gave way to the same source's word in the other one. */
  yieldedClaimIds: z.array(z.string()),
  conflictIds: z.array(z.string()),
  objectionIds: z.array(z.string()),
});
type Before = z.infer<typeof Before>;

/** Two records, locked in order of id until the transaction ends. */
export async function lockRecords(tx: Tx, ids: readonly string[]): Promise<Map<string, PractitionerRecord>> {
  const rows = await expertsTables(tx)
    .selectFrom("experts.practitioner")
    .selectAll()
    .where("id", "in", [...ids])
    .orderBy("id")
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

const columnsOf = (row: PractitionerRecord): Columns => ({
  person_id: row.person_id,
  gender: row.gender,
  birth_on: row.birth_on,
  id_number_cipher: row.id_number_cipher,
  id_number_index: row.id_number_index,
  licence_number: row.licence_number,
  qualification_cipher: row.qualification_cipher,
  practice_scope_code: row.practice_scope_code,
  independent_since_on: row.independent_since_on,
  phone_cipher: row.phone_cipher,
  email_cipher: row.email_cipher,
  phone_index: row.phone_index,
});

/** Everything of `gone` becomes `kept`'s; blanks of `kept` are filled. Returns what was where before. */
export async function moveRecord(
  tx: Tx,
  kept: PractitionerRecord,
  gone: PractitionerRecord,
): Promise<Before> {
  const db = expertsTables(tx);
  const mine = columnsOf(kept);
  const theirs = columnsOf(gone);
  // Account and numbers are unique: they leave the one row before they enter the other.
  await db
    .updateTable("experts.practitioner")
    .set({
      person_id: null,
      licence_number: null,
      id_number_index: null,
      merged_into: kept.id,
      updated_at: tx.now,
    })
    .where("id", "=", gone.id)
    .execute();
  const filled = Object.fromEntries(
    personColumns.map((name) => [name, mine[name] ?? theirs[name]]),
  ) as unknown as Columns;
  await db
    .updateTable("experts.practitioner")
    .set({ ...filled, updated_at: tx.now })
    .where("id", "=", kept.id)
    .execute();
  const doubled = await sql<{
    id: string;
  }>`update experts.practitioner_role g set merged_into = k.id, updated_at = ${tx.now}
      from experts.practitioner_role k
      where g.practitioner_id = ${gone.id} and g.merged_into is null and k.practitioner_id = ${kept.id}
        and k.merged_into is null and k.organization_id = g.organization_id and k.department_name = g.department_name
      returning g.id`.execute(db);
  const roleIds = await moved(tx, "experts.practitioner_role", gone.id, kept.id);
  const yielded = await sql<{ id: string }>`update experts.claim g set superseded_by = k.id
      from experts.claim k
      where g.practitioner_id = ${gone.id} and g.superseded_by is null and g.state <> 'withdrawn'
        and k.practitioner_id = ${kept.id} and k.superseded_by is null and k.state <> 'withdrawn'
        and k.kind = g.kind and k.subject_key = g.subject_key and k.source = g.source
        and k.practitioner_role_id is null and g.practitioner_role_id is null
        and (k.state = 'verified') = (g.state = 'verified')
      returning g.id`.execute(db);
  const claimIds = await moved(tx, "experts.claim", gone.id, kept.id);
  const conflictIds = await moved(tx, "experts.claim_conflict", gone.id, kept.id);
  const objectionIds = await moved(tx, "experts.objection", gone.id, kept.id);
  return {
    kept: mine,
    gone: theirs,
    roleIds,
    doubledRoleIds: doubled.rows.map(({ id }) => id),
    claimIds,
    yieldedClaimIds: yielded.rows.map(({ id }) => id),
    conflictIds,
    objectionIds,
  };
}

type Moving = "experts.practitioner_role" | "experts.claim" | "experts.claim_conflict" | "experts.objection";

async function moved(tx: Tx, table: Moving, from: string, to: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update ${sql.table(table)} set practitioner_id = ${to}
    where practitioner_id = ${from} returning id`.execute(expertsTables(tx));
  return rows.map(({ id }) => id);
}

/** Whether the account or a number that a record would get back belongs to a third one by now. */
export async function isTakenSince(
  tx: Tx,
  keptId: string,
  goneId: string,
  stored: unknown,
): Promise<boolean> {
  const { gone } = Before.parse(stored);
  const row = await expertsTables(tx)
    .selectFrom("experts.practitioner")
    .select("id")
    .where("id", "not in", [keptId, goneId])
    .where((e) =>
      e.or([
        e("person_id", "=", gone.person_id),
        e("licence_number", "=", gone.licence_number),
        e("id_number_index", "=", gone.id_number_index),
      ]),
    )
    .executeTakeFirst();
  if (row !== undefined) return true;
  const kept = await expertsTables(tx)
    .selectFrom("experts.practitioner")
    .select(["person_id", "licence_number", "id_number_index"])
    .where("id", "=", keptId)
    .executeTakeFirstOrThrow();
  const { kept: mine } = Before.parse(stored);
  // The kept record had the very value before as well: then it cannot go back.
  return (["person_id", "licence_number", "id_number_index"] as const).some(
    (name) => gone[name] !== null && kept[name] === gone[name] && mine[name] !== null,
  );
}

/** Puts everything back where it was; what was recorded since stays with the record that went on. */
export async function moveBack(tx: Tx, keptId: string, goneId: string, stored: unknown): Promise<void> {
  const before = Before.parse(stored);
  const db = expertsTables(tx);
  const back = async (table: Moving, ids: readonly string[], more = sql``): Promise<void> => {
    if (ids.length > 0)
      await sql`update ${sql.table(table)} set practitioner_id = ${goneId} ${more}
        where id = any(${[...ids]}::uuid[])`.execute(db);
  };
  const { kept, gone } = before;
  // Only what the merge brought leaves again: a value that was filled in since by a person or a source stays.
  const now = await db
    .selectFrom("experts.practitioner")
    .selectAll()
    .where("id", "=", keptId)
    .executeTakeFirstOrThrow();
  const returned = Object.fromEntries(
    personColumns
      .filter((name) => kept[name] === null && gone[name] !== null && now[name] === gone[name])
      .map((name) => [name, null]),
  );
  await db
    .updateTable("experts.practitioner")
    .set({ ...returned, updated_at: tx.now })
    .where("id", "=", keptId)
    .execute();
  await db
    .updateTable("experts.practitioner")
    .set({
      person_id: gone.person_id,
      licence_number: gone.licence_number,
      id_number_index: gone.id_number_index,
      merged_into: null,
      updated_at: tx.now,
    })
    .where("id", "=", goneId)
    .execute();
  const doubled = new Set(before.doubledRoleIds);
  await back("experts.practitioner_role", before.doubledRoleIds, sql`, merged_into = null`);
  await back(
    "experts.practitioner_role",
    before.roleIds.filter((id) => !doubled.has(id)),
  );
  const yielded = new Set(before.yieldedClaimIds);
  await back("experts.claim", before.yieldedClaimIds, sql`, superseded_by = null`);
  await back(
    "experts.claim",
    before.claimIds.filter((id) => !yielded.has(id)),
  );
  await back("experts.claim_conflict", before.conflictIds);
  await back("experts.objection", before.objectionIds);
}

export async function addMerge(
  tx: Tx,
  merge: {
    readonly id: string;
    readonly keptId: string;
    readonly goneId: string;
    readonly grounds: readonly string[];
    readonly reason: string;
    readonly before: Before;
    readonly by: string;
  },
): Promise<void> {
  await expertsTables(tx)
    .insertInto("experts.merge")
    .values({
      id: merge.id,
      kept_id: merge.keptId,
      gone_id: merge.goneId,
      status: "merged",
      grounds: json(merge.grounds),
      reason: merge.reason,
      before: json(merge.before),
      merged_by: merge.by,
      merged_at: tx.now,
      undone_by: null,
      undone_at: null,
      undone_reason: null,
    })
    .execute();
}

export async function lockMerge(tx: Tx, mergeId: string) {
  return expertsTables(tx)
    .selectFrom("experts.merge")
    .selectAll()
    .where("id", "=", mergeId)
    .forUpdate()
    .executeTakeFirst();
}

/** Whether a merge since has touched one of the two records: it must be undone first. */
export async function hasLaterMerge(
  tx: Tx,
  merge: { kept_id: string; gone_id: string; id: string; merged_at: string },
) {
  const row = await expertsTables(tx)
    .selectFrom("experts.merge")
    .select("id")
    .where("status", "=", "merged")
    .where("id", "!=", merge.id)
    .where("merged_at", ">=", merge.merged_at)
    .where((e) =>
      e.or([
        e("kept_id", "in", [merge.kept_id, merge.gone_id]),
        e("gone_id", "in", [merge.kept_id, merge.gone_id]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

export async function saveUndo(tx: Tx, mergeId: string, by: string, reason: string): Promise<void> {
  await expertsTables(tx)
    .updateTable("experts.merge")
    .set({ status: "undone", undone_by: by, undone_at: tx.now, undone_reason: reason })
    .where("id", "=", mergeId)
    .where("status", "=", "merged")
    .execute();
}

export async function listMerges(tx: Tx, limit: number) {
  return expertsTables(tx)
    .selectFrom("experts.merge as m")
    .innerJoin("experts.practitioner as k", "k.id", "m.kept_id")
    .innerJoin("experts.practitioner as g", "g.id", "m.gone_id")
    .select([
      "m.id",
      "m.kept_id",
      "m.gone_id",
      "m.status",
      "m.reason",
      "m.merged_by",
      "m.merged_at",
      "m.undone_at",
      "m.undone_reason",
      "k.name as kept_name",
      "g.name as gone_name",
    ])
    .orderBy("m.merged_at", "desc")
    .orderBy("m.id")
    .limit(limit)
    .execute();
}
