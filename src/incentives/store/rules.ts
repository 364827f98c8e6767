import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { json, type Tx, violates } from "../../platform/database/database.js";
import type { CreditRules, HonourRules, PriceRules } from "../domain/rules.js";
import { everything, incentivesTables } from "../tables.js";

export type RuleKind = "price" | "credit" | "honour";
export interface RuleSet<Body> {
  readonly id: string;
  readonly kind: RuleKind;
  readonly version: number;
  readonly title: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly status: "draft" | "published" | "discarded";
  readonly body: Body;
  readonly draftedBy: string | null;
  readonly draftedAt: string;
  readonly publishedBy: string | null;
  readonly publishedAt: string | null;
}
interface Bodies {
  price: PriceRules;
  credit: CreditRules;
  honour: HonourRules;
}

/** Rule-sets of a kind, newest first. Drafts only for the operator. */
export async function listRuleSets<K extends RuleKind>(tx: Tx, kind: K): Promise<RuleSet<Bodies[K]>[]> {
  const rows = await incentivesTables(tx)
    .selectFrom("incentives.rule_set")
    .select([
      "id",
      "kind",
      "version",
      "title",
      "valid_from",
      "valid_to",
      "status",
      "body",
      "drafted_by",
      "drafted_at",
      "published_by",
      "published_at",
    ])
    .where("kind", "=", kind)
    .orderBy("version", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    version: row.version,
    title: row.title,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    status: row.status,
    // Written only through the contract's schema, or by the platform's own migrations.
    body: row.body as Bodies[K],
    draftedBy: row.drafted_by,
    draftedAt: row.drafted_at,
    publishedBy: row.published_by,
    publishedAt: row.published_at,
  }));
}

/** The published rules of a civil date among these; undefined: none hold then. */
export const rulesOn = <B>(sets: readonly RuleSet<B>[], date: string): RuleSet<B> | undefined =>
  sets.find(
    ({ status, validFrom, validTo }) =>
      status === "published" && validFrom <= date && (validTo === null || date <= validTo),
  );

export async function addDraft(
  tx: Tx,
  draft: {
    kind: RuleKind;
    title: string;
    validFrom: string;
    validTo: string | null;
    body: unknown;
    personId: string;
  },
): Promise<string> {
  const id = randomUUID();
  await sql`insert into incentives.rule_set (id, kind, version, title, valid_from, valid_to, status, body, drafted_by, drafted_at)
    select ${id}, ${draft.kind}, coalesce(max(version), 0) + 1, ${draft.title}, ${draft.validFrom}::date,
      ${draft.validTo}::date, 'draft', ${json(draft.body)}, ${draft.personId}::uuid, ${tx.now}::timestamptz
    from incentives.rule_set where kind = ${draft.kind}`.execute(everything(tx));
  return id;
}

/** Ends the version in force the day before `from`, so that another may follow. */
export async function endBefore(tx: Tx, kind: RuleKind, from: string): Promise<void> {
  await sql`update incentives.rule_set set valid_to = ${from}::date - 1
    where kind = ${kind} and status = 'published' and valid_from < ${from}::date
      and (valid_to is null or valid_to >= ${from}::date)`.execute(everything(tx));
}

/** `not_a_draft`: somebody settled it before · `overlap`: another published version holds on some of its days. */
export async function publishDraft(
  tx: Tx,
  id: string,
  personId: string,
): Promise<"published" | "not_a_draft" | "overlap"> {
  try {
    const rows = await incentivesTables(tx)
      .updateTable("incentives.rule_set")
      .set({ status: "published", published_by: personId, published_at: tx.now })
      .where("id", "=", id)
      .where("status", "=", "draft")
      .returning("id")
      .execute();
    return rows.length === 1 ? "published" : "not_a_draft";
  } catch (error) {
    if (violates(error, "one_rule_set_a_day")) return "overlap";
    throw error;
  }
}

export async function discardDraft(tx: Tx, id: string): Promise<boolean> {
  const rows = await incentivesTables(tx)
    .updateTable("incentives.rule_set")
    .set({ status: "discarded" })
    .where("id", "=", id)
    .where("status", "=", "draft")
    .returning("id")
    .execute();
  return rows.length === 1;
}
