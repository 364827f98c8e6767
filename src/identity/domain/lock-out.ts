import { addMinutes, minutesBetween } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";

/** Failed sign-ins of one account or one address. */
export interface Failures {
  readonly failures: number;
  readonly lastFailedAt: Instant;
  readonly lockedUntil: Instant | null;
}

/** Source: GB/T 22239-2019 8.1.4.1 b (登录失败处理): five failures within fifteen minutes lock for fifteen minutes. */
export const lockOutRule = { failures: 5, windowMinutes: 15, lockMinutes: 15 } as const;

export const isLocked = (seen: Failures | undefined, now: Instant): boolean =>
  seen?.lockedUntil != null && now < seen.lockedUntil;

/** The count after one more failure; it starts anew when the last failure is older than the window or a lock has ended. */
export function afterFailure(
  seen: Failures | undefined,
  now: Instant,
  allowed: number = lockOutRule.failures,
): Failures {
  const isFresh =
    seen !== undefined &&
    minutesBetween(seen.lastFailedAt, now) < lockOutRule.windowMinutes &&
    (seen.lockedUntil === null || now < seen.lockedUntil);
  const failures = isFresh ? seen.failures + 1 : 1;
  return {
    failures,
    lastFailedAt: now,
    lockedUntil: failures >= allowed ? addMinutes(now, lockOutRule.lockMinutes) : null,
  };
}
