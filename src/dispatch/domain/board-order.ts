import { minutesBetween } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";

export interface Waiting {
  readonly id: string;
  readonly urgencyLevel: UrgencyLevel | null;
  readonly isWithDispatcher: boolean;
  readonly dueAt: Instant | null;
  readonly submittedAt: Instant | null;
}

/** Minutes past the clock of the current step; 0 when in time or when there is none. */
export const overdueMinutes = (dueAt: Instant | null, now: Instant): number =>
  dueAt === null ? 0 : Math.max(0, minutesBetween(dueAt, now));

/**
 * The board's order: more urgent first, a case that has no level yet as if it were level I; then those waiting for the
 * dispatcher; then the earliest clock; then the longest waiting; then id, so that the order is total.
 */
export function boardOrder(a: Waiting, b: Waiting): number {
  const rank = (level: UrgencyLevel | null) => (level === null ? 0 : urgencyLevels.indexOf(level));
  const text = (instant: Instant | null) => instant ?? "9999";
  return (
    rank(a.urgencyLevel) - rank(b.urgencyLevel) ||
    Number(b.isWithDispatcher) - Number(a.isWithDispatcher) ||
    compare(text(a.dueAt), text(b.dueAt)) ||
    compare(text(a.submittedAt), text(b.submittedAt)) ||
    compare(a.id, b.id)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
