import { type BundlingRule, chooseStart } from "../bundling.js";
import type { SimRun } from "./engine.js";
import type { SimWorld } from "./world.js";

/** What the meetings of a run come to, when each is booked as its case is accepted. */
export interface BookingFigures {
  /** Ways to the consultation room a meeting: 1 when every meeting is a way of its own. */
  readonly walksPerMeeting: number;
  /** Minutes from acceptance to the meeting's start, of levels III and IV. */
  readonly startMean: number;
  readonly startP95: number;
}

/** Both sides need this long to come; what is not pressing is set further ahead. Invented, as all rates here. */
const leadMinutes = { III: 60, IV: 240 } as const;
/** The length of a meeting; meetings begin on the quarter. */
const [lengthMinutes, step] = [30, 15];
/** Meetings at most this far apart are one sitting. */
const gapMinutes = 30;
/** How far ahead a time is looked for, and the latest start after the earliest by level; I and II meet at once. */
const horizonMinutes = 480;
const latestMinutes = { III: 240, IV: 480 } as const;
/** How much level III weighs beside IV in the default policy. */
const relativeUrgency = { III: 2, IV: 1 } as const;

/**
 * Books the accepted cases of levels III and IV one after another, in order of acceptance, into their experts' days: at the first
 * free quarter after the lead, or later into a sitting where the rule says so. Nothing of it acts back on who was asked.
 */
export function bookAccepted(world: SimWorld, run: SimRun, rule: BundlingRule): BookingFigures {
  const booked = new Map<number, number[]>();
  const accepted = run.state.requests
    .flatMap(({ acceptedAt, acceptedBy }, r) => {
      const request = world.requests[r];
      return request === undefined || acceptedAt === null || acceptedBy === null
        ? []
        : [{ level: request.level, acceptedAt, acceptedBy, at: request.at }];
    })
    .sort((a, b) => a.acceptedAt - b.acceptedAt || a.acceptedBy - b.acceptedBy);
  const starts: number[] = [];
  for (const { level, acceptedAt, acceptedBy, at } of accepted) {
    if (level !== "III" && level !== "IV") continue;
    const mine = booked.get(acceptedBy) ?? [];
    booked.set(acceptedBy, mine);
    const earliest = Math.ceil((acceptedAt + leadMinutes[level]) / step) * step;
    const slots: { start: number; joinsSitting: boolean }[] = [];
    for (let start = earliest; start <= earliest + horizonMinutes; start += step) {
      if (mine.some((other) => Math.abs(other - start) < lengthMinutes)) continue;
      const joinsSitting = mine.some((other) => Math.abs(other - start) <= lengthMinutes + gapMinutes);
      slots.push({ start, joinsSitting });
    }
    const latestStart = earliest + latestMinutes[level];
    const chosen = chooseStart(slots, { level, relativeUrgency: relativeUrgency[level], latestStart }, rule);
    if (chosen === undefined) continue;
    mine.push(chosen.slot.start);
    if (at >= world.measuredFrom && at < world.measuredTo) starts.push(chosen.slot.start - acceptedAt);
  }
  let [meetings, walks] = [0, 0];
  for (const mine of booked.values()) {
    mine.sort((a, b) => a - b);
    meetings += mine.length;
    walks += mine.filter(
      (start, i) => i === 0 || start - (mine[i - 1] ?? 0) > lengthMinutes + gapMinutes,
    ).length;
  }
  starts.sort((a, b) => a - b);
  return {
    walksPerMeeting: walks / Math.max(1, meetings),
    startMean: starts.reduce((sum, one) => sum + one, 0) / Math.max(1, starts.length),
    startP95: starts[Math.min(starts.length - 1, Math.floor(starts.length * 0.95))] ?? 0,
  };
}
