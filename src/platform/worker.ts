import { sql } from "kysely";
import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { type Database, json, systemContext, type Tx } from "./database/database.js";
import { type Job, type JobHandler, portionSize } from "./jobs.js";
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

const handlerOf = (registry: WorkRegistry, kind: string): JobHandler | undefined => {
  const event = /^event:([^:]+):(.+)$/.exec(kind);
  return event ? registry.subscribers[event[1] ?? ""]?.[event[2] ?? ""] : registry.jobs[kind];
};

/** Moves up to 100 outbox events into one job per subscriber. Returns how many events. */
export async function relayOutbox(tx: Tx, registry: WorkRegistry): Promise<number> {
  const db = platformTables(tx);
  const events = await db
    .selectFrom("platform.outbox")
    .select(["id", "topic", "subject_id", "payload"])
    .where("relayed_at", "is", null)
    .orderBy("sequence")
    .limit(100)
    .forUpdate()
    .skipLocked()
    .execute();
  const jobs = events.flatMap((event) =>
    Object.keys(registry.subscribers[event.topic] ?? {}).map((name) => ({
      kind: `event:${event.topic}:${name}`,
      subject_id: event.subject_id,
      dedupe_key: event.id,
      payload: json({ ...event.payload, eventId: event.id }),
      due_at: tx.now,
      last_error: null,
      finished_at: null,
      created_at: tx.now,
    })),
  );
  if (jobs.length > 0) await db.insertInto("platform.job").values(jobs).execute();
  if (events.length > 0)
    await db
      .updateTable("platform.outbox")
      .set({ relayed_at: tx.now })
      .where(
        "id",
        "in",
        events.map((event) => event.id),
      )
      .execute();
  return events.length;
}

const waitingJobs = (tx: Tx) =>
  platformTables(tx)
    .selectFrom("platform.job")
    .select(["id", "kind", "subject_id", "payload", "due_at", "attempts"])
    .where("status", "=", "waiting")
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
async function claimCompany(tx: Tx, job: Job): Promise<Job[]> {
  const rows = await waitingJobs(tx)
    .where("kind", "=", job.kind)
    .where("attempts", "=", 0)
    .where("id", "<>", job.id)
    .limit(portionSize - 1)
    .execute();
  return rows.map(jobOf);
}

/**
 * Does one due job, or a portion of its kind; how many, 0 when none is due. A throw leaves the job waiting, later each time, at
 * last `dead`. With `only`, that job alone, if it still waits.
 */
async function runDueJobs(
  database: Database,
  registry: WorkRegistry,
  report: WorkerReport,
  only?: string,
): Promise<number> {
  let jobs: readonly Job[] = [];
  const kinds = [
    ...Object.keys(registry.jobs),
    ...Object.entries(registry.subscribers).flatMap(([topic, names]) =>
      Object.keys(names).map((name) => `event:${topic}:${name}`),
    ),
  ];
  try {
    return await database.withTx(systemContext, async (tx) => {
      jobs = [];
      const due = waitingJobs(tx).where("kind", "in", kinds).limit(1);
      const row = await (only === undefined ? due : due.where("id", "=", only)).executeTakeFirst();
      if (!row) return 0;
      const job = jobOf(row);
      jobs = [job];
      const handler = handlerOf(registry, job.kind);
      if (!handler) throw new Error(`no handler for ${job.kind}`);
      if (handler.portion && job.attempts === 0 && only === undefined)
        jobs = [job, ...(await claimCompany(tx, job))];
      // Done before they are begun, in the one transaction: work may set itself again without moving the row it runs from.
      await platformTables(tx)
        .updateTable("platform.job")
        .set({ status: "done", finished_at: tx.now })
        .where(
          "id",
          "in",
          jobs.map(({ id }) => id),
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
      for (const { id } of [failed, ...company]) ran += await runDueJobs(database, registry, report, id);
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
      .where("status", "=", "waiting")
      .execute();
  });
}

/** Relays and runs until nothing is due. Returns how many jobs ran. Used by the worker, by tests and by commands. */
export async function drain(
  database: Database,
  registry: WorkRegistry,
  report: WorkerReport,
): Promise<number> {
  let ran = 0;
  for (;;) {
    while ((await database.withTx(systemContext, (tx) => relayOutbox(tx, registry))) > 0);
    const done = await runDueJobs(database, registry, report);
    if (done === 0) return ran;
    ran += done;
  }
}

/**
 * Runs due work until stopped: at once when woken by NOTIFY, else by polling, so that a timer that fell due while no
 * process lived runs at start. Any number of nodes may run one.
 */
export async function startWorker(
  database: Database,
  registry: WorkRegistry,
  report: WorkerReport,
  pollMs = 500,
): Promise<{ stop(): Promise<void> }> {
  const state = { stopped: false, woken: false };
  let wake: () => void = () => undefined;
  const stopListening = await database.listen("consilium_work", () => {
    state.woken = true;
    wake();
  });
  const loop = (async () => {
    while (!state.stopped) {
      state.woken = false;
      try {
        await drain(database, registry, report);
      } catch (error) {
        report.onFailure("worker", "loop", error, 0);
      }
      await new Promise<void>((resolve) => {
        // Both may have changed while the work was done.
        if (state.stopped || state.woken) {
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
      state.stopped = true;
      wake();
      await loop;
      await stopListening();
    },
  };
}

/** For readiness and metrics: waiting work that is overdue, and work that was given up. */
export async function workBacklog(tx: Tx): Promise<{ overdue: number; dead: number; unrelayed: number }> {
  const { rows } = await sql<{ overdue: number; dead: number; unrelayed: number }>`
    select count(*) filter (where status = 'waiting' and due_at < platform.now() - interval '30 seconds')::int as overdue,
      count(*) filter (where status = 'dead')::int as dead,
      (select count(*)::int from platform.outbox where relayed_at is null) as unrelayed
    from platform.job where status in ('waiting', 'dead')`.execute(platformTables(tx));
  return rows[0] ?? { overdue: 0, dead: 0, unrelayed: 0 };
}
