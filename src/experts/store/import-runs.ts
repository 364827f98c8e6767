import type { Insertable, Selectable } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import { platformTables } from "../../platform/tables.js";
import type { ImportCounts, ImportSummaryData, StoredMapping } from "../api.js";
import type { Problem } from "../domain/place-rows.js";
import { expertsTables, type ExpertsTables, type RowResult } from "../tables.js";

export type ImportStatus = ExpertsTables["experts.import_run"]["status"];

/** One list that was sent in, from preview to landed. */
export interface ImportRun {
  readonly id: string;
  readonly institutionId: string;
  readonly defaultOrganizationId: string | null;
  readonly createsInstitutions: boolean;
  readonly fileId: string;
  readonly fileName: string;
  readonly mapping: StoredMapping;
  readonly status: ImportStatus;
  readonly summary: ImportSummaryData;
  readonly createdAt: Instant;
  readonly appliedAt: Instant | null;
}

/** PostgreSQL's jsonb takes no NUL and no half of a character pair; headers and sheet names can hold both. */
const storable = <T>(value: T) =>
  json(
    JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
      typeof part === "string" ? part.replaceAll("\u0000", "").toWellFormed() : part,
    ) as T,
  );

const toRun = (row: Selectable<ExpertsTables["experts.import_run"]>): ImportRun => ({
  id: row.id,
  institutionId: row.institution_id,
  defaultOrganizationId: row.default_organization_id,
  createsInstitutions: row.creates_institutions,
  fileId: row.file_id,
  fileName: row.file_name,
  // Written by this module alone, in this shape.
  mapping: row.mapping as StoredMapping,
  status: row.status,
  summary: row.summary as ImportSummaryData,
  createdAt: row.created_at as Instant,
  appliedAt: row.applied_at as Instant | null,
});

/** The run, if the tenant filter shows it. `lock`: nobody else lands rows of it until this transaction ends. */
export async function findRun(tx: Tx, id: string, lock?: "lock"): Promise<ImportRun | undefined> {
  const query = expertsTables(tx).selectFrom("experts.import_run").selectAll().where("id", "=", id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toRun(row);
}

/** Runs that the tenant filter shows, newest first, discarded ones left out. */
export async function listRuns(
  tx: Tx,
  page: { limit: number; offset: number },
): Promise<{ runs: ImportRun[]; total: number }> {
  const open = expertsTables(tx).selectFrom("experts.import_run").where("status", "!=", "discarded");
  const rows = await open
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const counted = await open.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return { runs: rows.map(toRun), total: counted.count };
}

export interface NewFile {
  readonly id: string;
  readonly institutionId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdBy: string | null;
}

/** Adds the run with the row of its file; the bytes must be stored already. */
export async function addRun(
  tx: Tx,
  file: NewFile,
  run: Omit<ImportRun, "fileId" | "status" | "createdAt" | "appliedAt">,
): Promise<void> {
  await platformTables(tx)
    .insertInto("platform.file")
    .values({
      id: file.id,
      institution_id: file.institutionId,
      name: file.name,
      media_type: file.mediaType,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
      created_by: file.createdBy,
      created_at: tx.now,
    })
    .execute();
  await expertsTables(tx)
    .insertInto("experts.import_run")
    .values({
      id: run.id,
      institution_id: run.institutionId,
      default_organization_id: run.defaultOrganizationId,
      creates_institutions: run.createsInstitutions,
      file_id: file.id,
      file_name: run.fileName,
      mapping: storable(run.mapping),
      status: "preview",
      summary: storable(run.summary),
      created_by: file.createdBy,
      created_at: tx.now,
      applied_at: null,
    })
    .execute();
}

/** Puts another mapping and its preview in place of the earlier one. False: the run is no longer a preview. */
export async function savePreview(
  tx: Tx,
  id: string,
  preview: { mapping: StoredMapping; summary: ImportSummaryData },
): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.import_run")
    .set({ mapping: storable(preview.mapping), summary: storable(preview.summary) })
    .where("id", "=", id)
    .where("status", "=", "preview")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Moves the run if it still stands at `from`. False: somebody moved it first. */
export async function moveRun(tx: Tx, id: string, from: ImportStatus, to: ImportStatus): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.import_run")
    .set({ status: to, ...(to === "applied" && { applied_at: tx.now }) })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

export interface StoredRow {
  readonly rowNumber: number;
  readonly result: RowResult;
  readonly practitionerId: string | null;
  readonly problems: readonly Problem[];
}

/** Records what became of the rows; a row is recorded once. */
export async function addRows(tx: Tx, runId: string, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return;
  await expertsTables(tx)
    .insertInto("experts.import_row")
    .values(
      rows.map((row): Insertable<ExpertsTables["experts.import_row"]> => ({
        run_id: runId,
        row_number: row.rowNumber,
        outcome: row.result,
        practitioner_id: row.practitionerId,
        problems: storable(row.problems),
      })),
    )
    .execute();
}

/** Which of the rows have been dealt with. */
export async function recordedRows(
  tx: Tx,
  runId: string,
  rowNumbers: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await expertsTables(tx)
    .selectFrom("experts.import_row")
    .select("row_number")
    .where("run_id", "=", runId)
    .where("row_number", "in", [...rowNumbers])
    .execute();
  return new Set(rows.map((row) => row.row_number));
}

/** How many rows of each run ended how; runs without recorded rows are left out. */
export async function countRows(
  tx: Tx,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, ImportCounts>> {
  if (runIds.length === 0) return new Map();
  const rows = await expertsTables(tx)
    .selectFrom("experts.import_row")
    .select((e) => ["run_id", "outcome", e.fn.countAll<number>().as("count")])
    .where("run_id", "in", [...runIds])
    .groupBy(["run_id", "outcome"])
    .execute();
  const counts = new Map<string, ImportCounts>();
  for (const { run_id, outcome, count } of rows) {
    const before = counts.get(run_id) ?? { rows: 0, imported: 0, unchanged: 0, review: 0, rejected: 0 };
    counts.set(run_id, { ...before, rows: before.rows + count, [outcome]: count });
  }
  return counts;
}

/** Recorded rows with problems, rejected ones first, then by row; `results` picks outcomes. */
export async function listRowsWithProblems(
  tx: Tx,
  runId: string,
  filter: { results?: readonly RowResult[]; limit: number },
): Promise<StoredRow[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.import_row")
    .selectAll()
    .where("run_id", "=", runId)
    .where("problems", "!=", json([]))
    .orderBy((e) => e.case().when("outcome", "=", "rejected").then(0).else(1).end())
    .orderBy("row_number")
    .limit(filter.limit);
  if (filter.results) query = query.where("outcome", "in", [...filter.results]);
  return (await query.execute()).map((row) => ({
    rowNumber: row.row_number,
    result: row.outcome,
    practitionerId: row.practitioner_id,
    problems: row.problems as Problem[],
  }));
}
