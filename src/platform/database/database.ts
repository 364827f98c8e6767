import { AsyncLocalStorage } from "node:async_hooks";
import { type Compilable, type CompiledQuery, Kysely, type QueryResult, type RawBuilder, sql } from "kysely";
import type { Instant, OrganizationId, PersonId } from "../../kernel/types.js";
import { claiming, type IdempotencyClaim, replayOrRun } from "./idempotency.js";
import { committing, opening, type PipelinedConnection, written } from "./pipeline.js";

declare const opened: unique symbol;

/**
 * An open transaction, made only by {@link Database.withTx}. Queries are written against it through
 * {@link tablesOf}, so that a module can only name the tables it owns.
 */
export interface Tx {
  readonly [opened]: true;
  /** The database's clock when the transaction began: the only clock deadlines are judged by. */
  readonly now: Instant;
  readonly context: TxContext;
  /** Undefined in a process that does no waiting work: what is told there is passed on by one that does. */
  readonly hearing?: Hearing | undefined;
}

/** What a process that does waiting work knows of it, for whoever tells or sets something in one of its transactions. */
export interface Hearing {
  /** The kinds of jobs that hear the topic. */
  hearersOf(topic: string): readonly string[];
  /** What is to be notified so that jobs of these kinds are begun at once. */
  wakersOf(kinds: readonly string[]): readonly string[];
}

/** Who asks. Row-level security and the audit trail see exactly this. */
export interface TxContext {
  /**
   * `institution`: rows of one tenant and of cases it is a party to · `platform`: the operator, every tenant's rows ·
   * `system`: the platform's own work (timers, sign-in, seed) · `anonymous`: no rows.
   */
  readonly scope: "anonymous" | "institution" | "platform" | "system";
  readonly institutionId?: OrganizationId | undefined;
  readonly personId?: PersonId | undefined;
  /**
   * `kept`: PostgreSQL plans a prepared statement once for all values, and not again for those it is given. For transactions whose
   * statements look up few rows by key; one that searches a range, or counts on a parameter for its
   * partial index, would be badly served, and as the target of an `on conflict` refused. A plan made while a table was still small must do when it has grown, so no table is read whole
   * that has an index.
   */
  readonly plans?: "kept" | undefined;
  /** With a claim, the transaction's result is stored with it, and a repeated call gets that result. */
  readonly idempotency?: IdempotencyClaim | undefined;
}

