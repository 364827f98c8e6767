import { type Selectable, sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { RowCounts, RowQuery, RunQuery } from "../api.js";
import type { Fault } from "../domain/fault.js";
import type { BookingAction } from "../domain/booking-record.js";
import type { StaffAction } from "../domain/staff-record.js";
import {
  type InteropTables,
  interopTables,
  type RowResult,
  type RunStatus,
  type RunTrigger,
} from "../tables.js";

export interface Failure {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** One message, one pull, or one sweep of a folder. */
export interface Run {
  readonly id: string;
  readonly connectorId: string;
  readonly institutionId: string;
  readonly trigger: RunTrigger;
  readonly isDryRun: boolean;
  readonly status: RunStatus;
  readonly reference: string;
  readonly cursor: Readonly<Record<string, unknown>>;
  readonly failure: Failure | null;
  readonly faults: readonly Fault[];
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

const toRun = (row: Selectable<InteropTables["interop.run"]>): Run => ({
  id: row.id,
  connectorId: row.connector_id,
  institutionId: row.institution_id,
  trigger: row.trigger,
  isDryRun: row.is_dry_run,
  status: row.status,
  reference: row.reference,
  // Written by this module alone, in these shapes.
  cursor: row.cursor as Record<string, unknown>,
  failure: row.failure as Failure | null,
  faults: row.faults as Fault[],
  createdAt: row.created_at as Instant,
  finishedAt: row.finished_at as Instant | null,
});

/** How long a node may work without a sign of life before another takes the run over. */
const leaseMinutes = 5;
const mostFaults = 200;

export interface NewRun {
  readonly id: string;
  readonly connectorId: string;
  readonly institutionId: string;
  readonly trigger: RunTrigger;
  readonly isDryRun: boolean;
  readonly reference: string;
  readonly cursor?: Readonly<Record<string, unknown>>;
  readonly requestedBy: string | null;
}

/** Adds a run. Throws (`run_at_a_time`) when one of this connector waits or works already, messages apart. */
export async function addRun(tx: Tx, run: NewRun, status: "queued" | "running"): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.run")
    .values({
      id: run.id,
      connector_id: run.connectorId,
      institution_id: run.institutionId,
      trigger: run.trigger,
      is_dry_run: run.isDryRun,
      status,
      lease_until: status === "running" ? addMinutes(tx.now, leaseMinutes) : null,
      reference: run.reference.slice(0, 200).toWellFormed(),
      cursor: json(run.cursor ?? {}),
      failure: null,
      requested_by: run.requestedBy,
      created_at: tx.now,
      finished_at: null,
    })
    .execute();
}

export async function findRun(tx: Tx, id: string, lock?: "lock"): Promise<Run | undefined> {
  const query = interopTables(tx).selectFrom("interop.run").selectAll().where("id", "=", id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toRun(row);
}

/** Whether a run of the connector waits or works, messages apart. */
export async function hasOpenRun(tx: Tx, connectorId: string): Promise<boolean> {
  const row = await interopTables(tx)
    .selectFrom("interop.run")
    .select("id")
    .where("connector_id", "=", connectorId)
    .where("status", "in", ["queued", "running"])
    .where("trigger", "!=", "message")
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Takes the oldest waiting run, or one whose node fell silent, for `leaseMinutes`. Undefined: nothing waits. Messages are
 * not among them: their sender sends again.
 */
export async function claimRun(tx: Tx, runId?: string): Promise<Run | undefined> {
  let query = interopTables(tx)
    .selectFrom("interop.run")
    .selectAll()
    .where("trigger", "!=", "message")
    .where((e) =>
      e.or([e("status", "=", "queued"), e.and([e("status", "=", "running"), e("lease_until", "<", tx.now)])]),
    )
    .orderBy("created_at")
    .limit(1)
    .forUpdate()
    .skipLocked();
  if (runId !== undefined) query = query.where("id", "=", runId);
  const row = await query.executeTakeFirst();
  if (row === undefined) return undefined;
  await interopTables(tx)
    .updateTable("interop.run")
    .set({ status: "running", lease_until: addMinutes(tx.now, leaseMinutes), attempts: row.attempts + 1 })
    .where("id", "=", row.id)
    .execute();
  return { ...toRun(row), status: "running" };
}

/** Notes how far the run has come, and that its node lives. False: another node has it now, or it has ended. */
export async function keepRun(
  tx: Tx,
  id: string,
  cursor: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const rows = await interopTables(tx)
    .updateTable("interop.run")
    .set({ cursor: json(cursor), lease_until: addMinutes(tx.now, leaseMinutes) })
    .where("id", "=", id)
    .where("status", "=", "running")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Ends the run if it still works. False: it had ended. */
export async function endRun(
  tx: Tx,
  id: string,
  end: { readonly failure?: Failure | undefined; readonly faults?: readonly Fault[] },
): Promise<boolean> {
  const rows = await interopTables(tx)
    .updateTable("interop.run")
    .set({
      status: end.failure === undefined ? "done" : "failed",
      failure: end.failure === undefined ? null : json(end.failure),
      ...(end.faults !== undefined && { faults: json(end.faults.slice(0, mostFaults)) }),
      lease_until: null,
      finished_at: tx.now,
    })
    .where("id", "=", id)
    .where("status", "in", ["queued", "running"])
    .returning("id")
    .execute();
  return rows.length === 1;
}

export interface RunRow {
  readonly rowNumber: number;
  readonly place: string;
  readonly action: StaffAction | BookingAction;
  readonly result: RowResult;
  readonly staffKey: string;
  readonly practitionerId: string | null;
  readonly faults: readonly Fault[];
}

/** PostgreSQL's jsonb takes no NUL and no half of a character pair. */
const storable = (faults: readonly Fault[]) =>
  json(
    JSON.parse(JSON.stringify(faults), (_key, part: unknown) =>
      typeof part === "string" ? part.replaceAll("\u0000", "").toWellFormed() : part,
    ) as Fault[],
  );

/** Records what became of the rows; a row is recorded once. */
export async function addRunRows(tx: Tx, runId: string, rows: readonly RunRow[]): Promise<void> {
  if (rows.length === 0) return;
  await interopTables(tx)
    .insertInto("interop.run_row")
    .values(
      rows.map((row) => ({
        run_id: runId,
        row_number: row.rowNumber,
        place: row.place.slice(0, 300),
        action: row.action,
        result: row.result,
        staff_key: row.staffKey.replaceAll("\u0000", "").slice(0, 200).toWellFormed(),
        practitioner_id: row.practitionerId,
        faults: storable(row.faults),
      })),
    )
    .execute();
}

/** Which of the rows have been dealt with. */
export async function recordedRows(tx: Tx, runId: string, numbers: readonly number[]): Promise<Set<number>> {
  if (numbers.length === 0) return new Set();
  const rows = await interopTables(tx)
    .selectFrom("interop.run_row")
    .select("row_number")
    .where("run_id", "=", runId)
    .where("row_number", "in", [...numbers])
    .execute();
  return new Set(rows.map((row) => row.row_number));
}

const toRow = (row: Selectable<InteropTables["interop.run_row"]>): RunRow => ({
  rowNumber: row.row_number,
  place: row.place,
  action: row.action,
  result: row.result,
  staffKey: row.staff_key,
  practitionerId: row.practitioner_id,
  faults: row.faults as Fault[],
});

/** Rows of a run in order, those of one result only where asked. */
export async function listRunRows(
  tx: Tx,
  runId: string,
  query: RowQuery,
): Promise<{ rows: RunRow[]; total: number }> {
  let found = interopTables(tx).selectFrom("interop.run_row").where("run_id", "=", runId);
  if (query.result !== undefined) found = found.where("result", "=", query.result);
  const rows = await found
    .selectAll()
    .orderBy("row_number")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { count } = await found.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return { rows: rows.map(toRow), total: count };
}

export const noRows: RowCounts = {
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  conflict: 0,
  rejected: 0,
  quarantined: 0,
};

/** How many rows of each run ended how. */
export async function countRunRows(
  tx: Tx,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, RowCounts>> {
  if (runIds.length === 0) return new Map();
  const rows = await interopTables(tx)
    .selectFrom("interop.run_row")
    .select((e) => ["run_id", "result", e.fn.countAll<number>().as("count")])
    .where("run_id", "in", [...runIds])
    .groupBy(["run_id", "result"])
    .execute();
  const counts = new Map<string, RowCounts>();
  for (const { run_id, result, count } of rows) {
    const before = counts.get(run_id) ?? noRows;
    counts.set(run_id, { ...before, rows: before.rows + count, [result]: count });
  }
  return counts;
}

/** Runs of a connector, newest first. */
export async function listRuns(
  tx: Tx,
  connectorId: string,
  query: RunQuery,
): Promise<{ runs: Run[]; total: number }> {
  let found = interopTables(tx).selectFrom("interop.run as r").where("r.connector_id", "=", connectorId);
  if (query.status !== undefined) found = found.where("r.status", "=", query.status);
  if (query.trigger !== undefined) found = found.where("r.trigger", "=", query.trigger);
  const { result } = query;
  if (result !== undefined)
    found = found.where((e) =>
      e.exists(
        e
          .selectFrom("interop.run_row as w")
          .select("w.row_number")
          .whereRef("w.run_id", "=", "r.id")
          .where("w.result", "=", result),
      ),
    );
  const rows = await found
    .selectAll("r")
    .orderBy("r.created_at", "desc")
    .orderBy("r.id")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { count } = await found.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return { runs: rows.map(toRun), total: count };
}

/** The latest run of each connector, dry runs left out. */
export async function latestRuns(tx: Tx, connectorIds: readonly string[]): Promise<ReadonlyMap<string, Run>> {
  if (connectorIds.length === 0) return new Map();
  const rows = await interopTables(tx)
    .selectFrom("interop.run")
    .selectAll()
    .distinctOn("connector_id")
    .where("connector_id", "in", [...connectorIds])
    .where("is_dry_run", "=", false)
    .orderBy("connector_id")
    .orderBy("created_at", "desc")
    .execute();
  return new Map(rows.map((row) => [row.connector_id, toRun(row)]));
}

/** Tells every node's runner, on commit, that a run waits. */
export async function wakeRunners(tx: Tx): Promise<void> {
  await sql`select pg_notify('consilium_interop', '')`.execute(interopTables(tx));
}
