import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { CaseId, Instant } from "../../kernel/types.js";
import { among } from "../../platform/database/among.js";
import { json, later, together, type Tx } from "../../platform/database/database.js";
import { insertAll } from "../../platform/database/insert-all.js";
import type { RingName } from "../domain/policy/dispatch-policy.js";
import { type DispatchTables, dispatchTables, type SearchStatus } from "../tables.js";
import { type StoredOffer, toOffer } from "./offers.js";

/** The search for the expert of one seat; a case that asks for one expert has seat 1 alone. */
export interface Search {
  readonly caseId: CaseId;
  readonly seat: number;
  /** The specialty of the seat in an MDT; null: what the request itself asks for. */
  readonly specialtyCode: string | null;
  readonly status: SearchStatus;
  readonly ring: RingName;
  readonly decisionId: string | null;
  readonly attempts: number;
  readonly backupName: string | null;
  readonly reasonCode: string | null;
  /** When this round of asking began; a request sent again begins another. */
  readonly startedAt: Instant;
  /** It wants an offer and is looked at then; null: it has enough, or has ended. */
  readonly lookAt: Instant | null;
}

const toSearch = (row: DispatchTables["dispatch.search"]): Search => ({
  caseId: row.case_id as CaseId,
  seat: row.seat,
  specialtyCode: row.specialty_code,
  status: row.status,
  ring: row.ring,
  decisionId: row.decision_id,
  attempts: row.attempts,
  backupName: row.backup_name,
  reasonCode: row.reason_code,
  startedAt: row.started_at as Instant,
  lookAt: row.look_at as Instant | null,
});

/**
 * The searches of a case, seat by seat, with their rows locked until commit: whatever changes a case's offers takes this
 * lock first. Empty: none was begun.
 */
export async function lockSearches(tx: Tx, caseId: string): Promise<Search[]> {
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.search")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("seat")
    .forUpdate()
    .execute();
  return rows.map(toSearch);
}

/** {@link lockSearches} of the case an offer is of, and the offer as it is under that lock; empty and undefined: there is none. */
export async function lockOffer(
  tx: Tx,
  offerId: string,
): Promise<{ readonly searches: readonly Search[]; readonly offer: StoredOffer | undefined }> {
  const db = dispatchTables(tx);
  // The second reads what has been committed while the first waited: another answer may have come before the lock was had.
  const [searches, [offer]] = await together(tx, [
    db
      .selectFrom("dispatch.search")
      .selectAll()
      .where("case_id", "=", (e) =>
        e.selectFrom("dispatch.offer").select("case_id").where("id", "=", offerId),
      )
      .orderBy("seat")
      .forUpdate(),
    db.selectFrom("dispatch.offer").selectAll().where("id", "=", offerId),
  ]);
  return { searches: searches.map(toSearch), offer: offer && toOffer(offer) };
}

/** Written out, not a parameter: a kept plan finds the index of running searches by it. */
const isRunning = sql<boolean>`status = 'running'`;

/**
 * Up to `limit` seats that want an offer, locked, the longest waiting first: those of panels, which are planned together at a
 * common time, or the others. Those that somebody is answering at this moment are left out: their answer asks for a plan of
 * its own.
 */
export async function lockSeatsToPlan(tx: Tx, which: "single" | "panel", limit: number): Promise<Search[]> {
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.search")
    .selectAll()
    .where(isRunning)
    .where("look_at", "is not", null)
    .where("specialty_code", which === "panel" ? "is not" : "is", null)
    .orderBy("started_at")
    .orderBy("case_id")
    .orderBy("seat")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(toSearch);
}

/**
 * {@link lockSeatsToPlan} of the seats that are planned one by one, and the cases with a seat that was due and is not among those
 * locked: somebody held it for a moment.
 */
export async function lockSingleSeats(
  tx: Tx,
  limit: number,
): Promise<{ readonly searches: readonly Search[]; readonly leftOut: readonly string[] }> {
  const due = dispatchTables(tx)
    .selectFrom("dispatch.search")
    .select(["case_id", "seat"])
    .where(isRunning)
    .where("look_at", "<=", tx.now)
    .where("specialty_code", "is", null)
    .execute();
  const [searches, rows] = await Promise.all([lockSeatsToPlan(tx, "single", limit), due]);
  const held = new Set(searches.map((search) => `${search.caseId}/${search.seat}`));
  const missed = rows.filter((row) => !held.has(`${row.case_id}/${row.seat}`)).map((row) => row.case_id);
  return { searches, leftOut: [...new Set(missed)] };
}

/** By case, seats in order; a case whose search was never begun is not among them. */
export async function findSearches(tx: Tx, caseIds: readonly string[]): Promise<Map<string, Search[]>> {
  if (caseIds.length === 0) return new Map();
  const rows = await dispatchTables(tx)
    .selectFrom("dispatch.search")
    .selectAll()
    .where(among("case_id", caseIds))
    .orderBy("case_id")
    .orderBy("seat")
    .execute();
  return groupBy(rows.map(toSearch), (search): string => search.caseId);
}

