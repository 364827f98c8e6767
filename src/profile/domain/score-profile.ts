import { apportion, hundredths } from "./apportion.js";
import { type CaseMix, caseMixOf } from "./case-mix.js";
import type { Evidence } from "./evidence.js";
import {
  type Dimension,
  dimensions,
  PROFILE_MODEL,
  type ProfileModel,
  type SubScore,
  subsOf,
} from "./model.js";
import { type PeerPlace, type Peers, peersOf } from "./peers.js";
import { confidenceOf, logitBand, type Score, scoreSub, type SubResult } from "./sub-score.js";
import { type Totals, totalsOf } from "./totals.js";

/**
 * How a sub-score enters its dimension. `own`: by its own evidence · `none`: no evidence, counts 0 because peers usually
 * have some · `peers`: no evidence of a rate, the peers' mean stands in.
 */
export type PartBasis = "own" | "none" | "peers";

export interface DimensionPart {
  readonly sub: SubScore;
  readonly basis: PartBasis;
  /** Share in this dimension; the shares of the parts add up to 1. */
  readonly weight: number;
  /** The sub-score's own value, 0–100. */
  readonly score: number;
  /** weight × score; the parts add up to the dimension's score. */
  readonly points: number;
}

export interface DimensionResult extends Score {
  readonly dimension: Dimension;
  readonly parts: readonly DimensionPart[];
}

/** 能力画像: dimensions and sub-scores that have evidence. What is missing has none: 证据不足. There is no grand total. */
export interface Profile {
  readonly modelVersion: string;
  /** Civil date it was computed for. */
  readonly asOf: string;
  readonly dimensions: readonly DimensionResult[];
  readonly subs: readonly SubResult[];
}

/** What a profile is computed against: the pool's own means. */
export interface ProfileGround {
  readonly peers: Peers;
  readonly mix: CaseMix;
  readonly model: ProfileModel;
}

/** An empty pool: the model's own priors. */
export const emptyGround = (model: ProfileModel = PROFILE_MODEL): ProfileGround => ({
  peers: peersOf([]),
  mix: caseMixOf([], model),
  model,
});

/**
 * Computes a profile. Pure and deterministic; the order of the evidence does not matter. Other things equal, a further
 * piece (of a rate: one better than the rate so far) never lowers a score, nor does a better source, a check, a newer date
 * or a harder operation. Scores lie within 0 and 100.
 * @param asOf civil date, YYYY-MM-DD
 */
export function scoreProfile(
  evidence: readonly Evidence[],
  place: PeerPlace,
  asOf: string,
  ground: ProfileGround,
): Profile {
  const { model, peers, mix } = ground;
  const totals = totalsOf(evidence, asOf, mix, model);
  const subs = scoreSubs(totals, place, peers, model);
  const bySub = new Map(subs.map((one) => [one.sub, one]));
  return {
    modelVersion: model.version,
    asOf,
    subs,
    dimensions: dimensions.flatMap((dimension) => {
      const result = scoreDimension(dimension, bySub, place, ground);
      return result === undefined ? [] : [result];
    }),
  };
}

function scoreSubs(totals: Totals, place: PeerPlace, peers: Peers, model: ProfileModel): SubResult[] {
  return dimensions.flatMap((dimension) =>
    subsOf(dimension, model).flatMap((sub) => {
      const total = totals.get(sub);
      return total === undefined ? [] : [scoreSub(sub, total, peers.of(place, sub), model)];
    }),
  );
}

interface Candidate {
  readonly sub: SubScore;
  readonly basis: PartBasis;
  readonly weight: number;
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The weighted mean of the sub-scores that peers usually have, missing ones included. What peers usually lack joins only if
 * it raises the score: nobody is the worse for knowing more. Undefined when no sub-score has evidence.
 */
function scoreDimension(
  dimension: Dimension,
  bySub: ReadonlyMap<SubScore, SubResult>,
  place: PeerPlace,
  { peers, model }: ProfileGround,
): DimensionResult | undefined {
  const usual: Candidate[] = [];
  const extra: Candidate[] = [];
  const owned: SubResult[] = [];
  for (const sub of subsOf(dimension, model)) {
    const { weight, family } = model.subs[sub];
    const own = bySub.get(sub);
    const row = peers.of(place, sub);
    if (own !== undefined) owned.push(own);
    const isUsual =
      row !== undefined && peers.isMeasured(sub) && row.withEvidence >= model.usualShare * row.members;
    if (own !== undefined) {
      const { score, low, high } = own;
      (isUsual ? usual : extra).push({ sub, basis: "own", weight, score, low, high });
    } else if (isUsual && family === "rate") {
      const good = row.strength * row.mean;
      const [low, high] = logitBand(row.mean, good, row.strength - good, model.bandZ);
      usual.push({ sub, basis: "peers", weight, score: 100 * row.mean, low: 100 * low, high: 100 * high });
    } else if (isUsual) usual.push({ sub, basis: "none", weight, score: 0, low: 0, high: 0 });
  }
  if (owned.length === 0) return undefined;
  const chosen = withWhatRaises(usual, extra);
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
  const exact = chosen.reduce((sum, { weight, score }) => sum + weight * score, 0) / weights;
  const score = hundredths(exact);
  const points = apportion(
    chosen.map((one) => (one.weight * one.score) / weights),
    score,
  );
  const reach = (end: "low" | "high"): number =>
    Math.sqrt(chosen.reduce((sum, one) => sum + ((one.weight / weights) * (one.score - one[end])) ** 2, 0));
  const effective = owned.reduce((sum, one) => sum + one.effective, 0);
  return {
    dimension,
    score,
    low: Math.min(score, hundredths(Math.max(0, exact - reach("low")))),
    high: Math.max(score, hundredths(Math.min(100, exact + reach("high")))),
    effective: hundredths(effective),
    confidence: confidenceOf(effective, model),
    newestOn: owned.reduce((newest, one) => (one.newestOn > newest ? one.newestOn : newest), ""),
    parts: chosen.map((one, at) => ({
      sub: one.sub,
      basis: one.basis,
      weight: one.weight / weights,
      score: hundredths(one.score),
      points: points[at] ?? 0,
    })),
  };
}

/** The highest weighted mean of all usual parts and any of the extra ones; without usual ones, at least the best extra. */
function withWhatRaises(usual: readonly Candidate[], extra: readonly Candidate[]): Candidate[] {
  const chosen = [...usual];
  let weight = usual.reduce((sum, one) => sum + one.weight, 0);
  let total = usual.reduce((sum, one) => sum + one.weight * one.score, 0);
  for (const one of extra.toSorted((a, b) => b.score - a.score || (a.sub < b.sub ? -1 : 1))) {
    if (weight > 0 && one.score * weight <= total) break;
    chosen.push(one);
    weight += one.weight;
    total += one.weight * one.score;
  }
  return chosen;
}
