import { sql } from "kysely";
import type {
  AgreementId,
  CaseId,
  Instant,
  OfferId,
  OrganizationId,
  PersonId,
  PractitionerRoleId,
} from "../kernel/types.js";
import { json, type Tx } from "../platform/database/database.js";
import type { Offer, Ring } from "./domain/offer.js";
import { type DispatchTables, dispatchTables, type OfferGrounds, type SearchStatus } from "./tables.js";

export interface StoredOffer extends Offer {
  readonly grounds: OfferGrounds;
  readonly decisionId: string | null;
  readonly declineCode: string | null;
  readonly declineNote: string | null;
  readonly withdrawCode: string | null;
}

const toOffer = (row: DispatchTables["dispatch.offer"]): StoredOffer => ({
  id: row.id as OfferId,
  caseId: row.case_id as CaseId,
  ring: row.ring,
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
    .where("case_id", "in", caseIds)
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

export async function addOffer(
  tx: Tx,
  offer: {
    id: string;
    caseId: string;
    ring: Ring;
    attempt: number;
    practitionerRoleId: string;
    personId: string;
    institutionId: string;
    agreementId: AgreementId | string | null;
    expertName: string;
    decisionId: string | null;
    grounds: OfferGrounds;
    expiresAt: Instant;
  },
): Promise<void> {
  await dispatchTables(tx)
    .insertInto("dispatch.offer")
    .values({
      id: offer.id,
      case_id: offer.caseId,
      ring: offer.ring,
      attempt: offer.attempt,
      practitioner_role_id: offer.practitionerRoleId,
      person_id: offer.personId,
      institution_id: offer.institutionId,
      agreement_id: offer.agreementId,
      expert_name: offer.expertName,
      decision_id: offer.decisionId,
      grounds: json(offer.grounds),
      status: "sent",
      sent_at: tx.now,
      seen_at: null,
      expires_at: offer.expiresAt,
      responded_at: null,
      decline_code: null,
      decline_note: null,
      withdraw_code: null,
    })
    .execute();
}

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

export interface Search {
  readonly caseId: CaseId;
  readonly status: SearchStatus;
  readonly ring: Ring;
  readonly decisionId: string | null;
  readonly attempts: number;
  readonly backupName: string | null;
  readonly reasonCode: string | null;
  /** When this round of asking began; a request sent again begins another. */
  readonly startedAt: Instant;
}

const toSearch = (row: DispatchTables["dispatch.search"]): Search => ({
  caseId: row.case_id as CaseId,
  status: row.status,
  ring: row.ring,
  decisionId: row.decision_id,
  attempts: row.attempts,
  backupName: row.backup_name,
  reasonCode: row.reason_code,
  startedAt: row.started_at as Instant,
});

/** The search with its row locked until commit: whatever changes a case's offers takes this lock first. */
export async function lockSearch(tx: Tx, caseId: string): Promise<Search | undefined> {
  const row = await dispatchTables(tx)
    .selectFrom("dispatch.search")
    .selectAll()
    .where("case_id", "=", caseId)
    .forUpdate()
    .executeTakeFirst();
  return row && toSearch(row);
}

export async function findSearches(tx: Tx, caseIds: readonly string[]): Promise<Map<string, Search>> {
  if (caseIds.length === 0) return new Map();
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.search")
    .selectAll()
    .where("case_id", "in", caseIds)
    .execute();
  return new Map(rows.map((row) => [row.case_id, toSearch(row)]));
}

/**
 * Opens the search of a case, or opens it anew when it was stopped because the request went back to its author. False:
 * it was open already, so the event was told twice.
 */
export async function openSearch(tx: Tx, caseId: string, decisionId: string): Promise<boolean> {
  const fresh = {
    status: "running",
    ring: "best",
    decision_id: decisionId,
    attempts: 0,
    backup_practitioner_role_id: null,
    backup_name: null,
    reason_code: null,
    started_at: tx.now,
    updated_at: tx.now,
  } as const;
  const rows = await dispatchTables(tx)
    .insertInto("dispatch.search")
    .values({ case_id: caseId, ...fresh })
    .onConflict((conflict) =>
      conflict.column("case_id").doUpdateSet(fresh).where("dispatch.search.status", "=", "stopped"),
    )
    .returning("case_id")
    .execute();
  return rows.length === 1;
}

export async function saveSearch(
  tx: Tx,
  caseId: string,
  change: {
    status?: SearchStatus;
    ring?: Ring;
    attempts?: number;
    decisionId?: string;
    backup?: { practitionerRoleId: string; name: string } | null;
    reasonCode?: string | null;
  },
): Promise<void> {
  await dispatchTables(tx)
    .updateTable("dispatch.search")
    .set({
      updated_at: tx.now,
      ...(change.status && { status: change.status }),
      ...(change.ring && { ring: change.ring }),
      ...(change.attempts !== undefined && { attempts: change.attempts }),
      ...(change.decisionId && { decision_id: change.decisionId }),
      ...(change.backup !== undefined && {
        backup_practitioner_role_id: change.backup?.practitionerRoleId ?? null,
        backup_name: change.backup?.name ?? null,
      }),
      ...(change.reasonCode !== undefined && { reason_code: change.reasonCode }),
    })
    .where("case_id", "=", caseId)
    .execute();
}

export async function addPastConsult(
  tx: Tx,
  past: {
    caseId: string;
    practitionerRoleId: string;
    diagnosisCodes: readonly string[];
    specialtyCode: string | null;
    decision: "adopted" | "partly_adopted" | "not_adopted";
    closedAt: Instant;
  },
): Promise<void> {
  await dispatchTables(tx)
    .insertInto("dispatch.past_consult")
    .values({
      case_id: past.caseId,
      practitioner_role_id: past.practitionerRoleId,
      diagnosis_codes: [...past.diagnosisCodes],
      specialty_code: past.specialtyCode,
      decision: past.decision,
      closed_at: past.closedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Finished consultations over the last 18 months, one line per role, set of diagnosis codes and specialty asked for. */
export async function readPastConsults(
  tx: Tx,
): Promise<
  { roleId: string; codes: string[]; specialtyCode: string | null; consults: number; adopted: number }[]
> {
  const { rows } = await sql<{
    role_id: string;
    codes: string[];
    specialty_code: string | null;
    consults: number;
    adopted: number;
  }>`
    select practitioner_role_id as role_id, diagnosis_codes as codes, specialty_code, count(*)::int as consults,
      count(*) filter (where decision <> 'not_adopted')::int as adopted
    from dispatch.past_consult
    where closed_at > platform.now() - interval '18 months'
    group by 1, 2, 3
    order by 1, 2, 3`.execute(dispatchTables(tx));
  return rows.map((row) => ({
    roleId: row.role_id,
    codes: row.codes,
    specialtyCode: row.specialty_code,
    consults: row.consults,
    adopted: row.adopted,
  }));
}

/** How each role answers: offers that ran their course, acceptances, median minutes to an answer; and today's load. */
export async function readResponses(tx: Tx): Promise<
  {
    roleId: string;
    offers: number;
    accepted: number;
    medianMinutes: number | null;
    today: number;
    thisWeek: number;
  }[]
> {
  const { rows } = await sql<{
    role_id: string;
    offers: number;
    accepted: number;
    median_minutes: number | null;
    today: number;
    this_week: number;
  }>`
    select practitioner_role_id as role_id,
      count(*) filter (where status in ('accepted', 'declined', 'expired'))::int as offers,
      count(*) filter (where status = 'accepted')::int as accepted,
      percentile_cont(0.5) within group (order by extract(epoch from responded_at - sent_at) / 60)
        filter (where status in ('accepted', 'declined')) as median_minutes,
      count(*) filter (where status = 'accepted' and responded_at >=
        date_trunc('day', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')::int as today,
      count(*) filter (where status = 'accepted' and responded_at >=
        date_trunc('week', platform.now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')::int as this_week
    from dispatch.offer
    where sent_at > platform.now() - interval '18 months'
    group by 1`.execute(dispatchTables(tx));
  return rows.map((row) => ({
    roleId: row.role_id,
    offers: row.offers,
    accepted: row.accepted,
    medianMinutes: row.median_minutes,
    today: row.today,
    thisWeek: row.this_week,
  }));
}
