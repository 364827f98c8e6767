import type { Instant } from "../../../kernel/types.js";
import { cellCount, firstHazards, hourKindCount, hourKindOf, stretchCount } from "./hours.js";
import {
  type ExpertTally,
  type Fitted,
  levelCount,
  minuteOf,
  type ResponseModel,
  type Strengths,
  type Tally,
  weightAt,
} from "./model.js";

/** Smoothing over the neighbouring hours: half their weight. */
const sideWeight = 0.5;

/** The wider level's strength when everybody's own record is read: it has no wider level but the first guess. */
const everybodyStrengths: Strengths = { overall: 10, hourKind: 10, cell: 10, acceptance: 10 };

/** How the waits of a tally are set right against `firstHazards`; without levels: they are as everybody's. */
interface Corrections {
  readonly correction: Float64Array;
  readonly levelCorrection?: Float64Array;
}

/** The tally's mix of levels against everybody's: above 1 for somebody who is asked about the urgent above all. */
function mixOf({ expectedByLevel }: Tally, { levelCorrection }: Corrections): number {
  if (!levelCorrection) return 1;
  let [plain, corrected] = [0, 0];
  for (let l = 0; l < levelCount; l++) {
    plain += expectedByLevel[l] ?? 0;
    corrected += (expectedByLevel[l] ?? 0) * (levelCorrection[l] ?? 1);
  }
  return plain > 0 ? corrected / plain : 1;
}

interface Levels {
  readonly overall: number;
  readonly hourKinds: Float64Array;
  readonly answeredByKind: Float64Array;
  readonly predictedByKind: Float64Array;
}

/** Sums of a tally against what the wider level's rates foretell, unshrunk, at the scale of now. */
function sumsOf(
  tally: Tally,
  parent: Float64Array,
  corrections: Corrections,
  fade: number,
): { answered: number; predicted: number; byKind: { answered: Float64Array; predicted: Float64Array } } {
  const { correction } = corrections;
  const mix = mixOf(tally, corrections);
  const byKind = { answered: new Float64Array(hourKindCount), predicted: new Float64Array(hourKindCount) };
  let [answered, predicted] = [0, 0];
  for (let c = 0; c < cellCount; c++) {
    const a = (tally.answered[c] ?? 0) / fade;
    const p = (((tally.expected[c] ?? 0) * (correction[c] ?? 1) * mix) / fade) * (parent[c] ?? 1);
    answered += a;
    predicted += p;
    const kind = hourKindOf(c);
    byKind.answered[kind] = (byKind.answered[kind] ?? 0) + a;
    byKind.predicted[kind] = (byKind.predicted[kind] ?? 0) + p;
  }
  return { answered, predicted, byKind };
}

const smoothed = (values: ArrayLike<number>, at: number, first: number, size: number): number =>
  (values[at] ?? 0) +
  sideWeight *
    ((values[first + ((at - first + 1) % size)] ?? 0) +
      (values[first + ((at - first + size - 1) % size)] ?? 0));

/**
 * Rates by hour of the week of one tally: the wider level's, times how the own record differs from it in all, then by
 * hour of working day or weekend, then by hour of the week, each step shrunk towards no difference (gamma-Poisson: events
 * over events expected, both with the strength added).
 */
export function shrunkRates(
  tally: Tally,
  parent: Float64Array,
  corrections: Corrections,
  fade: number,
  strengths: Strengths,
): Float64Array {
  const { overall, hourKinds } = levelsOf(tally, parent, corrections, fade, strengths);
  const { correction } = corrections;
  const mix = mixOf(tally, corrections);
  const rates = new Float64Array(cellCount);
  const answered = new Float64Array(cellCount);
  const predicted = new Float64Array(cellCount);
  for (let c = 0; c < cellCount; c++) {
    const factor = overall * (hourKinds[hourKindOf(c)] ?? 1);
    rates[c] = (parent[c] ?? 1) * factor;
    answered[c] = (tally.answered[c] ?? 0) / fade;
    predicted[c] = (((tally.expected[c] ?? 0) * (correction[c] ?? 1) * mix) / fade) * (rates[c] ?? 0);
  }
  for (let c = 0; c < cellCount; c++)
    rates[c] =
      ((rates[c] ?? 0) * (strengths.cell + smoothed(answered, c, 0, cellCount))) /
      (strengths.cell + smoothed(predicted, c, 0, cellCount));
  return rates;
}

function levelsOf(
  tally: Tally,
  parent: Float64Array,
  corrections: Corrections,
  fade: number,
  strengths: Strengths,
): Levels {
  const { answered, predicted, byKind } = sumsOf(tally, parent, corrections, fade);
  const overall = (strengths.overall + answered) / (strengths.overall + predicted);
  const hourKinds = new Float64Array(hourKindCount);
  for (let k = 0; k < hourKindCount; k++) {
    const first = k < 24 ? 0 : 24;
    hourKinds[k] =
      (strengths.hourKind + smoothed(byKind.answered, k, first, 24)) /
      (strengths.hourKind + overall * smoothed(byKind.predicted, k, first, 24));
  }
  return { overall, hourKinds, answeredByKind: byKind.answered, predictedByKind: byKind.predicted };
}

