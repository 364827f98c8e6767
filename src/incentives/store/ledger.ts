import { createHash, randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { type AccountKind, isBalanced, type NewPosting, type Unit, unitOf } from "../domain/postings.js";
import { everything, type IncentivesTables, incentivesTables } from "../tables.js";

const genesis = "0".repeat(64);

/** A posting as its hash covers it; lists, so that the bytes do not depend on the order of names. */
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

/** Takes the books' chains for this transaction, in one order for everybody, and tells their heads. */
async function lockChains(
  tx: Tx,
  institutionIds: readonly string[],
): Promise<Map<string, { sequence: number; hash: string }>> {
  const db = incentivesTables(tx);
  const ids = [...new Set(institutionIds)].sort();
  const take = () =>
    db
      .selectFrom("incentives.chain")
      .selectAll()
      .where("institution_id", "in", ids)
      .orderBy("institution_id")
      .forUpdate()
      .execute();
  let rows = await take();
  if (rows.length < ids.length) {
    await db
      .insertInto("incentives.chain")
      .values(ids.map((institution_id) => ({ institution_id, head_sequence: 0, head_hash: genesis })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    rows = await take();
  }
  return new Map(
    rows.map((row) => [row.institution_id, { sequence: row.head_sequence, hash: row.head_hash }]),
  );
}

const accountKey = (institutionId: string, kind: AccountKind, otherId: string) =>
  `${institutionId}/${kind}/${otherId}`;

async function findAccounts(tx: Tx, postings: readonly NewPosting[]): Promise<ReadonlyMap<string, string>> {
  const db = incentivesTables(tx);
  const wanted = new Map<
    string,
    { institution_id: string; kind: AccountKind; unit: Unit; other_id: string }
  >();
  for (const { institutionId, entries } of postings)
    for (const { account, otherId } of entries)
      wanted.set(accountKey(institutionId, account, otherId), {
        institution_id: institutionId,
        kind: account,
        unit: unitOf(account),
        other_id: otherId,
      });
  const text = JSON.stringify([...wanted.values()]);
  const read = async () =>
    (
      await sql<{ id: string; institution_id: string; kind: AccountKind; other_id: string }>`
        select a.id, a.institution_id, a.kind, a.other_id
        from jsonb_populate_recordset(null::incentives.account, ${text}::jsonb) w
        join incentives.account a using (institution_id, kind, other_id)`.execute(everything(tx))
    ).rows;
  let rows = await read();
  if (rows.length < wanted.size) {
    const known = new Set(rows.map((row) => accountKey(row.institution_id, row.kind, row.other_id)));
    await db
      .insertInto("incentives.account")
      .values(
        [...wanted]
          .filter(([key]) => !known.has(key))
          // In one order, so that two who open accounts at once never wait for each other in a circle.
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, account]) => ({ ...account, id: randomUUID() })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    rows = await read();
  }
  return new Map(rows.map((row) => [accountKey(row.institution_id, row.kind, row.other_id), row.id]));
}

type Known = ReadonlyMap<string, string>;

/** Ids of the postings these books hold already, by `institution/source key`. */
async function findPosted(tx: Tx, wanted: readonly NewPosting[]): Promise<Known> {
  const keys = wanted.flatMap(({ institutionId, sourceKey, reverses }) => [
    { institution_id: institutionId, source_key: sourceKey },
    ...(reverses === undefined ? [] : [{ institution_id: institutionId, source_key: reverses }]),
  ]);
  const { rows } = await sql<{ id: string; institution_id: string; source_key: string }>`
    select p.id, p.institution_id, p.source_key
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (institution_id uuid, source_key text)
    join incentives.posting p on p.institution_id = k.institution_id and p.source_key = k.source_key`.execute(
    everything(tx),
  );
  return new Map(rows.map((row) => [`${row.institution_id}/${row.source_key}`, row.id]));
}

/** Postings, their lines and the chains' new heads in one statement: the chains are held no longer than needed. */
async function write(
  tx: Tx,
  postings: readonly IncentivesTables["incentives.posting"][],
  entries: readonly IncentivesTables["incentives.entry"][],
  heads: ReadonlyMap<string, { readonly sequence: number; readonly hash: string }>,
): Promise<void> {
  const rowsOf = (table: "posting" | "entry" | "chain", rows: readonly object[]) =>
    sql`jsonb_populate_recordset(null::incentives.${sql.raw(table)}, ${JSON.stringify(rows)}::jsonb)`;
  const insert = (table: "posting" | "entry", rows: readonly object[]) => {
    const columns = sql.join(Object.keys(rows[0] ?? {}).map((column) => sql.ref(column)));
    return sql`insert into incentives.${sql.raw(table)} (${columns}) select ${columns} from ${rowsOf(table, rows)}`;
  };
  const chains = [...heads].map(([institution_id, { sequence, hash }]) => ({
    institution_id,
    head_sequence: sequence,
    head_hash: hash,
  }));
  await sql`with posted as (${insert("posting", postings)}), lines as (${insert("entry", entries)})
    update incentives.chain c set head_sequence = h.head_sequence, head_hash = h.head_hash
    from ${rowsOf("chain", chains)} h where h.institution_id = c.institution_id`.execute(everything(tx));
}

/**
 * Posts what has not been posted yet, in the order given, and returns how many that were. A source key that its book
 * holds already is passed over: posting the same event again changes nothing. Takes each book's chain until commit;
 * needs the system's scope. The database judges balance, reversal and completeness when the transaction commits.
 * Throws for lines that do not balance and for a reversal of something the book does not hold.
 */
export async function postAll(tx: Tx, wanted: readonly NewPosting[]): Promise<number> {
  const crooked = wanted.find(({ entries }) => !isBalanced(entries));
  if (crooked) throw new Error(`posting ${crooked.sourceKey} does not balance`);
  if (wanted.length === 0) return 0;
  // Everybody takes the operator's chain in turn, so what needs no chain is done before: what the books hold is never taken
  // away, and accounts are only added.
  const held = await findPosted(tx, wanted);
  if (wanted.every(({ institutionId, sourceKey }) => held.has(`${institutionId}/${sourceKey}`))) return 0;
  const accounts = await findAccounts(tx, wanted);
  const heads = await lockChains(
    tx,
    wanted.map(({ institutionId }) => institutionId),
  );
  const idOf = new Map(await findPosted(tx, wanted));
  const fresh = wanted.filter(({ institutionId, sourceKey }) => {
    const key = `${institutionId}/${sourceKey}`;
    if (idOf.has(key)) return false;
    idOf.set(key, randomUUID());
    return true;
  });
  if (fresh.length === 0) return 0;
  const postings: IncentivesTables["incentives.posting"][] = [];
  const entries: IncentivesTables["incentives.entry"][] = [];
  for (const posting of fresh) {
    const { institutionId, sourceKey, kind, caseId, onDate, reverses } = posting;
    const head = heads.get(institutionId);
    const id = idOf.get(`${institutionId}/${sourceKey}`);
    const reversesId = reverses === undefined ? null : idOf.get(`${institutionId}/${reverses}`);
    if (!head || id === undefined || reversesId === undefined)
      throw new Error(`${sourceKey} takes back ${reverses ?? "a posting"}, which was never posted`);
    const lines = posting.entries.map(({ account, otherId, amount }) => ({
      account,
      otherId,
      unit: unitOf(account),
      amount,
    }));
    const sequence = head.sequence + 1;
    const hash = hashPosting(head.hash, {
      institutionId,
      sequence,
      sourceKey,
      kind,
      caseId,
      onDate,
      reversesId,
      at: tx.now,
      entries: lines,
    });
    postings.push({
      id,
      institution_id: institutionId,
      sequence,
      source_key: sourceKey,
      kind,
      case_id: caseId,
      on_date: onDate,
      reverses_id: reversesId,
      entry_count: lines.length,
      at: tx.now,
      previous_hash: head.hash,
      hash,
    });
    lines.forEach(({ account, otherId, unit, amount }, i) => {
      const accountId = accounts.get(accountKey(institutionId, account, otherId));
      if (accountId === undefined) throw new Error(`no account ${account}`);
      entries.push({
        posting_id: id,
        line: i + 1,
        account_id: accountId,
        institution_id: institutionId,
        unit,
        amount,
      });
    });
    heads.set(institutionId, { sequence, hash });
  }
  await write(tx, postings, entries, heads);
  return fresh.length;
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
