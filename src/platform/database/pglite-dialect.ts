import { type messages, parse, type PGlite, protocol, type Results } from "@electric-sql/pglite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  type QueryResult,
} from "kysely";
import { committing, type PipelinedConnection } from "./pipeline.js";
import { ListsAsArrays } from "./query-compiler.js";
import { KeptStatementFailed, StatementNames } from "./statement-names.js";

/** What the database said of a statement when it was prepared: the types of its parameters, and its columns. */
interface KeptStatement {
  readonly parameterTypes: readonly number[];
  readonly columns: readonly messages.BackendMessage[];
}

/** It lives in this process and is sent nothing, so only the order of what is left for later matters. */
interface EmbeddedConnection extends PipelinedConnection {
  sayPending(): Promise<void>;
  /** What was left is not said any more, nor is anything asked. */
  end(): void;
}

/** PGlite is one connection: callers queue for it, so that a transaction is never interleaved. */
class PgliteDriver implements Driver {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #release = new WeakMap<DatabaseConnection, () => void>();
  /** Transactions that have not said anything yet. */
  readonly #begun = new WeakSet<DatabaseConnection>();
  /** Transactions whose commit has gone along with what was asked. */
  readonly #over = new WeakSet<DatabaseConnection>();
  readonly #pg: PGlite;
  readonly #names = new StatementNames();
  readonly #kept = new Map<string, KeptStatement>();

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
    let pending: CompiledQuery[] = [];
    let isEnded = false;
    const answer = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const reply = await this.#run<R>(query, connection);
      return { rows: reply?.rows ?? [], numAffectedRows: BigInt(reply?.affectedRows ?? 0) };
    };
    /** Who asks at the same time is answered one after the other, and after what was left before. */
    let turn: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      const left = pending;
      pending = [];
      const all = async () => {
        for (const query of left) await answer(query);
        return work();
      };
      // Whoever still asks after a failure elsewhere in the transaction would ask in the next one.
      const own = turn.then(() =>
        isEnded ? Promise.reject(new Error("this transaction has ended")) : all(),
      );
      turn = own.catch(() => undefined);
      return own;
    };
    const connection: EmbeddedConnection = {
      executeQuery: <R>(query: CompiledQuery): Promise<QueryResult<R>> => inTurn(() => answer<R>(query)),
      later(query) {
        pending.push(query);
      },
      together: (queries) =>
        inTurn(async () => {
          const answers: QueryResult<unknown>[] = [];
          for (const query of queries) answers.push(await answer(query));
          if (queries.at(-1) === committing) this.#over.add(connection);
          return answers;
        }),
      sayPending: () => inTurn(() => Promise.resolve()),
      end() {
        pending = [];
        isEnded = true;
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
   * its `begin` along. Together that halves what an empty transaction costs. What comes often is kept prepared.
   */
  async #run<R>({ sql, parameters }: CompiledQuery, connection: DatabaseConnection) {
    const isFirst = this.#begun.delete(connection);
    if (parameters.length === 0)
      return (await this.#pg.exec(isFirst ? `begin;${sql}` : sql)).at(-1) as Results<R> | undefined;
    const name = this.#names.nameOf(sql);
    if (isFirst && !(name !== undefined && this.#kept.has(name))) await this.#pg.exec("begin");
    if (name === undefined) return this.#pg.query<R>(sql, [...parameters]);
    const isToBegin = isFirst && this.#kept.has(name);
    try {
      return await this.#pg.runExclusive(() => this.#runKept<R>(name, sql, parameters, isToBegin));
    } catch (error) {
      if (this.#names.isToBlame(error, sql)) throw new KeptStatementFailed(error);
      throw error;
    }
  }

  /** Bind, execute and sync in one call; PGlite's own `query` parses, describes and plans every time, in six. */
  async #runKept<R>(
    name: string,
    text: string,
    parameters: readonly unknown[],
    isToBegin: boolean,
  ): Promise<Results<R> | undefined> {
    const { serialize } = protocol;
    const kept = this.#kept.get(name) ?? (await this.#keep(name, text));
    const values = parameters.map((value, n) => {
      if (value === null || value === undefined) return null;
      const serializer = this.#pg.serializers[kept.parameterTypes[n] ?? 0];
      // As PGlite itself does with a type it has no serializer for.
      // oxlint-disable-next-line typescript/no-base-to-string
      return serializer ? serializer(value) : String(value);
    });
    const all = await this.#send(
      ...(isToBegin ? [serialize.query("begin")] : []),
      serialize.bind({ statement: name, values }),
      serialize.execute({}),
      serialize.sync(),
    );
    const replies = isToBegin ? all.slice(all.findIndex((reply) => reply.name === "readyForQuery") + 1) : all;
    return parse.parseResults([...kept.columns, ...replies], this.#pg.parsers).at(-1) as
      | Results<R>
      | undefined;
  }

  async #keep(name: string, text: string): Promise<KeptStatement> {
    const { serialize } = protocol;
    const replies = await this.#send(
      serialize.parse({ name, text }),
      serialize.describe({ type: "S", name }),
      serialize.sync(),
    );
    const kept = {
      parameterTypes: parse.parseDescribeStatementResults(replies),
      columns: replies.filter((reply) => reply.name === "rowDescription"),
    };
    this.#kept.set(name, kept);
    return kept;
  }

  /** The folder is written at the transaction's end, as `commit` is a statement of its own. */
  #send(...parts: readonly Uint8Array[]): Promise<messages.BackendMessage[]> {
    return this.#pg.execProtocolStream(Buffer.concat(parts), { syncToFs: false });
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#begun.add(connection);
    return Promise.resolve();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as EmbeddedConnection).sayPending();
    (connection as EmbeddedConnection).end();
    if (!this.#begun.delete(connection) && !this.#over.has(connection)) await this.#pg.exec("commit");
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    (connection as EmbeddedConnection).end();
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
  createQueryCompiler: () => new ListsAsArrays(),
});