/**
 * Shape of waiting by level, and rates by hour, of everybody together: each in turn given the others, since a night's long
 * silence and a late stretch of waiting look alike in either alone.
 */
function fitEverybody(
  model: ResponseModel,
  fade: number,
): Pick<Fitted, "hazards" | "levelCorrection" | "correction" | "everybody"> {
  const { answeredByStretch, expectedByStretch } = model;
  const { overall: strength } = everybodyStrengths;
  const factors = new Float64Array((levelCount + 1) * stretchCount).fill(1);
  const correction = new Float64Array(cellCount).fill(1);
  const levelCorrection = new Float64Array(levelCount).fill(1);
  let everybody: Float64Array = new Float64Array(cellCount).fill(1);
  const flat = new Float64Array(cellCount).fill(1);
  for (let turn = 0; turn < 6; turn++) {
    for (let k = 0; k < stretchCount; k++) {
      const [answered, predicted] = [new Float64Array(levelCount), new Float64Array(levelCount)];
      for (let l = 0; l < levelCount; l++)
        for (let c = 0; c < cellCount; c++) {
          const at = (l * cellCount + c) * stretchCount + k;
          answered[l] = (answered[l] ?? 0) + (answeredByStretch[at] ?? 0) / fade;
          predicted[l] = (predicted[l] ?? 0) + ((expectedByStretch[at] ?? 0) / fade) * (everybody[c] ?? 1);
        }
      const common = (strength + sum(answered)) / (strength + sum(predicted));
      factors[levelCount * stretchCount + k] = common;
      for (let l = 0; l < levelCount; l++)
        factors[l * stretchCount + k] =
          (common * (strength + (answered[l] ?? 0))) / (strength + common * (predicted[l] ?? 0));
    }
    const [plain, corrected] = [new Float64Array(cellCount), new Float64Array(cellCount)];
    const [plainOf, correctedOf] = [new Float64Array(levelCount), new Float64Array(levelCount)];
    for (let l = 0; l < levelCount; l++)
      for (let c = 0; c < cellCount; c++)
        for (let k = 0; k < stretchCount; k++) {
          const expected = expectedByStretch[(l * cellCount + c) * stretchCount + k] ?? 0;
          const real = expected * (factors[l * stretchCount + k] ?? 1);
          plain[c] = (plain[c] ?? 0) + expected;
          corrected[c] = (corrected[c] ?? 0) + real;
          plainOf[l] = (plainOf[l] ?? 0) + expected;
          correctedOf[l] = (correctedOf[l] ?? 0) + real;
        }
    const mean = sum(plain) > 0 ? sum(corrected) / sum(plain) : 1;
    for (let c = 0; c < cellCount; c++)
      correction[c] = (plain[c] ?? 0) > 0 ? (corrected[c] ?? 0) / (plain[c] ?? 1) : mean;
    for (let l = 0; l < levelCount; l++)
      levelCorrection[l] = (plainOf[l] ?? 0) > 0 ? (correctedOf[l] ?? 0) / (plainOf[l] ?? 1) / mean : 1;
    everybody = shrunkRates(model.everybody, flat, { correction }, fade, everybodyStrengths);
  }
  return {
    hazards: Array.from({ length: levelCount + 1 }, (_, l) =>
      Float64Array.from(firstHazards, (hazard, k) => hazard * (factors[l * stretchCount + k] ?? 1)),
    ),
    levelCorrection,
    correction,
    everybody,
  };
}

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

const within = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value));

/**
 * Strength from the spread of what was seen around what was foretold (method of moments for gamma-Poisson): spread no
 * wider than chance gives the most strength to the wider level.
 */
class Spread {
  private excess = 0;
  private squares = 0;
  private count = 0;
  see(answered: number, predicted: number): void {
    if (predicted <= 0) return;
    this.excess += (answered - predicted) ** 2 - predicted;
    this.squares += predicted ** 2;
    this.count += 1;
  }
  strength(first: number, bounds: readonly [number, number]): number {
    if (this.count < 10) return first;
    return within(this.excess > 0 ? this.squares / this.excess : Infinity, bounds);
  }
}

