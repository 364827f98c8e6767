import { sql } from "kysely";
import { json, later, type Tx } from "../../platform/database/database.js";
import type { LiveMessage } from "../../platform/live.js";
import { casesTables } from "../tables.js";

/** `offer`: asked, sees what an offer shows · `assignment`: accepted, reads the whole case. */
export type AccessBasis = "offer" | "assignment";

export interface NewAccess {
  readonly caseId: string;
  readonly personId: string;
  readonly basis: AccessBasis;
  /** Whose assignment it takes over. */
  readonly from?: string;
}

/**
 * Opens the case to a person of another institution, on one basis. Doing it again changes nothing. Only the system and
 * the platform's operator may: call it in system scope. Throws when the person or the case does not exist.
 */
export const grantAccess = (tx: Tx, access: NewAccess): Promise<void> => grantAccesses(tx, [access]);

/** {@link grantAccess} for many, each another, with one statement (migrations/0074); none is fine. */
export function grantAccesses(tx: Tx, grants: readonly NewAccess[]): Promise<void> {
  const rows = grants.map((access) => ({
    case_id: access.caseId,
    person_id: access.personId,
    basis: access.basis,
    taken_over_from: access.from ?? null,
  }));
  if (rows.length > 0) later(tx, sql`select cases.grant_access(${json(rows)}, ${tx.now}::timestamptz)`);
  return Promise.resolve();
}

/**
 * Ends live access to the case: everyone's, or one person's, or that of one basis. In system scope only. The rows stay
 * as the record of who could see what, and when.
 */
export function endAccess(
  tx: Tx,
  access: { readonly caseId: string; readonly personId?: string; readonly basis?: AccessBasis },
): Promise<void> {
  let update = casesTables(tx)
    .updateTable("cases.access")
    .set({ ended_at: tx.now })
    .where("case_id", "=", access.caseId)
    .where("ended_at", "is", null);
  if (access.personId !== undefined) update = update.where("person_id", "=", access.personId);
  if (access.basis !== undefined) update = update.where("basis", "=", access.basis);
  later(tx, update);
  return Promise.resolve();
}

/** Persons with live access on this basis, as far as the transaction may know of them; in order of granting. */
export async function personsWithAccess(tx: Tx, caseId: string, basis?: AccessBasis): Promise<string[]> {
  let query = casesTables(tx)
    .selectFrom("cases.access")
    .select("person_id")
    .where("case_id", "=", caseId)
    .where("ended_at", "is", null)
    .orderBy("granted_at");
  if (basis !== undefined) query = query.where("basis", "=", basis);
  return [...new Set((await query.execute()).map((row) => row.person_id))];
}

/**
 * Who holds now what this person once accepted: himself, or whoever took the case over from him, or from that one. Undefined:
 * nobody any more. Needs system scope.
 */
export async function holderOf(tx: Tx, caseId: string, personId: string): Promise<string | undefined> {
  const rows = await casesTables(tx)
    .selectFrom("cases.access")
    .select(["person_id", "taken_over_from", "ended_at"])
    .where("case_id", "=", caseId)
    .where("basis", "=", "assignment")
    .orderBy("granted_at", "desc")
    .execute();
  const isLive = (id: string): boolean => rows.some((row) => row.person_id === id && row.ended_at === null);
  const passed = new Set<string>();
  for (let at: string | undefined = personId; at !== undefined && !passed.has(at);) {
    if (isLive(at)) return at;
    passed.add(at);
    const from: string = at;
    at = rows.find((row) => row.taken_over_from === from)?.person_id;
  }
  return undefined;
}

/** Tells the open pages of whom the case concerns, as {@link caseAudience} says (migrations/0096), that it has changed. */
export const announceCase = (tx: Tx, caseId: string): void =>
  later(tx, sql`select cases.tell_pages(array[${caseId}::uuid])`);

/**
 * Whose open pages care about the case: its requester, everyone with live access, the inviting institution and the
 * platform. A request that was never sent concerns its author alone.
 */
export async function caseAudience(tx: Tx, caseId: string): Promise<LiveMessage["audience"]> {
  const row = await casesTables(tx)
    .selectFrom("cases.consult_request")
    .select(["requester_person_id", "institution_id", "number"])
    .where("id", "=", caseId)
    .executeTakeFirst();
  if (!row) return {};
  if (row.number === null) return { persons: [row.requester_person_id] };
  return {
    persons: [row.requester_person_id, ...(await personsWithAccess(tx, caseId))],
    institutions: [row.institution_id],
    platform: true,
  };
}
