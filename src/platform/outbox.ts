import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { type Hearing, json, later, type Tx } from "./database/database.js";
import { waking } from "./jobs.js";

/** Something that happened, told to other modules after it is certain. Payload: ids and codes only, no names. */
export interface DomainEvent {
  /** `module.past-tense`, e.g. `cases.submitted`. */
  readonly topic: string;
  readonly subjectId: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** Writes the event in the same transaction as the change it tells of. Delivery is at least once, in order of relay. */
export const publish = (tx: Tx, event: DomainEvent): Promise<void> => publishAll(tx, [event]);

/** {@link publish} for many events, at most 5,000, with one statement; none is fine. */
export function publishAll(tx: Tx, events: readonly DomainEvent[]): Promise<void> {
  if (events.length > 0) later(tx, writeAll(tx, events));
  return Promise.resolve();
}

function writeAll(tx: Tx, events: readonly DomainEvent[]) {
  const rows = events.map((event) => ({
    id: randomUUID(),
    topic: event.topic,
    subject_id: event.subjectId,
    payload: event.payload ?? {},
  }));
  return tx.hearing ? passedOn(tx, rows, tx.hearing) : waitingToBePassedOn(tx, rows);
}

interface EventRow {
  readonly id: string;
  readonly topic: string;
  readonly subject_id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** With its jobs in the same transaction: who knows the hearers leaves nothing to be passed on. */
function passedOn(tx: Tx, rows: readonly EventRow[], hearing: Hearing) {
  const jobs = rows.flatMap(({ id, topic, subject_id, payload }) =>
    hearing.hearersOf(topic).map((kind) => ({
      kind,
      subject_id,
      event_id: id,
      payload: { ...payload, eventId: id },
    })),
  );
  return sql`with written as (
      insert into platform.outbox (id, topic, subject_id, payload, created_at, relayed_at)
      select id, topic, subject_id, payload, ${tx.now}::timestamptz, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json(rows)}) as r (id uuid, topic text, subject_id uuid, payload jsonb)),
    told as (
      insert into platform.job (kind, subject_id, dedupe_key, payload, due_at, created_at)
      select kind, subject_id, event_id, payload, ${tx.now}::timestamptz, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json(jobs)}) as r (kind text, subject_id uuid, event_id text, payload jsonb))
    ${waking(
      tx,
      jobs.map(({ kind }) => kind),
    )}`;
}

/** A worker somewhere makes jobs of it. */
const waitingToBePassedOn = (tx: Tx, rows: readonly EventRow[]) => sql`with written as (
      insert into platform.outbox (id, topic, subject_id, payload, created_at)
      select id, topic, subject_id, payload, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json(rows)}) as r (id uuid, topic text, subject_id uuid, payload jsonb))
    select pg_notify('consilium_work', 'outbox')`;
