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
import { KeptStatementFailed, StatementNames } from "./statement-names.js";

/** One connection of the pool, with what of its transaction has been said. */
class PooledConnection implements DatabaseConnection {
  /** The transaction is to begin with the next statement. */
  isToBegin = false;
  readonly client: pg.PoolClient;
  readonly #names: StatementNames;

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.client = client;
    this.#names = names;
  }

  /** As on PGlite: the first statement takes its `begin` along, and what comes often is kept prepared. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.#run<R>(query);
    } catch (error) {
      throw askedHere(error, new Error());
    }
  }

  async #run<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const isFirst = this.isToBegin;
    this.isToBegin = false;
    if (parameters.length === 0) {
      // Several statements in one message are answered by several results; the last is the caller's.
      const replies = (await this.client.query(isFirst ? `begin;${sql}` : sql)) as
        | pg.QueryResult
        | pg.QueryResult[];
      return resultOf<R>(Array.isArray(replies) ? replies.at(-1) : replies);
    }
    const name = this.#names.nameOf(sql);
    try {
      if (isFirst) await this.client.query("begin");
      return resultOf<R>(
        await this.client.query({ text: sql, values: [...parameters], ...(name !== undefined && { name }) }),
      );
    } catch (error) {
      if (name !== undefined && this.#names.isToBlame(error, sql)) throw new KeptStatementFailed(error);
      throw error;
    }
  }

  streamQuery(): never {
    throw new Error("nothing here streams rows");
  }
}

/** The driver's error with who asked: its own stack ends at the socket. */
function askedHere(error: unknown, asked: Error): unknown {
  if (error instanceof Error)
    error.stack = `${error.stack ?? ""}\n${(asked.stack ?? "").split("\n").slice(1).join("\n")}`;
  return error;
}

const resultOf = <R>(reply: pg.QueryResult | undefined): QueryResult<R> => ({
  rows: (reply?.rows ?? []) as R[],
  numAffectedRows: BigInt(reply?.rowCount ?? 0),
});

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
    (connection as PooledConnection).isToBegin = true;
    return Promise.resolve();
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return end(connection as PooledConnection, "commit");
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return end(connection as PooledConnection, "rollback");
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as PooledConnection).client.release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#pool.end();
  }
}

/** A transaction that has said nothing has nothing to end. */
async function end(connection: PooledConnection, how: "commit" | "rollback"): Promise<void> {
  if (!connection.isToBegin) await connection.client.query(how);
}

export const postgresDialect = (pool: pg.Pool): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new PostgresDriver(pool),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});
