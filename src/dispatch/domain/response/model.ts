import type { Instant } from "../../../kernel/types.js";
import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";
import { cellCount, endOfWait, firstHazards, stretchCount, walkWait } from "./hours.js";

/** How an offer ended, as the response model learns from it. */
export interface ResponseOutcome {
  /** Whose habit it is: the person, so that someone with two posts is one. */
  readonly expertId: string;
  /** Whom he is compared with while little is known of him: his specialty. Null: with everybody. */
  readonly groupId: string | null;
  /** The urgent is answered sooner than the rest; everybody's record teaches by how much. */
  readonly level: UrgencyLevel;
  readonly sentAt: Instant;
  /** Offset of the expert's own clock from UTC at that instant; 480 in China. */
  readonly utcOffsetMinutes?: number;
  /** Only accepted and declined are answers. A time-out or a withdrawal tells that none had come until then. */
  readonly end: "accepted" | "declined" | "expired" | "withdrawn";
  /** From sending to the end, in minutes. */
  readonly waitedMinutes: number;
}

/** What is counted of an expert, a group or everybody; faded by age, see `weightAt`. */
export interface Tally {
  /** Answers, and the answers `firstHazards` would expect in the time waited, by hour of the week. */
  readonly answered: Float32Array;
  readonly expected: Float32Array;
  /** `expected` once more, by level. */
  readonly expectedByLevel: Float64Array;
  accepted: number;
  decided: number;
  /** Offers that ended, unfaded. */
  offers: number;
}

/** The last offers of an expert, for words and pictures; oldest overwritten first. */
export interface Recent {
  readonly at: Float64Array;
  readonly waited: Float32Array;
  /** 1 accepted, 2 declined, 3 expired, 4 withdrawn. */
  readonly end: Uint8Array;
  count: number;
}

export interface ExpertTally extends Tally {
  /** Of his latest offer; of two at the same minute, the later by name, so that the order of learning does not matter. */
  groupId: string | null;
  groupSince: number;
  readonly recent: Recent;
  /** Rates by hour of the week as last worked out; undefined: to be worked out anew. */
  rates: KeptRates | undefined;
}

interface KeptRates {
  readonly table: Float64Array;
  readonly groupId: string | null;
  readonly generation: number;
  readonly day: number;
}

/** How many events' weight the wider level has against the own record: large when experts differ little. */
export interface Strengths {
  readonly overall: number;
  readonly hourKind: number;
  readonly cell: number;
  readonly acceptance: number;
}

/** What everybody together teaches; worked out anew by `refit`. */
export interface Fitted {
  /** Answers a minute by stretch of waiting: of each level, then of all levels together. */
  readonly hazards: readonly Float64Array[];
  /** Factor on `expected` by level, beside the mean of all levels. */
  readonly levelCorrection: Float64Array;
  /** Factor on `expected` by hour of the week, for the stretches that are waited through in that hour. */
  readonly correction: Float64Array;
  /** Rates by hour of the week, relative to `hazards`; 1 is average. */
  readonly everybody: Float64Array;
  readonly groups: Map<string, Float64Array>;
  readonly acceptance: number;
  readonly groupAcceptance: Map<string, number>;
  readonly strengths: Strengths;
  /** Counts each refit, so that tables made from an earlier one are known. */
  readonly generation: number;
}

export interface ResponseModel {
  /** Weights are counted from here. */
  readonly epochMinute: number;
  readonly halfLifeDays: number;
  /** By level, then cell, then stretch. */
  readonly answeredByStretch: Float64Array;
  readonly expectedByStretch: Float64Array;
  readonly everybody: Tally;
  readonly groups: Map<string, Tally>;
  readonly experts: Map<string, ExpertTally>;
  outcomes: number;
  outcomesAtRefit: number;
  fitted: Fitted;
}

export const recentKept = 32;
export const levelCount = urgencyLevels.length;
/** Before anything is learned. Source: share of accepted among answered offers in eConsult services is high; 0.7 is a cautious guess. */
const firstAcceptance = 0.7;
const firstStrengths: Strengths = { overall: 4, hourKind: 6, cell: 20, acceptance: 6 };

const newTally = (): Tally => ({
  answered: new Float32Array(cellCount),
  expected: new Float32Array(cellCount),
  expectedByLevel: new Float64Array(levelCount),
  accepted: 0,
  decided: 0,
  offers: 0,
});

/**
 * A model that knows nothing yet.
 * @param from any instant near the first outcomes; weights are counted from it and must stay within some thirty years
 * @param halfLifeDays after so many days an outcome counts half
 */
