import { randomUUID } from "node:crypto";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { systemContext } from "../../platform/database/database.js";
import type { RunRowView, RunView } from "../api.js";
import type { InteropHost } from "../host.js";
import { isRunUnderWay, queueRun, runNext } from "../runner.js";
import { findConnector } from "../store/connectors.js";
import { countRunRows, findRun, listRunRows } from "../store/runs.js";
import { toRowView, toRunView } from "./run-views.js";

export interface ConnectorOutcome {
  readonly run: RunView;
  readonly rows: readonly RunRowView[];
}

const mostRows = 20_000;

/**
 * Runs a connector at once and to the end, for the command line.
 * @returns the run with its rows in order (at most 20,000).
 */
export async function runConnector(
  host: InteropHost,
  connectorId: string,
  options: {
    readonly isDryRun: boolean;
    readonly fromStart: boolean;
    readonly onError: (error: unknown) => void;
  },
): Promise<Result<ConnectorOutcome, "connector_not_found" | "run_under_way" | "nothing_to_pull">> {
  let queued;
  try {
    queued = await host.database.withTx(systemContext, async (tx) => {
      const connector = await findConnector(tx, connectorId, "lock");
      if (connector === undefined) return refuse("connector_not_found");
      if (connector.settings.kind === "mllp") return refuse("nothing_to_pull");
      return queueRun(tx, connector, {
        trigger: "manual",
        isDryRun: options.isDryRun,
        reference: `cli ${randomUUID().slice(0, 8)}`,
        cursor: options.fromStart ? { fromStart: true } : {},
        requestedBy: null,
      });
    });
  } catch (error) {
    if (isRunUnderWay(error)) return refuse("run_under_way");
    throw error;
  }
  if (!queued.ok) return queued;
  const { id } = queued.value;
  await runNext(host, (error) => options.onError(error), id);
  return host.database.withTx(systemContext, async (tx) => {
    const run = await findRun(tx, id);
    if (run === undefined) throw new Error("the run vanished");
    const counts = (await countRunRows(tx, [id])).get(id);
    const { rows } = await listRunRows(tx, id, { limit: mostRows, offset: 0 });
    return ok({ run: toRunView(run, counts), rows: rows.map(toRowView) });
  });
}
