import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { type AccountKind, isBalanced, type NewPosting, type Unit, unitOf } from "../domain/postings.js";
import { everything } from "../tables.js";

/**
 * A posting as its hash covers it; lists, so that the bytes do not depend on the order of names. `incentives.post` in
 * migrations/0067_ledger_in_sets.sql makes the same bytes.
 */
export interface HashedPosting {
  readonly institutionId: string;
  readonly sequence: number;
  readonly sourceKey: string;
  readonly kind: string;
  readonly caseId: string | null;
  readonly onDate: string;
  readonly reversesId: string | null;
  readonly at: string;
  /** In the order of their lines. */
  readonly entries: readonly {
    readonly account: string;
    readonly otherId: string;
    readonly unit: string;
    readonly amount: number;
  }[];
}

export const hashPosting = (previousHash: string, posting: HashedPosting): string =>
  createHash("sha256")
    .update(previousHash)
    .update(
      JSON.stringify([
        posting.institutionId,
        posting.sequence,
        posting.sourceKey,
        posting.kind,
        posting.caseId,
        posting.onDate,
        posting.reversesId,
        posting.at,
        posting.entries.map(({ account, otherId, unit, amount }) => [account, otherId, unit, amount]),
      ]),
    )
    .digest("hex");

/**
 * Posts what has not been posted yet, in the order given, and returns how many that were. A source key that its book
 * holds already is passed over: posting the same event again changes nothing. Takes each book's chain until commit;
 * needs the system's scope. The database links the chain and judges balance, reversal and completeness of the whole portion
 * (`incentives.post`). Throws for lines that do not balance and for a reversal of something the book does not hold.
 */
export async function postAll(tx: Tx, wanted: readonly NewPosting[]): Promise<number> {
  const crooked = wanted.find(({ entries }) => !isBalanced(entries));
  if (crooked) throw new Error(`posting ${crooked.sourceKey} does not balance`);
  if (wanted.length === 0) return 0;
  const text = JSON.stringify(
    wanted.map((posting) => ({
      institution_id: posting.institutionId,
      source_key: posting.sourceKey,
      kind: posting.kind,
      case_id: posting.caseId,
      on_date: posting.onDate,
      reverses: posting.reverses,
      entries: posting.entries.map(({ account, otherId, amount }) => ({
        account,
        other_id: otherId,
        unit: unitOf(account),
        amount,
      })),
    })),
  );
  const { rows } = await sql<{ n: number }>`select incentives.post(${text}::jsonb, ${tx.now}) as n`.execute(
    everything(tx),
  );
  return rows[0]?.n ?? 0;
}

export interface Balance {
  readonly institutionId: string;
  readonly account: AccountKind;
  readonly otherId: string;
  readonly unit: Unit;
  readonly amount: number;
}

/** What stands on every account the transaction may see, zeros included; by institution, kind and other party. */
export async function readBalances(tx: Tx): Promise<Balance[]> {
  const { rows } = await sql<{
    institution_id: string;
    kind: AccountKind;
    other_id: string;
    unit: Unit;
    amount: string;
  }>`
    select a.institution_id, a.kind, a.other_id, a.unit, coalesce(sum(e.amount), 0)::text as amount
    from incentives.account a left join incentives.entry e on e.account_id = a.id
    group by a.id order by a.institution_id, a.kind, a.other_id`.execute(everything(tx));
  return rows.map((row) => ({
    institutionId: row.institution_id,
    account: row.kind,
    otherId: row.other_id,
    unit: row.unit,
    amount: Number(row.amount),
  }));
}
