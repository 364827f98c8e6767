import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Database } from "../../platform/database/database.js";
import { systemContext } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { packageRoot } from "../../platform/package-root.js";
import { type LabJob, LabResultView } from "../api/policy-lab.js";
import type { LabResult } from "../domain/simulation/exports.js";
import { endRun, noteProgress } from "./store.js";

/** Simulations that this node runs now, each in a process of its own. */
const running = new Map<string, ChildProcess>();
const mostAtOnce = 1;

export const isBusy = (): boolean => running.size >= mostAtOnce;

/** How often a run says how far it is. */
const sayEveryMs = 700;
/** A simulation that takes longer than this is ended. */
const longestMs = 20 * 60_000;

const tell = (runId: string) => ({ topic: "lab", id: runId, audience: { platform: true } }) as const;

/**
 * Runs a job in a process of its own, so that the server keeps answering; progress and end are written to the run's row
 * and told to the open pages. Resolves when the run has ended, in whatever way. A run that was cancelled meanwhile, on any
 * node, is noticed with the next progress and its process ended.
 */
export async function runInProcess(database: Database, runId: string, job: LabJob): Promise<void> {
  const child = spawn(process.execPath, [join(packageRoot(), "bin", "consilium.js"), "simulate", "--job"], {
    stdio: ["pipe", "pipe", "pipe"],
    // No address of a database, no key: a simulation needs none.
    env: { PATH: process.env.PATH ?? "" },
  });
  running.set(runId, child);
  const late = setTimeout(() => child.kill(), longestMs).unref();
  let output = "";
  let lastWords = "";
  let saying: Promise<unknown> = Promise.resolve();
  let saidAt = 0;
  const say = (share: number): void => {
    if (Date.now() - saidAt < sayEveryMs) return;
    saidAt = Date.now();
    saying = saying.then(() =>
      database
        .withTx(systemContext, async (tx) => {
          const goesOn = await noteProgress(tx, runId, Math.min(0.999, share));
          if (goesOn) await announce(tx, tell(runId));
          return goesOn;
        })
        .then(
          (goesOn) => goesOn || child.kill(),
          // The next progress says it again; an end that cannot be written is seen as silence.
          () => false,
        ),
    );
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  createInterface({ input: child.stderr }).on("line", (line) => {
    const share = progressOf(line);
    if (share === undefined) lastWords = line;
    else say(share);
  });
  // A process that ended early closes its input; its exit code tells more than the broken pipe.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(job));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  clearTimeout(late);
  running.delete(runId);
  await saying;
  const result = code === 0 ? resultOf(output) : undefined;
  await database.withTx(systemContext, async (tx) => {
    await endRun(
      tx,
      runId,
      result
        ? { status: "done", result }
        : { status: "failed", failure: lastWords || `exit ${String(code)}` },
    );
    await announce(tx, tell(runId));
  });
}

/** Ends the process of a run, if this node has it. */
export const stopProcess = (runId: string): void => void running.get(runId)?.kill();

function progressOf(line: string): number | undefined {
  try {
    const { progress } = JSON.parse(line) as { progress?: unknown };
    return typeof progress === "number" ? progress : undefined;
  } catch {
    return undefined;
  }
}

function resultOf(output: string): LabResult | undefined {
  try {
    return LabResultView.parse(JSON.parse(output));
  } catch {
    return undefined;
  }
}
