import { json, type Tx } from "../platform/database/database.js";
import type { CompletenessContent } from "./api/completeness.js";
import { triageTables, type TriageTables } from "./tables.js";

/** A version as the history shows it. */
export interface CompletenessVersion {
  readonly version: number;
  readonly content: CompletenessContent | null;
  readonly note: string;
  readonly personName: string;
  readonly madeAt: string;
}

/** The newest version of each group of each office the reader may see. */
export const newestVersions = (tx: Tx): Promise<TriageTables["triage.completeness_version"][]> =>
  triageTables(tx)
    .selectFrom("triage.completeness_version")
    .distinctOn(["institution_id", "group_id"])
    .selectAll()
    .orderBy("institution_id")
    .orderBy("group_id")
    .orderBy("version", "desc")
    .execute();

/** Every version of a group by one office (null: the platform), newest first. */
export async function versionsOf(
  tx: Tx,
  institutionId: string | null,
  groupId: string,
): Promise<CompletenessVersion[]> {
  const rows = await triageTables(tx)
    .selectFrom("triage.completeness_version")
    .selectAll()
    .where("group_id", "=", groupId)
    .where("institution_id", institutionId === null ? "is" : "=", institutionId)
    .orderBy("version", "desc")
    .execute();
  return rows.map(({ version, content, note, person_name, made_at }) => ({
    version,
    content,
    note,
    personName: person_name,
    madeAt: made_at,
  }));
}

/** Writes a version. False: another editor wrote the same version first. */
export async function addVersion(
  tx: Tx,
  made: {
    readonly id: string;
    readonly institutionId: string | null;
    readonly groupId: string;
    readonly version: number;
    readonly content: CompletenessContent | null;
    readonly note: string;
    readonly person: { readonly id: string; readonly name: string };
  },
): Promise<boolean> {
  const rows = await triageTables(tx)
    .insertInto("triage.completeness_version")
    .values({
      id: made.id,
      institution_id: made.institutionId,
      group_id: made.groupId,
      version: made.version,
      content: made.content === null ? null : json(made.content),
      note: made.note,
      person_id: made.person.id,
      person_name: made.person.name,
      made_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  return rows.length === 1;
}
