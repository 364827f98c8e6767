import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";

/**
 * A connection that sends several statements in one message. Writing to the database and being woken by its answer costs a server more
 * than most statements cost the database, so what need not be waited for goes along with what must be.
 */
export interface PipelinedConnection extends DatabaseConnection {
  /** Sends the statement with the next one, or with the commit: before it, and after all that were left earlier. */
  later(query: CompiledQuery): void;
  /**
   * Sends all in one message and answers each; what was left for later goes before them. When one fails those after it are not
   * done, and the transaction can only be rolled back.
   */
  together(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]>;
}

export const plain = (sql: string): CompiledQuery => ({
  sql,
  parameters: [],
  query: { kind: "RawNode" } as never,
  queryId: { queryId: sql },
});

export const [beginning, committing] = [plain("begin"), plain("commit")];
