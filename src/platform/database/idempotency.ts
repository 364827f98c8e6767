import { type Kysely, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";

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
  claim: IdempotencyClaim,
  now: Instant,
  work: () => Promise<T>,
): Promise<T> {
  const db = connection as Kysely<IdempotencyTables>;
  const claimed = await db
    .insertInto("platform.idempotency")
    .values({
      person_id: claim.personId,
      route: claim.route,
      key: claim.key,
      request_hash: claim.requestHash,
      result: sql`'null'::jsonb`,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .execute();
  const row = (query: { person_id: string; route: string; key: string }) =>
    db
      .selectFrom("platform.idempotency")
      .select(["request_hash", "result"])
      .where("person_id", "=", query.person_id)
      .where("route", "=", query.route)
      .where("key", "=", query.key)
      .executeTakeFirstOrThrow();
  const id = { person_id: claim.personId, route: claim.route, key: claim.key };
  if (claimed.length === 0) {
    const earlier = await row(id);
    if (earlier.request_hash !== claim.requestHash) throw new IdempotencyKeyReusedError();
    return (earlier.result as { value: T }).value;
  }
  const value = await work();
  await db
    .updateTable("platform.idempotency")
    .set({ result: sql`${JSON.stringify({ value })}::jsonb` })
    .where("person_id", "=", id.person_id)
    .where("route", "=", id.route)
    .where("key", "=", id.key)
    .execute();
  return value;
}
