import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { auditAct, type Ctx, inTx, type UploadedFile } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { RowQuery, RunDetail, RunQuery, RunView } from "../api.js";
import { dropFolders, placeFile, settledMs } from "../drop/sweep.js";
import type { InteropSettings } from "../host.js";
import { isRunUnderWay, queueRun } from "../runner.js";
import { findConnector } from "../store/connectors.js";
import { countRunRows, findRun, listRunRows, listRuns, type Run } from "../store/runs.js";
import { toRowView, toRunView } from "./run-views.js";

export type RunRefusal =
  | "connector_not_found"
  | "run_not_found"
  | "run_under_way"
  | "nothing_to_pull"
  | "connector_paused"
  | "not_a_file_connector";

/** Runs of a connector, newest first. */
export const viewRuns = (
  ctx: Ctx,
  connectorId: string,
  query: RunQuery,
): Promise<Result<{ items: RunView[]; total: number }, RunRefusal>> =>
  inTx(ctx, async (tx) => {
    if ((await findConnector(tx, connectorId)) === undefined) return refuse("connector_not_found");
    const { runs, total } = await listRuns(tx, connectorId, query);
    const counts = await countRunRows(
      tx,
      runs.map(({ id }) => id),
    );
    return ok({ items: runs.map((run) => toRunView(run, counts.get(run.id))), total });
  });

/** One run with its rows, those of one result where asked. */
export const viewRun = (
  ctx: Ctx,
  connectorId: string,
  runId: string,
  query: RowQuery,
): Promise<Result<RunDetail, RunRefusal>> =>
  inTx(ctx, async (tx) => {
    const connector = await findConnector(tx, connectorId);
    const run = await findRun(tx, runId);
    if (connector === undefined || run?.connectorId !== connectorId) return refuse("run_not_found");
    const { rows, total } = await listRunRows(tx, runId, query);
    const counts = (await countRunRows(tx, [runId])).get(runId);
    return ok({
      ...toRunView(run, counts),
      connectorName: connector.name,
      rows: rows.map(toRowView),
      rowTotal: total,
    });
  });

async function orUnderWay<T>(work: Promise<Result<T, RunRefusal>>): Promise<Result<T, RunRefusal>> {
  try {
    return await work;
  } catch (error) {
    if (isRunUnderWay(error)) return refuse("run_under_way");
    throw error;
  }
}

const shown = (run: Run): RunView => toRunView(run, undefined);

/** Puts a run by hand in line. A dry run is allowed while the connector is paused: that is when one tries it. */
export const startRun = (
  ctx: Ctx,
  connectorId: string,
  options: { readonly isDryRun: boolean; readonly fromStart: boolean },
): Promise<Result<RunView, RunRefusal>> =>
  orUnderWay(
    inTx(ctx, async (tx): Promise<Result<RunView, RunRefusal>> => {
      const connector = await findConnector(tx, connectorId, "lock");
      if (connector === undefined) return refuse("connector_not_found");
      if (connector.settings.kind === "mllp") return refuse("nothing_to_pull");
      if (connector.status === "paused" && !options.isDryRun) return refuse("connector_paused");
      const queued = await queueRun(tx, connector, {
        trigger: "manual",
        isDryRun: options.isDryRun,
        reference: "",
        cursor: options.fromStart ? { fromStart: true } : {},
        requestedBy: ctx.actor.personId,
      });
      if (!queued.ok) return queued;
      await auditAct(tx, ctx, {
        action: "connector.run",
        subjectKind: "connector",
        subjectId: connectorId,
        details: { step: options.isDryRun ? "dry-run" : "run", runId: queued.value.id },
      });
      return ok(shown(queued.value));
    }),
  );

/** Puts an uploaded list into the connector's folder and a run in line that takes it. */
export async function uploadToConnector(
  ctx: Ctx,
  server: InteropSettings,
  connectorId: string,
  file: UploadedFile,
): Promise<Result<RunView, RunRefusal>> {
  const found = await inTx({ ...ctx, idempotency: undefined }, async (tx) => ({
    connector: await findConnector(tx, connectorId),
    now: tx.now,
  }));
  const { connector, now } = found;
  if (connector === undefined) return refuse("connector_not_found");
  if (connector.settings.kind !== "file_drop") return refuse("not_a_file_connector");
  if (connector.status === "paused") return refuse("connector_paused");
  const folders = dropFolders(server, connector.settings);
  const name = await placeFile(folders, file.name, file.content, now.replace(/[-:.TZ]/gu, ""));
  // It arrived whole: nothing needs to wait until it has settled.
  const settled = new Date(Date.parse(now) - settledMs - 1000);
  await utimes(join(folders.incoming, name), settled, settled);
  return orUnderWay(
    inTx(ctx, async (tx): Promise<Result<RunView, RunRefusal>> => {
      const locked = await findConnector(tx, connectorId, "lock");
      if (locked === undefined) return refuse("connector_not_found");
      const queued = await queueRun(tx, locked, {
        trigger: "upload",
        isDryRun: false,
        reference: name,
        requestedBy: ctx.actor.personId,
      });
      if (!queued.ok) return queued;
      await auditAct(tx, ctx, {
        action: "connector.run",
        subjectKind: "connector",
        subjectId: connectorId,
        details: { step: "upload", runId: queued.value.id },
      });
      return ok(shown(queued.value));
    }),
  );
}
