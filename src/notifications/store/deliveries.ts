import { type Selectable, sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { Channel } from "../domain/channels.js";
import type { DeliveryStatus, SendFault } from "../domain/delivery.js";
import type { NoticeKind } from "../domain/notice-kinds.js";
import type { SuppressReason } from "../domain/plan.js";
import { type DeliveryPurpose, type NotificationsTables, notificationsTables } from "../tables.js";

/** One message through one channel. */
export interface Delivery {
  readonly id: string;
  readonly personId: string;
  /** Null for a test or an address's code. */
  readonly noticeId: string | null;
  readonly purpose: DeliveryPurpose;
  readonly kind: NoticeKind | null;
  readonly channel: Channel;
  readonly step: number;
  readonly isHeld: boolean;
  readonly breaksQuiet: boolean;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly addressId: string | null;
  /** Tries begun. */
  readonly attempts: number;
  readonly dueAt: Instant;
  readonly notAfter: Instant | null;
  readonly reference: string | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

const toDelivery = (row: Selectable<NotificationsTables["notifications.delivery"]>): Delivery => ({
  id: row.id,
  personId: row.person_id,
  noticeId: row.notice_id,
  purpose: row.purpose,
  kind: row.kind,
  channel: row.channel,
  step: row.step,
  isHeld: row.is_held,
  breaksQuiet: row.breaks_quiet,
  status: row.status,
  reason: row.reason,
  addressId: row.address_id,
  attempts: row.attempts,
  dueAt: row.due_at as Instant,
  notAfter: row.not_after as Instant | null,
  reference: row.reference,
  createdAt: row.created_at as Instant,
  finishedAt: row.finished_at as Instant | null,
});

export interface NewDelivery {
  readonly id: string;
  readonly personId: string;
  readonly noticeId: string | null;
  readonly purpose: DeliveryPurpose;
  readonly kind: NoticeKind | null;
  readonly channel: Channel;
  readonly step: number;
  readonly isHeld: boolean;
  readonly breaksQuiet: boolean;
  readonly addressId: string | null;
  readonly dueAt: Instant;
  readonly notAfter: Instant | null;
  /** Set: it does not go out, and why. */
  readonly suppressed: SuppressReason | null;
}

/** Writes the plan; a channel that is planned for the notice already stays as it is. Wakes the senders. */
export async function addDeliveries(tx: Tx, planned: readonly NewDelivery[]): Promise<void> {
  if (planned.length === 0) return;
  const db = notificationsTables(tx);
  await db
    .insertInto("notifications.delivery")
    .values(
      planned.map((one) => ({
        id: one.id,
        person_id: one.personId,
        notice_id: one.noticeId,
        purpose: one.purpose,
        kind: one.kind,
        channel: one.channel,
        step: one.step,
        is_held: one.isHeld,
        breaks_quiet: one.breaksQuiet,
        status: one.suppressed === null ? ("queued" as const) : ("suppressed" as const),
        reason: one.suppressed,
        address_id: one.addressId,
        due_at: one.dueAt,
        not_after: one.notAfter,
        lease_until: null,
        reference: null,
        created_at: tx.now,
        finished_at: one.suppressed === null ? null : tx.now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`select pg_notify('consilium_deliver', '')`.execute(db);
}

/** What waits to go out about a subject does not any more. Returns how many. */
export async function dropWaiting(
  tx: Tx,
  of: { readonly personId: string; readonly subjectId: string; readonly except?: string },
  reason: SuppressReason,
): Promise<number> {
  const db = notificationsTables(tx);
  let notices = db
    .selectFrom("notifications.notice")
    .select("id")
    .where("person_id", "=", of.personId)
    .where("subject_id", "=", of.subjectId);
  if (of.except !== undefined) notices = notices.where("id", "!=", of.except);
  const dropped = await db
    .updateTable("notifications.delivery")
    .set({ status: "suppressed", reason, finished_at: tx.now })
    .where("status", "=", "queued")
    .where("notice_id", "in", notices)
    .returning("id")
    .execute();
  return dropped.length;
}

/** Longer than any channel may take: a node that still lives has ended its try by then. */
const leaseMinutes = 2;

/** Takes the message that has been due longest, or one whose node died. Undefined: none is due. */
export async function claimDelivery(tx: Tx): Promise<Delivery | undefined> {
  const db = notificationsTables(tx);
  const row = await db
    .selectFrom("notifications.delivery")
    .select("id")
    .where((e) =>
      e.or([
        e.and([e("status", "=", "queued"), e("due_at", "<=", tx.now)]),
        e.and([e("status", "=", "sending"), e("lease_until", "<", tx.now)]),
      ]),
    )
    .orderBy("due_at")
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  const claimed = await db
    .updateTable("notifications.delivery")
    .set((e) => ({
      status: "sending",
      attempts: e("attempts", "+", 1),
      lease_until: addMinutes(tx.now, leaseMinutes),
    }))
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDelivery(claimed);
}

export type DeliveryEnd =
  | { readonly status: "sent"; readonly reference: string }
  | { readonly status: "failed"; readonly reason: SendFault }
  | { readonly status: "suppressed"; readonly reason: SuppressReason }
  /** Tried again, or held until the person may be disturbed. `isUncounted`: nothing was tried. */
  | {
      readonly status: "queued";
      readonly dueAt: Instant;
      readonly reason?: SendFault;
      readonly isHeld?: boolean;
      readonly isUncounted?: boolean;
    };

/** Ends this try. False: another node has taken the message over meanwhile. */
export async function endDelivery(
  tx: Tx,
  delivery: Pick<Delivery, "id" | "attempts">,
  end: DeliveryEnd,
): Promise<boolean> {
  const rows = await notificationsTables(tx)
    .updateTable("notifications.delivery")
    .set({
      status: end.status,
      lease_until: null,
      finished_at: end.status === "queued" ? null : tx.now,
      ...(end.status === "sent" && { reference: end.reference, reason: null }),
      ...(end.status !== "sent" && end.reason !== undefined && { reason: end.reason }),
      ...(end.status === "queued" && {
        due_at: end.dueAt,
        ...(end.isHeld === true && { is_held: true }),
        ...(end.isUncounted === true && { attempts: delivery.attempts - 1 }),
      }),
    })
    .where("id", "=", delivery.id)
    .where("status", "=", "sending")
    .where("attempts", "=", delivery.attempts)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** The other held messages of the person that are due by the same channel; they are told in one digest, and end here. */
export async function takeHeld(tx: Tx, delivery: Delivery): Promise<string[]> {
  const rows = await notificationsTables(tx)
    .updateTable("notifications.delivery")
    .set({ status: "suppressed", reason: "in_digest", finished_at: tx.now })
    .where("person_id", "=", delivery.personId)
    .where("channel", "=", delivery.channel)
    .where("status", "=", "queued")
    .where("is_held", "=", true)
    .where("due_at", "<=", tx.now)
    .where("id", "!=", delivery.id)
    .returning("notice_id")
    .execute();
  return rows.flatMap(({ notice_id }) => (notice_id === null ? [] : [notice_id]));
}

/** A channel has failed for good: the next one of the same notice need not wait. */
export async function hastenNext(tx: Tx, noticeId: string): Promise<void> {
  const db = notificationsTables(tx);
  const next = await db
    .selectFrom("notifications.delivery")
    .select("id")
    .where("notice_id", "=", noticeId)
    .where("status", "=", "queued")
    .orderBy("step")
    .limit(1)
    .executeTakeFirst();
  if (!next) return;
  await db
    .updateTable("notifications.delivery")
    .set({ due_at: tx.now })
    .where("id", "=", next.id)
    .where("status", "=", "queued")
    .where("due_at", ">", tx.now)
    .execute();
}

/** The newest messages in sight, newest first, of one channel or state if asked. */
export async function listDeliveries(
  tx: Tx,
  filter: {
    personId?: string;
    channel?: Channel | undefined;
    status?: DeliveryStatus | undefined;
    limit: number;
  },
): Promise<Delivery[]> {
  let query = notificationsTables(tx)
    .selectFrom("notifications.delivery")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("step")
    .orderBy("id")
    .limit(filter.limit);
  if (filter.personId !== undefined) query = query.where("person_id", "=", filter.personId);
  if (filter.channel !== undefined) query = query.where("channel", "=", filter.channel);
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  return (await query.execute()).map(toDelivery);
}

export interface ChannelFigures {
  readonly channel: Channel;
  readonly sent: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly waiting: number;
  readonly lastSentAt: Instant | null;
  readonly lastFault: string | null;
  readonly lastFaultAt: Instant | null;
}

/** What each channel has done in the last day; a channel without messages is not in the list. */
export async function readFigures(tx: Tx): Promise<ChannelFigures[]> {
  const { rows } = await sql<{
    channel: Channel;
    sent: number;
    failed: number;
    suppressed: number;
    waiting: number;
    last_sent_at: string | null;
    last_fault: string | null;
    last_fault_at: string | null;
  }>`
    select channel, count(*) filter (where status = 'sent')::int as sent,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'suppressed')::int as suppressed,
      count(*) filter (where status in ('queued', 'sending'))::int as waiting,
      max(finished_at) filter (where status = 'sent') as last_sent_at,
      (array_agg(reason order by created_at desc) filter (where status = 'failed'))[1] as last_fault,
      max(finished_at) filter (where status = 'failed') as last_fault_at
    from notifications.delivery where created_at > platform.now() - interval '1 day'
    group by channel order by channel`.execute(notificationsTables(tx));
  return rows.map((row) => ({
    channel: row.channel,
    sent: row.sent,
    failed: row.failed,
    suppressed: row.suppressed,
    waiting: row.waiting,
    lastSentAt: row.last_sent_at as Instant | null,
    lastFault: row.last_fault,
    lastFaultAt: row.last_fault_at as Instant | null,
  }));
}
