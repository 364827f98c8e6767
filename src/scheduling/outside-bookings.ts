import type { Instant } from "../kernel/types.js";
import { type Tx } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import { publish } from "../platform/outbox.js";
import type { BlockKind } from "./domain/calendar.js";
import { ensureCalendars, lockCalendars, takenPeople } from "./store/appointments.js";
import { addBlocks, deleteBlocksByKey, listBlocksByKey } from "./store/calendars.js";

/** The time one booking of a hospital's system takes of one person. */
export interface OutsideStretch {
  readonly personId: string;
  readonly kind: BlockKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

export interface PutOutside {
  /** added: the booking took no time before · unchanged: it takes the same time of the same people. */
  readonly result: "added" | "changed" | "unchanged";
  /** Those of them who have a consultation in that time; it stays where it is. */
  readonly meets: readonly string[];
}

const sameTime = (one: OutsideStretch): string =>
  [one.personId, one.kind, one.startsAt, one.endsAt].join(" ");

/**
 * What a hospital's system says of one booking, in the place of what it said before: the stretches become blocks of their
 * people's one calendar (source `his`). None: the booking is no more. Runs in the hospital's scope.
 * @param key the system and its number of the booking, at most 300 characters, the same for every word about it.
 * @param zone of calendars that have to be made.
 */
export async function putOutsideBooking(
  tx: Tx,
  key: string,
  stretches: readonly OutsideStretch[],
  zone: string,
): Promise<PutOutside> {
  const before = await listBlocksByKey(tx, "his", key);
  const people = [...new Set(stretches.map(({ personId }) => personId))];
  const touched = [...new Set([...before.map(({ personId }) => personId), ...people])];
  await ensureCalendars(tx, new Map(people.map((personId) => [personId, zone])));
  if (touched.length > 0) await lockCalendars(tx, touched);
  const [old, now] = [new Set(before.map(sameTime)), new Set(stretches.map(sameTime))];
  const isSame = old.size === now.size && [...now].every((one) => old.has(one));
  const meets: string[] = [];
  for (const { personId, startsAt, endsAt } of stretches)
    meets.push(...(await takenPeople(tx, [personId], startsAt, endsAt)));
  if (isSame) return { result: "unchanged", meets };
  await deleteBlocksByKey(tx, "his", key);
  for (const personId of people)
    await addBlocks(
      tx,
      personId,
      stretches
        .filter((one) => one.personId === personId)
        .map(({ kind, startsAt, endsAt }) => ({ kind, startsAt, endsAt, source: "his", key })),
      null,
    );
  for (const personId of touched)
    await announce(tx, {
      topic: "calendar",
      id: personId,
      audience: { persons: [personId], platform: true },
    });
  const freed = before.filter((one) => !now.has(sameTime(one)) && one.endsAt > tx.now);
  const [first] = freed;
  if (first !== undefined)
    await publish(tx, {
      topic: "scheduling.time-freed",
      subjectId: first.personId,
      payload: { personIds: [...new Set(freed.map(({ personId }) => personId))] },
    });
  return { result: before.length === 0 ? "added" : "changed", meets };
}
