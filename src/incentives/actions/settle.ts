import { randomUUID } from "node:crypto";
import { groupBy } from "../../kernel/collections.js";
import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { inPortions } from "../../platform/jobs.js";
import { feePostings, type LineAmounts } from "../domain/postings.js";
import { priceCase } from "../domain/price.js";
import type { PriceRules, Service } from "../domain/rules.js";
import { monthOf } from "../domain/settlement.js";
import { takeBatches } from "../store/batches.js";
import { findOperator, readSeatFacts, type SeatFact } from "../store/facts.js";
import { addLines, type FeeLine, settledSeats } from "../store/lines.js";
import { postAll } from "../store/ledger.js";
import { listRuleSets, type RuleSet, rulesOn } from "../store/rules.js";
import { proposeCredits } from "./credits.js";

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai",
  hour: "2-digit",
  minute: "2-digit",
});

/** Why a finished consultation is not charged. */
export type NotCharged = "within_one_hospital" | "no_rules" | "price_item_missing";

/**
 * The fee lines of one case, priced by the rules of the day it was signed in China. Pure: the same facts and rules give
 * the same amounts. Seats within the inviting hospital itself cost nothing; the panel's price is shared among the others.
 */
export function priceSeats(
  seats: readonly SeatFact[],
  ruleSets: readonly RuleSet<PriceRules>[],
): { readonly lines: readonly Omit<FeeLine, "id" | "batchId">[]; readonly notCharged: NotCharged | null } {
  const charged = seats.filter(({ inviterId, inviteeId }) => inviterId !== inviteeId);
  const [first] = charged;
  if (!first) return { lines: [], notCharged: "within_one_hospital" };
  const servedOn = civilDate(first.signedAt as Instant);
  const rules = rulesOn(ruleSets, servedOn);
  if (!rules) return { lines: [], notCharged: "no_rules" };
  const service: Service = seats.length > 1 ? "mdt" : first.mode;
  const priced = priceCase(
    {
      service,
      inviterRegion: first.inviterRegion,
      seatLevels: charged.map(({ inviteeLevel }) => inviteeLevel),
      minutes: first.minutes,
      urgency: first.urgency,
      signedAtTime: clock.format(new Date(first.signedAt)),
      splits: charged.map(({ split }) => split),
    },
    rules.body,
  );
  if (!priced.ok) return { lines: [], notCharged: priced.error };
  const { item, level, steps, priceFen } = priced.value;
  const lines = charged.flatMap((fact, i) => {
    const share = priced.value.seats[i];
    if (!share) return [];
    return [
      {
        kind: "fee" as const,
        caseId: fact.caseId,
        caseNumber: fact.caseNumber,
        seat: fact.seat,
        payerId: fact.inviterId,
        payeeId: fact.inviteeId,
        expertPersonId: fact.expertPersonId,
        expertName: fact.expertName,
        agreementId: fact.agreementId,
        ruleSetId: rules.id,
        servedOn,
        priceFen: share.priceFen,
        inviterFen: share.inviterFen,
        inviteeFen: share.inviteeFen,
        platformFen: share.platformFen,
        expertFen: share.expertFen,
        explanation: {
          service,
          inviterRegion: fact.inviterRegion,
          inviteeLevel: fact.inviteeLevel,
          priceLevel: level,
          urgency: fact.urgency,
          minutes: fact.minutes,
          signedAt: fact.signedAt,
          itemCode: item.code,
          itemName: item.name,
          itemSource: item.source,
          casePriceFen: priceFen,
          seats: charged.length,
          steps,
          split: share.split,
          splitFrom: share.splitFrom,
          ruleVersion: rules.version,
          ruleTitle: rules.title,
        },
        opinionId: fact.opinionId,
        opinionVersion: fact.opinionVersion,
        opinionSha256: fact.opinionSha256,
        confirmedAt: fact.confirmedAt,
        refundsId: null,
        reason: "",
      },
    ];
  });
  return { lines, notCharged: null };
}

export const amountsOf = (line: FeeLine): LineAmounts => ({
  id: line.id,
  caseId: line.caseId,
  seat: line.seat,
  payerId: line.payerId,
  payeeId: line.payeeId,
  expertPersonId: line.expertPersonId,
  inviterFen: line.inviterFen,
  inviteeFen: line.inviteeFen,
  platformFen: line.platformFen,
  expertFen: line.expertFen,
  onDate: civilDate(line.confirmedAt as Instant),
});

export interface SettledCount {
  readonly lines: number;
  readonly postings: number;
}

/**
 * 计费: writes the fee lines of closed consultations into the month of their confirmation, posts them in the books of both
 * hospitals and the operator, and proposes the credits; each once, however often and by however many at a time it is
 * asked. Cases without both sides' evidence are passed over. Needs the system's scope. Undefined ids: every closed case.
 */
export async function settleCases(tx: Tx, caseIds?: readonly string[]): Promise<SettledCount> {
  const facts = await readSeatFacts(tx, caseIds);
  if (facts.length === 0) return { lines: 0, postings: 0 };
  const operatorId = await findOperator(tx);
  const settled = await settledSeats(tx, caseIds);
  const ruleSets = await listRuleSets(tx, "price");
  const priced = [...groupBy(facts, ({ caseId }) => caseId).values()]
    .flatMap((seats) => priceSeats(seats, ruleSets).lines)
    .filter(() => operatorId !== undefined)
    .filter(({ caseId, seat }) => !settled.has(`${caseId}/${seat}`));
  const pairOf = (line: (typeof priced)[number]) => ({
    month: monthOf(civilDate(line.confirmedAt as Instant)),
    payerId: line.payerId,
    payeeId: line.payeeId,
  });
  const batches = await takeBatches(tx, priced.map(pairOf));
  const lines = priced.map((line): FeeLine => {
    const { month, payerId, payeeId } = pairOf(line);
    const batchId = batches.get(`${month}/${payerId}/${payeeId}`);
    if (batchId === undefined) throw new Error("a line without a month");
    return { ...line, id: randomUUID(), batchId };
  });
  // Whoever comes second finds the line there and posts nothing: the constraint decides, not the look before.
  const written = new Set(await addLines(tx, lines));
  const fees = lines
    .filter(({ id }) => written.has(id))
    .flatMap((line) => feePostings(amountsOf(line), operatorId ?? ""));
  const postings = await postAll(tx, [...fees, ...(await proposeCredits(tx, facts))]);
  return { lines: written.size, postings };
}

/** Hears `consultation.closed`. */
export const settleClosedCases = inPortions(async (tx, jobs) => {
  await settleCases(
    tx,
    jobs.map(({ subjectId }) => subjectId),
  );
});
