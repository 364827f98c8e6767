import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  type QueryResult,
} from "kysely";
import type pg from "pg";
import { beginning, committing, type PipelinedConnection } from "./pipeline.js";
import { Batch } from "./postgres-batch.js";
import { ListsAsArrays } from "./query-compiler.js";
import { KeptStatementFailed, StatementNames } from "./statement-names.js";

/** A statement that has yet to be said, and who is told its answer: nobody, where it was left for later. */
interface Pending {
  readonly query: CompiledQuery;
  readonly resolve?: (answer: QueryResult<unknown>) => void;
  readonly reject?: (error: unknown) => void;
}

/** One connection of the pool, with what its transaction has yet to say. */
class PooledConnection implements PipelinedConnection {
  readonly client: pg.PoolClient;
  readonly #names: StatementNames;
  /** The `begin` of a transaction, what was left for later and what is asked in this turn of the event loop, in order. */
  #pending: Pending[] = [];
  #isToBeSaid = false;
  /** Whoever still asks after a failure elsewhere in the transaction would ask in none, as the role that signed in. */
  #isEnded = false;
  /** The commit has gone along with what was asked. */
  #isOver = false;

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.client = client;
    this.#names = names;
  }

  begin(): void {
    this.#isOver = false;
    this.#pending = [{ query: beginning }];
  }

  later(query: CompiledQuery): void {
    this.#pending.push({ query });
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const answers = await this.together([query]);
    return answers.at(-1) as QueryResult<R>;
  }

  async together(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    try {
      return await Promise.all(queries.map((query) => this.#ask(query)));
    } catch (error) {
      throw askedHere(error, new Error());
    }
  }

  /** Who asks at the same time asks in one message: it is sent when all that can go on without an answer has done so. */
  #ask(query: CompiledQuery): Promise<QueryResult<unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#isEnded) throw ended();
      this.#pending.push({ query, resolve, reject });
      if (this.#isToBeSaid) return;
      this.#isToBeSaid = true;
      process.nextTick(() => void this.#say());
    });
  }

  async #say(): Promise<void> {
    const all = this.#pending;
    this.#pending = [];
    this.#isToBeSaid = false;
    if (all.length === 0) return;
    try {
      const answers = await this.#send(all.map(({ query }) => query));
      this.#isOver = all.at(-1)?.query === committing;
      for (const [n, { resolve }] of all.entries()) resolve?.(answers[n] ?? none);
    } catch (error) {
      for (const { reject } of all) reject?.(error);
    }
  }

  /** A transaction that has said nothing has nothing to end. */
  async commit(): Promise<void> {
    if (this.#isOver) return;
    if (this.#hasNotBegun() && this.#pending.length === 1) this.#pending = [];
    else {
      const committed = this.together([committing]);
      this.#isEnded = true;
      await committed;
    }
  }

  async rollback(): Promise<void> {
    const hasNotBegun = this.#hasNotBegun();
    this.#isEnded = true;
    for (const { reject } of this.#pending) reject?.(ended());
    this.#pending = [];
    if (!hasNotBegun && !this.#isOver) await this.client.query("rollback");
  }

  #hasNotBegun(): boolean {
    return this.#pending[0]?.query === beginning;
  }

  async #send(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    const last = queries.at(-1);
    if (last?.parameters.length === 0 && last.sql.includes(";")) {
      // Several statements in one text go by the simple protocol; the last answer is the caller's.
      const before = queries.slice(0, -1);
      if (before.length > 0) await this.#send(before);
      const replies = (await this.client.query(last.sql)) as pg.QueryResult | pg.QueryResult[];
      const reply = Array.isArray(replies) ? replies.at(-1) : replies;
      return [
        ...before.map(() => none),
        { rows: reply?.rows ?? [], numAffectedRows: BigInt(reply?.rowCount ?? 0) },
      ];
    }
    const items = queries.map((query) => ({
      text: query.sql,
      values: query.parameters,
      name: this.#names.nameOf(query.sql),
    }));
    const batch = new Batch(items, this.client);
    this.client.query(batch);
    try {
      const replies = await batch.replies;
      return replies.map(({ rows, affected }) => ({ rows, numAffectedRows: BigInt(affected) }));
    } catch (error) {
      const { failedText } = error as { failedText?: string };
      const isKept = items.some(({ name, text }) => name !== undefined && text === failedText);
      if (isKept && this.#names.isToBlame(error, failedText ?? "")) throw new KeptStatementFailed(error);
      throw error;
    }
  }

  streamQuery(): never {
    throw new Error("nothing here streams rows");
  }
}

const ended = () => new Error("this transaction has ended");
const none: QueryResult<unknown> = { rows: [] };

/** The driver's error with who asked: its own stack ends at the socket. */
function askedHere(error: unknown, asked: Error): unknown {
  if (error instanceof Error && !told.has(error)) {
    told.add(error);
    error.stack = `${error.stack ?? ""}\n${(asked.stack ?? "").split("\n").slice(1).join("\n")}`;
  }
  return error;
}
/** Errors that say already who asked: all who asked in one message get the same. */
const told = new WeakSet<Error>();

class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #names = new StatementNames();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new PooledConnection(await this.#pool.connect(), this.#names);
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    (connection as PooledConnection).begin();
    return Promise.resolve();
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return (connection as PooledConnection).commit();
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return (connection as PooledConnection).rollback();
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as PooledConnection).client.release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#pool.end();
  }
}

export const postgresDialect = (pool: pg.Pool): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new PostgresDriver(pool),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new ListsAsArrays(),
});
