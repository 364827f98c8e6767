import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";

export const mostAttempts = 6;

/**
 * When a message that failed for the moment is tried again: 5 s after the first try, then three times as long each,
 * ten minutes at most, of which a random half is taken off so that many do not come back together. A server that asked
 * for more time gets it, up to an hour.
 * @param attempt tries so far, from 1. @param random in [0, 1).
 * @returns null: no further try, or none before `notAfter`.
 */
export function nextTryAt(
  attempt: number,
  random: number,
  now: Instant,
  retryAfterSeconds: number | null = null,
  notAfter: Instant | null = null,
): Instant | null {
  if (attempt >= mostAttempts) return null;
  const full = Math.min(600, 5 * 3 ** (attempt - 1));
  const seconds = Math.max(full * (1 - random / 2), Math.min(retryAfterSeconds ?? 0, 3600));
  const at = instant(Date.parse(now) + Math.round(seconds * 1000));
  return notAfter !== null && at >= notAfter ? null : at;
}
