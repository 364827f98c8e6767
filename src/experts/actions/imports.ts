import { ok, refuse, type Result } from "../../kernel/result.js";
import { type Ctx, inTx } from "../../identity/index.js";
import { type WritableTable, writeCsv, writeXlsx } from "../../platform/tabular/index.js";
import type { ChooseMapping, ImportRunDetail, ImportRunView } from "../api.js";
import type { FieldId } from "../domain/import/fields.js";
import { fieldIds, fields, requiredFields } from "../domain/import/fields.js";
import { rejectedFile } from "../domain/import/rejected-file.js";
import type { PlacedRow } from "../domain/place-rows.js";
import { auditImport, type Importer, importerOf } from "../importer.js";
import { mostProblems, toProblems } from "../preview.js";
import { type ListRefusal, openList } from "../read-list.js";
import {
  countRows,
  findRun,
  type ImportRun,
  listRowsWithProblems,
  listRuns,
  moveRun,
} from "../store/import-runs.js";
import type { ImportCounts } from "../api.js";
import { applyImport } from "./apply-import.js";
import {
  compareList,
  judgeTable,
  type ListOptions,
  type PreviewRefusal,
  readRunFile,
  remapImport,
  runOptions,
  type RunRefusal,
  startImport,
} from "./preview-import.js";

const nothingYet: ImportCounts = { rows: 0, imported: 0, unchanged: 0, review: 0, rejected: 0 };

function toView(run: ImportRun, counted: ImportCounts | undefined): ImportRunView {
  const recorded = counted ?? nothingYet;
  return {
    importId: run.id,
    fileName: run.fileName,
    status: run.status,
    defaultOrganizationId: run.defaultOrganizationId,
    createInstitutions: run.createsInstitutions,
    counts: run.status === "applied" ? recorded : run.summary.counts,
    done: recorded.rows,
    createdAt: run.createdAt,
    appliedAt: run.appliedAt,
  };
}

const fieldChoices: ImportRunDetail["fields"] = fieldIds
  .filter((field) => field !== "ignored")
  .map((field) => ({
    field,
    zh: fields[field].zh,
    en: fields[field].en,
    isRequired: requiredFields.includes(field),
  }));

/** The run with everything its page shows; problems are those of the preview until the rows have landed. */
export async function viewImport(ctx: Ctx, importId: string): Promise<Result<ImportRunDetail, RunRefusal>> {
  return inTx(ctx, async (tx) => {
    const run = await findRun(tx, importId);
    if (run === undefined) return refuse("import_not_found");
    const counted = (await countRows(tx, [importId])).get(importId);
    const detail: ImportRunDetail = {
      ...run.summary,
      ...toView(run, counted),
      canApply:
        (run.status === "preview" || run.status === "applying") &&
        run.mapping.missing.length === 0 &&
        run.summary.counts.rows > run.summary.counts.rejected,
      fields: fieldChoices,
    };
    if (run.status !== "applied") return ok(detail);
    const rows = await listRowsWithProblems(tx, importId, { limit: mostProblems });
    const problems = toProblems(
      rows.map((row) => ({
        rowNumber: row.rowNumber,
        isRejected: row.result === "rejected",
        problems: row.problems,
      })),
    );
    return ok({
      ...detail,
      problems: problems.slice(0, mostProblems),
      problemTotal: Math.max(problems.length, run.summary.problemTotal),
    });
  });
}

/** Imports of the institution (the operator: all), newest first, with how far each has come. */
export async function listImports(
  ctx: Ctx,
  page: { limit: number; offset: number },
): Promise<Result<{ items: ImportRunView[]; total: number }, never>> {
  return inTx(ctx, async (tx) => {
    const { runs, total } = await listRuns(tx, page);
    const counts = await countRows(
      tx,
      runs.map((run) => run.id),
    );
    return ok({ items: runs.map((run) => toView(run, counts.get(run.id))), total });
  });
}

/** For reading what an act has done: its idempotency key belongs to the act's own transaction. */
const afterwards = (ctx: Ctx): Ctx => ({ ...ctx, idempotency: undefined });

/** Takes a list in as a preview; see {@link startImport}. */
export async function uploadList(
  ctx: Ctx,
  file: { readonly name: string; readonly content: Uint8Array },
  options: ListOptions,
): Promise<Result<ImportRunDetail, RunRefusal | PreviewRefusal>> {
  const run = await startImport(importerOf(ctx), file, options);
  return run.ok ? viewImport(afterwards(ctx), run.value.id) : run;
}

