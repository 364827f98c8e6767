import { sql } from "kysely";
import type {
  AgreementId,
  CaseId,
  Instant,
  OfferId,
  OrganizationId,
  PersonId,
  PractitionerRoleId,
} from "../../kernel/types.js";
import { among } from "../../platform/database/among.js";
import { type Database, later, type Tx, type TxContext } from "../../platform/database/database.js";
import { insertAll } from "../../platform/database/insert-all.js";
import type { Offer } from "../domain/offer.js";
import type { RingName } from "../domain/policy/dispatch-policy.js";
import { type DispatchTables, dispatchTables, type OfferGrounds } from "../tables.js";

export interface StoredOffer extends Offer {
  readonly grounds: OfferGrounds;
  readonly decisionId: string | null;
  readonly declineCode: string | null;
  readonly declineNote: string | null;
  readonly withdrawCode: string | null;
}

export const toOffer = (row: DispatchTables["dispatch.offer"]): StoredOffer => ({
  id: row.id as OfferId,
  caseId: row.case_id as CaseId,
  ring: row.ring,
  seat: row.seat,
  line: row.line,
  attempt: row.attempt,
  practitionerRoleId: row.practitioner_role_id as PractitionerRoleId,
  personId: row.person_id as PersonId,
  institutionId: row.institution_id as OrganizationId,
  expertName: row.expert_name,
  status: row.status,
  sentAt: row.sent_at as Instant,
  seenAt: row.seen_at as Instant | null,
  expiresAt: row.expires_at as Instant,
  respondedAt: row.responded_at as Instant | null,
  grounds: row.grounds,
  decisionId: row.decision_id,
  declineCode: row.decline_code,
  declineNote: row.decline_note,
  withdrawCode: row.withdraw_code,
});

/** Undefined: no such offer in sight. */
export async function findOffer(tx: Tx, id: string): Promise<StoredOffer | undefined> {
  const row = await dispatchTables(tx)
    .selectFrom("dispatch.offer")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toOffer(row);
}

/** Who is asked by the offer, in one message to the database. Undefined: no such offer in sight. */
export async function findAsked(
  database: Database,
  context: TxContext,
  id: string,
): Promise<{ readonly personId: string; readonly institutionId: string } | undefined> {
  const [asked] = await database.ask(
    { ...context, plans: "kept" },
    sql<{ personId: string; institutionId: string }>`
      select person_id as "personId", institution_id as "institutionId" from dispatch.offer where id = ${id}::uuid`,
  );
  return asked;
}

/** Every offer of the case, first made first. */
export async function listOffersOfCase(tx: Tx, caseId: string): Promise<StoredOffer[]> {
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.offer")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("attempt")
    .execute();
  return rows.map(toOffer);
}

export async function listOffersOfCases(tx: Tx, caseIds: readonly string[]): Promise<StoredOffer[]> {
  if (caseIds.length === 0) return [];
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.offer")
    .selectAll()
    .where(among("case_id", caseIds))
    .orderBy("attempt")
    .execute();
  return rows.map(toOffer);
}

/** The person's offers that can still be answered, and those of the last two days, newest first. */
export async function listOffersOfPerson(tx: Tx, personId: string): Promise<StoredOffer[]> {
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.offer")
    .selectAll()
    .where("person_id", "=", personId)
    .where((e) =>
      e.or([
        e("status", "in", ["sent", "seen"]),
        e("sent_at", ">", sql<string>`platform.now() - interval '2 days'`),
      ]),
    )
    .orderBy("sent_at", "desc")
    .limit(100)
    .execute();
  return rows.map(toOffer);
}

export interface NewOffer {
  readonly id: string;
  readonly caseId: string;
  readonly ring: RingName;
  readonly seat: number;
  readonly line: number;
  readonly planId: string | null;
  readonly attempt: number;
  readonly practitionerRoleId: string;
  readonly personId: string;
  readonly institutionId: string;
  readonly agreementId: AgreementId | string | null;
  readonly expertName: string;
  readonly decisionId: string | null;
  readonly grounds: OfferGrounds;
  readonly expiresAt: Instant;
}

/** Writes offers sent now, all with one statement; none is fine. */
export function addOffers(tx: Tx, offers: readonly NewOffer[]): void {
  if (offers.length === 0) return;
  const rows = offers.map((offer) => ({
    id: offer.id,
    case_id: offer.caseId,
    ring: offer.ring,
    seat: offer.seat,
    line: offer.line,
    plan_id: offer.planId,
    attempt: offer.attempt,
    practitioner_role_id: offer.practitionerRoleId,
    person_id: offer.personId,
    institution_id: offer.institutionId,
    agreement_id: offer.agreementId,
    expert_name: offer.expertName,
    decision_id: offer.decisionId,
    grounds: offer.grounds,
    status: "sent",
    sent_at: tx.now,
    expires_at: offer.expiresAt,
  }));
  later(tx, insertAll("dispatch.offer", newOffer, rows));
}

const newOffer = {
  id: "uuid",
  case_id: "uuid",
  ring: "text",
  seat: "int",
  line: "int",
  plan_id: "uuid",
  attempt: "int",
  practitioner_role_id: "uuid",
  person_id: "uuid",
  institution_id: "uuid",
  agreement_id: "uuid",
  expert_name: "text",
  decision_id: "uuid",
  grounds: "jsonb",
  status: "text",
  sent_at: "timestamptz",
  expires_at: "timestamptz",
} as const;

/**
 * Answers or ends an offer that is still open, in one compare-and-set. An answer counts only before `expires_at` by
 * the database's clock; an expiry only after. False: something else reached the row first.
 */
export async function endOffer(
  tx: Tx,
  id: string,
  end:
    | { status: "accepted" }
    | { status: "declined"; code: string; note: string }
    | { status: "expired" }
    | { status: "withdrawn"; code: string },
): Promise<boolean> {
  let query = dispatchTables(tx)
    .updateTable("dispatch.offer")
    .set({
      status: end.status,
      ...(end.status !== "expired" && { responded_at: tx.now }),
      ...(end.status === "declined" && { decline_code: end.code, decline_note: end.note }),
      ...(end.status === "withdrawn" && { withdraw_code: end.code }),
    })
    .where("id", "=", id)
    .where("status", "in", ["sent", "seen"]);
  if (end.status === "accepted" || end.status === "declined") query = query.where("expires_at", ">", tx.now);
  if (end.status === "expired") query = query.where("expires_at", "<=", tx.now);
  return (await query.returning("id").execute()).length === 1;
}

/** Takes an accepted offer back. False: it is no longer the accepted one. */
export async function takeBackOffer(tx: Tx, id: string, code: string): Promise<boolean> {
  const rows = await dispatchTables(tx)
    .updateTable("dispatch.offer")
    .set({ status: "withdrawn", withdraw_code: code })
    .where("id", "=", id)
    .where("status", "=", "accepted")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Notes that the expert has opened the offer; nothing happens when it is no longer open. */
export async function markSeen(tx: Tx, id: string): Promise<boolean> {
  const rows = await dispatchTables(tx)
    .updateTable("dispatch.offer")
    .set({ status: "seen", seen_at: tx.now })
    .where("id", "=", id)
    .where("status", "=", "sent")
    .returning("id")
    .execute();
  return rows.length === 1;
}
