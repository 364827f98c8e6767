import { sql } from "kysely";
import { json, type Tx } from "./database/database.js";
import { platformTables } from "./tables.js";

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
export async function publishAll(tx: Tx, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await platformTables(tx)
    .insertInto("platform.outbox")
    .values(
      events.map((event) => ({
        topic: event.topic,
        subject_id: event.subjectId,
        payload: json(event.payload ?? {}),
        created_at: tx.now,
        relayed_at: null,
      })),
    )
    .execute();
  await wakeWorkers(tx);
}

/** Tells every node's worker, on commit, that there may be something to do. */
export async function wakeWorkers(tx: Tx): Promise<void> {
  await sql`select pg_notify('consilium_work', '')`.execute(platformTables(tx));
}
