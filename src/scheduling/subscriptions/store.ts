import { type Selectable, sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { SubscriptionOutcome } from "../api.js";
import { type SchedulingTables, schedulingTables } from "../tables.js";

export const subscriptionChannel = "consilium_calendars";

export interface Subscription {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly addressCipher: string;
  readonly host: string;
  readonly everyMinutes: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly contentSha256: string | null;
  readonly laidOutAt: Instant | null;
  readonly nextAt: Instant;
  /** In a row. */
  readonly failures: number;
  readonly lastRunAt: Instant | null;
  readonly lastGoodAt: Instant | null;
  readonly outcome: SubscriptionOutcome | null;
}

const toSubscription = (row: Selectable<SchedulingTables["scheduling.subscription"]>): Subscription => ({
  id: row.id,
  personId: row.person_id,
  name: row.name,
  addressCipher: row.address_cipher,
  host: row.host,
  everyMinutes: row.every_minutes,
  etag: row.etag,
  lastModified: row.last_modified,
  contentSha256: row.content_sha256,
  laidOutAt: row.laid_out_at as Instant | null,
  nextAt: row.next_at as Instant,
  failures: row.failures,
  lastRunAt: row.last_run_at as Instant | null,
  lastGoodAt: row.last_good_at as Instant | null,
  // Written by this folder alone, in this shape.
  outcome: row.outcome as SubscriptionOutcome | null,
});

/** A person's subscriptions, the oldest first. */
export async function listSubscriptions(tx: Tx, personId: string): Promise<Subscription[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.subscription")
    .selectAll()
    .where("person_id", "=", personId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(toSubscription);
}

/** False: the person has this address already. */
export async function addSubscription(
  tx: Tx,
  one: Pick<Subscription, "id" | "personId" | "name" | "addressCipher" | "host" | "everyMinutes"> & {
    readonly addressIndex: string;
    readonly createdBy: string;
  },
): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .insertInto("scheduling.subscription")
    .values({
      id: one.id,
      person_id: one.personId,
      name: one.name,
      address_cipher: one.addressCipher,
      address_index: one.addressIndex,
      host: one.host,
      every_minutes: one.everyMinutes,
      etag: null,
      last_modified: null,
      content_sha256: null,
      laid_out_at: null,
      next_at: tx.now,
      lease_until: null,
      last_run_at: null,
      last_good_at: null,
      outcome: null,
      created_by: one.createdBy,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.columns(["person_id", "address_index"]).doNothing())
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Undefined: there is none of this person, or (`lock`) it was removed. */
export async function findSubscription(
  tx: Tx,
  id: string,
  personId: string,
  lock?: "lock",
): Promise<Subscription | undefined> {
  const query = schedulingTables(tx)
    .selectFrom("scheduling.subscription")
    .selectAll()
    .where("id", "=", id)
    .where("person_id", "=", personId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toSubscription(row);
}

export async function deleteSubscription(tx: Tx, id: string): Promise<void> {
  await schedulingTables(tx).deleteFrom("scheduling.subscription").where("id", "=", id).execute();
}

/** It is asked for as soon as a node has time. */
export async function makeDue(tx: Tx, id: string): Promise<void> {
  await schedulingTables(tx)
    .updateTable("scheduling.subscription")
    .set({ next_at: tx.now })
    .where("id", "=", id)
    .execute();
}

/** A node that has fallen silent is waited for this long. */
const leaseMinutes = 5;

/** Takes the subscription that has been due longest. Undefined: none is. Runs in system scope. */
export async function claimSubscription(tx: Tx): Promise<Subscription | undefined> {
  const db = schedulingTables(tx);
  const row = await db
    .selectFrom("scheduling.subscription")
    .selectAll()
    .where("next_at", "<=", tx.now)
    .where((e) => e.or([e("lease_until", "is", null), e("lease_until", "<", tx.now)]))
    .orderBy("next_at")
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await db
    .updateTable("scheduling.subscription")
    .set({ lease_until: addMinutes(tx.now, leaseMinutes) })
    .where("id", "=", row.id)
    .execute();
  return toSubscription(row);
}

export async function saveAttempt(
  tx: Tx,
  one: Pick<
    Subscription,
    "id" | "etag" | "lastModified" | "contentSha256" | "laidOutAt" | "nextAt" | "failures"
  > & {
    readonly outcome: SubscriptionOutcome;
  },
): Promise<void> {
  await schedulingTables(tx)
    .updateTable("scheduling.subscription")
    .set({
      etag: one.etag,
      last_modified: one.lastModified,
      content_sha256: one.contentSha256,
      laid_out_at: one.laidOutAt,
      next_at: one.nextAt,
      failures: one.failures,
      lease_until: null,
      last_run_at: tx.now,
      ...(one.failures === 0 && { last_good_at: tx.now }),
      outcome: json(one.outcome),
    })
    .where("id", "=", one.id)
    .execute();
}

/** Takes away what a subscription says from an instant on; all of it without one. Returns how many stretches. */
export async function deleteBlocksOfSubscription(
  tx: Tx,
  one: Pick<Subscription, "id" | "personId">,
  from?: Instant,
): Promise<number> {
  let query = schedulingTables(tx)
    .deleteFrom("scheduling.block")
    .where("person_id", "=", one.personId)
    .where("source", "=", "feed")
    .where(sql<boolean>`starts_with(source_key, ${`${one.id} `})`);
  if (from !== undefined) query = query.where("ends_at", ">", from);
  return (await query.returning("id").execute()).length;
}

/** Tells every node, on commit, that one is due. */
export async function wakeSubscribers(tx: Tx): Promise<void> {
  await sql`select pg_notify(${subscriptionChannel}, '')`.execute(schedulingTables(tx));
}

export async function countBlocksOfSubscription(
  tx: Tx,
  one: Pick<Subscription, "id" | "personId">,
): Promise<number> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.block")
    .select((e) => e.fn.countAll<number>().as("n"))
    .where("person_id", "=", one.personId)
    .where("source", "=", "feed")
    .where(sql<boolean>`starts_with(source_key, ${`${one.id} `})`)
    .executeTakeFirstOrThrow();
  return row.n;
}
