import type { CaseMix } from "./case-mix.js";
import type { Evidence } from "./evidence.js";
import { type ProfileModel, type SubScore, subScores } from "./model.js";
import { weigh, type Weighing } from "./weigh.js";

/** One piece with what it counts in its sub-score. */
export interface Weighed {
  readonly evidence: Evidence;
  readonly weighing: Weighing;
  /** Facts and amounts: units after the limit on self-report; 0 for a fact that another one outdoes. */
  readonly units: number;
  /** Rates: weight of what went well and of what went badly, after the difficulty of the case. */
  readonly well: number;
  readonly badly: number;
}

/** The evidence of one sub-score, summed. */
export interface Total {
  readonly pieces: readonly Weighed[];
  /** Facts and amounts. */
  readonly units: number;
  /** Rates. */
  readonly well: number;
  readonly badly: number;
  /** Independent pieces, each counted by trust and freshness: what the confidence rests on. */
  readonly effective: number;
}

export type Totals = ReadonlyMap<SubScore, Total>;

/** One document of many patients proves more than one of few, yet it is one document. */
const mostPiecesOfOne = 5;

const byId = (a: Evidence, b: Evidence): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/**
 * The evidence by sub-score; sub-scores without any that counts are missing. The order of the input does not matter:
 * everything is summed in order of ids.
 */
export function totalsOf(
  evidence: readonly Evidence[],
  asOf: string,
  mix: CaseMix,
  model: ProfileModel,
): Totals {
  const sorted = evidence.toSorted(byId);
  const totals = new Map<SubScore, Total>();
  for (const sub of subScores) {
    const own = sorted.filter(({ kind }) => model.kinds[kind].sub === sub);
    if (own.length === 0) continue;
    const total = totalOf(sub, own, asOf, mix, model);
    if (total.effective > 0) totals.set(sub, total);
  }
  return totals;
}

function totalOf(
  sub: SubScore,
  own: readonly Evidence[],
  asOf: string,
  mix: CaseMix,
  model: ProfileModel,
): Total {
  const { family, half } = model.subs[sub];
  const weighed = own.map((evidence) => ({ evidence, weighing: weigh(evidence, asOf, model) }));
  if (family === "rate") {
    const pieces = weighed.map(({ evidence, weighing }): Weighed => {
      const [gain, loss] = difficultyOf(sub, evidence, mix);
      const value = Math.min(1, Math.max(0, evidence.value));
      return {
        evidence,
        weighing,
        units: 0,
        well: weighing.units * value * gain,
        badly: weighing.units * (1 - value) * loss,
      };
    });
    return {
      pieces,
      units: 0,
      well: sum(pieces, ({ well }) => well),
      badly: sum(pieces, ({ badly }) => badly),
      effective: sum(pieces, ({ weighing }) => weighing.units),
    };
  }
  const best =
    family === "fact" ? Math.max(...weighed.map(({ weighing }) => weighing.units)) : Number.POSITIVE_INFINITY;
  let isBestTaken = false;
  const claimed = sum(weighed, ({ evidence, weighing }) => (isBare(evidence) ? weighing.units : 0));
  const limit = model.selfReportMost * half;
  const kept = family === "amount" && claimed > 0 ? (limit * (1 - Math.exp(-claimed / limit))) / claimed : 1;
  const pieces = weighed.map(({ evidence, weighing }): Weighed => {
    const counts = family === "amount" || (weighing.units === best && !isBestTaken);
    if (family === "fact" && counts) isBestTaken = true;
    const units = counts ? weighing.units * (isBare(evidence) ? kept : 1) : 0;
    return { evidence, weighing, units, well: 0, badly: 0 };
  });
  return {
    pieces,
    units: sum(pieces, ({ units }) => units),
    well: 0,
    badly: 0,
    effective: sum(pieces, ({ units, weighing }) =>
      units === 0
        ? 0
        : weighing.trust *
          weighing.freshness *
          (family === "fact" ? 1 : Math.min(mostPiecesOfOne, weighing.size)),
    ),
  };
}

/** Said by the expert himself, and nobody has looked. */
const isBare = ({ source, verification }: Evidence): boolean =>
  source === "self_reported" && verification !== "verified";

/**
 * How much a success and a failure weigh on a case like this. Whoever does on every kind of case as the pool does comes out
 * at the pool's mean whatever his cases: a success where advice is seldom taken up weighs more, a failure less.
 */
function difficultyOf(
  sub: SubScore,
  evidence: Evidence,
  mix: CaseMix,
): readonly [gain: number, loss: number] {
  if ((sub !== "adoption" && sub !== "outcome") || evidence.mix === null) return [1, 1];
  const expected = mix.expected(evidence.mix);
  return [(1 - expected) / (1 - mix.overall), expected / mix.overall];
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
