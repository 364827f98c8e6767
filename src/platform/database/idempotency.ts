import { type CompiledQuery, type Kysely, sql } from "kysely";
import type { PipelinedConnection } from "./pipeline.js";

/** One intended act of one person: the same key must mean the same request. */
export interface IdempotencyClaim {
  readonly personId: string;
  readonly route: string;
  readonly key: string;
  /** SHA-256 of what was asked, so that a key reused for something else is refused. */
  readonly requestHash: string;
}

export class IdempotencyKeyReusedError extends Error {
  override name = "IdempotencyKeyReusedError";
}

interface IdempotencyTables {
  "platform.idempotency": {
    person_id: string;
    route: string;
    key: string;
    request_hash: string;
    result: unknown;
    created_at: string;
  };
}

/**
 * Runs `work` once for the claim. A second call with the same claim waits for the first to commit and gets its stored
 * result; the row commits with the act itself, so a lost reply can always be asked for again. Let `work` return ids and
 * codes: what it returns is kept, and a text that a person wrote comes with the repeated call anyway.
 * Source: draft-ietf-httpapi-idempotency-key-header; the lost COMMIT reply is why it is in the same transaction.
 */
export async function replayOrRun<T>(
  connection: Kysely<unknown>,
  pipeline: PipelinedConnection,
  claim: IdempotencyClaim,
  isClaimed: boolean,
  work: () => Promise<T>,
): Promise<T> {
  const db = connection as Kysely<IdempotencyTables>;
  const { personId, route, key } = claim;
  if (!isClaimed) {
    const earlier = await db
      .selectFrom("platform.idempotency")
      .select(["request_hash", "result"])
      .where("person_id", "=", personId)
      .where("route", "=", route)
      .where("key", "=", key)
      .executeTakeFirstOrThrow();
    if (earlier.request_hash !== claim.requestHash) throw new IdempotencyKeyReusedError();
    return (earlier.result as { value: T }).value;
  }
  const value = await work();
  pipeline.later(
    sql`update platform.idempotency set result = ${JSON.stringify({ value })}::jsonb
      where person_id = ${personId}::uuid and route = ${route} and key = ${key}`.compile(connection),
  );
  return value;
}

/** Takes the claim, in the message that begins its transaction: one row when nobody had taken it. */
export const claiming = (
  kysely: Kysely<unknown>,
  { personId, route, key, requestHash }: IdempotencyClaim,
): CompiledQuery =>
  sql`insert into platform.idempotency (person_id, route, key, request_hash, result, created_at)
    values (${personId}, ${route}, ${key}, ${requestHash}, 'null'::jsonb, platform.now())
    on conflict do nothing returning key`.compile(kysely);
