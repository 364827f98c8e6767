import { bytesPerSecond } from "../domain/speech.js";

/** What one page may send over its caption line. Real sound is 32,000 bytes and 10 to 50 messages a second. */
export const lineLimits = {
  maxMessageBytes: 64 * 1024,
  enterWithinMs: 10_000,
  heartbeatMs: 20_000,
  /** A page that does not read this much is dropped. */
  maxUnreadBytes: 512 * 1024,
} as const;

/** Sound may arrive in bursts after a stall, but never much faster than it is spoken. */
const burstSeconds = 20;
const factor = 1.5;
const messagesPerSecond = 120;

/** Counts what comes in against the clock; false: this is a flood. */
export function newFlowMeter(nowMs: number): (bytes: number, nowMs: number) => boolean {
  let bytesLeft = burstSeconds * bytesPerSecond;
  let messagesLeft = messagesPerSecond * 5;
  let last = nowMs;
  return (bytes, now) => {
    const seconds = Math.max(0, now - last) / 1000;
    last = now;
    bytesLeft =
      Math.min(burstSeconds * bytesPerSecond, bytesLeft + seconds * bytesPerSecond * factor) - bytes;
    messagesLeft = Math.min(messagesPerSecond * 5, messagesLeft + seconds * messagesPerSecond) - 1;
    return bytesLeft >= 0 && messagesLeft >= 0;
  };
}