export interface Database {
  readonly kind: "pglite" | "postgres";
  /**
   * Runs `work` in one transaction as `context`, under the application role that row-level security binds.
   * Serialization failures and deadlocks (40001, 40P01), and a kept statement that is no longer what it was, are retried up to
   * five times, so `work` must do nothing but database work. Never nest it: PGlite has one connection.
   */
  withTx<T>(context: TxContext, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** {@link withTx} whose first statement goes in the message that begins the transaction: it may ask `platform.now()` for the time. */
  withFirst<T, R>(
    context: TxContext,
    first: RawBuilder<R>,
    work: (tx: Tx, found: readonly R[]) => Promise<T>,
  ): Promise<T>;
  /**
   * {@link withFirst} for `work` that mostly finds in this process whatever else it needs: the transaction is over when it has its first
   * answer, in one message. When `work` asks for more after all, it is begun anew in a transaction that stays open; so it changes nothing.
   */
  glance<T, R>(
    context: TxContext,
    first: RawBuilder<R>,
    work: (tx: Tx, found: readonly R[]) => Promise<T>,
  ): Promise<T>;
  /** A transaction of one statement, in one message from `begin` to `commit`. */
  ask<R>(context: TxContext, query: RawBuilder<R>): Promise<readonly R[]>;
  /**
   * Calls `hear` with the payload of every NOTIFY on `channel`, on any node. Resolves when listening. After a cut, in which some may have
   * been lost, it listens again and calls `onGap`.
   */
  listen(channel: string, hear: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  /** From now on transactions of this process know who hears what ({@link Tx.hearing}); undefined: no more. */
  setHearing(hearing: Hearing | undefined): void;
  /** True when a trivial query answers in time. */
  isReady(): Promise<boolean>;
  /** Tests only: moves what {@link Tx.now} and `platform.now()` say, in this process. */
  moveClock(minutes: number): void;
  close(): Promise<void>;
}

export const systemContext: TxContext = { scope: "system" };

/** Of what a Kysely is made of: what only begins and ends transactions. */
const unused = {} as const;
const connections = new WeakMap<Tx, Kysely<unknown>>();
const pipelines = new WeakMap<Tx, PipelinedConnection>();
const inTransaction = new AsyncLocalStorage<true>();

/** Somebody asks a transaction that is over: a programmer's error, but within `glance`. */
class TransactionEnded extends Error {
  override name = "TransactionEnded";
  constructor() {
    super("this transaction has ended");
  }
}

/** `const tables = tablesOf<DispatchTables>()` once in a module; then `tables(tx)` is Kysely over those tables only. */
export const tablesOf =
  <Tables>() =>
  (tx: Tx): Kysely<Tables> => {
    const connection = connections.get(tx);
    if (!connection) throw new TransactionEnded();
    return connection as Kysely<Tables>;
  };

/** A jsonb parameter: both drivers would otherwise send an array as a PostgreSQL array. */
export const json = <T>(value: T) => sql<T>`${JSON.stringify(value)}::jsonb`;

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code;
const retriable = new Set(["40001", "40P01"]);

/** True for a unique, exclusion, foreign-key or check violation of the named constraint. */
export const violates = (error: unknown, constraint: string): boolean =>
  ["23505", "23P01", "23503", "23514"].includes(codeOf(error) ?? "") &&
  (error as { constraint?: string }).constraint === constraint;

/**
 * Leaves a statement whose answer nobody waits for: it is sent with the next one of the transaction, or with its commit, and fails
 * there. Costs no message of its own.
 */
export function later(tx: Tx, statement: Compilable | RawBuilder<unknown>): void {
  const [pipeline, connection] = [pipelines.get(tx), connections.get(tx)];
  if (!pipeline || !connection) throw new TransactionEnded();
  pipeline.later(statement.compile(connection));
}

/** What follows in this transaction reads tables whole; for a transaction of kept plans, see {@link TxContext.plans}. */
export const readsWhole = (tx: Tx): void => later(tx, sql`select set_config('enable_seqscan', 'on', true)`);

/** Asks several things in one message to the database, which does them in their order. */
export async function together<const Q extends readonly Asked[]>(tx: Tx, queries: Q): Promise<RowsOf<Q>> {
  const [pipeline, connection] = [pipelines.get(tx), connections.get(tx)];
  if (!pipeline || !connection) throw new TransactionEnded();
  const answers = await pipeline.together(queries.map((query) => query.compile(connection as never)));
  return answers.map(({ rows }) => rows) as RowsOf<Q>;
}

/** A query as Kysely builds it, or an `sql` text. */
interface Asked {
  compile(by: never): CompiledQuery;
  execute(...given: never[]): Promise<unknown>;
}
type RowsOf<Q extends readonly Asked[]> = {
  -readonly [K in keyof Q]: Q[K] extends { execute(...given: never[]): Promise<infer R> }
    ? R extends { rows: infer Rows }
      ? Rows
      : R
    : never;
};

/**
 * The shared half of both engines: context, clock, retries, idempotency.
 * @param kind the embedded database, on which all tests run as well, refuses a transaction inside a transaction: with its one connection
 *   it would wait for ever. Knowing it costs every promise of the process a little, which a server over PostgreSQL is spared.
 */
export function transactor(
  kysely: Kysely<unknown>,
  kind: Database["kind"],
): Pick<Database, "withTx" | "withFirst" | "glance" | "ask" | "moveClock" | "setHearing" | "isReady"> {
  let clockOffsetMinutes = 0;
  let hearing: Hearing | undefined;

  /** Said in the message that begins the transaction. */
  const openingOf = ({ scope, institutionId, personId, plans }: TxContext): CompiledQuery =>
    written(opening, [
      scope,
      institutionId ?? "",
      personId ?? "",
      String(clockOffsetMinutes),
      plans === "kept",
    ]);

  async function once<T>(
    context: TxContext,
    first: CompiledQuery | undefined,
    work: (tx: Tx, found: unknown[]) => Promise<T>,
  ): Promise<T> {
    return kysely.transaction().execute(async (connection) => {
      const { idempotency } = context;
      const asked = idempotency ? claiming(kysely, idempotency) : first;
      const pipeline = await connection
        .getExecutor()
        .provideConnection((one) => Promise.resolve(one as PipelinedConnection));
      const [opened, found] = await pipeline.together([openingOf(context), ...(asked ? [asked] : [])]);
      const tx = { now: timeIn(opened), context, hearing } as Tx;
      connections.set(tx, sideBySide(connection, pipeline));
      pipelines.set(tx, pipeline);
      try {
        if (!idempotency) return await work(tx, found?.rows ?? []);
        const isClaimed = (found?.rows.length ?? 0) > 0;
        return await replayOrRun(connection, pipeline, idempotency, isClaimed, () => work(tx, []));
      } finally {
        connections.delete(tx);
        pipelines.delete(tx);
      }
    });
  }

  /** The same, but who asks while another waits for its answer is not made to wait for that one. */
  const sideBySide = (connection: Kysely<unknown>, pipeline: PipelinedConnection): Kysely<unknown> =>
    new Kysely({
      config: unused,
      driver: unused,
      dialect: unused,
      executor: connection
        .getExecutor()
        .withConnectionProvider({ provideConnection: (consumer) => consumer(pipeline) }),
    } as never);

  const timeIn = (opened: QueryResult<unknown> | undefined): Instant => {
    const now = (opened?.rows[0] as { now?: Instant } | undefined)?.now;
    if (!now) throw new Error("the database did not tell the time");
    return now;
  };

  /** One statement in a transaction of its own, with the time it was asked at. */
  const alone = <R>(context: TxContext, query: RawBuilder<R>): Promise<{ now: Instant; rows: R[] }> =>
    retrying(() =>
      kysely.transaction().execute((connection) =>
        connection.getExecutor().provideConnection(async (one) => {
          const [opened, answer] = await (one as PipelinedConnection).together([
            openingOf(context),
            query.compile(kysely),
            committing,
          ]);
          return { now: timeIn(opened), rows: (answer?.rows ?? []) as R[] };
        }),
      ),
    );

  async function retried<T>(run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (attempt >= 5 || !retriable.has(codeOf(error) ?? "")) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
      }
    }
  }

