import { AsyncLocalStorage } from "node:async_hooks";
import { type Kysely, sql } from "kysely";
import type { Instant, OrganizationId, PersonId } from "../../kernel/types.js";
import { type IdempotencyClaim, replayOrRun } from "./idempotency.js";

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
  /** Calls `hear` with the payload of every NOTIFY on `channel`, on any node. Resolves when listening. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>;
  /** True when a trivial query answers in time. */
  isReady(): Promise<boolean>;
  /** Tests only: moves what {@link Tx.now} and `platform.now()` say, in this process. */
  moveClock(minutes: number): void;
  close(): Promise<void>;
}

export const systemContext: TxContext = { scope: "system" };

const connections = new WeakMap<Tx, Kysely<unknown>>();
const inTransaction = new AsyncLocalStorage<true>();

/** `const tables = tablesOf<DispatchTables>()` once in a module; then `tables(tx)` is Kysely over those tables only. */
export const tablesOf =
  <Tables>() =>
  (tx: Tx): Kysely<Tables> => {
    const connection = connections.get(tx);
    if (!connection) throw new Error("this transaction has ended");
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
 * The shared half of both engines: context, clock, retries, idempotency.
 * @param kind the embedded database, on which all tests run as well, refuses a transaction inside a transaction: with its one connection
 *   it would wait for ever. Knowing it costs every promise of the process a little, which a server over PostgreSQL is spared.
 */
export function transactor(
  kysely: Kysely<unknown>,
  kind: Database["kind"],
): Pick<Database, "withTx" | "moveClock" | "isReady"> {
  let clockOffsetMinutes = 0;

  async function once<T>(context: TxContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    return kysely.transaction().execute(async (connection) => {
      // Ids of our own and a number, written out: without parameters it is one message to the database.
      const { rows } = await sql<{ now: Instant }>`
        select set_config('role', 'consilium_app', true),
          set_config('app.scope', ${sql.lit(context.scope)}, true),
          set_config('app.institution', ${sql.lit(context.institutionId ?? "")}, true),
          set_config('app.person', ${sql.lit(context.personId ?? "")}, true),
          set_config('app.clock_offset', ${sql.lit(`${clockOffsetMinutes} minutes`)}, true),
          now() + make_interval(mins => ${sql.lit(clockOffsetMinutes)}) as now
      `.execute(connection);
      const now = rows[0]?.now;
      if (!now) throw new Error("the database did not tell the time");
      const tx = { now, context } as Tx;
      connections.set(tx, connection);
      try {
        return context.idempotency
          ? await replayOrRun(connection, context.idempotency, now, () => work(tx))
          : await work(tx);
      } finally {
        connections.delete(tx);
      }
    });
  }

  async function retried<T>(context: TxContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(context, work);
      } catch (error) {
        if (attempt >= 5 || !retriable.has(codeOf(error) ?? "")) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
      }
    }
  }

  return {
    async withTx(context, work) {
      if (kind === "postgres") return retried(context, work);
      if (inTransaction.getStore()) throw new Error("withTx inside withTx: pass the open tx instead");
      return inTransaction.run(true, () => retried(context, work));
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
