import { addMinutes, minutesBetween } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { NewJob } from "../platform/jobs.js";

/** Looks whether, and when, whoever has not answered an offer is to be reminded; subject is the offer. */
export const remindJob = "dispatch.remind-offer";

/** Everything that waits for an offer to stay open; taken back when it ends. */
export const timersOf = (offerId: string): Pick<NewJob, "kind" | "subjectId">[] => [
  { kind: "dispatch.expire-offer", subjectId: offerId },
  { kind: remindJob, subjectId: offerId },
];

/** Many answer at once; a reminder is thought of only for those who do not. */
const firstLookMinutes = 1;

/** When an offer sent now is first looked at for a reminder: soon, and before its rule's earliest. */
export const firstLookAt = (now: Instant, expiresAt: Instant): Instant =>
  addMinutes(now, Math.min(firstLookMinutes, 0.1 * minutesBetween(now, expiresAt)));
