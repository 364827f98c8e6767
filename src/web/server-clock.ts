/**
 * Deadlines are judged by the server's clock, so the page counts down by it too. Every reply carries a Date header
 * (whole seconds); the reply with the shortest round trip gives the best estimate of the difference.
 */
interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
  readonly takenAt: number;
}
const sampleLifeMs = 5 * 60_000;
let best: Sample | undefined;

/** Which of two estimates to keep: a fresh contradiction wins, then the shorter round trip, then the newer. */
export function betterSample(kept: Sample | undefined, fresh: Sample): Sample {
  if (kept === undefined || fresh.takenAt - kept.takenAt > sampleLifeMs) return fresh;
  const doubtMs = 1000 + (kept.roundTripMs + fresh.roundTripMs) / 2;
  if (Math.abs(fresh.offsetMs - kept.offsetMs) > doubtMs) return fresh;
  return fresh.roundTripMs <= kept.roundTripMs ? fresh : kept;
}

/** Learns from one reply. `sentAt` and `receivedAt` are local epoch milliseconds. */
export function noteServerDate(dateHeader: string | null, sentAt: number, receivedAt: number): void {
  const seconds = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(seconds)) return;
  const offsetMs = seconds + 500 - (sentAt + receivedAt) / 2;
  best = betterSample(best, { offsetMs, roundTripMs: receivedAt - sentAt, takenAt: receivedAt });
}

/** The server's time now, in epoch milliseconds, to about a second. */
export function serverNow(): number {
  return Date.now() + (best?.offsetMs ?? 0);
}
