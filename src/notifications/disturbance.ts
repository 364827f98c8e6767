import { type RawBuilder, sql } from "kysely";
import { findReader } from "../identity/index.js";
import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import type { Tx } from "../platform/database/database.js";
import { type ChannelHabit, type ChannelRecord, channelHabits } from "./domain/channel-habit.js";
import { freeAt, mayBreakQuiet, weightOf } from "./domain/plan.js";
import { findSetting } from "./store/settings.js";
import { notificationsTables } from "./tables.js";

/**
 * Why a person is not to be told of an open offer at an instant: his quiet hours, which level I alone breaks, or a call. Needs
 * system scope.
 */
export async function readDisturbance(
  tx: Tx,
  personId: string,
  level: UrgencyLevel,
): Promise<(at: Instant) => "quiet_hours" | "in_call" | null> {
  const [setting, reader] = await Promise.all([findSetting(tx, personId), findReader(tx, personId)]);
  const rules = { quiet: setting.quiet, timeZone: setting.timeZone ?? reader?.timeZone ?? "Asia/Shanghai" };
  const breaksQuiet = mayBreakQuiet(weightOf("offer_expiring", level), level);
  const state = { inCallUntil: setting.inCallUntil };
  return (at) =>
    state.inCallUntil !== null && state.inCallUntil > at
      ? "in_call"
      : freeAt(at, rules, state, breaksQuiet) > at
        ? "quiet_hours"
        : null;
}

/** Messages older than this say little of a person's habits now. */
const habitDays = 90;
/** Lying unread for longer says nothing new. */
const longestMinutes = 240;

/** {@link channelHabits} of one person, from his messages about offers. Needs system scope. */
export async function readChannelHabits(tx: Tx, personId: string): Promise<readonly ChannelHabit[] | null> {
  const ends: RawBuilder<unknown> = sql`least(n.read_at, next.sent_at, d.not_after, platform.now(),
    d.finished_at + make_interval(mins => ${longestMinutes}::int))`;
  const { rows } = await sql<ChannelRecord>`
    select d.channel, count(*)::int as sent,
      (count(*) filter (where n.read_at is not null and n.read_at <= ${ends}))::int as read,
      sum(greatest(0, extract(epoch from ${ends} - d.finished_at) / 60))::float8 as minutes
    from notifications.delivery d join notifications.notice n on n.id = d.notice_id
      left join lateral (select min(other.finished_at) as sent_at from notifications.delivery other
        where other.notice_id = d.notice_id and other.status = 'sent' and other.step > d.step) next on true
    where d.person_id = ${personId}::uuid and d.status = 'sent' and d.kind in ('offer_sent', 'offer_expiring')
      and d.created_at > platform.now() - make_interval(days => ${habitDays}::int)
    group by d.channel order by d.channel`.execute(notificationsTables(tx));
  return channelHabits(rows);
}
