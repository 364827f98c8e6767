import type { PGlite, Results } from "@electric-sql/pglite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";

/** PGlite is one connection: callers queue for it, so that a transaction is never interleaved. */
class PgliteDriver implements Driver {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #release = new WeakMap<DatabaseConnection, () => void>();
  /** Transactions that have not said anything yet. */
  readonly #begun = new WeakSet<DatabaseConnection>();
  readonly #pg: PGlite;

  constructor(pg: PGlite) {
    this.#pg = pg;
  }

  async init(): Promise<void> {
    await this.#pg.waitReady;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#tail;
    let free!: () => void;
    this.#tail = new Promise((resolve) => (free = resolve));
    this.#waiting++;
    await before;
    this.#waiting--;
    const connection: DatabaseConnection = {
      executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
        const reply = await this.#run<R>(query, connection);
        return { rows: reply?.rows ?? [], numAffectedRows: BigInt(reply?.affectedRows ?? 0) };
      },
      streamQuery() {
        throw new Error("PGlite cannot stream");
      },
    };
    this.#release.set(connection, free);
    return connection;
  }

  /**
   * A statement without parameters goes by the simple protocol, one call instead of five; the first of a transaction takes
   * its `begin` along. Together that halves what an empty transaction costs.
   */
  async #run<R>({ sql, parameters }: CompiledQuery, connection: DatabaseConnection) {
    const isFirst = this.#begun.delete(connection);
    if (parameters.length === 0)
      return (await this.#pg.exec(isFirst ? `begin;${sql}` : sql)).at(-1) as Results<R> | undefined;
    if (isFirst) await this.#pg.exec("begin");
    return this.#pg.query<R>(sql, [...parameters]);
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#begun.add(connection);
    return Promise.resolve();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#begun.delete(connection)) await this.#pg.exec("commit");
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#begun.delete(connection)) await this.#pg.exec("rollback");
  }

  /**
   * PGlite works inside this process and answers without a turn of the event loop: a queue of callers would keep the server from
   * reading any socket until the last of them is done. Between two of them it reads.
   */
  releaseConnection(connection: DatabaseConnection): Promise<void> {
    const free = this.#release.get(connection);
    if (free && this.#waiting > 0) setImmediate(free);
    else free?.();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#pg.close();
  }
}

export const pgliteDialect = (pg: PGlite): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new PgliteDriver(pg),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});