/**
 * Opens the searches of seats, or opens them anew where they were stopped because the request went back to its author. Which cases
 * these were: of any other the seats were open already, for the event was told twice.
 */
export async function openSearches(
  tx: Tx,
  seats: readonly {
    readonly caseId: string;
    readonly number: number;
    readonly specialtyCode: string | null;
    readonly decisionId: string;
  }[],
): Promise<ReadonlySet<string>> {
  if (seats.length === 0) return new Set();
  const fresh = seats.map((seat) => ({
    case_id: seat.caseId,
    seat: seat.number,
    specialty_code: seat.specialtyCode,
    decision_id: seat.decisionId,
    status: "running",
    ring: "best",
    attempts: 0,
    backup_practitioner_role_id: null,
    backup_name: null,
    reason_code: null,
    started_at: tx.now,
    updated_at: tx.now,
    look_at: tx.now,
  }));
  const anew = Object.keys(newSearch).map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  const opened = await sql<{ case_id: string }>`${insertAll("dispatch.search", newSearch, fresh)}
    on conflict (case_id, seat) do update set ${sql.join(anew)} where search.status = 'stopped'
    returning case_id`.execute(dispatchTables(tx));
  return new Set(opened.rows.map((row) => row.case_id));
}

const newSearch = {
  case_id: "uuid",
  seat: "int",
  specialty_code: "text",
  decision_id: "uuid",
  status: "text",
  ring: "text",
  attempts: "int",
  backup_practitioner_role_id: "uuid",
  backup_name: "text",
  reason_code: "text",
  started_at: "timestamptz",
  updated_at: "timestamptz",
  look_at: "timestamptz",
} as const;

export interface SearchChange {
  readonly status?: SearchStatus;
  readonly ring?: RingName;
  readonly attempts?: number;
  readonly decisionId?: string;
  readonly backup?: { readonly practitionerRoleId: string; readonly name: string } | null;
  readonly reasonCode?: string | null;
  readonly lookAt?: Instant | null;
}

/** What is kept of a seat's search, with the change made to it; null stays null, and what is not named stays as it is. */
interface SearchRow {
  readonly case_id: string;
  readonly seat: number | null;
  readonly change: Readonly<Record<string, unknown>>;
}

/** Changes the search of one seat, or of every seat of the case. A search that does not run wants no offer. */
export const saveSearch = (
  tx: Tx,
  caseId: string,
  seat: number | "every",
  change: SearchChange,
): Promise<void> => saveSearches(tx, [{ ...change, caseId, seat }]);

/** {@link saveSearch} for many seats, each once, with one statement; none is fine. */
export function saveSearches(
  tx: Tx,
  changes: readonly (SearchChange & { readonly caseId: string; readonly seat: number | "every" })[],
): Promise<void> {
  if (changes.length === 0) return Promise.resolve();
  const rows = changes.map(({ caseId, seat, ...change }): SearchRow => {
    const lookAt = change.status !== undefined && change.status !== "running" ? null : change.lookAt;
    return {
      case_id: caseId,
      seat: seat === "every" ? null : seat,
      change: {
        ...(change.status && { status: change.status }),
        ...(change.ring && { ring: change.ring }),
        ...(change.attempts !== undefined && { attempts: change.attempts }),
        ...(change.decisionId && { decision_id: change.decisionId }),
        ...(change.backup !== undefined && {
          backup_practitioner_role_id: change.backup?.practitionerRoleId ?? null,
          backup_name: change.backup?.name ?? null,
        }),
        ...(change.reasonCode !== undefined && { reason_code: change.reasonCode }),
        ...(lookAt !== undefined && { look_at: lookAt }),
      },
    };
  });
  const changed = (column: keyof DispatchTables["dispatch.search"], type: string) => {
    const [name, cast] = [sql.lit(column), sql.raw(type)];
    return sql`${sql.ref(column)} = case when c.change ? ${name} then (c.change ->> ${name})::${cast} else s.${sql.ref(column)} end`;
  };
  const change = sql`update dispatch.search s set updated_at = ${tx.now}::timestamptz, ${sql.join([
    changed("status", "text"),
    changed("ring", "text"),
    changed("attempts", "int"),
    changed("decision_id", "uuid"),
    changed("backup_practitioner_role_id", "uuid"),
    changed("backup_name", "text"),
    changed("reason_code", "text"),
    changed("look_at", "timestamptz"),
  ])}
    from jsonb_to_recordset(${json(rows)}) as c (case_id uuid, seat int, change jsonb)
    where s.case_id = c.case_id and (c.seat is null or s.seat = c.seat)`;
  later(tx, change);
  return Promise.resolve();
}

/** One plan at a time on all nodes: two that plan at once would both count on the same expert's room. Held until commit; had by the time of the next statement. */
export function lockPlanning(tx: Tx): void {
  later(tx, sql`select pg_advisory_xact_lock(hashtext('dispatch.plan'))`);
}
