import { randomUUID } from "node:crypto";
import { type ExpressionBuilder, sql } from "kysely";
import { announce } from "../../platform/live.js";
import { json, type Tx } from "../../platform/database/database.js";
import { specialtyKey } from "../domain/specialty-text.js";
import {
  type ReviewReason,
  type ReviewStatus,
  type StoredCandidate,
  type TermKind,
  terminologyTables,
  type TerminologyTables,
} from "../tables.js";

/** A name nobody could code, with what it may mean. */
export interface AskedName {
  readonly name: string;
  readonly reason: ReviewReason;
  readonly candidates: readonly StoredCandidate[];
  /** Where it stood, as a short text without names of people: 神经内科 · 120 例. */
  readonly context?: string;
}

/** Rows a statement: fourteen parameters each stay far below PostgreSQL's 65 535. */
const rowsPerStatement = 1000;
const candidatesKept = 5;
const longestNameKept = 200;
const contextsKept = 5;
const longestContextKept = 80;

/**
 * Asks a person for the codes of these names. A name that is asked already, however spelled, counts one more
 * occurrence and stays one item; one that was dismissed stays dismissed. Names without a letter are left out.
 */
export async function queueReview(
  tx: Tx,
  asked: { institutionId: string; kind: TermKind; names: readonly AskedName[] },
): Promise<void> {
  const byKey = new Map<string, { first: AskedName; occurrences: number; contexts: Set<string> }>();
  for (const one of asked.names) {
    const key = specialtyKey(one.name);
    if (key === "") continue;
    const known = byKey.get(key) ?? { first: one, occurrences: 0, contexts: new Set<string>() };
    known.occurrences++;
    const context = one.context?.trim().slice(0, longestContextKept) ?? "";
    if (context !== "" && known.contexts.size < contextsKept) known.contexts.add(context);
    byKey.set(key, known);
  }
  // One order for everybody, so that two imports never wait for each other in a circle.
  const rows = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await terminologyTables(tx)
      .insertInto("terminology.review_item")
      .values(
        rows.slice(from, from + rowsPerStatement).map(([key, { first, occurrences, contexts }]) => ({
          id: randomUUID(),
          kind: asked.kind,
          institution_id: asked.institutionId,
          name: first.name.trim().slice(0, longestNameKept),
          normalised_name: key,
          reason: first.reason,
          candidates: json(first.candidates.slice(0, candidatesKept)),
          contexts: json([...contexts]),
          occurrences,
          code: null,
          alias_id: null,
          resolved_by: null,
          resolved_at: null,
          created_at: tx.now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(["kind", "institution_id", "normalised_name"]).doUpdateSet({
          occurrences: sql`terminology.review_item.occurrences + excluded.occurrences`,
        }),
      )
      .execute();
  if (rows.length > 0) await announceReview(tx, asked.institutionId);
}

/** Tells the open queues of the institution and of the operator to look again. */
export const announceReview = (tx: Tx, institutionId: string): Promise<void> =>
  announce(tx, {
    topic: "review",
    id: institutionId,
    audience: { institutions: [institutionId], platform: true },
  });

export interface ReviewItem {
  readonly id: string;
  readonly kind: TermKind;
  readonly institutionId: string;
  readonly name: string;
  readonly normalisedName: string;
  readonly reason: ReviewReason;
  readonly candidates: readonly StoredCandidate[];
  readonly contexts: readonly string[];
  readonly occurrences: number;
  readonly status: ReviewStatus;
  readonly code: string | null;
  readonly aliasId: string | null;
  readonly decidedAt: string | null;
}

const toItem = (row: {
  id: string;
  kind: TermKind;
  institution_id: string;
  name: string;
  normalised_name: string;
  reason: ReviewReason;
  candidates: readonly StoredCandidate[];
  contexts: readonly string[];
  occurrences: number;
  status: ReviewStatus;
  code: string | null;
  alias_id: string | null;
  resolved_at: string | null;
}): ReviewItem => ({
  id: row.id,
  kind: row.kind,
  institutionId: row.institution_id,
  name: row.name,
  normalisedName: row.normalised_name,
  reason: row.reason,
  candidates: row.candidates,
  contexts: row.contexts,
  occurrences: row.occurrences,
  status: row.status,
  code: row.code,
  aliasId: row.alias_id,
  decidedAt: row.resolved_at,
});

/** The item; with `forUpdate` locked until the transaction ends. Undefined: no such item in sight. */
export async function findReviewItem(tx: Tx, id: string, forUpdate = false): Promise<ReviewItem | undefined> {
  const query = terminologyTables(tx).selectFrom("terminology.review_item").selectAll().where("id", "=", id);
  const row = await (forUpdate ? query.forUpdate() : query).executeTakeFirst();
  return row && toItem(row);
}

/** One name with everybody who asks for it. */
export interface ReviewGroup {
  readonly kind: TermKind;
  readonly normalisedName: string;
  /** By occurrences, most first. */
  readonly items: readonly ReviewItem[];
}

/** How many open names of each kind the transaction may see; a kind without any is absent. */
export async function countOpenNames(tx: Tx): Promise<Partial<Record<TermKind, number>>> {
  const rows = await terminologyTables(tx)
    .selectFrom("terminology.review_item")
    .select("kind")
    .select(sql<number>`count(distinct normalised_name)::int`.as("count"))
    .where("status", "=", "open")
    .groupBy("kind")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.kind, row.count]));
}