/** Reads the list anew with the columns a person chose; see {@link remapImport}. */
export async function chooseMapping(
  ctx: Ctx,
  importId: string,
  choice: ChooseMapping,
): Promise<Result<ImportRunDetail, RunRefusal | PreviewRefusal>> {
  const chosen = new Map<number, FieldId | null>(
    choice.columns.map(({ columnIndex, field }) => [columnIndex, field]),
  );
  const run = await remapImport(importerOf(ctx), importId, {
    chosen,
    ...(choice.headerRow !== undefined && { headerRow: choice.headerRow }),
  });
  return run.ok ? viewImport(afterwards(ctx), importId) : run;
}

/** Lands the list; see {@link applyImport}. */
export async function applyList(
  ctx: Ctx,
  importId: string,
): Promise<Result<ImportRunView, RunRefusal | PreviewRefusal>> {
  const run = await applyImport(importerOf(ctx), importId);
  if (!run.ok) return run;
  return inTx(afterwards(ctx), async (tx) =>
    ok(toView(run.value, (await countRows(tx, [importId])).get(importId))),
  );
}

/** Drops a preview and the bytes of its file. Refuses a list that has begun to land. */
export async function discardImport(ctx: Ctx, importId: string): Promise<Result<null, RunRefusal>> {
  const importer = importerOf(ctx);
  const discarded = await inTx(ctx, async (tx) => {
    const run = await findRun(tx, importId, "lock");
    if (run === undefined) return refuse("import_not_found");
    if (!(await moveRun(tx, importId, "preview", "discarded"))) return refuse("import_not_a_preview");
    await auditImport(tx, importer, {
      outcome: "done",
      subjectId: importId,
      details: { step: "discarded" },
    });
    return ok(run.fileId);
  });
  if (!discarded.ok) return discarded;
  await ctx.files.delete(discarded.value);
  return ok(null);
}

/**
 * The rejected rows with their own columns, reasons and remedies, to be corrected and sent in again: of a preview those
 * that would be rejected now, afterwards those that were. The reading is audited: the list holds people's numbers.
 */
export async function rejectedList(
  importer: Importer,
  importId: string,
): Promise<Result<WritableTable, RunRefusal | PreviewRefusal>> {
  const found = await importer.database.withTx(importer.context, async (tx) => {
    const run = await findRun(tx, importId);
    if (run === undefined || run.status === "discarded") return undefined;
    const rows = await listRowsWithProblems(tx, importId, { results: ["rejected"], limit: 100_000 });
    await auditImport(tx, importer, {
      outcome: "read",
      subjectId: importId,
      details: { step: "rejected-rows" },
    });
    return { run, rejected: new Map(rows.map((row) => [row.rowNumber, row.problems])) };
  });
  if (found === undefined) return refuse("import_not_found");
  const { run, rejected } = found;
  const table = await openList(await readRunFile(importer, run));
  if (!table.ok) return table;
  const read = await judgeTable(importer, table.value, run.mapping, runOptions(run));
  if (!read.ok) return read;
  const rows =
    run.status === "preview"
      ? (await compareList(importer, run.mapping, read.value.list)).map(({ row }) => row)
      : read.value.list.rows.flatMap((row): PlacedRow[] => {
          const problems = rejected.get(row.rowNumber);
          return problems === undefined ? [] : [{ ...row, outcome: "rejected", record: null, problems }];
        });
  return ok({ sheetName: "退回的行", ...rejectedFile(table.value, run.mapping, rows) });
}

/** The rejected rows as a file in the asked form. */
export async function downloadRejected(
  ctx: Ctx,
  importId: string,
  format: "xlsx" | "csv",
): Promise<Result<Buffer, RunRefusal | PreviewRefusal>> {
  const table = await rejectedList(importerOf(ctx), importId);
  if (!table.ok) return table;
  return ok(format === "xlsx" ? await writeXlsx(table.value) : writeCsv(table.value));
}

/** True for a refusal that carries its own texts, because they quote the file. */
export const isListRefusal = (refusal: RunRefusal | PreviewRefusal): refusal is ListRefusal =>
  typeof refusal === "object";
