import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";

/**
 * 预约: held 暂留 → booked 已预约 → in_session 会诊中 → fulfilled 已完成 | no_show 爽约 | cancelled 已取消 | moved 已改期 (another one
 * stands in its place).
 */
export const appointmentStatuses = [
  "held",
  "booked",
  "in_session",
  "fulfilled",
  "no_show",
  "cancelled",
  "moved",
] as const;
export type AppointmentStatus = (typeof appointmentStatuses)[number];

/** From each state, where it may go; the database holds the same table. */
export const appointmentTransitions: Readonly<Record<AppointmentStatus, readonly AppointmentStatus[]>> = {
  held: ["booked", "cancelled", "moved"],
  booked: ["in_session", "no_show", "cancelled", "moved"],
  in_session: ["fulfilled", "no_show"],
  fulfilled: [],
  no_show: [],
  cancelled: [],
  moved: [],
};

/** States that take the time of those who take part; the exclusion constraint is over these. */
export const liveStatuses = ["held", "booked", "in_session"] as const satisfies readonly AppointmentStatus[];

export const shortestMinutes = 5;
export const longestMinutes = 12 * 60;
/** Nobody is booked further ahead than this. */
export const furthestDays = 366;
export const mostParticipants = 20;

export type TimeRefusal = "in_the_past" | "too_short" | "too_long" | "too_far_ahead" | "not_on_a_minute";

/** Whether an appointment may lie there at all, whoever takes part. A start at `now` itself is allowed. */
export function checkTime(startsAt: Instant, minutes: number, now: Instant): Result<null, TimeRefusal> {
  const start = Date.parse(startsAt);
  if (!Number.isInteger(minutes) || start % 60_000 !== 0) return refuse("not_on_a_minute");
  if (minutes < shortestMinutes) return refuse("too_short");
  if (minutes > longestMinutes) return refuse("too_long");
  // The minute that runs counts as now: nobody clicks faster.
  if (start < Date.parse(now) - 60_000) return refuse("in_the_past");
  if (start > Date.parse(now) + furthestDays * 86_400_000) return refuse("too_far_ahead");
  return ok(null);
}
