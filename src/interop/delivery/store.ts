import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import { type DeliveryStatus, interopTables } from "../tables.js";
import type { DestinationSettings } from "./api.js";

export interface Destination {
  readonly id: string;
  readonly institutionId: string;
  readonly name: string;
  readonly settings: DestinationSettings;
  readonly secretCipher: string | null;
  readonly status: "enabled" | "paused";
  readonly version: number;
}

const columns = ["id", "institution_id", "name", "settings", "secret_cipher", "status", "version"] as const;
const toDestination = (row: {
  id: string;
  institution_id: string;
  name: string;
  settings: unknown;
  secret_cipher: string | null;
  status: "enabled" | "paused";
  version: number;
}): Destination => ({
  id: row.id,
  institutionId: row.institution_id,
  name: row.name,
  // Written by this module alone, validated by the contract's schemas.
  settings: row.settings as DestinationSettings,
  secretCipher: row.secret_cipher,
  status: row.status,
  version: row.version,
});

/** Those the tenant filter shows, by institution and name; of the named institutions only, when some are named. */
export async function listDestinations(tx: Tx, institutionIds?: readonly string[]): Promise<Destination[]> {
  if (institutionIds?.length === 0) return [];
  let query = interopTables(tx).selectFrom("interop.destination").select(columns);
  if (institutionIds) query = query.where("institution_id", "in", institutionIds);
  return (await query.orderBy("institution_id").orderBy("name").execute()).map(toDestination);
}

export async function findDestination(tx: Tx, id: string): Promise<Destination | undefined> {
  const row = await interopTables(tx)
    .selectFrom("interop.destination")
    .select(columns)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toDestination(row);
}

/** Adds a paused destination. Throws on a name that is taken. */
export async function addDestination(
  tx: Tx,
  one: Omit<Destination, "status" | "version">,
  createdBy: string,
): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.destination")
    .values({
      id: one.id,
      institution_id: one.institutionId,
      name: one.name,
      kind: one.settings.kind,
      settings: json(one.settings),
      secret_cipher: one.secretCipher,
      status: "paused",
      created_by: createdBy,
      created_at: tx.now,
      updated_at: tx.now,
    })
    .execute();
}

/** Saves over `version`, or sets the status. False: somebody changed it first, or it has that status already. */
export async function saveDestination(
  tx: Tx,
  id: string,
  change:
    | (Pick<Destination, "name" | "settings" | "secretCipher"> & { readonly version: number })
    | { readonly status: "enabled" | "paused" },
): Promise<boolean> {
  const query = interopTables(tx).updateTable("interop.destination").where("id", "=", id);
  const rows =
    "status" in change
      ? await query
          .set({ status: change.status, updated_at: tx.now })
          .where("status", "!=", change.status)
          .returning("id")
          .execute()
      : await query
          .set({
            name: change.name,
            settings: json(change.settings),
            secret_cipher: change.secretCipher,
            version: change.version + 1,
            updated_at: tx.now,
          })
          .where("version", "=", change.version)
          .where("kind", "=", change.settings.kind)
          .returning("id")
          .execute();
  return rows.length === 1;
}