function fitStrengths(
  model: ResponseModel,
  fitted: Pick<
    Fitted,
    "correction" | "levelCorrection" | "everybody" | "groups" | "groupAcceptance" | "acceptance" | "strengths"
  >,
  fade: number,
): Strengths {
  const [overall, hourKind, cell] = [new Spread(), new Spread(), new Spread()];
  let [between, chance] = [0, 0];
  let counted = 0;
  for (const tally of model.experts.values()) {
    const parent = parentRates(fitted, tally.groupId);
    const sums = sumsOf(tally, parent, fitted, fade);
    const mix = mixOf(tally, fitted);
    overall.see(sums.answered, sums.predicted);
    const own = levelsOf(tally, parent, fitted, fade, fitted.strengths);
    for (let k = 0; k < hourKindCount; k++)
      hourKind.see(own.answeredByKind[k] ?? 0, own.overall * (own.predictedByKind[k] ?? 0));
    for (let c = 0; c < cellCount; c++)
      cell.see(
        (tally.answered[c] ?? 0) / fade,
        (((tally.expected[c] ?? 0) * (fitted.correction[c] ?? 1) * mix) / fade) *
          (parent[c] ?? 1) *
          own.overall *
          (own.hourKinds[hourKindOf(c)] ?? 1),
      );
    const decided = tally.decided / fade;
    if (decided >= 2) {
      const p = parentAcceptance(fitted, tally.groupId);
      const share = tally.accepted / tally.decided;
      between += decided * ((share - p) ** 2 - (p * (1 - p)) / decided);
      chance += decided * p * (1 - p);
      counted += 1;
    }
  }
  // Variance between experts over p(1-p) is 1 / (strength + 1) of a beta prior.
  const share = chance > 0 ? between / chance : 0;
  return {
    overall: overall.strength(4, [1, 60]),
    hourKind: hourKind.strength(6, [2, 120]),
    cell: cell.strength(20, [6, 400]),
    acceptance: counted < 10 ? 6 : within(share > 0 ? 1 / share - 1 : Infinity, [1, 60]),
  };
}

const parentRates = (fitted: Pick<Fitted, "groups" | "everybody">, groupId: string | null): Float64Array =>
  (groupId === null ? undefined : fitted.groups.get(groupId)) ?? fitted.everybody;

const parentAcceptance = (
  fitted: Pick<Fitted, "groupAcceptance" | "acceptance">,
  groupId: string | null,
): number => (groupId === null ? undefined : fitted.groupAcceptance.get(groupId)) ?? fitted.acceptance;

/** Works out anew what everybody and each group teach, and how much that weighs against an expert's own record. */
export function refit(model: ResponseModel, now: Instant): void {
  const fade = weightAt(model, minuteOf(now));
  const everybody = fitEverybody(model, fade);
  const first = 0.7 * everybodyStrengths.acceptance;
  const acceptance =
    (first + model.everybody.accepted / fade) /
    (everybodyStrengths.acceptance + model.everybody.decided / fade);
  const groups = new Map<string, Float64Array>();
  const groupAcceptance = new Map<string, number>();
  const groupStrengths: Strengths = { overall: 10, hourKind: 20, cell: 40, acceptance: 10 };
  for (const [id, tally] of model.groups) {
    groups.set(id, shrunkRates(tally, everybody.everybody, everybody, fade, groupStrengths));
    groupAcceptance.set(
      id,
      (groupStrengths.acceptance * acceptance + tally.accepted / fade) /
        (groupStrengths.acceptance + tally.decided / fade),
    );
  }
  const levels = { ...everybody, groups, acceptance, groupAcceptance, strengths: model.fitted.strengths };
  model.fitted = {
    ...levels,
    strengths: fitStrengths(model, levels, fade),
    generation: model.fitted.generation + 1,
  };
  model.outcomesAtRefit = model.outcomes;
}

/** True when so much was added since the last refit (a twentieth, at least 20) that it is due again. */
export const isRefitDue = (model: ResponseModel): boolean =>
  model.outcomes - model.outcomesAtRefit >= Math.max(20, model.outcomesAtRefit / 20);

/** Rates by hour of the week of an expert, relative to the hazards; kept until something new is learned or a day has passed. */
export function ratesOf(
  model: ResponseModel,
  tally: ExpertTally | undefined,
  groupId: string | null,
  minute: number,
): Float64Array {
  if (!tally) return parentRates(model.fitted, groupId);
  const day = Math.floor(minute / 1440);
  const { generation, strengths } = model.fitted;
  const kept = tally.rates;
  if (kept?.generation === generation && kept.day === day && kept.groupId === groupId) return kept.table;
  const fade = weightAt(model, minute);
  const table = shrunkRates(tally, parentRates(model.fitted, groupId), model.fitted, fade, strengths);
  tally.rates = { table, groupId, generation, day };
  return table;
}

/** Chance that an answer of the expert is a yes. */
export function acceptanceOf(
  model: ResponseModel,
  tally: Tally | undefined,
  groupId: string | null,
  minute: number,
): number {
  const parent = parentAcceptance(model.fitted, groupId);
  if (!tally) return parent;
  const fade = weightAt(model, minute);
  const strength = model.fitted.strengths.acceptance;
  return (strength * parent + tally.accepted / fade) / (strength + tally.decided / fade);
}
