import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { sql } from "kysely";
import { among } from "./database/among.js";
import { type Database, systemContext, type Tx } from "./database/database.js";
import { isWaiting, type Job, type JobHandler, type Lane, portionSize } from "./jobs.js";
import { platformTables } from "./tables.js";

/** What the composition root wires: who hears which topic, and who does which kind of job. */
export interface WorkRegistry {
  /** Subscribers by topic; each becomes a job of kind `event:<name>` of its own, retried on its own. */
  readonly subscribers: Readonly<Record<string, Readonly<Record<string, JobHandler>>>>;
  readonly jobs: Readonly<Record<string, JobHandler>>;
}

export interface WorkerReport {
  /** Called with the job's kind and id when a try failed; the error never holds patient data. */
  onFailure(kind: string, id: string, error: unknown, attempts: number): void;
}

const maxAttempts = 12;

/** The handlers of a registry by kind, and the kinds of each lane. */
export interface HandlerBook {
  readonly byKind: ReadonlyMap<string, JobHandler>;
  readonly kinds: Readonly<Record<Lane, readonly string[]>>;
}

export function handlerBook(registry: WorkRegistry): HandlerBook {
  const byKind = new Map([
    ...Object.entries(registry.jobs),
    ...Object.entries(registry.subscribers).flatMap(([topic, heard]) =>
      Object.entries(heard).map(([name, handler]) => [`event:${topic}:${name}`, handler] as const),
    ),
  ]);
  const kindsOf = (lane: Lane): string[] =>
    [...byKind].filter(([, handler]) => (handler.lane ?? "behind") === lane).map(([kind]) => kind);
  return {
    byKind,
    kinds: { ahead: kindsOf("ahead"), alone: kindsOf("alone"), behind: kindsOf("behind") },
  };
}

const waitingJobs = (tx: Tx) =>
  platformTables(tx)
    .selectFrom("platform.job")
    .select(["id", "kind", "subject_id", "payload", "due_at", "attempts"])
    .where(isWaiting)
    .where("due_at", "<=", tx.now)
    .orderBy("due_at")
    .forUpdate()
    .skipLocked();

type WaitingJob = Awaited<ReturnType<ReturnType<typeof waitingJobs>["execute"]>>[number];
const jobOf = (row: WaitingJob): Job => ({
  id: row.id,
  kind: row.kind,
  subjectId: row.subject_id,
  payload: row.payload,
  dueAt: row.due_at as Instant,
  attempts: row.attempts,
});

/** Others of the kind that are due and never failed: they may be done with this one. */
async function claimCompany(tx: Tx, job: Job, most: number): Promise<Job[]> {
  const rows = await waitingJobs(tx)
    .where("kind", "=", job.kind)
    .where("attempts", "=", 0)
    .where("id", "<>", job.id)
    .limit(most - 1)
    .execute();
  return rows.map(jobOf);
}

/**
 * Does one due job of the lane, or a portion of its kind; how many, 0 when none is due. A throw leaves the job waiting, later each
 * time, at last `dead`. With `only`, that job alone, if it still waits.
 */
export async function runDueJobs(
  database: Database,
  book: HandlerBook,
  report: WorkerReport,
  lane: Lane,
  only?: string,
): Promise<number> {
  let jobs: readonly Job[] = [];
  try {
    return await database.withTx(systemContext, async (tx) => {
      jobs = [];
      const kinds = sql<boolean>`kind = any(${[...book.kinds[lane]]}::text[])`;
      const due = waitingJobs(tx).where(kinds).limit(1);
      const row = await (only === undefined ? due : due.where("id", "=", only)).executeTakeFirst();
      if (!row) return 0;
      const job = jobOf(row);
      jobs = [job];
      const handler = book.byKind.get(job.kind);
      if (!handler) throw new Error(`no handler for ${job.kind}`);
      if (handler.portion && job.attempts === 0 && only === undefined)
        jobs = [job, ...(await claimCompany(tx, job, handler.most ?? portionSize))];
      // Done before they are begun, in the one transaction: work may set itself again without moving the row it runs from.
      await platformTables(tx)
        .updateTable("platform.job")
        .set({ status: "done", finished_at: tx.now })
        .where(
          among(
            "id",
            jobs.map(({ id }) => id),
          ),
        )
        .execute();
      if (handler.portion) await handler.portion(tx, jobs);
      else await handler(tx, job);
      return jobs.length;
    });
  } catch (error) {
    const [failed, ...company] = jobs;
    if (!failed) throw error;
    if (company.length > 0) {
      let ran = 0;
      for (const { id } of [failed, ...company]) ran += await runDueJobs(database, book, report, lane, id);
      return ran;
    }
    await noteFailure(database, report, failed, error);
    return 1;
  }
}

async function noteFailure(
  database: Database,
  report: WorkerReport,
  failed: Job,
  error: unknown,
): Promise<void> {
  const attempts = failed.attempts + 1;
  report.onFailure(failed.kind, failed.id, error, attempts);
  await database.withTx(systemContext, async (tx) => {
    await platformTables(tx)
      .updateTable("platform.job")
      .set({
        attempts,
        last_error: (error as { code?: string }).code ?? (error as Error).name,
        due_at: addMinutes(tx.now, Math.min(60, 0.02 * 2 ** attempts)),
        ...(attempts >= maxAttempts && { status: "dead" as const, finished_at: tx.now }),
      })
      .where("id", "=", failed.id)
      .where(isWaiting)
      .execute();
  });
}