export interface Outcome {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export interface Delivery {
  readonly id: string;
  readonly destinationId: string;
  readonly institutionId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly opinionVersion: number;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAt: Instant | null;
  readonly outcome: Outcome | null;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** Channel on which senders are woken. */
export const deliveryChannel = "consilium_opinion_delivery";
export const wakeSenders = (tx: Tx) =>
  sql`select pg_notify(${deliveryChannel}, '')`.execute(interopTables(tx));

/** Puts a version on its way to a destination; again for the same version, nothing changes. */
export async function queueDelivery(
  tx: Tx,
  one: Pick<Delivery, "destinationId" | "institutionId" | "caseId" | "caseNumber" | "opinionVersion">,
): Promise<void> {
  await interopTables(tx)
    .insertInto("interop.delivery")
    .values({
      id: randomUUID(),
      destination_id: one.destinationId,
      institution_id: one.institutionId,
      case_id: one.caseId,
      case_number: one.caseNumber,
      opinion_version: one.opinionVersion,
      status: "queued",
      next_at: tx.now,
      lease_until: null,
      content_sha256: null,
      outcome: null,
      created_at: tx.now,
      sent_at: null,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const leaseMinutes = 3;

/**
 * Takes the next delivery that is due, or whose node died at it, for a few minutes. Undefined: none is due. A paused
 * destination's wait.
 */
export async function claimDelivery(tx: Tx): Promise<Delivery | undefined> {
  const db = interopTables(tx);
  const row = await db
    .selectFrom("interop.delivery as d")
    .innerJoin("interop.destination as t", "t.id", "d.destination_id")
    .select("d.id")
    .where("t.status", "=", "enabled")
    .where("d.status", "in", ["queued", "sent"])
    .where((e) => e.or([e("d.next_at", "<=", tx.now), e("d.next_at", "is", null)]))
    .where((e) => e.or([e("d.lease_until", "is", null), e("d.lease_until", "<", tx.now)]))
    .orderBy("d.next_at")
    .orderBy("d.id")
    .limit(1)
    .forUpdate("d")
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  const claimed = await db
    .updateTable("interop.delivery")
    .set((value) => ({
      status: "sent",
      attempts: value("attempts", "+", 1),
      lease_until: addMinutes(tx.now, leaseMinutes),
      next_at: null,
      sent_at: tx.now,
    }))
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDelivery(claimed);
}

const toDelivery = (row: {
  id: string;
  destination_id: string;
  institution_id: string;
  case_id: string;
  case_number: string;
  opinion_version: number;
  status: DeliveryStatus;
  attempts: number;
  next_at: string | null;
  outcome: unknown;
  created_at: string;
  sent_at: string | null;
  ended_at: string | null;
}): Delivery => ({
  id: row.id,
  destinationId: row.destination_id,
  institutionId: row.institution_id,
  caseId: row.case_id,
  caseNumber: row.case_number,
  opinionVersion: row.opinion_version,
  status: row.status,
  attempts: row.attempts,
  nextAt: row.next_at as Instant | null,
  outcome: row.outcome as Outcome | null,
  createdAt: row.created_at as Instant,
  sentAt: row.sent_at as Instant | null,
  endedAt: row.ended_at as Instant | null,
});

/** Writes down how the try ended: acknowledged, failed for good, or once more at `retryAt`. */
export async function endAttempt(
  tx: Tx,
  id: string,
  attempts: number,
  end: {
    readonly status: "acknowledged" | "failed" | "queued";
    readonly outcome: Outcome;
    readonly retryAt: Instant | null;
    readonly contentSha256: string | null;
  },
): Promise<void> {
  await interopTables(tx)
    .updateTable("interop.delivery")
    .set({
      status: end.status,
      outcome: json(end.outcome),
      next_at: end.retryAt,
      lease_until: null,
      content_sha256: end.contentSha256,
      ended_at: end.status === "queued" ? null : tx.now,
    })
    .where("id", "=", id)
    .where("status", "=", "sent")
    // A node that was given up as dead and comes back finds that another has tried since.
    .where("attempts", "=", attempts)
    .execute();
}

/** Puts a failed delivery in line again, its tries counted anew. False: it has not failed, or is out of sight. */
export async function requeue(tx: Tx, id: string): Promise<boolean> {
  const rows = await interopTables(tx)
    .updateTable("interop.delivery")
    .set({ status: "queued", attempts: 0, next_at: tx.now, ended_at: null })
    .where("id", "=", id)
    .where("status", "=", "failed")
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Newest first, as far as the tenant filter shows. */
export async function listDeliveries(
  tx: Tx,
  filter: { readonly status?: DeliveryStatus | undefined; readonly limit: number; readonly offset: number },
): Promise<{ items: Delivery[]; total: number }> {
  let query = interopTables(tx).selectFrom("interop.delivery");
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  const { total } = await query.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return { items: rows.map(toDelivery), total };
}
