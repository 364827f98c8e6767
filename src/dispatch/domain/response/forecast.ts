import type { Instant } from "../../../kernel/types.js";
import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";
import { type Evidence, evidenceOf, type Words, wordsOf } from "./evidence.js";
import { longestWaitMinutes, walkWait } from "./hours.js";
import { chinaOffset, levelCount, minuteOf, type ResponseModel } from "./model.js";
import { acceptanceOf, ratesOf } from "./refit.js";

/** An offer that is, or would be, sent to an expert at an instant. */
export interface ResponseQuery {
  readonly expertId: string;
  /** His specialty: whom he is compared with. */
  readonly groupId: string | null;
  /** Without it: as the mean of all levels. */
  readonly level?: UrgencyLevel;
  readonly sentAt: Instant;
  /** Offset of the expert's own clock from UTC; 480 in China. */
  readonly utcOffsetMinutes?: number;
}

/** What is to be expected of an offer. */
export interface Forecast {
  /**
   * Chance of an answer, yes or no, within so many minutes after sending.
   * @param silentMinutes the offer is out so long already without an answer; the chance is then that of the rest
   */
  answersBy(minutes: number, silentMinutes?: number): number;
  /** Chance of a yes within so many minutes after sending. */
  acceptsBy(minutes: number, silentMinutes?: number): number;
  /** Chance that an answer, when it comes, is a yes. */
  readonly acceptance: number;
  /** By when half of such offers are answered; null: more than half stay silent for three days. */
  readonly medianMinutes: number | null;
  readonly evidence: Evidence;
  /** One sentence with what it rests on, e.g. 周三下午通常 3 分钟应答（近 90 天 14 次）. */
  readonly words: Words;
}

const hazardsOf = (model: ResponseModel, level: UrgencyLevel | undefined): Float64Array =>
  model.fitted.hazards[level === undefined ? levelCount : urgencyLevels.indexOf(level)] ?? new Float64Array();

/** Answers expected until then, in the sense of a hazard summed up: the chance of silence is e to its negative. */
function summedHazard(
  hazards: Float64Array,
  rates: Float64Array,
  localMinute: number,
  minutes: number,
): number {
  let sum = 0;
  walkWait(localMinute, minutes, (stretch, cell, length) => {
    sum += length * (hazards[stretch] ?? 0) * (rates[cell] ?? 1);
    return true;
  });
  return sum;
}

/** Minutes until the summed hazard reaches `goal`; null: not within the longest wait. */
function timeTo(
  goal: number,
  hazards: Float64Array,
  rates: Float64Array,
  localMinute: number,
): number | null {
  let [sum, at] = [0, 0];
  let found: number | null = null;
  walkWait(localMinute, longestWaitMinutes, (stretch, cell, length) => {
    const hazard = (hazards[stretch] ?? 0) * (rates[cell] ?? 1);
    if (sum + hazard * length >= goal) {
      found = at + (goal - sum) / hazard;
      return false;
    }
    sum += hazard * length;
    at += length;
    return true;
  });
  return found;
}

/**
 * Chance of a yes to an offer within so many minutes: the number of `forecast(…).acceptsBy(…)` without its words, for
 * deciding over many pairs at once.
 */
export function chanceToAccept(model: ResponseModel, query: ResponseQuery, minutes: number): number {
  const sent = minuteOf(query.sentAt);
  const tally = model.experts.get(query.expertId);
  const rates = ratesOf(model, tally, query.groupId, sent);
  const local = sent + (query.utcOffsetMinutes ?? chinaOffset);
  const silence = Math.exp(-summedHazard(hazardsOf(model, query.level), rates, local, minutes));
  return acceptanceOf(model, tally, query.groupId, sent) * (1 - silence);
}

/**
 * The chance of an answer before an offer lapses that is still silent: without a reminder, and with one at each of `atMinutes`.
 * A reminder is taken to work as the offer did: from it on the hazard of a new wait holds, at its own hour.
 * @param wait minutes from sending, `silentMinutes` ≤ each of `atMinutes` ≤ `untilMinutes`
 */
export function remindedChances(
  model: ResponseModel,
  query: ResponseQuery,
  wait: {
    readonly silentMinutes: number;
    readonly untilMinutes: number;
    readonly atMinutes: readonly number[];
  },
): { readonly without: number; readonly withReminder: number[] } {
  const sent = minuteOf(query.sentAt);
  const local = sent + (query.utcOffsetMinutes ?? chinaOffset);
  const rates = ratesOf(model, model.experts.get(query.expertId), query.groupId, sent);
  const hazards = hazardsOf(model, query.level);
  const sumTo = (minutes: number): number => summedHazard(hazards, rates, local, minutes);
  const before = sumTo(wait.silentMinutes);
  const chanceOf = (sum: number): number => -Math.expm1(-Math.max(0, sum));
  return {
    without: chanceOf(sumTo(wait.untilMinutes) - before),
    withReminder: wait.atMinutes.map((at) =>
      chanceOf(
        sumTo(at) - before + summedHazard(hazards, rates, local + at, Math.max(0, wait.untilMinutes - at)),
      ),
    ),
  };
}

/** What is to be expected of an offer to this expert at that instant, by what has been learned so far. */
export function forecast(model: ResponseModel, query: ResponseQuery): Forecast {
  const sent = minuteOf(query.sentAt);
  const local = sent + (query.utcOffsetMinutes ?? chinaOffset);
  const tally = model.experts.get(query.expertId);
  const rates = ratesOf(model, tally, query.groupId, sent);
  const hazards = hazardsOf(model, query.level);
  const acceptance = acceptanceOf(model, tally, query.groupId, sent);
  const answersBy = (minutes: number, silentMinutes = 0): number => {
    if (!(minutes > silentMinutes)) return 0;
    const rest =
      summedHazard(hazards, rates, local, minutes) - summedHazard(hazards, rates, local, silentMinutes);
    return -Math.expm1(-Math.max(0, rest));
  };
  const medianMinutes = timeTo(Math.LN2, hazards, rates, local);
  const evidence = evidenceOf(model, tally, query.groupId, local);
  return {
    answersBy,
    acceptsBy: (minutes, silentMinutes) => acceptance * answersBy(minutes, silentMinutes),
    acceptance,
    medianMinutes,
    evidence,
    words: wordsOf(evidence),
  };
}

/**
 * One answer as the model would have it happen, for replaying what was never asked.
 * @param u uniform in (0, 1): how early among all such offers; `v`: whether it is a yes
 * @returns minutes from sending, Infinity when none comes within the longest wait
 */
export function drawAnswer(
  model: ResponseModel,
  query: ResponseQuery,
  u: number,
  v: number,
): { readonly minutes: number; readonly accepts: boolean } {
  const sent = minuteOf(query.sentAt);
  const tally = model.experts.get(query.expertId);
  const rates = ratesOf(model, tally, query.groupId, sent);
  const local = sent + (query.utcOffsetMinutes ?? chinaOffset);
  return {
    minutes: timeTo(-Math.log1p(-u), hazardsOf(model, query.level), rates, local) ?? Infinity,
    accepts: v < acceptanceOf(model, tally, query.groupId, sent),
  };
}
