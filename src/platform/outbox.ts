import { sql } from "kysely";
import { json, later, type Tx } from "./database/database.js";

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
    topic: event.topic,
    subject_id: event.subjectId,
    payload: event.payload ?? {},
  }));
  return sql`with written as (
      insert into platform.outbox (topic, subject_id, payload, created_at)
      select topic, subject_id, payload, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json(rows)}) as r (topic text, subject_id uuid, payload jsonb))
    select pg_notify('consilium_work', 'outbox')`;
}
