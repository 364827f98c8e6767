import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/database/database.js";
import { type TermKind, terminologyTables } from "../tables.js";

/**
 * The names people have given a code to, by `specialtyKey`: those that hold for every institution, and the
 * institution's own, which win. For `NormaliseContext.custom`. Empty: nothing was ever decided.
 */
export async function customAliases(
  tx: Tx,
  institutionId: string,
  kind: TermKind = "specialty",
): Promise<ReadonlyMap<string, string>> {
  const rows = await terminologyTables(tx)
    .selectFrom("terminology.alias")
    .select(["normalised_name", "code"])
    .where("kind", "=", kind)
    .where("withdrawn_at", "is", null)
    .where((e) => e.or([e("institution_id", "is", null), e("institution_id", "=", institutionId)]))
    .orderBy("institution_id", (order) => order.asc().nullsFirst())
    .execute();
  return new Map(rows.map((row) => [row.normalised_name, row.code]));
}

/** Every standing alias the transaction may see. */
export interface AliasBook {
  /** As {@link customAliases}; without an institution only what holds for all. */
  readonly of: (kind: TermKind, institutionId: string | null) => ReadonlyMap<string, string>;
}

/** All aliases in one query, for a caller that needs many institutions and kinds. */
export async function readAliases(tx: Tx): Promise<AliasBook> {
  const rows = await terminologyTables(tx)
    .selectFrom("terminology.alias")
    .select(["kind", "institution_id", "normalised_name", "code"])
    .where("withdrawn_at", "is", null)
    .execute();
  const books = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const key = `${row.kind} ${row.institution_id ?? ""}`;
    const book = books.get(key) ?? new Map<string, string>();
    books.set(key, book.set(row.normalised_name, row.code));
  }
  const none = new Map<string, string>();
  return {
    of: (kind, institutionId) => {
      const forAll = books.get(`${kind} `) ?? none;
      const own = institutionId === null ? undefined : books.get(`${kind} ${institutionId}`);
      return own === undefined ? forAll : new Map([...forAll, ...own]);
    },
  };
}

export interface NewAlias {
  readonly kind: TermKind;
  /** Null: holds for every institution. */
  readonly institutionId: string | null;
  readonly name: string;
  readonly normalisedName: string;
  readonly code: string;
}

/** Adds the alias in the place of one that stood for the same name and reach. Returns its id. */
export async function putAlias(tx: Tx, alias: NewAlias): Promise<string> {
  const db = terminologyTables(tx);
  await db
    .updateTable("terminology.alias")
    .set({ withdrawn_at: tx.now })
    .where("kind", "=", alias.kind)
    .where("normalised_name", "=", alias.normalisedName)
    .where("institution_id", "is not distinct from", alias.institutionId)
    .where("withdrawn_at", "is", null)
    .execute();
  const id = randomUUID();
  await db
    .insertInto("terminology.alias")
    .values({
      id,
      kind: alias.kind,
      institution_id: alias.institutionId,
      name: alias.name,
      normalised_name: alias.normalisedName,
      code: alias.code,
      created_by: tx.context.personId ?? null,
      created_at: tx.now,
      withdrawn_at: null,
    })
    .execute();
  return id;
}

/** Undefined: no such alias in sight. */
export async function findAlias(
  tx: Tx,
  id: string,
): Promise<{ institutionId: string | null; normalisedName: string; code: string } | undefined> {
  const row = await terminologyTables(tx)
    .selectFrom("terminology.alias")
    .select(["institution_id", "normalised_name", "code"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row && { institutionId: row.institution_id, normalisedName: row.normalised_name, code: row.code };
}

/** The name is asked again from now on; nothing happens to an alias that was withdrawn before. */
export async function withdrawAlias(tx: Tx, id: string): Promise<void> {
  await terminologyTables(tx)
    .updateTable("terminology.alias")
    .set({ withdrawn_at: tx.now })
    .where("id", "=", id)
    .where("withdrawn_at", "is", null)
    .execute();
}
