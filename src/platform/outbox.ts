import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { later, type Tx } from "./database/database.js";
import { insertAll } from "./database/insert-all.js";
import { jobColumns, waking } from "./jobs.js";

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

/** Who knows the hearers makes their jobs in the same statement; else a worker somewhere makes jobs of what is left to be passed on. */
function writeAll(tx: Tx, events: readonly DomainEvent[]) {
  const { hearing } = tx;
  const rows = events.map((event) => ({
    id: randomUUID(),
    topic: event.topic,
    subject_id: event.subjectId,
    payload: event.payload ?? {},
    created_at: tx.now,
    relayed_at: hearing ? tx.now : null,
  }));
  const told = insertAll("platform.outbox", eventColumns, rows);
  if (!hearing) return sql`with told as (${told}) select pg_notify('consilium_work', 'outbox')`;
  const jobs = rows.flatMap(({ id, topic, subject_id, payload }) =>
    hearing.hearersOf(topic).map((kind) => ({
      kind,
      subject_id,
      dedupe_key: id,
      payload: { ...payload, eventId: id },
      due_at: tx.now,
      created_at: tx.now,
    })),
  );
  const kinds = jobs.map(({ kind }) => kind);
  return sql`with told as (${told}), heard as (${insertAll("platform.job", jobColumns, jobs)}) ${waking(tx, kinds)}`;
}

const eventColumns = {
  id: "uuid",
  topic: "text",
  subject_id: "uuid",
  payload: "jsonb",
  created_at: "timestamptz",
  relayed_at: "timestamptz",
} as const;