  async function retrying<T>(run: () => Promise<T>): Promise<T> {
    if (kind === "postgres") return retried(run);
    if (inTransaction.getStore()) throw new Error("withTx inside withTx: pass the open tx instead");
    return inTransaction.run(true, () => retried(run));
  }

  const withFirst: Database["withFirst"] = (context, first, work) =>
    retrying(() =>
      once(context, first.compile(kysely), (tx, found) => work(tx, found as Parameters<typeof work>[1])),
    );

  return {
    // The open transaction and nothing besides: what is handed over may take more than that.
    withTx: (context, work) => retrying(() => once(context, undefined, (tx) => work(tx))),
    withFirst,
    async glance(context, first, work) {
      const { now, rows } = await alone(context, first);
      try {
        return await work({ now, context } as Tx, rows);
      } catch (error) {
        if (!(error instanceof TransactionEnded)) throw error;
      }
      return withFirst(context, first, work);
    },
    ask: async (context, query) => (await alone(context, query)).rows,
    setHearing(next) {
      hearing = next;
    },
    moveClock(minutes) {
      clockOffsetMinutes += minutes;
    },
    async isReady() {
      const answer = sql`select 1`.execute(kysely).then(
        () => true,
        () => false,
      );
      const late = new Promise<boolean>((resolve) => setTimeout(resolve, 2000, false).unref());
      return Promise.race([answer, late]);
    },
  };
}
