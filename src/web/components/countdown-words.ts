export type CountdownTone = "calm" | "soon" | "late";

/** What a countdown says: a text key with its numbers, and how pressing it is. */
export interface CountdownWords {
  readonly side: "left" | "late";
  readonly unit: "Days" | "Hours" | "Minutes" | "Seconds";
  readonly values: {
    readonly days: number;
    readonly hours: number;
    readonly minutes: number;
    readonly seconds: number;
  };
  readonly tone: CountdownTone;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Words for the time to or past a deadline. Whole units, rounded down on both sides: nobody is promised time he has
 * not, and nobody is blamed for a minute that has not passed. Due exactly now counts as late by 0 seconds.
 * @param soonMinutes from when on a deadline is pressing (default 5)
 */
export function countdownWords(dueAtMs: number, nowMs: number, soonMinutes = 5): CountdownWords {
  const leftMs = dueAtMs - nowMs;
  const side = leftMs > 0 ? "left" : "late";
  const span = Math.abs(leftMs);
  const unit = span >= 2 * day ? "Days" : span >= hour ? "Hours" : span >= minute ? "Minutes" : "Seconds";
  return {
    side,
    unit,
    values: {
      days: Math.floor(span / day),
      hours: Math.floor(span / hour),
      minutes: unit === "Hours" ? Math.floor((span % hour) / minute) : Math.floor(span / minute),
      seconds: Math.floor(span / second),
    },
    tone: side === "late" ? "late" : leftMs < soonMinutes * minute ? "soon" : "calm",
  };
}
