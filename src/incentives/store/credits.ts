import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything, type IncentivesTables, incentivesTables } from "../tables.js";
import { insertRows } from "./rows.js";

export type CreditRow = IncentivesTables["incentives.credit"];

export const addCredits = (tx: Tx, rows: readonly CreditRow[]): Promise<string[]> =>
  insertRows(tx, "incentives.credit", rows, { returnIds: true, orSkip: true });

/**
 * What these people were credited before: `case/person` of every proposal, and the hundredths that count by
 * `person/year`. Locks the persons, so that two cases of one expert that close at once share one cap.
 */
export async function creditsSoFar(
  tx: Tx,
  personIds: readonly string[],
): Promise<{ known: ReadonlySet<string>; cents: Map<string, number> }> {
  const ids = `{${[...new Set(personIds)].sort().join(",")}}`;
  // Until commit; the key is one the whole platform uses for nothing else.
  await sql`select pg_advisory_xact_lock(hashtextextended('incentives.credit/' || p, 0))
    from (select unnest(${ids}::text[]) as p order by 1) x`.execute(everything(tx));
  const { rows } = await sql<{
    case_id: string;
    person_id: string;
    year: number;
    cents: number;
    status: string;
  }>`
    select case_id, person_id, year, credit_cents as cents, status from incentives.credit
    where person_id = any(${ids}::uuid[])`.execute(everything(tx));
  const cents = new Map<string, number>();
  for (const row of rows)
    if (row.status !== "revoked") {
      const key = `${row.person_id}/${row.year}`;
      cents.set(key, (cents.get(key) ?? 0) + row.cents);
    }
  return { known: new Set(rows.map((row) => `${row.case_id}/${row.person_id}`)), cents };
}

/** The credit under its lock. */
export const findCredit = (tx: Tx, id: string) =>
  incentivesTables(tx)
    .selectFrom("incentives.credit")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();

export async function saveCredit(
  tx: Tx,
  id: string,
  from: CreditRow["status"],
  change: Partial<IncentivesTables["incentives.credit"]>,
): Promise<void> {
  const rows = await incentivesTables(tx)
    .updateTable("incentives.credit")
    .set(change)
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  if (rows.length !== 1) throw new Error(`credit ${id} moved while it was locked`);
}

/** Whether the institution may confirm credits on that day. */
export async function isAccredited(tx: Tx, institutionId: string, on: string): Promise<boolean> {
  const row = await incentivesTables(tx)
    .selectFrom("incentives.accredited_body")
    .select("institution_id")
    .where("institution_id", "=", institutionId)
    .where("valid_from", "<=", on)
    .where("valid_to", ">=", on)
    .executeTakeFirst();
  return row !== undefined;
}

export const listCredits = (
  tx: Tx,
  of: {
    readonly personId?: string | undefined;
    readonly status?: "provisional" | "confirmed" | "revoked" | undefined;
    readonly year?: number | undefined;
    readonly limit: number;
    readonly offset: number;
  },
) => {
  let query = incentivesTables(tx)
    .selectFrom("incentives.credit as c")
    .innerJoin("incentives.rule_set as r", "r.id", "c.rule_set_id");
  if (of.personId !== undefined) query = query.where("c.person_id", "=", of.personId);
  if (of.status !== undefined) query = query.where("c.status", "=", of.status);
  if (of.year !== undefined) query = query.where("c.year", "=", of.year);
  return query
    .selectAll("c")
    .select(["r.version as rule_version", "r.title as rule_title"])
    .select((e) => e.fn.countAll<string>().over().as("total"))
    .orderBy("c.created_at", "desc")
    .orderBy("c.id")
    .limit(of.limit)
    .offset(of.offset)
    .execute();
};

export interface AccreditedBody {
  readonly institutionId: string;
  readonly bodyName: string;
  readonly documentNumber: string;
  readonly validFrom: string;
  readonly validTo: string;
}

export async function listAccredited(tx: Tx): Promise<AccreditedBody[]> {
  const rows = await incentivesTables(tx)
    .selectFrom("incentives.accredited_body")
    .selectAll()
    .orderBy("body_name")
    .execute();
  return rows.map((row) => ({
    institutionId: row.institution_id,
    bodyName: row.body_name,
    documentNumber: row.document_number,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }));
}

export async function putAccredited(tx: Tx, body: AccreditedBody, personId: string | null): Promise<void> {
  const facts = {
    body_name: body.bodyName,
    document_number: body.documentNumber,
    valid_from: body.validFrom,
    valid_to: body.validTo,
    recorded_by: personId,
    recorded_at: tx.now,
  };
  await incentivesTables(tx)
    .insertInto("incentives.accredited_body")
    .values({ institution_id: body.institutionId, ...facts })
    .onConflict((conflict) => conflict.column("institution_id").doUpdateSet(facts))
    .execute();
}
