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

/** A statement of every transaction, which is not put together anew for each. */
export const written = (sql: string, parameters: readonly unknown[] = []): CompiledQuery => ({
  sql,
  parameters,
  query: { kind: "RawNode" } as never,
  queryId: { queryId: sql },
});

export const [beginning, committing] = [written("begin"), written("commit")];

/** Who asks, how plans are made, and the time: $1 scope, $2 institution, $3 person, $4 minutes the clock is ahead, $5 are plans kept. */
export const opening = `select set_config('role', 'consilium_app', true), set_config('app.scope', $1, true),
  set_config('app.institution', $2, true), set_config('app.person', $3, true),
  set_config('app.clock_offset', $4::text || ' minutes', true),
  set_config('plan_cache_mode', case when $5::boolean then 'force_generic_plan' else current_setting('plan_cache_mode') end, true),
  set_config('enable_seqscan', case when $5::boolean then 'off' else current_setting('enable_seqscan') end, true),
  set_config('jit', case when $5::boolean then 'off' else current_setting('jit') end, true),
  now() + make_interval(mins => $4::text::int) as now`;
