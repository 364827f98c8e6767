import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { bookableTime } from "./domain/free-time.js";
import { coversAll } from "./domain/intervals.js";
import { minuteOf } from "./domain/zone.js";
import { readCalendars } from "./store/read-calendars.js";

/**
 * By person: which of these starts he could meet at for `minutes`, as indices into `starts`, ascending; hours, blocks,
 * appointments, pauses and caps looked at. `starts` ascend. Needs system scope to see people of other institutions.
 */
export async function readFreeStarts(
  tx: Tx,
  ask: {
    readonly personIds: readonly string[];
    readonly minutes: number;
    readonly starts: readonly Instant[];
  },
): Promise<Map<string, number[]>> {
  const [first, last] = [ask.starts[0], ask.starts.at(-1)];
  if (first === undefined || last === undefined || ask.personIds.length === 0) return new Map();
  const { byPerson, swaps } = await readCalendars(tx, ask.personIds, first, last);
  const [from, to] = [minuteOf(first), minuteOf(last) + ask.minutes];
  const starts = ask.starts.map(minuteOf);
  return new Map(
    [...byPerson].map(([personId, calendar]) => {
      const free = bookableTime(calendar, from, to, ask.minutes, swaps);
      return [
        personId,
        starts.flatMap((start, i) => (coversAll(free, start, start + ask.minutes) ? [i] : [])),
      ];
    }),
  );
}
