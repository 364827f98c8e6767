import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything, incentivesTables } from "../tables.js";
import { hashPosting } from "./ledger.js";

const genesis = "0".repeat(64);
const pageSize = 2000;

export interface LedgerFault {
  readonly institutionId: string;
  readonly sequence: number;
  readonly sourceKey: string | null;
  readonly problem: "missing" | "altered" | "unlinked" | "unbalanced" | "head_differs";
}

interface StoredPosting {
  id: string;
  sequence: number;
  source_key: string;
  kind: string;
  case_id: string | null;
  on_date: string;
  reverses_id: string | null;
  at: string;
  previous_hash: string;
  hash: string;
  entries: { account: string; otherId: string; unit: string; amount: number }[] | null;
}

/**
 * Walks every book's chain from its first posting, computing each hash anew and adding up its lines: finds what somebody
 * with the power over the database changed, took out or put in, by its place. Lines whose account was redirected count as altered.
 */
export async function verifyLedger(
  tx: Tx,
): Promise<{ chains: number; postings: number; faults: LedgerFault[] }> {
  const faults: LedgerFault[] = [];
  const heads = await incentivesTables(tx)
    .selectFrom("incentives.chain")
    .selectAll()
    .orderBy("institution_id")
    .execute();
  let postings = 0;
  for (const head of heads) {
    const institutionId = head.institution_id;
    let previous = genesis;
    let expected = 1;
    const note = (sequence: number, problem: LedgerFault["problem"], sourceKey: string | null = null) =>
      faults.push({ institutionId, sequence, sourceKey, problem });
    for (let from = 0; ;) {
      const { rows } = await sql<StoredPosting>`
        with page as (select * from incentives.posting p where p.institution_id = ${institutionId} and p.sequence > ${from}
          order by p.sequence limit ${pageSize})
        select p.id, p.sequence, p.source_key, p.kind, p.case_id, p.on_date, p.reverses_id, p.at, p.previous_hash, p.hash,
          (select jsonb_agg(jsonb_build_object('account', a.kind, 'otherId', a.other_id, 'unit', e.unit, 'amount', e.amount)
            order by e.line) from incentives.entry e join incentives.account a on a.id = e.account_id
            where e.posting_id = p.id) as entries
        from page p order by p.sequence`.execute(everything(tx));
      for (const row of rows) {
        postings++;
        const entries = row.entries ?? [];
        if (row.sequence !== expected) note(expected, "missing");
        else if (row.previous_hash !== previous) note(row.sequence, "unlinked", row.source_key);
        const hash = hashPosting(row.previous_hash, {
          institutionId,
          sequence: row.sequence,
          sourceKey: row.source_key,
          kind: row.kind,
          caseId: row.case_id,
          onDate: row.on_date,
          reversesId: row.reverses_id,
          at: row.at,
          entries,
        });
        if (hash !== row.hash) note(row.sequence, "altered", row.source_key);
        const sums = new Map<string, number>();
        for (const { unit, amount } of entries) sums.set(unit, (sums.get(unit) ?? 0) + amount);
        if ([...sums.values()].some((sum) => sum !== 0)) note(row.sequence, "unbalanced", row.source_key);
        previous = row.hash;
        expected = row.sequence + 1;
        from = row.sequence;
      }
      if (rows.length < pageSize) break;
    }
    if (head.head_sequence !== expected - 1 || head.head_hash !== previous)
      note(head.head_sequence, "head_differs");
  }
  return { chains: heads.length, postings, faults };
}
