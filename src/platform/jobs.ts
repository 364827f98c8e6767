import { sql } from "kysely";
import type { Instant } from "../kernel/types.js";
import { later, type Tx } from "./database/database.js";
import { insertAll } from "./database/insert-all.js";

/** Work to be done once, at or after an instant, by whichever node comes first. */
export interface Job {
  readonly id: string;
  /** `module.verb`, e.g. `dispatch.expire-offer`. */
  readonly kind: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly dueAt: Instant;
  /** Earlier tries that threw. */
  readonly attempts: number;
}

/** Does the job inside the worker's transaction: effect and completion commit together or not at all. */
export interface JobHandler {
  (tx: Tx, job: Job): Promise<void>;
  /** Does several due jobs of the kind in one transaction; see {@link inPortions}. */
  readonly portion?: PortionHandler;
  /** At most so many in a portion. */
  readonly most?: number;
  /** Which lane does it; `behind` when not given. See {@link ahead} and {@link alone}. */
  readonly lane?: Lane;
}
export type PortionHandler = (tx: Tx, jobs: readonly Job[]) => Promise<void>;

/**
 * Work that costs less done for many at once. The worker hands over up to `most` due jobs that never failed; when
 * the portion throws, nothing of it stands and each job is done alone, so that a bad one holds back no good one.
 */
export const inPortions = (portion: PortionHandler, most = portionSize): JobHandler =>
  Object.assign((tx: Tx, job: Job) => portion(tx, [job]), { portion, most });
export const portionSize = 100;

/**
 * `ahead`: somebody waits for it · `alone`: the same, but done by one node at a time, which the others wait for · `behind`: it keeps
 * books · `gathered`: books that cost the less a piece the more are kept together, and the same piece once for all that came meanwhile.
 */
export type Lane = "ahead" | "alone" | "behind" | "gathered";

const inLane = (lane: Lane) => (handler: JobHandler) =>
  Object.assign((tx: Tx, job: Job) => handler(tx, job), handler, { lane });

/** Work on a patient's way to an expert: lanes of their own do it, and it never waits behind what keeps books. */
export const ahead = inLane("ahead");

/** {@link ahead} for work that one node does at a time: a node that finds another at it goes to rest, and the one at it looks again. */
export const alone = inLane("alone");

/** For sums and figures that nobody watches by the second: a node looks for them every few seconds. */
export const gathered = inLane("gathered");

export interface NewJob {
  readonly kind: string;
  readonly subjectId: string;
  readonly dueAt: Instant;
  readonly payload?: Record<string, unknown>;
  readonly dedupeKey?: string;
}

/**
 * Sets a job for `dueAt` (a timer when that is ahead). A waiting job of the same kind, subject and key is moved
 * to the new instant instead of doubled.
 */
export const schedule = (tx: Tx, job: NewJob): Promise<void> => scheduleAll(tx, [job]);

/** {@link schedule} for several jobs, at most 5,000, each of another kind, subject or key; none is fine. */
export function scheduleAll(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length > 0) later(tx, writeAll(tx, jobs));
  return Promise.resolve();
}

function writeAll(tx: Tx, jobs: readonly NewJob[]) {
  const rows = jobs.map((job) => ({
    kind: job.kind,
    subject_id: job.subjectId,
    dedupe_key: job.dedupeKey ?? "",
    payload: job.payload ?? {},
    due_at: job.dueAt,
    created_at: tx.now,
  }));
  const due = jobs.flatMap(({ kind, dueAt }) => (dueAt <= tx.now ? [kind] : []));
  return sql`with written as (${insertAll("platform.job", jobColumns, rows)}
      on conflict (kind, subject_id, dedupe_key) where status = 'waiting'
      do update set due_at = excluded.due_at, payload = excluded.payload)
    ${waking(tx, due)}`;
}

/** What a job is set with. */
export const jobColumns = {
  kind: "text",
  subject_id: "uuid",
  dedupe_key: "text",
  payload: "jsonb",
  due_at: "timestamptz",
  created_at: "timestamptz",
} as const;

/** As what a statement selects: tells those who do jobs of these kinds that some are due; none is fine. */
export function waking(tx: Tx, kinds: readonly string[]) {
  const wakers = kinds.length === 0 ? [] : (tx.hearing?.wakersOf(kinds) ?? ["job"]);
  return sql`select pg_notify('consilium_work', waker) from unnest(${wakers}::text[]) as waker`;
}

/** Takes a waiting job back; nothing happens when it has run or was never set. */
export const cancelJob = (tx: Tx, kind: string, subjectId: string): Promise<void> =>
  cancelJobs(tx, [{ kind, subjectId }]);

/** {@link cancelJob} for several with one statement; none is fine. */
export function cancelJobs(tx: Tx, jobs: readonly Pick<NewJob, "kind" | "subjectId">[]): Promise<void> {
  const [kinds, subjects] = [jobs.map(({ kind }) => kind), jobs.map(({ subjectId }) => subjectId)];
  if (jobs.length > 0)
    later(
      tx,
      sql`update platform.job j set status = 'cancelled', finished_at = ${tx.now}::timestamptz
        from unnest(${kinds}::text[], ${subjects}::uuid[]) as c (kind, subject_id)
        where j.kind = c.kind and j.subject_id = c.subject_id and j.status = 'waiting'`,
    );
  return Promise.resolve();
}

/** Written out, not a parameter: a prepared statement finds the index of waiting jobs by it. */
export const isWaiting = sql<boolean>`status = 'waiting'`;

/**
 * Marks the other due jobs of a kind as done, as far as nobody has taken them: for work that, done once, has been done for
 * all of them.
 */
export function absorbDueJobs(tx: Tx, kind: string): void {
  later(
    tx,
    sql`update platform.job set status = 'done', finished_at = ${tx.now}::timestamptz
      where id = any(array(select id from platform.job
        where kind = ${kind} and status = 'waiting' and due_at <= ${tx.now}::timestamptz for update skip locked))`,
  );
}
