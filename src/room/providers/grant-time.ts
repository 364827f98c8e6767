import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";

/**
 * How long a token lets somebody begin to join: long enough for a slow phone, too short to be passed on. It says nothing
 * of how long a call may last.
 */
export const grantSeconds = 120;

export const endOfGrant = (now: Instant): Instant => addMinutes(now, grantSeconds / 60);