export function newResponseModel(from: Instant, halfLifeDays = 90): ResponseModel {
  return {
    epochMinute: Date.parse(from) / 60_000,
    halfLifeDays,
    answeredByStretch: new Float64Array(levelCount * cellCount * stretchCount),
    expectedByStretch: new Float64Array(levelCount * cellCount * stretchCount),
    everybody: newTally(),
    groups: new Map(),
    experts: new Map(),
    outcomes: 0,
    outcomesAtRefit: 0,
    fitted: {
      hazards: Array.from({ length: levelCount + 1 }, () => Float64Array.from(firstHazards)),
      levelCorrection: new Float64Array(levelCount).fill(1),
      correction: new Float64Array(cellCount).fill(1),
      everybody: new Float64Array(cellCount).fill(1),
      groups: new Map(),
      acceptance: firstAcceptance,
      groupAcceptance: new Map(),
      strengths: firstStrengths,
      generation: 0,
    },
  };
}

export const minuteOf = (at: Instant): number => Date.parse(at) / 60_000;
export const chinaOffset = 480;

/**
 * Weight of an outcome of that minute. It grows with time instead of the old ones shrinking, so that adding stays O(1)
 * and the order of adding does not matter; what is read is divided by the weight of the moment of reading.
 */
export const weightAt = (model: ResponseModel, minute: number): number =>
  2 ** ((minute - model.epochMinute) / (1440 * model.halfLifeDays));

export function tallyOfExpert(model: ResponseModel, expertId: string): ExpertTally {
  let tally = model.experts.get(expertId);
  if (!tally) {
    tally = {
      ...newTally(),
      groupId: null,
      groupSince: -Infinity,
      rates: undefined,
      recent: {
        at: new Float64Array(recentKept),
        waited: new Float32Array(recentKept),
        end: new Uint8Array(recentKept),
        count: 0,
      },
    };
    model.experts.set(expertId, tally);
  }
  return tally;
}

export function tallyOfGroup(model: ResponseModel, groupId: string): Tally {
  let tally = model.groups.get(groupId);
  if (!tally) model.groups.set(groupId, (tally = newTally()));
  return tally;
}

export const endCodes = ["accepted", "declined", "expired", "withdrawn"] as const;
const add = (array: Float32Array | Float64Array, at: number, value: number): void => {
  array[at] = (array[at] ?? 0) + value;
};

/**
 * Learns one outcome, in constant time. Forecasts of the expert take it in at once; what everybody and his group teach
 * is worked out anew by `refit`. A wait that is negative or not a number is an error of the caller and throws RangeError.
 */
export function addOutcome(model: ResponseModel, outcome: ResponseOutcome): void {
  const { waitedMinutes, groupId } = outcome;
  if (!(waitedMinutes >= 0)) throw new RangeError(`waitedMinutes must be 0 or more: ${waitedMinutes}`);
  const sent = minuteOf(outcome.sentAt);
  if (!Number.isFinite(sent)) throw new RangeError("sentAt is not an instant");
  const local = sent + (outcome.utcOffsetMinutes ?? chinaOffset);
  const weight = weightAt(model, sent);
  const expert = tallyOfExpert(model, outcome.expertId);
  if (sent > expert.groupSince || (sent === expert.groupSince && (groupId ?? "") > (expert.groupId ?? ""))) {
    expert.groupId = groupId;
    expert.groupSince = sent;
  }
  expert.rates = undefined;
  const tallies: Tally[] = [model.everybody, expert];
  if (groupId !== null) tallies.push(tallyOfGroup(model, groupId));

  const level = urgencyLevels.indexOf(outcome.level);
  const slot = (cell: number, stretch: number): number => (level * cellCount + cell) * stretchCount + stretch;
  walkWait(local, waitedMinutes, (stretch, cell, minutes) => {
    const expected = weight * minutes * (firstHazards[stretch] ?? 0);
    add(model.expectedByStretch, slot(cell, stretch), expected);
    for (const tally of tallies) {
      add(tally.expected, cell, expected);
      add(tally.expectedByLevel, level, expected);
    }
    return true;
  });
  const isAnswer = outcome.end === "accepted" || outcome.end === "declined";
  if (isAnswer) {
    const { stretch, cell } = endOfWait(local, waitedMinutes);
    add(model.answeredByStretch, slot(cell, stretch), weight);
    for (const tally of tallies) {
      add(tally.answered, cell, weight);
      tally.decided += weight;
      if (outcome.end === "accepted") tally.accepted += weight;
    }
  }
  for (const tally of tallies) tally.offers += 1;
  const { recent } = expert;
  const at = recent.count % recentKept;
  recent.at[at] = local;
  recent.waited[at] = waitedMinutes;
  recent.end[at] = endCodes.indexOf(outcome.end) + 1;
  recent.count += 1;
  model.outcomes += 1;
}
