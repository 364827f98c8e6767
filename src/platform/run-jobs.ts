import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { sql } from "kysely";
import { type Database, systemContext, type TxContext } from "./database/database.js";
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
    kinds: {
      ahead: kindsOf("ahead"),
      alone: kindsOf("alone"),
      behind: kindsOf("behind"),
      gathered: kindsOf("gathered"),
    },
  };
}

/** Somebody waits for what is done in it. */
export const isAwaited = (lane: Lane): boolean => lane === "ahead" || lane === "alone";

interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly subject_id: string;
  readonly payload: Record<string, unknown>;
  readonly due_at: string;
  readonly attempts: number;
}

/**
 * Takes the longest due job of these kinds that nobody has taken and, where its kind is done in portions, others of it that never failed:
 * done before they are begun, in the one transaction, so that work may set itself again without moving the row it runs from.
 * What is done alone or gathered is taken only by who has the turn, until his commit: a node that took a job and then waited would hold its row
 * against the one at work, which may set that job anew.
 * Where somebody waits few are due: they are found by their kinds and sorted, not among all that is due of other lanes; of those that are
 * due at one instant the first set goes first, as an index has them.
 * @param mosts how many of each kind may be done together
 */
const claim = (lane: Lane, kinds: readonly string[], mosts: readonly number[], only: string | undefined) =>
  sql<ClaimedJob>`with first as (
      select id, kind, attempts from platform.job
      where status = 'waiting' and due_at <= platform.now() and kind = any(${kinds}::text[])
        ${only === undefined ? sql`` : sql`and id = ${only}::uuid`}
        ${turns.has(lane) ? sql`and (select pg_try_advisory_xact_lock(hashtext(${sql.lit(`consilium.${lane}`)})))` : sql``}
      order by ${isAwaited(lane) ? sql`due_at + interval '0', ctid` : sql`due_at`} limit 1 for update skip locked),
    company as (
      select id from platform.job
      where status = 'waiting' and due_at <= platform.now() and attempts = 0
        and kind = (select kind from first where attempts = 0) and id <> (select id from first)
      order by due_at
      limit (select m.most - 1 from unnest(${kinds}::text[], ${mosts}::int[]) as m (kind, most)
        where m.kind = (select kind from first))
      for update skip locked)
    update platform.job j set status = 'done', finished_at = platform.now()
    where j.id = any(array(select id from first union all select id from company))
    returning j.id, j.kind, j.subject_id, j.payload, j.due_at, j.attempts`;

/** One node at a time: two that plan, or count the same cases, would wait for each other's rows. */
const turns: ReadonlySet<Lane> = new Set(["alone", "gathered"]);

const jobOf = (row: ClaimedJob): Job => ({
  id: row.id,
  kind: row.kind,
  subjectId: row.subject_id,
  payload: row.payload,
  dueAt: row.due_at as Instant,
  attempts: row.attempts,
});

/** What somebody waits for looks up few rows by their keys; books are counted and summed as well. */
const contextOf = (lane: Lane): TxContext =>
  isAwaited(lane) ? { ...systemContext, plans: "kept" } : systemContext;

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
  const kinds = book.kinds[lane];
  const mosts = kinds.map((kind) => {
    const handler = book.byKind.get(kind);
    return handler?.portion && only === undefined ? (handler.most ?? portionSize) : 1;
  });
  try {
    return await database.withFirst(contextOf(lane), claim(lane, kinds, mosts, only), async (tx, found) => {
      jobs = found.map(jobOf).toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
      const [job] = jobs;
      if (!job) return 0;
      const handler = book.byKind.get(job.kind);
      if (!handler) throw new Error(`no handler for ${job.kind}`);
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