/** Open items the transaction may see, by name: the name that occurs most first, then by spelling. */
export async function listOpenGroups(
  tx: Tx,
  page: { limit: number; offset: number; kind?: TermKind | undefined; q?: string | undefined },
): Promise<{ groups: ReviewGroup[]; total: number }> {
  const db = terminologyTables(tx);
  const wanted = page.q === undefined ? "" : specialtyKey(page.q);
  const { kind } = page;
  const names = await db
    .selectFrom("terminology.review_item")
    .select(["kind", "normalised_name"])
    .select(sql<number>`count(*) over ()::int`.as("total"))
    .where("status", "=", "open")
    .$if(kind !== undefined, (query) => query.where("kind", "=", kind ?? "specialty"))
    .$if(wanted !== "", (query) => query.where(sql<boolean>`position(${wanted} in normalised_name) > 0`))
    .groupBy(["kind", "normalised_name"])
    .orderBy((e) => e.fn.sum("occurrences"), "desc")
    .orderBy("normalised_name")
    .orderBy("kind")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const [first] = names;
  if (!first) return { groups: [], total: 0 };
  const rows = await db
    .selectFrom("terminology.review_item")
    .selectAll()
    .where("status", "=", "open")
    .where(
      "normalised_name",
      "in",
      names.map((one) => one.normalised_name),
    )
    .orderBy("occurrences", "desc")
    .orderBy("institution_id")
    .execute();
  return {
    total: first.total,
    groups: names.map((one) => ({
      kind: one.kind,
      normalisedName: one.normalised_name,
      items: rows
        .filter((row) => row.kind === one.kind && row.normalised_name === one.normalised_name)
        .map(toItem),
    })),
  };
}

/** What was decided last, newest first, so that it can be taken back. */
export async function listDecided(tx: Tx, limit: number): Promise<ReviewItem[]> {
  const rows = await terminologyTables(tx)
    .selectFrom("terminology.review_item")
    .selectAll()
    .where("status", "!=", "open")
    .orderBy("resolved_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toItem);
}

type Where = ExpressionBuilder<TerminologyTables, "terminology.review_item">;

/**
 * Settles the item with the alias; with `everywhere` also the open items of the same name at every institution.
 * Returns the institutions whose items were settled.
 */
export async function settleItems(
  tx: Tx,
  item: ReviewItem,
  decision: { code: string; aliasId: string; everywhere: boolean },
): Promise<string[]> {
  const rows = await terminologyTables(tx)
    .updateTable("terminology.review_item")
    .set({
      status: "resolved",
      code: decision.code,
      alias_id: decision.aliasId,
      resolved_by: tx.context.personId ?? null,
      resolved_at: tx.now,
    })
    .where("status", "=", "open")
    .where((e: Where) =>
      decision.everywhere
        ? e.and([e("kind", "=", item.kind), e("normalised_name", "=", item.normalisedName)])
        : e("id", "=", item.id),
    )
    .returning("institution_id")
    .execute();
  return rows.map((row) => row.institution_id);
}

/** Locks every open item of the name, in one order, so that two people settling it everywhere wait for one another. */
export async function lockOpenItems(tx: Tx, item: ReviewItem): Promise<void> {
  await terminologyTables(tx)
    .selectFrom("terminology.review_item")
    .select("id")
    .where("status", "=", "open")
    .where("kind", "=", item.kind)
    .where("normalised_name", "=", item.normalisedName)
    .orderBy("id")
    .forUpdate()
    .execute();
}

/** Puts the item aside: the name stays without a code and is not asked again. */
export async function dismissItem(tx: Tx, id: string): Promise<boolean> {
  const rows = await terminologyTables(tx)
    .updateTable("terminology.review_item")
    .set({ status: "dismissed", resolved_by: tx.context.personId ?? null, resolved_at: tx.now })
    .where("id", "=", id)
    .where("status", "=", "open")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Opens the item again, or with an alias every item that alias settled. Returns the institutions concerned. */
export async function reopenItems(tx: Tx, item: ReviewItem): Promise<string[]> {
  const aliasId = item.aliasId;
  const rows = await terminologyTables(tx)
    .updateTable("terminology.review_item")
    .set({ status: "open", code: null, alias_id: null, resolved_by: null, resolved_at: null })
    .where((e: Where) => (aliasId === null ? e("id", "=", item.id) : e("alias_id", "=", aliasId)))
    .returning("institution_id")
    .execute();
  return rows.map((row) => row.institution_id);
}
