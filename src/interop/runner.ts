import { randomUUID } from "node:crypto";
import { addMinutes } from "../kernel/time.js";
import type { Result } from "../kernel/result.js";
import { type Database, systemContext, type Tx, violates } from "../platform/database/database.js";
import { type Job, schedule } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { connectorContext } from "./actions/land-in-chunks.js";
import { queueForBothSides } from "./delivery/deliver.js";
import type { Fault } from "./domain/fault.js";
import { sweepFolder } from "./drop/sweep.js";
import { pullFhir } from "./fhir/pull.js";
import type { InteropHost } from "./host.js";
import { type Connector, findConnector } from "./store/connectors.js";
import {
  addRun,
  claimRun,
  endRun,
  type Failure,
  findRun,
  hasOpenRun,
  type Run,
  wakeRunners,
} from "./store/runs.js";

export const runDueJob = "interop.run-due";

/**
 * A schedule's timer has come: a run waits for a runner, and the next timer is set. A connector that is paused, or whose
 * last run still works, is passed over this time.
 */
async function runDue(tx: Tx, job: Job): Promise<void> {
  const connector = await findConnector(tx, job.subjectId, "lock");
  if (connector === undefined || connector.status !== "enabled" || connector.scheduleMinutes === null) return;
  await scheduleNext(tx, connector);
  if (await hasOpenRun(tx, connector.id)) return;
  await addRun(
    tx,
    {
      id: randomUUID(),
      connectorId: connector.id,
      institutionId: connector.institutionId,
      trigger: "schedule",
      isDryRun: false,
      reference: "",
      requestedBy: null,
    },
    "queued",
  );
  await wakeRunners(tx);
}

/** Sets the timer of the connector's next run, counted from now. */
export async function scheduleNext(
  tx: Tx,
  connector: Pick<Connector, "id" | "scheduleMinutes">,
): Promise<void> {
  if (connector.scheduleMinutes === null) return;
  const dueAt = addMinutes(tx.now, connector.scheduleMinutes);
  // A key of its own: the timer that is being served now must not be the one that is moved.
  await schedule(tx, { kind: runDueJob, subjectId: connector.id, dueAt, dedupeKey: dueAt });
}

export const interopWork: ModuleWork = {
  jobs: { [runDueJob]: runDue },
  subscribers: {
    "consultation.opinion-signed": queueForBothSides,
    "consultation.quorum-reached": queueForBothSides,
  },
};

const failed = (error: unknown): Failure => ({
  code: "failed",
  zh: `运行时出错（${(error as { code?: string }).code ?? (error as Error).name}），将由管理员查看日志；已导入的行保留`,
  en: `The run failed (${(error as { code?: string }).code ?? (error as Error).name}); see the server's log. Rows that landed stay`,
});

const retryBrokeOff: Failure = {
  code: "retry_broke_off",
  zh: "重新导入中断；消息仍在隔离区，请再试一次",
  en: "Landing again broke off; the message is still in the quarantine, try once more",
};

/** A network's fault passes: the run is tried again by its schedule; a program's fault ends it with words. */
async function work(
  host: InteropHost,
  connector: Connector,
  run: Run,
): Promise<Result<readonly Fault[], Failure>> {
  const { settings } = connector;
  // Only the person's own request carries a retry on; what broke off is still kept.
  if (run.trigger === "retry") return { ok: false, error: retryBrokeOff };
  const now = await host.database.withTx(systemContext, (tx) => Promise.resolve(tx.now));
  switch (settings.kind) {
    case "fhir":
      return pullFhir(host, connector, run, settings, now);
    case "file_drop":
      return sweepFolder(host, connector, run, settings, now);
    case "mllp":
      return {
        ok: false,
        error: {
          code: "nothing_to_pull",
          zh: "MLLP 连接由医院主动推送，无需运行",
          en: "An MLLP connector is sent to; there is nothing to run",
        },
      };
  }
}

/** Does one run that waits (or the named one) to its end. False: none waits. The outside world is asked outside transactions. */
export async function runNext(
  host: InteropHost,
  report: (error: unknown, runId: string) => void,
  runId?: string,
): Promise<boolean> {
  const claimed = await host.database.withTx(systemContext, async (tx) => {
    const run = await claimRun(tx, runId);
    const connector = run && (await findConnector(tx, run.connectorId));
    return run && connector ? { run, connector } : undefined;
  });
  if (claimed === undefined) return false;
  const { run, connector } = claimed;
  let outcome: Result<readonly Fault[], Failure>;
  try {
    outcome = await work(host, connector, run);
  } catch (error) {
    report(error, run.id);
    outcome = { ok: false, error: failed(error) };
  }
  await host.database.withTx(connectorContext(connector), (tx) =>
    endRun(tx, run.id, outcome.ok ? { faults: outcome.value } : { failure: outcome.error }),
  );
  return true;
}

/** Puts a run in line. Refused while one of the connector waits or works. */
export async function queueRun(
  tx: Tx,
  connector: Connector,
  run: Pick<Parameters<typeof addRun>[1], "trigger" | "isDryRun" | "reference" | "cursor" | "requestedBy">,
): Promise<Result<Run, "run_under_way">> {
  if (await hasOpenRun(tx, connector.id)) return { ok: false, error: "run_under_way" };
  const id = randomUUID();
  await addRun(
    tx,
    { id, connectorId: connector.id, institutionId: connector.institutionId, ...run },
    "queued",
  );
  await wakeRunners(tx);
  const queued = await findRun(tx, id);
  if (queued === undefined) throw new Error("the run vanished");
  return { ok: true, value: queued };
}

/** True for the violation that two runs of one connector at a time give. */
export const isRunUnderWay = (error: unknown): boolean => violates(error, "run_at_a_time");

/** Does waiting runs until stopped: at once when woken, else by polling. Any number of nodes may have one. */
export async function startRunner(
  host: InteropHost,
  report: (error: unknown, runId: string) => void,
  pollMs = 5000,
): Promise<{ stop(): Promise<void> }> {
  const state = { isStopped: false, isWoken: false };
  const isStopped = (): boolean => state.isStopped;
  let wake: () => void = () => undefined;
  const stopListening = await (host.database satisfies Database).listen("consilium_interop", () => {
    state.isWoken = true;
    wake();
  });
  const loop = (async () => {
    while (!state.isStopped) {
      state.isWoken = false;
      try {
        while (await runNext(host, report)) if (isStopped()) break;
      } catch (error) {
        report(error, "");
      }
      await new Promise<void>((resolve) => {
        if (state.isStopped || state.isWoken) {
          resolve();
          return;
        }
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    async stop() {
      state.isStopped = true;
      wake();
      await loop;
      await stopListening();
    },
  };
}
