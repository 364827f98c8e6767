import type { FaultView, RunRowView, RunView } from "../api.js";
import type { RowCounts } from "../api.js";
import type { Fault } from "../domain/fault.js";
import { noRows, type Run, type RunRow } from "../store/runs.js";

export const toFaultViews = (faults: readonly Fault[]): FaultView[] => faults.map((fault) => ({ ...fault }));

export const toRunView = (run: Run, counts: RowCounts | undefined): RunView => ({
  runId: run.id,
  connectorId: run.connectorId,
  trigger: run.trigger,
  isDryRun: run.isDryRun,
  status: run.status,
  reference: run.reference,
  counts: counts ?? noRows,
  faults: toFaultViews(run.faults),
  failure: run.failure,
  createdAt: run.createdAt,
  finishedAt: run.finishedAt,
});

export const toRowView = (row: RunRow): RunRowView => ({ ...row, faults: toFaultViews(row.faults) });
