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
import type pg from "pg";
import { statementNames } from "./statement-names.js";

const changesRows = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/**
 * Connections of a pool, with two savings over Kysely's own driver: the first statement of a transaction takes its `begin`
 * along, and a statement that comes again and again is prepared, so that PostgreSQL plans it once a connection. Planning is most of
 * what a small statement costs under row-level security.
 */
class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #names = statementNames();
  readonly #clients = new WeakMap<DatabaseConnection, pg.PoolClient>();
  /** Transactions that have not said anything yet. */
  readonly #begun = new WeakSet<DatabaseConnection>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const client = await this.#pool.connect();
    const connection: DatabaseConnection = {
      executeQuery: <R>(query: CompiledQuery) => this.#run<R>(query, client, connection),
      streamQuery() {
        throw new Error("rows are read whole, not streamed");
      },
    };
    this.#clients.set(connection, client);
    return connection;
  }

  async #run<R>(
    { sql, parameters }: CompiledQuery,
    client: pg.PoolClient,
    connection: DatabaseConnection,
  ): Promise<QueryResult<R>> {
    const isFirst = this.#begun.delete(connection);
    const name = parameters.length > 0 ? this.#names.nameOf(sql) : undefined;
    try {
      if (isFirst && parameters.length > 0) await client.query("begin");
      // Without parameters it goes by the simple protocol, which takes several statements in one message.
      const answer: pg.QueryResult | pg.QueryResult[] =
        parameters.length === 0
          ? await client.query(isFirst ? `begin;${sql}` : sql)
          : await client.query({ text: sql, values: [...parameters], ...(name !== undefined && { name }) });
      const { command, rowCount, rows } = Array.isArray(answer) ? lastOf(answer) : answer;
      return {
        rows: rows as R[],
        ...(changesRows.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }),
      };
    } catch (error) {
      if (name !== undefined && isStalePlan(error)) this.#names.renew();
      throw from(error, new Error());
    }
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#begun.add(connection);
    return Promise.resolve();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#begun.delete(connection)) await this.#clients.get(connection)?.query("commit");
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#begun.delete(connection)) await this.#clients.get(connection)?.query("rollback");
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#clients.get(connection)?.release();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

/** The driver's error with who asked: its own stack ends at the socket. */
function from(error: unknown, asked: Error): unknown {
  if (error instanceof Error)
    error.stack = `${error.stack ?? ""}\n${(asked.stack ?? "").split("\n").slice(1).join("\n")}`;
  return error;
}

function lastOf(answers: readonly pg.QueryResult[]): pg.QueryResult {
  const last = answers.at(-1);
  if (!last) throw new Error("the database answered nothing");
  return last;
}

/**
 * A statement prepared before a table changed its columns (another node has migrated) cannot be run again under its name: the
 * transaction has failed, and done once more it prepares anew.
 */
export const isStalePlan = (error: unknown): boolean => {
  const { code, routine } = (error ?? {}) as { code?: string; routine?: string };
  return code === "0A000" && routine === "RevalidateCachedQuery";
};

export const postgresDialect = (pool: pg.Pool): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new PostgresDriver(pool),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});
