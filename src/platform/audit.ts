import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { AuditAction } from "../kernel/audit-actions.js";
import type { Instant } from "../kernel/types.js";
import { among } from "./database/among.js";
import { json, later, type Tx } from "./database/database.js";
import { platformTables } from "./tables.js";

/** One line of an institution's audit trail. `details` holds codes, ids and reasons a person gave, never clinical text. */
export interface AuditFact {
  /** Whose chain: the actor's institution, or the case's for the platform's own acts. */
  readonly institutionId: string;
  readonly actor: { readonly kind: "person" | "system"; readonly id: string | null; readonly label: string };
  /** E.g. `offer.accept`. */
  readonly action: AuditAction;
  readonly subjectKind: string;
  readonly subjectId: string | null;
  readonly caseId?: string | null;
  /** The inviting institution of the case: it may see who looked, from whichever institution. */
  readonly caseInstitutionId?: string | null;
  readonly outcome: "done" | "refused" | "read";
  readonly details?: Readonly<Record<string, unknown>>;
}

interface ChainedEntry extends Required<Omit<AuditFact, "action">> {
  readonly action: string;
  readonly sequence: number;
  readonly at: Instant;
}

/** JSON with keys in code-point order: the same entry always gives the same bytes. */
const canonical = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(canonical).join(",")}]`
    : value !== null && typeof value === "object"
      ? `{${Object.entries(value)
          .filter(([, v]) => v !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
          .join(",")}}`
      : JSON.stringify(value ?? null);

const hashOf = (previousHash: string, entry: ChainedEntry): string =>
  createHash("sha256").update(previousHash).update("\n").update(canonical(entry)).digest("hex");

const genesis = "0".repeat(64);

/**
 * Adds the fact to its institution's chain in the caller's transaction. Takes the chain's row lock until commit:
 * call it last in a busy transaction.
 */
export const audit = (tx: Tx, fact: AuditFact): Promise<void> => auditAll(tx, [fact]);

/** {@link audit} for many facts, in order, of one or more institutions, with as many statements; none is fine. */
export async function auditAll(tx: Tx, facts: readonly AuditFact[]): Promise<void> {
  if (facts.length === 0) return;
  const heads = await lockChains(tx, [...new Set(facts.map(({ institutionId }) => institutionId))]);
  const rows = facts.map((fact) => {
    const head = heads.get(fact.institutionId);
    if (!head) throw new Error(`no audit chain for ${fact.institutionId}`);
    const entry: ChainedEntry = {
      institutionId: fact.institutionId,
      sequence: head.sequence + 1,
      at: tx.now,
      actor: fact.actor,
      action: fact.action,
      subjectKind: fact.subjectKind,
      subjectId: fact.subjectId,
      caseId: fact.caseId ?? null,
      caseInstitutionId: fact.caseInstitutionId ?? null,
      outcome: fact.outcome,
      details: fact.details ?? {},
    };
    const hash = hashOf(head.hash, entry);
    const row = {
      institution_id: entry.institutionId,
      sequence: entry.sequence,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      actor_label: entry.actor.label,
      action: entry.action,
      subject_kind: entry.subjectKind,
      subject_id: entry.subjectId,
      case_id: entry.caseId,
      case_institution_id: entry.caseInstitutionId,
      outcome: entry.outcome,
      details: entry.details,
      previous_hash: head.hash,
      hash,
    };
    heads.set(fact.institutionId, { sequence: entry.sequence, hash });
    return row;
  });
  const ends = [...heads].map(([institutionId, { sequence, hash }]) => ({
    institution_id: institutionId,
    head_sequence: sequence,
    head_hash: hash,
  }));
  const write = sql`with written as (
      insert into platform.audit_entry (institution_id, sequence, at, actor_kind, actor_id, actor_label, action, subject_kind,
        subject_id, case_id, case_institution_id, outcome, details, previous_hash, hash)
      select institution_id, sequence, ${tx.now}::timestamptz, actor_kind, actor_id, actor_label, action, subject_kind,
        subject_id, case_id, case_institution_id, outcome, details, previous_hash, hash
      from jsonb_to_recordset(${json(rows)}) as r (institution_id uuid, sequence bigint, actor_kind text, actor_id uuid,
        actor_label text, action text, subject_kind text, subject_id uuid, case_id uuid, case_institution_id uuid,
        outcome text, details jsonb, previous_hash text, hash text))
    update platform.audit_chain c set head_sequence = e.head_sequence, head_hash = e.head_hash
    from jsonb_to_recordset(${json(ends)}) as e (institution_id uuid, head_sequence bigint, head_hash text)
    where c.institution_id = e.institution_id`;
  later(tx, write);
}

/** The heads of the chains, held until commit, always in the same order; a chain that is not there is begun. */
async function lockChains(
  tx: Tx,
  institutionIds: readonly string[],
): Promise<Map<string, { readonly sequence: number; readonly hash: string }>> {
  const db = platformTables(tx);
  const isWanted = among("institution_id", institutionIds);
  const lock = () =>
    db
      .selectFrom("platform.audit_chain")
      .select(["institution_id", "head_sequence", "head_hash"])
      .where(isWanted)
      .orderBy("institution_id")
      .forUpdate()
      .execute();
  let rows = await lock();
  if (rows.length < institutionIds.length) {
    await db
      .insertInto("platform.audit_chain")
      .values(
        institutionIds.toSorted().map((id) => ({ institution_id: id, head_sequence: 0, head_hash: genesis })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    rows = await lock();
  }
  return new Map(
    rows.map((row) => [row.institution_id, { sequence: row.head_sequence, hash: row.head_hash }]),
  );
}

export interface AuditFault {
  readonly institutionId: string;
  readonly sequence: number;
  readonly problem: "missing" | "altered" | "unlinked" | "head_differs";
}

/** Entries the transaction may see, newest first, optionally of one action or one case. */
export async function listAuditEntries(
  tx: Tx,
  page: { limit: number; offset: number; action?: string | undefined; caseId?: string | undefined },
) {
  const db = platformTables(tx);
  let query = db.selectFrom("platform.audit_entry");
  if (page.action !== undefined) query = query.where("action", "=", page.action);
  if (page.caseId !== undefined) query = query.where("case_id", "=", page.caseId);
  const rows = await query
    .selectAll()
    .orderBy("at", "desc")
    .orderBy("institution_id")
    .orderBy("sequence", "desc")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const { total } = await query.select((e) => e.fn.countAll<string>().as("total")).executeTakeFirstOrThrow();
  return {
    total: Number(total),
    items: rows.map((row) => ({
      institutionId: row.institution_id,
      sequence: row.sequence,
      at: row.at,
      actor: row.actor_label,
      action: row.action,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      caseId: row.case_id,
      outcome: row.outcome,
      details: row.details,
      hash: row.hash,
    })),
  };
}

/**
 * Walks one institution's chain, or all of them. The transaction must be able to see every entry of the chains it
 * walks. Returns entries counted and each fault with its exact row.
 */
export async function verifyAudit(
  tx: Tx,
  onlyInstitutionId?: string,
): Promise<{ entries: number; chains: number; faults: AuditFault[] }> {
  const db = platformTables(tx);
  const faults: AuditFault[] = [];
  let chains = db.selectFrom("platform.audit_chain").selectAll().orderBy("institution_id");
  if (onlyInstitutionId !== undefined) chains = chains.where("institution_id", "=", onlyInstitutionId);
  const heads = await chains.execute();
  let entries = 0;
  for (const head of heads) {
    const institutionId = head.institution_id;
    let previous = genesis;
    let expected = 1;
    for (let from = 0; ;) {
      const page = await db
        .selectFrom("platform.audit_entry")
        .selectAll()
        .where("institution_id", "=", institutionId)
        .where("sequence", ">", from)
        .orderBy("sequence")
        .limit(1000)
        .execute();
      for (const row of page) {
        entries++;
        if (row.sequence !== expected) faults.push({ institutionId, sequence: expected, problem: "missing" });
        else if (row.previous_hash !== previous)
          faults.push({ institutionId, sequence: row.sequence, problem: "unlinked" });
        const hash = hashOf(row.previous_hash, {
          institutionId: row.institution_id,
          sequence: row.sequence,
          at: row.at as Instant,
          actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
          action: row.action,
          subjectKind: row.subject_kind,
          subjectId: row.subject_id,
          caseId: row.case_id,
          caseInstitutionId: row.case_institution_id,
          outcome: row.outcome,
          details: row.details,
        });
        if (hash !== row.hash) faults.push({ institutionId, sequence: row.sequence, problem: "altered" });
        previous = row.hash;
        expected = row.sequence + 1;
        from = row.sequence;
      }
      if (page.length < 1000) break;
    }
    if (head.head_sequence !== expected - 1 || head.head_hash !== previous)
      faults.push({ institutionId, sequence: head.head_sequence, problem: "head_differs" });
  }
  return { entries, chains: heads.length, faults };
}
