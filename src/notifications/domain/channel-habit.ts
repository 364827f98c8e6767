import type { Channel } from "./channels.js";

/** What one channel has brought: how long messages about offers lay unread, and how many were read meanwhile. */
export interface ChannelRecord {
  readonly channel: Channel;
  readonly sent: number;
  /** Read before the next channel was tried or the offer had lapsed. */
  readonly read: number;
  /** Minutes they lay unread, up to then. */
  readonly minutes: number;
}

/** A channel and how soon the person reads what comes by it. */
export interface ChannelHabit extends ChannelRecord {
  /** Readings an hour of lying unread, his own record of the channel shrunk to that of all his channels. */
  readonly perHour: number;
}

/** So many readings does the mean of his channels weigh beside a channel's own. */
const strength = 2;
/** Fewer readings on all his channels together make no habit. */
const leastRead = 3;

/**
 * His channels by how soon he reads what comes by them, the soonest first; equals in the order given. A message that was never read
 * is a wait without an answer, as with offers. Null: too little is known, and his own order stands.
 */
export function channelHabits(records: readonly ChannelRecord[]): readonly ChannelHabit[] | null {
  const read = records.reduce((sum, one) => sum + one.read, 0);
  const minutes = records.reduce((sum, one) => sum + one.minutes, 0);
  if (read < leastRead || minutes <= 0) return null;
  const mean = read / minutes;
  return records
    .map((one) => ({ ...one, perHour: (60 * (one.read + strength)) / (one.minutes + strength / mean) }))
    .toSorted((a, b) => b.perHour - a.perHour);
}

/** His own order with the channels he reads soonest first; none is added, none left out. */
export const byHabit = (order: readonly Channel[], soonest: readonly string[]): Channel[] => {
  const placeOf = (channel: Channel): number => {
    const at = soonest.indexOf(channel);
    return at < 0 ? soonest.length : at;
  };
  return order.toSorted((a, b) => placeOf(a) - placeOf(b));
};
