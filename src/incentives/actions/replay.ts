import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import {
  creditConfirmedPosting,
  creditPosting,
  creditRevokedPostings,
  feePostings,
  type NewPosting,
  paymentPostings,
  payrollPostings,
  refundPostings,
} from "../domain/postings.js";
import { listBatches, readTotals } from "../store/batches.js";
import { findOperator, readSeatFacts } from "../store/facts.js";
import { listLines } from "../store/lines.js";
import { listRuleSets } from "../store/rules.js";
import { everything, incentivesTables } from "../tables.js";
import { amountOf } from "./credits.js";
import { amountsOf, priceSeats } from "./settle.js";

/** Where the books as they stand differ from what the events alone give; best empty. */
export interface ReplayReport {
  /** Postings that the events give. */
  readonly postings: number;
  /** `case/seat` of fee lines whose amounts or rules differ from pricing the record anew, or that are missing or too many. */
  readonly lines: readonly string[];
  /** `institution/source key` of postings that differ, are missing or too many. */
  readonly books: readonly string[];
}

const textOf = (entries: readonly { account: string; otherId: string; amount: number }[]): string =>
  entries
    .map(({ account, otherId, amount }) => `${account}/${otherId}/${amount}`)
    .sort()
    .join(" ");

/**
 * Reckons every fee line anew from the closed consultations and the rules of their days, and every posting from the
 * lines, the settled months and the credits' decisions, starting with empty books; and compares. Writes nothing.
 */
export async function replayLedger(tx: Tx): Promise<ReplayReport> {
  const operatorId = (await findOperator(tx)) ?? "";
  const ruleSets = await listRuleSets(tx, "price");
  const facts = await readSeatFacts(tx);
  const stored = await listLines(tx);
  const fees = new Map(
    stored.filter(({ kind }) => kind === "fee").map((line) => [`${line.caseId}/${line.seat}`, line]),
  );
  const lines: string[] = [];
  for (const seats of groupBy(facts, ({ caseId }) => caseId).values())
    for (const expected of priceSeats(seats, ruleSets).lines) {
      const key = `${expected.caseId}/${expected.seat}`;
      const found = fees.get(key);
      fees.delete(key);
      const isSame =
        found !== undefined &&
        (
          [
            "priceFen",
            "inviterFen",
            "inviteeFen",
            "platformFen",
            "expertFen",
            "ruleSetId",
            "servedOn",
            "payerId",
            "payeeId",
            "expertPersonId",
          ] as const
        ).every((field) => found[field] === expected[field]);
      if (!isSame) lines.push(key);
    }
  lines.push(...fees.keys());

  const expected: NewPosting[] = [];
  const feeOf = new Map(stored.map((line) => [line.id, line]));
  for (const line of stored) {
    if (line.kind === "fee") expected.push(...feePostings(amountsOf(line), operatorId));
    const original = line.refundsId === null ? undefined : feeOf.get(line.refundsId);
    if (original) expected.push(...refundPostings(amountsOf(original), operatorId, ""));
  }
  for (const batch of await listBatches(tx)) {
    if (batch.status !== "paid") continue;
    const totals = await readTotals(tx, batch);
    expected.push(...paymentPostings(totals, operatorId, civilDate((batch.paidAt ?? "") as Instant)));
    if (batch.payrollAt !== null)
      expected.push(...payrollPostings(totals, civilDate(batch.payrollAt as Instant)));
  }
  for (const credit of await incentivesTables(tx).selectFrom("incentives.credit").selectAll().execute()) {
    const amount = amountOf(credit);
    const wasConfirmed = credit.certificate_number !== null;
    expected.push(...creditPosting(amount));
    if (wasConfirmed) expected.push(...creditConfirmedPosting(amount));
    if (credit.status === "revoked") expected.push(...creditRevokedPostings(amount, wasConfirmed));
  }

  const { rows } = await sql<{
    key: string;
    entries: { account: string; otherId: string; amount: number }[];
  }>`
    select p.institution_id || '/' || p.source_key as key,
      jsonb_agg(jsonb_build_object('account', a.kind, 'otherId', a.other_id, 'amount', e.amount)) as entries
    from incentives.posting p join incentives.entry e on e.posting_id = p.id join incentives.account a on a.id = e.account_id
    group by p.id`.execute(everything(tx));
  const live = new Map(rows.map(({ key, entries }) => [key, textOf(entries)]));
  const books: string[] = [];
  for (const posting of expected) {
    const key = `${posting.institutionId}/${posting.sourceKey}`;
    if (live.get(key) !== textOf(posting.entries)) books.push(key);
    live.delete(key);
  }
  books.push(...live.keys());
  return { postings: expected.length, lines, books };
}
