import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, later, type Tx } from "../../platform/database/database.js";
import { scheduleAll } from "../../platform/jobs.js";
import { announce, announceAll, announcing } from "../../platform/live.js";
import type { NoticeView } from "../api.js";
import type { NoticeKind } from "../domain/notice-kinds.js";
import type { SuppressReason } from "../domain/plan.js";
import { dropWaiting } from "./deliveries.js";
import { notificationsTables } from "../tables.js";

export interface NewNotice {
  readonly personId: string;
  readonly kind: NoticeKind;
  readonly caseId: string | null;
  /** The offer, opinion or case it is about. */
  readonly subjectId: string | null;
  /** Codes, names of experts and institutions, instants; nothing of the patient. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What happened: the same event tells the same person the same thing once. */
  readonly eventId: string;
}

/** Plans by which channels a notice goes out; subject is the notice. */
export const planJob = "notifications.plan";

/**
 * Tells a person something inside the application, hints open pages, and has it go out by the person's own channels
 * after commit. Told again for the same event, it does nothing. News that an offer was withdrawn takes back what still
 * waits to go out about it. Needs system scope, because one person writes into another's list.
 */
export const notify = (tx: Tx, notice: NewNotice): Promise<void> => notifyAll(tx, [notice]);

/** {@link notify} for many, each another person, event or kind, with as many statements; none is fine. */
export async function notifyAll(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((notice) => ({
    person_id: notice.personId,
    kind: notice.kind,
    case_id: notice.caseId,
    subject_id: notice.subjectId,
    details: notice.details ?? {},
    event_id: notice.eventId,
  }));
  const { rows: written } = await sql<{
    id: string;
    person_id: string;
    kind: NoticeKind;
    subject_id: string | null;
    goes_out: boolean;
  }>`
    with written as (
      insert into notifications.notice (person_id, kind, case_id, subject_id, details, event_id, created_at)
      select person_id, kind, case_id, subject_id, details, event_id, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json(rows)})
        as r (person_id uuid, kind text, case_id uuid, subject_id uuid, details jsonb, event_id uuid)
      on conflict (person_id, event_id, kind) do nothing
      returning id, person_id, kind, subject_id)
    select w.*, exists (select 1 from notifications.address a where a.person_id = w.person_id) as goes_out
    from written w`.execute(notificationsTables(tx));
  await announceAll(
    tx,
    written.map((one) => ({ topic: "notices", id: one.id, audience: { persons: [one.person_id] } })),
  );
  for (const one of written)
    if (one.kind === "offer_withdrawn" && one.subject_id !== null)
      await dropWaiting(
        tx,
        { personId: one.person_id, subjectId: one.subject_id, except: one.id },
        "subject_ended",
      );
  await scheduleAll(
    tx,
    written.flatMap((one) => (one.goes_out ? [{ kind: planJob, subjectId: one.id, dueAt: tx.now }] : [])),
  );
}

export interface StoredNotice {
  readonly id: string;
  readonly personId: string;
  readonly kind: NoticeKind;
  readonly caseId: string | null;
  readonly subjectId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly readAt: Instant | null;
}

/** Undefined: no such notice in sight. */
export async function findNotice(tx: Tx, id: string): Promise<StoredNotice | undefined> {
  const row = await notificationsTables(tx)
    .selectFrom("notifications.notice")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      personId: row.person_id,
      kind: row.kind,
      caseId: row.case_id,
      subjectId: row.subject_id,
      details: row.details,
      createdAt: row.created_at as Instant,
      readAt: row.read_at as Instant | null,
    }
  );
}

/**
 * The person has seen what the notices about this subject tell, an offer he has opened: they are read, and nothing more
 * goes out about it. Needs system scope or the person's own.
 */
export function noteSubjectSeen(tx: Tx, personId: string, subjectId: string): Promise<void> {
  const hint = announcing({ topic: "notices", id: subjectId, audience: { persons: [personId] } });
  later(
    tx,
    sql`with seen as (
        update notifications.notice set read_at = ${tx.now}::timestamptz
        where person_id = ${personId}::uuid and subject_id = ${subjectId}::uuid and read_at is null returning id),
      dropped as (
        update notifications.delivery set status = 'suppressed', reason = ${reasonSeen}, finished_at = ${tx.now}::timestamptz
        where status = 'queued' and exists (select from seen)
          and notice_id in (select id from notifications.notice
            where person_id = ${personId}::uuid and subject_id = ${subjectId}::uuid))
      select ${hint} from seen limit 1`,
  );
  return Promise.resolve();
}

const reasonSeen = "seen" satisfies SuppressReason;

/**
 * What these notices told has ended: whoever has not read them need not, and nothing more goes out about it. They stay among the
 * read ones. Needs system scope.
 */
export async function withdrawNotices(tx: Tx, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return;
  const unread = await notificationsTables(tx)
    .updateTable("notifications.notice")
    .set({ read_at: tx.now })
    .where("subject_id", "in", [...subjectIds])
    .where("read_at", "is", null)
    .returning(["id", "person_id", "subject_id"])
    .execute();
  for (const { id, person_id: personId, subject_id: subjectId } of unread) {
    if (subjectId === null) continue;
    await dropWaiting(tx, { personId, subjectId }, "subject_ended");
    await announce(tx, { topic: "notices", id, audience: { persons: [personId] } });
  }
}

/** The person's notices: unread first, newest first. */
export async function listNotices(tx: Tx, personId: string, limit: number): Promise<NoticeView[]> {
  const rows = await notificationsTables(tx)
    .selectFrom("notifications.notice")
    .selectAll()
    .where("person_id", "=", personId)
    .orderBy((e) => e("read_at", "is not", null))
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    caseId: row.case_id,
    subjectId: row.subject_id,
    details: row.details,
    createdAt: row.created_at,
    readAt: row.read_at,
  }));
}

export async function countUnread(tx: Tx, personId: string): Promise<number> {
  const row = await notificationsTables(tx)
    .selectFrom("notifications.notice")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("person_id", "=", personId)
    .where("read_at", "is", null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Marks the person's unread notices, all or those named, as read now. Returns how many there were. */
export async function markRead(tx: Tx, personId: string, ids?: readonly string[]): Promise<number> {
  let update = notificationsTables(tx)
    .updateTable("notifications.notice")
    .set({ read_at: tx.now })
    .where("person_id", "=", personId)
    .where("read_at", "is", null);
  if (ids) update = update.where("id", "in", ids);
  return (await update.returning("id").execute()).length;
}
