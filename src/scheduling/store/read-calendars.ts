import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { postsOfPersons } from "../../experts/index.js";
import type { Tx } from "../../platform/database/database.js";
import {
  type BlockKind,
  type CompiledCalendar,
  compileCalendar,
  type PersonCalendar,
  type WeeklyRule,
} from "../domain/calendar.js";
import type { SwappedDays } from "../domain/weekly.js";
import { dayOfDate, isZone } from "../domain/zone.js";
import { schedulingTables } from "../tables.js";

/** The calendars of several people over a window, ready for arithmetic. */
export interface ReadCalendars {
  /** One a person asked for, whoever he is: a person without a calendar has an empty one on Beijing time. */
  readonly byPerson: ReadonlyMap<string, CompiledCalendar>;
  readonly swaps: SwappedDays;
}

interface Row {
  person_id: string;
  zone: string | null;
  rules: WeeklyRule[] | null;
  buffer_minutes: number | null;
  day_cap: number | null;
  week_cap: number | null;
  day_minutes_cap: number | null;
  week_minutes_cap: number | null;
  follows_holidays: boolean | null;
  blocks: [BlockKind, number, number][];
  bookings: [boolean, number, number][];
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Bookings are read this much wider, so that the weeks at both ends are counted whole. */
const weekMinutes = 8 * 1440;

/**
 * Reads calendars, what their hospitals consent to, blocks and appointments that touch [from, to), with the same few
 * statements for one person and for thousands. A hold whose time is up takes no time any more.
 * @param without an appointment that is to be looked away from, because it is about to move.
 */
export async function readCalendars(
  tx: Tx,
  personIds: readonly string[],
  from: Instant,
  to: Instant,
  without?: string,
): Promise<ReadCalendars> {
  const ids = [...new Set(personIds)];
  if (ids.length === 0) return { byPerson: new Map(), swaps: await readSwaps(tx, from, to) };
  const [early, late] = [addMinutes(from, -weekMinutes), addMinutes(to, weekMinutes)];
  const calendars = sql<Row>`
    select q.id as person_id, c.zone, c.rules, c.buffer_minutes, c.day_cap, c.week_cap, c.day_minutes_cap,
      c.week_minutes_cap, c.follows_holidays,
      (select coalesce(jsonb_agg(jsonb_build_array(b.kind, floor(extract(epoch from b.starts_at) / 60),
          ceil(extract(epoch from b.ends_at) / 60))), '[]')
        from scheduling.block b
        where b.person_id = q.id and b.ends_at > ${from}::timestamptz - interval '1 day' and b.starts_at < ${to}) as blocks,
      (select coalesce(jsonb_agg(jsonb_build_array(a.status in ('held', 'booked', 'in_session'),
          floor(extract(epoch from a.starts_at) / 60), ceil(extract(epoch from a.ends_at) / 60))), '[]')
        from scheduling.appointment_participant p join scheduling.appointment a on a.id = p.appointment_id
        where p.person_id = q.id and a.ends_at > ${early} and a.starts_at < ${late}
          and a.status in ('held', 'booked', 'in_session', 'fulfilled', 'no_show')
          and (a.status <> 'held' or a.hold_expires_at > ${tx.now})
          and a.id is distinct from ${without ?? null}::uuid) as bookings
    from unnest(${ids}::uuid[]) as q (id) left join scheduling.calendar c on c.person_id = q.id
  `.execute(schedulingTables(tx));
  const [swaps, { rows }, consents] = await Promise.all([
    readSwaps(tx, from, to),
    calendars,
    postsOfPersons(tx, ids),
  ]);
  const posts = groupBy(
    consents.filter((post) => post.isTaking),
    (post): string => post.personId,
  );
  return {
    byPerson: new Map(
      rows.map((row) => [row.person_id, compileCalendar(toCalendar(row, posts.get(row.person_id) ?? []))]),
    ),
    swaps,
  };
}

function toCalendar(row: Row, posts: Awaited<ReturnType<typeof postsOfPersons>>): PersonCalendar {
  const ofPosts = (caps: readonly number[]): number | null => (caps.length === 0 ? null : Math.max(...caps));
  const zone = row.zone ?? posts[0]?.zone ?? "Asia/Shanghai";
  return {
    personId: row.person_id,
    // A zone that another machine wrote and this one does not know must not stop the search for the others.
    zone: isZone(zone) ? zone : "Asia/Shanghai",
    rules: row.rules ?? [],
    posts: posts.map((post) => ({ zone: post.zone, hours: post.dutyHours })),
    blocks: row.blocks.map(([kind, start, end]) => ({ kind, start, end })),
    bookings: row.bookings.map(([takesTime, start, end]) => ({ takesTime, start, end })),
    bufferMinutes: row.buffer_minutes ?? 0,
    caps: {
      dayCount: smaller(row.day_cap, ofPosts(posts.map((post) => post.dailyCap))),
      weekCount: smaller(row.week_cap, ofPosts(posts.map((post) => post.weeklyCap))),
      dayMinutes: row.day_minutes_cap,
      weekMinutes: row.week_minutes_cap,
    },
    followsHolidays: row.follows_holidays ?? true,
  };
}

/** Days between the instants on which another weekday's hours hold, or none (0). */
async function readSwaps(tx: Tx, from: Instant, to: Instant): Promise<SwappedDays> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.holiday")
    .select(["on_date", "stands_for"])
    .where("on_date", ">=", addMinutes(from, -2880).slice(0, 10))
    .where("on_date", "<=", addMinutes(to, 2880).slice(0, 10))
    .execute();
  return new Map(rows.map((row) => [dayOfDate(row.on_date), row.stands_for ?? 0]));
}
