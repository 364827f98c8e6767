import type { CreditRules } from "./rules.js";

/**
 * Hundredths of a credit for minutes of work, rounded down. Source: the reform of 2025 counts 3 hours as 1 credit; the
 * 办法 of 2006 counted 3 or 6 hours by the level of the project.
 */
export const creditCentsOf = (minutes: number, rules: Pick<CreditRules, "minutesPerCredit">): number =>
  Math.floor((minutes * 100) / rules.minutesPerCredit);

/** How long a consultation counts: a written one a fixed time, a video one its real length and no less than the least. */
export const countedMinutes = (
  given: { readonly mode: "written" | "video"; readonly minutes: number | null },
  rules: Pick<CreditRules, "writtenMinutes" | "videoMinutes">,
): number =>
  given.mode === "written" ? rules.writtenMinutes : Math.max(rules.videoMinutes, given.minutes ?? 0);

/** What of a new credit still fits under the year's cap; 0 when it is full. */
export const underCap = (uncapped: number, alreadyThisYear: number, yearCapCents: number): number =>
  Math.max(0, Math.min(uncapped, yearCapCents - alreadyThisYear));
